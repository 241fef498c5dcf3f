package dev.emotion.image;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.emotion.EmotionScores;
import dev.emotion.FaceBox;
import dev.emotion.FacePrediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Draws predictions on a copy of a picture: a box around each face, a label with emotion and
 * confidence, and the probabilities of all classes as bars. Lines and letters grow with the
 * picture; a picture too small for letters is enlarged. Labels and bars stay inside the picture and
 * off other faces; bars without room beside their face are left out.
 */
public final class ImageAnnotator {
  /** Pictures whose longer side is below this are enlarged, by a whole factor. */
  private static final int SMALLEST_SIDE = 400;

  private static final int SMALLEST_LETTER = 8;
  private static final int DARK = 0x16191D;
  private static final int LIGHT = 0xF5F5F5;

  /** A colour a class, in index order, all bright enough for dark letters; then from the start. */
  private static final int[] COLORS = {
    0xFF6B5E, 0x9CCC4B, 0xC59BFF, 0xFFD23F, 0x63A8FF, 0xFF9F45, 0xD5DADF, 0x4FD8C4
  };

  private final Canvas canvas;
  private final List<FaceBox> faces;
  private final List<FaceBox> occupied = new ArrayList<>();

  private ImageAnnotator(Canvas canvas, List<FaceBox> faces) {
    this.canvas = canvas;
    this.faces = faces;
  }

  /**
   * Draws predictions on a copy.
   *
   * @param image 8-bit BGR (CV_8UC3); not modified
   * @param predictions the faces in it
   * @return the copy, larger by a whole factor where the picture is very small; the caller closes
   *     it
   */
  public static Mat annotate(Mat image, List<FacePrediction> predictions) {
    int longer = Math.max(image.cols(), image.rows());
    int factor = longer >= SMALLEST_SIDE ? 1 : (SMALLEST_SIDE + longer - 1) / longer;
    Mat copy = enlarged(image, factor);
    try (Canvas canvas = Canvas.on(copy)) {
      List<FaceBox> boxes = predictions.stream().map(p -> times(p.box(), factor)).toList();
      new ImageAnnotator(canvas, boxes).draw(predictions);
    }
    return copy;
  }

  private static Mat enlarged(Mat image, int factor) {
    if (factor == 1) {
      return image.clone();
    }
    Mat copy = new Mat();
    try (Size size = new Size(image.cols() * factor, image.rows() * factor)) {
      resize(image, copy, size, 0, 0, INTER_CUBIC);
    }
    return copy;
  }

  private static FaceBox times(FaceBox box, int factor) {
    return new FaceBox(
        box.x() * factor, box.y() * factor, box.width() * factor, box.height() * factor);
  }

  private void draw(List<FacePrediction> predictions) {
    for (int i = 0; i < faces.size(); i++) {
      outline(faces.get(i), color(predictions.get(i).scores()));
    }
    // All labels before all bars: a label is worth more.
    for (int i = 0; i < faces.size(); i++) {
      label(faces.get(i), predictions.get(i).scores());
    }
    for (int i = 0; i < faces.size(); i++) {
      bars(faces.get(i), predictions.get(i).scores());
    }
  }

  private int color(EmotionScores scores) {
    return COLORS[scores.best() % COLORS.length];
  }

  private void outline(FaceBox box, int color) {
    int line = line();
    canvas.outline(box.x(), box.y(), box.width(), box.height(), 2 * line, DARK);
    canvas.outline(box.x(), box.y(), box.width(), box.height(), line, color);
  }

  private int line() {
    return Math.max(2, Math.max(canvas.width(), canvas.height()) / 400);
  }

  /** The height of capital letters that suits a face. */
  private int letter(FaceBox box) {
    int readable = Math.max(canvas.width(), canvas.height()) / 110;
    return Math.max(SMALLEST_LETTER, Math.max(readable, box.height() / 16));
  }

  private void label(FaceBox box, EmotionScores scores) {
    String text =
        String.format(Locale.ROOT, "%s %.0f %%", scores.emotion(), 100 * scores.confidence());
    FaceBox place = null;
    int letter = letter(box);
    for (; place == null; letter = letter * 3 / 4) {
      int width = Canvas.textWidth(text, letter) + letter;
      int height = 2 * letter;
      int x = Math.max(0, Math.min(box.x(), canvas.width() - width));
      int line = line();
      place =
          Stream.of(
                  new FaceBox(x, box.y() - height - line, width, height),
                  new FaceBox(x, box.y() + box.height() + line, width, height))
              .filter(this::isFree)
              .findFirst()
              .orElse(null);
      boolean last = letter * 3 / 4 < SMALLEST_LETTER;
      if (place == null && last) {
        place = new FaceBox(x, Math.max(0, box.y()), width, height);
      }
      if (place != null) {
        break;
      }
    }
    occupied.add(place);
    canvas.fill(place.x(), place.y(), place.width(), place.height(), color(scores));
    canvas.text(text, place.x() + letter / 2, place.y() + letter * 3 / 2, letter, DARK);
  }

  private void bars(FaceBox box, EmotionScores scores) {
    List<String> names = scores.classes().names();
    int letter = Math.max(SMALLEST_LETTER, letter(box) * 3 / 4);
    int row = 2 * letter;
    int nameWidth = names.stream().mapToInt(n -> Canvas.textWidth(n, letter)).max().orElse(0);
    int barWidth = 6 * letter;
    int width = nameWidth + barWidth + 3 * letter;
    int height = names.size() * row + letter;
    int gap = 2 * line();
    int y = Math.max(0, Math.min(box.y(), canvas.height() - height));
    int x = Math.max(0, Math.min(box.x(), canvas.width() - width));
    Stream.of(
            new FaceBox(box.x() + box.width() + gap, y, width, height),
            new FaceBox(box.x() - gap - width, y, width, height),
            new FaceBox(x, box.y() + box.height() + gap, width, height),
            new FaceBox(x, box.y() - gap - height, width, height))
        .filter(this::isFree)
        .findFirst()
        .ifPresent(place -> panel(place, scores, letter, nameWidth, barWidth));
  }

  private void panel(FaceBox place, EmotionScores scores, int letter, int nameWidth, int barWidth) {
    occupied.add(place);
    canvas.shade(place.x(), place.y(), place.width(), place.height(), DARK, 0.72);
    for (int i = 0; i < scores.classes().count(); i++) {
      int top = place.y() + letter / 2 + i * 2 * letter;
      int left = place.x() + 2 * letter + nameWidth;
      int color = COLORS[i % COLORS.length];
      canvas.text(
          scores.classes().name(i),
          place.x() + letter,
          top + letter * 3 / 2,
          letter,
          i == scores.best() ? color : LIGHT);
      int length = (int) Math.round(barWidth * scores.probability(i));
      canvas.fill(left, top + letter / 2, barWidth, letter, 0x3A4048);
      canvas.fill(left, top + letter / 2, length, letter, color);
    }
  }

  /** Whether a place is inside the picture and covers no face, label or bars. */
  private boolean isFree(FaceBox place) {
    return place.x() >= 0
        && place.y() >= 0
        && place.x() + place.width() <= canvas.width()
        && place.y() + place.height() <= canvas.height()
        && Stream.concat(faces.stream(), occupied.stream()).allMatch(o -> o.overlap(place) == 0);
  }
}
