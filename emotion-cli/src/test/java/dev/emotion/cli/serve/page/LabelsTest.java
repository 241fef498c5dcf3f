package dev.emotion.cli.serve.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import dev.emotion.DetectedFace;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where the page draws boxes and their labels. */
@NeedsChromium
class LabelsTest extends InBrowser {
  /** As on the page: "surprise 100 %" in letters of 14 pixels, and how small they may become. */
  private static final int WIDTH = 113;

  private static final int HEIGHT = 24;
  private static final double SMALLEST = 0.7;
  private static final int GAP = 6;

  @BeforeAll
  static void open() {
    load();
  }

  /** A face's outline. */
  private record Face(double x, double y, double width, double height, double lean) {
    Shape shape() {
      Shape upright = new Rectangle2D.Double(x, y, width, height);
      return AffineTransform.getRotateInstance(Math.toRadians(lean), x + width / 2, y + height / 2)
          .createTransformedShape(upright);
    }
  }

  /** A label as it was placed. */
  private record Label(
      double x,
      double y,
      double width,
      double height,
      double scale,
      String place,
      boolean inside,
      boolean free) {
    Rectangle2D shape() {
      return new Rectangle2D.Double(x, y, width, height);
    }
  }

  @Test
  void aLoneFaceHasItsLabelAboveFromItsLeftEdge() {
    Label label = labels(640, 480, new Face(200, 100, 120, 120, 0)).get(0);

    assertThat(label.shape()).isEqualTo(new Rectangle2D.Double(200, 70, WIDTH, HEIGHT));
    assertThat(label.scale).isEqualTo(1);
  }

  /** Narrower than their labels, side by side. */
  @Test
  void fourFacesOnAPhoneHaveLabelsThatCoverNothing() {
    List<Face> faces =
        List.of(
            new Face(8, 70, 72, 72, 0),
            new Face(96, 50, 76, 76, 0),
            new Face(186, 62, 74, 74, 0),
            new Face(278, 58, 80, 80, 0));

    List<Label> labels = labels(366, 240, faces);

    assertThat(labels).allMatch(Label::free);
    assertCoverNothing(faces, labels, 366, 240);
  }

  /** As five people in the background of a photograph, on a phone. */
  @Test
  void allLabelsAreSmallerWhereOneHasNoRoomOtherwise() {
    List<Face> faces =
        List.of(
            new Face(140, 160, 76, 76, 0),
            new Face(53, 61, 14, 14, 0),
            new Face(97, 74, 14, 14, 0),
            new Face(140, 66, 14, 14, 0),
            new Face(198, 69, 14, 14, 0),
            new Face(253, 66, 16, 16, 0));

    List<Label> labels = labels(336, 252, faces);

    assertThat(labels).allMatch(Label::free).noneMatch(Label::inside);
    assertThat(labels).extracting(Label::scale).containsOnly(labels.get(0).scale);
    assertThat(labels.get(0).scale).isLessThan(1);
    assertCoverNothing(faces, labels, 336, 252);
  }

  @Test
  void facesAtTheEdgesHaveTheirLabelsInThePicture() {
    List<Face> faces =
        List.of(
            new Face(0, 0, 60, 60, 0),
            new Face(306, 0, 60, 60, 0),
            new Face(0, 180, 60, 60, 0),
            new Face(306, 180, 60, 60, 0));

    List<Label> labels = labels(366, 240, faces);

    assertThat(labels).allMatch(Label::free).allMatch(label -> label.scale == 1);
    assertCoverNothing(faces, labels, 366, 240);
  }

  /** Its lower corner stands where the label of the face below would be otherwise. */
  @Test
  void aLeaningFaceIsNotCovered() {
    Face below = new Face(90, 256, 100, 100, 0);
    Face level = new Face(100, 100, 120, 120, 0);
    Face leaning = new Face(100, 100, 120, 120, 45);

    Label above = labels(640, 480, below, level).get(0);
    assertThat(above.y).isEqualTo(256 - GAP - HEIGHT);
    assertThat(leaning.shape().intersects(above.shape())).isTrue();

    Label elsewhere = labels(640, 480, below, leaning).get(0);
    assertThat(elsewhere.free).isTrue();
    assertThat(leaning.shape().intersects(elsewhere.shape())).isFalse();
  }

  @Test
  void aLabelOfALeaningFaceStandsOverItsUpperCorner() {
    Label label = labels(640, 480, new Face(200, 200, 100, 100, 45)).get(0);

    assertThat(label.x + label.width / 2).isCloseTo(250, within(0.01));
    assertThat(label.y + label.height).isCloseTo(250 - Math.sqrt(2) * 50 - GAP, within(0.01));
  }

  @Test
  void aFaceFromTopToBottomHasItsLabelBesideIt() {
    Face face = new Face(100, 5, 230, 230, 0);

    Label label = labels(640, 240, face).get(0);

    assertThat(label.scale).isEqualTo(1);
    assertThat(label.x).isEqualTo(336);
  }

  @Test
  void aFaceThatFillsThePictureHasItsLabelInside() {
    Label label = labels(200, 200, new Face(0, 0, 200, 200, 0)).get(0);

    assertThat(label.free).isTrue();
    assertThat(label.shape()).isEqualTo(new Rectangle2D.Double(6, 6, WIDTH, HEIGHT));
  }

  @Test
  void whereLabelsHaveNoRoomTheFirstFaceHasItsOwnAndTheOthersAreMarked() {
    List<Face> faces =
        IntStream.range(0, 25).mapToObj(i -> new Face(i % 5 * 40, i / 5 * 40, 38, 38, 0)).toList();

    List<Label> labels = labels(200, 200, faces);

    assertThat(labels).hasSize(25).anyMatch(label -> !label.free);
    assertCoverNothing(faces, labels, 200, 200);
    assertThat(labels.get(0).shape()).matches(new Rectangle2D.Double(0, 0, 200, 200)::contains);
  }

