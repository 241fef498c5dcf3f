package dev.emotion.draw;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FaceBox;
import dev.emotion.FacePrediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Draws predictions on a copy of an image: a box around each face, a label with emotion and
 * confidence, and, where all faces have room for it, the probabilities of all classes as bars with
 * their numbers. One size of letters, which grows with the image and its faces, and shrinks where
 * labels have no place; an image too small for letters is enlarged. Nothing covers a face but the
 * label of one that has no place around it, and no label another.
 */
public final class ImageAnnotator {
  /** Images whose longer side is below this are enlarged, by a whole factor. */
  private static final int MIN_SIDE = 400;

  private static final int MIN_LETTER = 9;

  /** The length of a full bar, in heights of a capital letter. */
  private static final int BAR_LETTERS = 6;

  private final Canvas canvas;

  /** Upright, with room for those that lean. */
  private final List<FaceBox> faces;

  private final List<String> names;
  private final List<FaceBox> occupied = new ArrayList<>();

  private ImageAnnotator(Canvas canvas, List<FaceBox> faces, List<String> names) {
    this.canvas = canvas;
    this.faces = new ArrayList<>(faces);
    this.names = names;
  }

  /**
   * Draws predictions on a copy; several faces are numbered from #1 on, in the order given, where
   * the labels have room for it.
   *
   * @param image 8-bit BGR (CV_8UC3); not modified
   * @param predictions the faces in it
   * @return the copy, larger by a whole factor where the image is very small; the caller closes it
   */
  public static Mat annotate(Mat image, List<FacePrediction> predictions) {
    int longer = Math.max(image.cols(), image.rows());
    int factor = longer >= MIN_SIDE ? 1 : (MIN_SIDE + longer - 1) / longer;
    Mat copy = enlarged(image, factor);
    try (Canvas canvas = Canvas.on(copy)) {
      List<FaceBox> boxes = predictions.stream().map(p -> times(p.box(), factor)).toList();
      new ImageAnnotator(canvas, boxes, numbers(boxes.size())).draw(predictions);
    }
    return copy;
  }

  private static List<String> numbers(int faces) {
    return faces == 1
        ? List.of("")
        : IntStream.rangeClosed(1, faces).mapToObj(number -> "#" + number + " ").toList();
  }

