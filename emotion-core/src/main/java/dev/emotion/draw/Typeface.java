package dev.emotion.draw;

import java.awt.AWTError;
import java.awt.Font;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.Bidi;
import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/**
 * The letters of every image and of the window: DejaVu Sans (Latin, Greek, Cyrillic and more),
 * which travels with the program; the machine's own fonts for texts in other scripts; and what no
 * font has as JSON escapes it, <code>&#92;u60b2</code>.
 *
 * @see <a href="https://dejavu-fonts.github.io/">DejaVu fonts</a>, version 2.37
 */
public final class Typeface {
  private static final String FILE = "DejaVuSans.ttf";
  private static final Pattern CONTROLS = Pattern.compile("\\p{Cc}+");

  /** Used until the program ends; made when the first letter is drawn. */
  private static final class Holder {
    static final Typeface DEJAVU = new Typeface();
  }

  /** The outline of a piece of text, y downwards, and how far the next piece is from its start. */
  private record Piece(Shape outline, double advance) {}

  private final TrueTypeFont font;
  private final CmapLookup glyphs;
  private final double capHeight;
  private final ConcurrentHashMap<Integer, Optional<Piece>> letters = new ConcurrentHashMap<>();

  private Typeface() {
    try (InputStream stream = Typeface.class.getResourceAsStream(FILE)) {
      font = new TTFParser().parse(new RandomAccessReadBuffer(stream));
      glyphs = font.getUnicodeCmapLookup();
    } catch (IOException e) {
      throw new UncheckedIOException(FILE, e);
    }
    capHeight = letter('H').orElseThrow().outline.getBounds2D().getHeight();
  }

  /**
   * The outline of a line of text.
   *
   * @param text any
   * @param capHeight height of a capital letter in pixels
   * @return closed curves in pixels, y downwards, the first letter's origin at (0, 0); filled where
   *     they go round, so that the eye of an o is not
   */
  public static Shape outline(String text, double capHeight) {
    Path2D line = new Path2D.Double(Path2D.WIND_NON_ZERO);
    Holder.DEJAVU.set(text, capHeight, line);
    return line;
  }

  /**
   * How far a line of text goes.
   *
   * @param text any
   * @param capHeight height of a capital letter in pixels
   * @return pixels
   */
  public static double width(String text, double capHeight) {
    return Holder.DEJAVU.set(text, capHeight, new Path2D.Double());
  }

  /** Appends the outlines to a path; gives the width. */
  private double set(String text, double height, Path2D line) {
    String composed = escapeControls(Normalizer.normalize(text, Normalizer.Form.NFC));
    double scale = height / capHeight;
    double x = 0;
    for (Piece piece : pieces(composed)) {
      AffineTransform place = new AffineTransform(scale, 0, 0, scale, x, 0);
      line.append(piece.outline.getPathIterator(place), false);
      x += scale * piece.advance;
    }
    return x;
  }

  private static String escapeControls(String text) {
    return CONTROLS.matcher(text).replaceAll(c -> Matcher.quoteReplacement(escaped(c.group())));
  }

  /** As JSON may write it. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
    return escaped.toString();
  }

  /** Letter by letter where that is how the text is written and the letters are there. */
  private List<Piece> pieces(String text) {
    char[] chars = text.toCharArray();
    boolean plain =
        !Bidi.requiresBidi(chars, 0, chars.length)
            && text.codePoints().allMatch(c -> letter(c).isPresent());
    Optional<Piece> whole = plain ? Optional.empty() : OtherFonts.set(text, capHeight);
    return whole
        .map(List::of)
        .orElseGet(() -> text.codePoints().boxed().flatMap(this::letters).toList());
  }

  private Stream<Piece> letters(int codePoint) {
    return letter(codePoint)
        .map(Stream::of)
        .orElseGet(
            () ->
                escaped(Character.toString(codePoint))
                    .codePoints()
                    .mapToObj(c -> letter(c).orElseThrow()));
  }

  private Optional<Piece> letter(int codePoint) {
    return letters.computeIfAbsent(codePoint, this::read);
  }

  /** FontBox reads a font's tables when they are first asked for: one thread at a time. */
  private synchronized Optional<Piece> read(int codePoint) {
    int glyph = glyphs.getGlyphId(codePoint);
    if (glyph == 0) {
      return Optional.empty();
    }
    try {
      Area outline = new Area(font.getGlyph().getGlyph(glyph).getPath()); // parts may overlap
      outline.transform(AffineTransform.getScaleInstance(1, -1));
      return Optional.of(new Piece(outline, font.getAdvanceWidth(glyph)));
    } catch (IOException e) {
      throw new UncheckedIOException(FILE, e);
    }
  }

  /** The machine's fonts, as AWT knows them: it orders and joins letters as a script asks for. */
  private static final class OtherFonts {
    private static final Optional<Font> SANS = find();

    private OtherFonts() {}

    /** AWT fails in its own ways on a server without fonts. */
    private static Optional<Font> find() {
      try {
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 1000);
        return font.canDisplay('H') ? Optional.of(font) : Optional.empty();
      } catch (RuntimeException | LinkageError | InternalError | AWTError e) {
        return Optional.empty();
      }
    }

    /** In units of a font whose capitals are so high; empty where a letter is in no font. */
    static Optional<Piece> set(String text, double capHeight) {
      return SANS.filter(font -> font.canDisplayUpTo(text) < 0)
          .map(
              font -> {
                FontRenderContext context = new FontRenderContext(null, true, true);
                TextLayout layout = new TextLayout(text, font, context);
                double height = new TextLayout("H", font, context).getBounds().getHeight();
                double scale = capHeight / height;
                return new Piece(
                    layout.getOutline(AffineTransform.getScaleInstance(scale, scale)),
                    scale * layout.getAdvance());
              });
    }
  }
}