  @Test
  void staysInItsPlaceWhileTheBoxTrembles() {
    Face enough = new Face(100, 33.1, 100, 100, 0); // above: 24 of the label, a gap of 6 and half
    Face little = new Face(100, 31, 100, 100, 0);
    Face none = new Face(100, 29, 100, 100, 0);

    assertThat(places(enough, little, enough, none, little, enough))
        .isEqualTo(List.of("above", "above", "above", "below", "below", "above"));
  }

  /** Whatever the faces, with shapes of java.awt as the judge. */
  @Test
  void labelsCoverNothingInPicturesMadeByChance() {
    Random random = new Random(20);
    int free = 0;
    for (int i = 0; i < 100; i++) {
      List<Face> faces = new ArrayList<>();
      for (int count = random.nextInt(1, 9); faces.size() < count; ) {
        double side = random.nextDouble(20, 120);
        double lean = random.nextBoolean() ? 0 : random.nextDouble(-180, 180);
        faces.add(
            new Face(
                random.nextDouble(380 - side), random.nextDouble(300 - side), side, side, lean));
      }
      List<Label> labels = labels(380, 300, faces);
      assertCoverNothing(faces, labels, 380, 300);
      free += (int) labels.stream().filter(Label::free).count();
    }
    assertThat(free).isGreaterThan(200);
  }

  /** The page draws as {@code ImageAnnotator} does. */
  @Test
  void drawsABoxLeaningFromTheAngleOnThatHeadsAreLevelledFrom() {
    double from = DetectedFace.LEVELLED_FROM;

    assertThat(lean(from, false)).isZero();
    assertThat(lean(-from, false)).isZero();
    assertThat(lean(from + 0.1, false)).isEqualTo(from + 0.1);
    assertThat(lean(-from - 0.1, false)).isEqualTo(-from - 0.1);
    assertThat(lean(30, true)).isEqualTo(-30);
    assertThat(lean(Double.NaN, false)).isZero();
  }

  /** The lean of a face's outline; of one without landmarks for NaN. */
  private static double lean(double roll, boolean mirrored) {
    String face = "{box: {x: 10, y: 20, width: 30, height: 40}%s}";
    String leaning = Double.isNaN(roll) ? "" : ", roll: " + roll;
    String outline = "outlineOf(%s, 100, %b)".formatted(face.formatted(leaning), mirrored);
    JsonElement found =
        browser.evaluate(
            "import('/labels.js').then(({ outlineOf }) => { const { x, y, width, height, lean } = "
                + outline
                + "; return [x, y, width, height, lean]; })");
    List<Double> numbers =
        found.getAsJsonArray().asList().stream().map(JsonElement::getAsDouble).toList();
    assertThat(numbers.subList(0, 4)).containsExactly(mirrored ? 60.0 : 10.0, 20.0, 30.0, 40.0);
    return numbers.get(4);
  }

  private static void assertCoverNothing(
      List<Face> faces, List<Label> labels, int width, int height) {
    List<Area> taken = new ArrayList<>();
    for (int i = 0; i < faces.size(); i++) {
      Label label = labels.get(i);
      assertThat(label.scale).isBetween(SMALLEST, 1.0);
      if (label.free) {
        assertThat(new Rectangle2D.Double(-1e-6, -1e-6, width + 2e-6, height + 2e-6))
            .matches(picture -> picture.contains(label.shape()), label + " is in the picture");
        for (int other = 0; other < faces.size(); other++) {
          if (other != i) {
            assertApart(new Area(faces.get(other).shape()), label);
          }
        }
        taken.forEach(other -> assertApart(other, label));
        taken.add(new Area(label.shape()));
      }
    }
  }

  private static void assertApart(Area area, Label label) {
    Area common = new Area(label.shape());
    common.intersect(area);
    Rectangle2D bounds = common.getBounds2D();
    assertThat(Math.min(bounds.getWidth(), bounds.getHeight())).as("%s", label).isLessThan(1e-6);
  }

  private static List<Label> labels(int width, int height, Face... faces) {
    return labels(width, height, List.of(faces));
  }

  private static List<Label> labels(int width, int height, List<Face> faces) {
    JsonArray found =
        browser
            .evaluate(
                String.format(
                    Locale.ROOT,
                    """
                    import('/labels.js').then(({ placeLabels }) => placeLabels(
                        %s.map((outline) => ({ outline, label: { width: %d, height: %d } })),
                        { width: %d, height: %d }, %f, %d))
                    """,
                    new Gson().toJson(faces),
                    WIDTH,
                    HEIGHT,
                    width,
                    height,
                    SMALLEST,
                    GAP))
            .getAsJsonArray();
    return found.asList().stream().map(label -> new Gson().fromJson(label, Label.class)).toList();
  }

  /** Where a label is as its face moves, each time with the place that it had before. */
  private static List<String> places(Face... faces) {
    JsonArray found =
        browser
            .evaluate(
                String.format(
                    Locale.ROOT,
                    """
                    import('/labels.js').then(({ placeLabels }) => {
                      let place;
                      return %s.map((outline) => {
                        const face = { outline, place, label: { width: %d, height: %d } };
                        const [label] = placeLabels([face], { width: 300, height: 300 }, 1, %d);
                        place = label.place;
                        return label.y < outline.y ? 'above' : 'below';
                      });
                    })
                    """,
                    new Gson().toJson(faces),
                    WIDTH,
                    HEIGHT,
                    GAP))
            .getAsJsonArray();
    return found.asList().stream().map(JsonElement::getAsString).toList();
  }
}