  /**
   * Draws predictions into an image, a video frame for example.
   *
   * @param image 8-bit BGR (CV_8UC3); drawn on
   * @param predictions the faces in it
   * @param names for each face what its label begins with; may be empty
   */
  public static void draw(Mat image, List<FacePrediction> predictions, List<String> names) {
    try (Canvas canvas = Canvas.on(image)) {
      List<FaceBox> boxes = predictions.stream().map(FacePrediction::box).toList();
      new ImageAnnotator(canvas, boxes, names).draw(predictions);
    }
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
      double tilt = predictions.get(i).face().tilt();
      outline(faces.get(i), tilt, color(predictions.get(i).scores()));
      faces.set(i, extent(faces.get(i), tilt));
    }
    List<String> texts = texts(predictions);
    int letter = letter(texts, predictions);
    for (int i = 0; i < faces.size(); i++) {
      label(faces.get(i), texts.get(i), letter, color(predictions.get(i).scores()));
    }
    List<Panel> panels = new ArrayList<>();
    for (int i = 0; i < faces.size(); i++) {
      panel(faces.get(i), predictions.get(i).scores(), letter).ifPresent(panels::add);
    }
    if (panels.size() == faces.size()) {
      panels.forEach(this::draw);
    }
  }

  /** Without the names in a crowd where labels have room only so. */
  private List<String> texts(List<FacePrediction> predictions) {
    List<String> texts = predictions.stream().map(face -> text(face.scores())).toList();
    List<String> named =
        IntStream.range(0, faces.size()).mapToObj(i -> names.get(i) + texts.get(i)).toList();
    return haveRoom(named, MIN_LETTER) || !haveRoom(texts, MIN_LETTER) ? named : texts;
  }

  private static String text(EmotionScores scores) {
    String doubt = scores.isUncertain() ? "?" : "";
    return scores.classes().name(scores.best()) + doubt + " " + percent(scores.confidence());
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  private static int color(EmotionScores scores) {
    return EmotionColors.of(scores.classes(), scores.best());
  }

  /** A leaning face's box leans around its centre. */
  private void outline(FaceBox box, double tilt, int color) {
    canvas.outline(
        box.x(), box.y(), box.width(), box.height(), tilt, 2 * line(), PanelColors.BACKGROUND);
    canvas.outline(box.x(), box.y(), box.width(), box.height(), tilt, line(), color);
  }

  /** The upright box around a leaning one. */
  private static FaceBox extent(FaceBox box, double tilt) {
    double cos = Math.abs(Math.cos(Math.toRadians(tilt)));
    double sin = Math.abs(Math.sin(Math.toRadians(tilt)));
    int width = (int) Math.round(cos * box.width() + sin * box.height());
    int height = (int) Math.round(sin * box.width() + cos * box.height());
    return new FaceBox(
        box.x() + (box.width() - width) / 2,
        box.y() + (box.height() - height) / 2,
        Math.max(1, width),
        Math.max(1, height));
  }

  private int line() {
    return Math.max(2, longer() / 500);
  }

  private int longer() {
    return Math.max(canvas.width(), canvas.height());
  }

  /** The height of capital letters: readable in the image, in proportion to the median face. */
  private int letter() {
    int[] heights = faces.stream().mapToInt(FaceBox::height).sorted().toArray();
    int ofFaces = heights.length == 0 ? 0 : heights[heights.length / 2] / 9;
    return Math.max(MIN_LETTER, Math.max(longer() / 200, Math.min(longer() / 45, ofFaces)));
  }

  /** As wished, or smaller: a little where that makes room for bars, else as labels need it. */
  private int letter(List<String> texts, List<FacePrediction> predictions) {
    int wished = letter();
    int least = Math.max(MIN_LETTER, wished * 3 / 5);
    for (int letter = wished, last = 0; letter != last; ) {
      if (haveRoom(texts, letter) && haveBars(predictions, letter)) {
        occupied.clear();
        return letter;
      }
      last = letter;
      letter = Math.max(least, letter * 7 / 8);
    }
    int letter = wished;
    while (!haveRoom(texts, letter) && letter > MIN_LETTER) {
      letter = Math.max(MIN_LETTER, letter * 3 / 4);
    }
    occupied.clear();
    return letter;
  }

  /** Whether every label has a place off all faces and other labels; it is occupied then. */
  private boolean haveRoom(List<String> texts, int letter) {
    occupied.clear();
    boolean room = true;
    for (int i = 0; i < faces.size() && room; i++) {
      Optional<FaceBox> place = around(faces.get(i), texts.get(i), letter);
      place.ifPresent(occupied::add);
      room = place.isPresent();
    }
    return room;
  }

  private boolean haveBars(List<FacePrediction> predictions, int letter) {
    boolean room = true;
    for (int i = 0; i < faces.size() && room; i++) {
      room = panel(faces.get(i), predictions.get(i).scores(), letter).isPresent();
    }
    return room;
  }

  /** Above the box or below it; at worst inside it, at its top; nowhere if another is there. */
  private void label(FaceBox box, String text, int letter, int color) {
    Optional<FaceBox> place =
        around(box, text, letter)
            .or(
                () ->
                    Optional.of(at(left(box), box.y(), text, letter))
                        .filter(this::isOffOtherLabels));
    if (place.isEmpty()) {
      return;
    }
    FaceBox label = place.get();
    occupied.add(label);
    canvas.fill(label.x(), label.y(), label.width(), label.height(), color);
    int ink = EmotionColors.inkOn(color);
    canvas.text(text, label.x() + letter / 2, label.y() + letter * 3 / 2, letter, ink);
  }

  /** From the box's left edge on or up to its right one: the other may be at a neighbour's face. */
  private Optional<FaceBox> around(FaceBox box, String text, int letter) {
    int toRight = box.x() + box.width() + line() - labelWidth(text, letter);
    return Stream.of(box.y() - 2 * letter - line(), box.y() + box.height() + line())
        .flatMap(y -> Stream.of(at(left(box), y, text, letter), at(toRight, y, text, letter)))
        .filter(this::isFree)
        .findFirst();
  }

  private int left(FaceBox box) {
    return box.x() - line();
  }

  private FaceBox at(int x, int y, String text, int letter) {
    int width = labelWidth(text, letter);
    int left = Math.max(0, Math.min(x, canvas.width() - width));
    return new FaceBox(left, Math.max(0, y), width, 2 * letter);
  }

  private static int labelWidth(String text, int letter) {
    return Canvas.textWidth(text, letter) + letter;
  }

  /** Named bars with numbers: the place they have, in pixels, and what they show. */
  private record Panel(FaceBox place, EmotionScores scores, int letter, int nameWidth) {}

  /** They stand beside, below or above the box; empty where there is no room. */
  private Optional<Panel> panel(FaceBox box, EmotionScores scores, int letter) {
    List<String> names = scores.classes().names();
    int nameWidth = names.stream().mapToInt(n -> Canvas.textWidth(n, letter)).max().orElse(0);
    int width = nameWidth + (4 + BAR_LETTERS) * letter + Canvas.textWidth(percent(1), letter);
    int height = names.size() * 2 * letter + letter;
    int gap = 2 * line();
    int y = Math.max(0, Math.min(box.y() - line(), canvas.height() - height));
    int x = Math.max(0, Math.min(box.x() - line(), canvas.width() - width));
    Optional<FaceBox> place =
        Stream.of(
                new FaceBox(box.x() + box.width() + gap, y, width, height),
                new FaceBox(box.x() - gap - width, y, width, height),
                new FaceBox(x, box.y() + box.height() + gap, width, height),
                new FaceBox(x, box.y() - gap - height, width, height))
            .filter(this::isFree)
            .findFirst();
    place.ifPresent(occupied::add);
    return place.map(free -> new Panel(free, scores, letter, nameWidth));
  }

  private void draw(Panel panel) {
    FaceBox place = panel.place;
    int letter = panel.letter;
    canvas.shade(place.x(), place.y(), place.width(), place.height(), PanelColors.BACKGROUND, 0.72);
    EmotionClasses classes = panel.scores.classes();
    for (int i = 0; i < classes.count(); i++) {
      int top = place.y() + letter / 2 + i * 2 * letter;
      int left = place.x() + 2 * letter + panel.nameWidth;
      int width = BAR_LETTERS * letter;
      int baseline = top + letter * 3 / 2;
      int ink = i == panel.scores.best() ? PanelColors.INK : PanelColors.FAINT;
      double probability = panel.scores.probability(i);
      canvas.text(classes.name(i), place.x() + letter, baseline, letter, ink);
      int length = (int) Math.round(width * probability);
      canvas.fill(left, top + letter / 2, width, letter, PanelColors.TRACK);
      canvas.fill(left, top + letter / 2, length, letter, EmotionColors.of(classes, i));
      int right = place.x() + place.width() - letter;
      canvas.endingAt(percent(probability), right, baseline, letter, ink);
    }
  }

  /** Whether a place is inside the image and covers no face, label or bars. */
  private boolean isFree(FaceBox place) {
    return place.x() >= 0
        && place.y() >= 0
        && place.x() + place.width() <= canvas.width()
        && place.y() + place.height() <= canvas.height()
        && Stream.concat(faces.stream(), occupied.stream()).allMatch(o -> o.iou(place) == 0);
  }

  private boolean isOffOtherLabels(FaceBox place) {
    return occupied.stream().allMatch(o -> o.iou(place) == 0);
  }
}
