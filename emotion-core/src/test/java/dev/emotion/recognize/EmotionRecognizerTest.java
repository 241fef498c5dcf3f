package dev.emotion.recognize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC4;
import static org.bytedeco.opencv.global.opencv_core.absdiff;
import static org.bytedeco.opencv.global.opencv_core.sumElems;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion.DetectedFace;
import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FaceBox;
import dev.emotion.FacePixels;
import dev.emotion.FacePrediction;
import dev.emotion.ImageException;
import dev.emotion.ImagePrediction;
import dev.emotion.classify.FaceClassifier;
import dev.emotion.detect.FaceDetector;
import dev.emotion.detect.WholeImageDetector;
import dev.emotion.image.ImageFiles;
import dev.emotion.image.PixelBudget;
import dev.emotion.testing.SampleImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmotionRecognizerTest {
  @TempDir Path folder;

  /** Says "happy" with the grey of the first pixel, in 255ths, and counts its calls. */
  private static final class GreyClassifier implements FaceClassifier {
    private final List<Integer> facesOfCall = new ArrayList<>();

    @Override
    public EmotionClasses classes() {
      return new EmotionClasses(List.of("sad", "happy"));
    }

    @Override
    public int side() {
      return 4;
    }

    @Override
    public List<EmotionScores> classify(List<FacePixels> faces) {
      facesOfCall.add(faces.size());
      return faces.stream()
          .map(face -> face.get(0, 0) / 255.0)
          .map(p -> new EmotionScores(classes(), List.of(1 - p, p)))
          .toList();
    }
  }

  /** Finds as many faces side by side as the image is tens of pixels wide. */
  private static final class TensDetector implements FaceDetector {
    @Override
    public List<DetectedFace> detect(Mat image, int threads) {
      return IntStream.range(0, image.cols() / 10)
          .mapToObj(i -> DetectedFace.of(new FaceBox(10 * i, 0, 10, 10)))
          .toList();
    }

    @Override
    public void close() {}
  }

  private final GreyClassifier classifier = new GreyClassifier();

  private ImageInput image(String name, int width, int grey) {
    Path file = folder.resolve(name);
    try (Mat image = new Mat(10, width, CV_8UC3, Scalar.all(grey))) {
      ImageFiles.write(file, image);
    }
    return ImageInput.of(file);
  }

  private List<ImageResult> recognize(FaceDetector detector, List<ImageInput> inputs) {
    List<ImageResult> results = new ArrayList<>();
    new EmotionRecognizer(detector, classifier).recognize(inputs, 3, results::add);
    return results;
  }

  private static ImagePrediction prediction(ImageResult result) {
    return ((ImageResult.Recognized) result).prediction();
  }

  @Test
  void recognisesOneImage() {
    try (Mat image = new Mat(10, 25, CV_8UC3, Scalar.all(204))) {
      ImagePrediction prediction =
          new EmotionRecognizer(new TensDetector(), classifier).recognize(image, "x");
      assertThat(prediction.image()).isEqualTo("x");
      assertThat(prediction.width()).isEqualTo(25);
      assertThat(prediction.height()).isEqualTo(10);
      assertThat(prediction.faces()).hasSize(2);
      assertThat(prediction.faces().get(1).box()).isEqualTo(new FaceBox(10, 0, 10, 10));
      assertThat(prediction.faces().get(1).scores().confidence()).isEqualTo(0.8);
    }
  }

  @Test
  void keepsTheOrderOfManyImagesAndTheirFaces() {
    List<ImageInput> inputs =
        IntStream.range(0, 200).mapToObj(i -> image(i + ".png", 10 * (i % 4) + 1, i)).toList();
    List<ImageResult> results = recognize(new TensDetector(), inputs);
    assertThat(results).hasSize(200);
    for (int i = 0; i < 200; i++) {
      ImagePrediction prediction = prediction(results.get(i));
      double happy = i / 255.0;
      assertThat(prediction.image()).endsWith(i + ".png");
      assertThat(prediction.faces()).hasSize(i % 4);
      assertThat(prediction.faces()).allMatch(face -> face.scores().probability(1) == happy);
    }
  }

  @Test
  void classifiesTheFacesOfAChunkTogetherAndTheFirstOnesSoon() {
    List<ImageInput> inputs =
        IntStream.range(0, 150).mapToObj(i -> image(i + ".png", 10, i)).toList();
    recognize(new WholeImageDetector(), inputs);
    assertThat(classifier.facesOfCall).containsExactly(3, 6, 12, 24, 48, 57);
  }

  @Test
  void recognisesAFewImagesTogetherOnTheCallingThread() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.png"), "no image");
    List<ImageResult> results =
        new EmotionRecognizer(new TensDetector(), classifier)
            .recognize(
                List.of(image("a.png", 20, 51), ImageInput.of(bad), image("b.png", 10, 255)));
    assertThat(prediction(results.get(0)).faces())
        .hasSize(2)
        .allMatch(face -> face.scores().probability(1) == 0.2);
    assertThat(((ImageResult.Failed) results.get(1)).fault()).hasMessageContaining("bad.png");
    assertThat(prediction(results.get(2)).faces().get(0).scores().emotion()).isEqualTo("happy");
    assertThat(classifier.facesOfCall).containsExactly(3);
  }

  @Test
  void goesOnPastABadImage() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.png"), "no image");
    List<ImageResult> results =
        recognize(
            new WholeImageDetector(),
            List.of(image("a.png", 10, 0), ImageInput.of(bad), image("b.png", 10, 255)));
    assertThat(prediction(results.get(0)).faces().get(0).scores().emotion()).isEqualTo("sad");
    assertThat(results.get(1)).isInstanceOf(ImageResult.Failed.class);
    assertThat(((ImageResult.Failed) results.get(1)).fault()).hasMessageContaining("bad.png");
    assertThat(prediction(results.get(2)).faces().get(0).scores().emotion()).isEqualTo("happy");
  }

  @Test
  void goesOnPastAnImageForWhichThereIsNoMemory() {
    FaceDetector detector =
        new FaceDetector() {
          @Override
          public List<DetectedFace> detect(Mat image, int threads) {
            if (image.cols() == 66) {
              throw new OutOfMemoryError("no room");
            }
            return List.of(DetectedFace.of(new FaceBox(0, 0, image.cols(), image.rows())));
          }

          @Override
          public void close() {}
        };
    List<ImageResult> results =
        recognize(detector, List.of(image("a.png", 66, 0), image("b.png", 10, 255)));
    assertThat(((ImageResult.Failed) results.get(0)).fault())
        .hasMessageEndingWith(
            "a.png: more pixels than there is memory for, expected a smaller image");
    assertThat(prediction(results.get(1)).faces().get(0).scores().emotion()).isEqualTo("happy");
  }

  @Test
  void searchesNoMoreImagesAtOnceThanThereIsRoomFor() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    FaceDetector detector =
        new FaceDetector() {
          @Override
          public List<DetectedFace> detect(Mat image, int threads) {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            pause();
            now.decrementAndGet();
            return List.of();
          }

          @Override
          public void close() {}
        };
    List<ImageInput> inputs =
        IntStream.range(0, 50).mapToObj(i -> image(i + ".png", 1000, i)).toList();
    PixelBudget two = new PixelBudget(20_100);
    List<ImageResult> results = new ArrayList<>();
    new EmotionRecognizer(detector, classifier, two).recognize(inputs, 8, results::add);
    assertThat(results).hasSize(50).allMatch(result -> result instanceof ImageResult.Recognized);
    assertThat(most.get()).isEqualTo(2);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void listsTheOtherFoldersWhereOneMayNotBeSearched() throws IOException {
    image("a.png", 10, 0);
    Path closed = Files.createDirectory(folder.resolve("closed"));
    assumeTrue(
        closed.toFile().setReadable(false) && !Files.isReadable(closed), "root reads everything");
    assertThat(ImageInput.in(folder, true)).hasSize(2);
    assertThatThrownBy(() -> ImageInput.in(folder, true).get(1).load())
        .hasMessage(closed + ": can't be searched, expected a readable folder");
  }

  @Test
  void stopsWhenToldTo() {
    List<ImageInput> inputs =
        IntStream.range(0, 20).mapToObj(i -> image(i + ".png", 10, i)).toList();
    List<ImageResult> results = new ArrayList<>();
    new EmotionRecognizer(new WholeImageDetector(), classifier)
        .recognize(inputs, 2, result -> results.add(result) && results.size() < 5);
    assertThat(results).hasSize(5);
  }

  @Test
  void listsAFolderByNameWithoutHiddenAndOtherFiles() throws IOException {
    image("b.png", 10, 0);
    image("a.JPG", 10, 0);
    image(".hidden.png", 10, 0);
    Files.createDirectories(folder.resolve("a"));
    image("a/c.png", 10, 0);
    Files.createDirectories(folder.resolve("a/.thumbnails"));
    image("a/.thumbnails/c.png", 10, 0);
    Files.writeString(folder.resolve("notes.txt"), "no image");
    assertThat(ImageInput.in(folder, false))
        .extracting(input -> folder.relativize(Path.of(input.name())).toString())
        .containsExactly("a.JPG", "b.png");
    assertThat(ImageInput.in(folder, true))
        .extracting(input -> folder.relativize(Path.of(input.name())).toString())
        .containsExactly("a.JPG", Path.of("a", "c.png").toString(), "b.png");
  }

  @Test
  void saysThatAFolderHasNoImages() {
    List<ImageInput> inputs = ImageInput.in(folder, false);
    assertThat(inputs).hasSize(1);
    assertThatThrownBy(() -> inputs.get(0).read())
        .isInstanceOf(ImageException.class)
        .hasMessage(
            folder
                + ": a folder without images, expected image files"
                + " (--recursive looks into its folders)");
  }

  @Test
  void neverOverwritesOneCopyWithAnother() throws IOException {
    Files.createDirectories(folder.resolve("other"));
    List<ImageInput> inputs =
        List.of(
            image("a.png", 10, 1),
            image("other/a.png", 10, 2),
            image("other/A.PNG", 10, 3),
            image("a.bmp", 10, 4),
            image("a-2.png", 10, 5),
            ImageInput.of("-", Files.readAllBytes(folder.resolve("a.png"))));
    Path output = folder.resolve("new/copies");
    AnnotatedCopies copies = new AnnotatedCopies(output);
    for (ImageResult result : recognize(new WholeImageDetector(), inputs)) {
      copies.write((ImageResult.Recognized) result);
    }
    assertThat(output.toFile().list())
        .containsExactlyInAnyOrder(
            "a.png", "a-2.png", "A-3.PNG", "a-4.png", "a-2-2.png", "stdin.png");
  }

  @Test
  void noticesThatCopiesWouldReplaceTheirImages() throws IOException {
    ImageInput here = image("a.png", 10, 1);
    Path below = Files.createDirectory(folder.resolve("below"));
    ImageInput there = image("below/b.png", 10, 1);
    Path toHere = Files.createSymbolicLink(below.resolve("c.png"), folder.resolve("a.png"));
    Path fromHere = Files.createSymbolicLink(folder.resolve("d.png"), below.resolve("b.png"));
    AnnotatedCopies copies = new AnnotatedCopies(folder);
    assertThat(copies.wouldReplace(List.of(there, here))).isTrue();
    assertThat(copies.wouldReplace(List.of(ImageInput.of(toHere)))).isTrue();
    assertThat(copies.wouldReplace(List.of(ImageInput.of(fromHere)))).isTrue();
    assertThat(copies.wouldReplace(List.of(there, ImageInput.of(below.resolve("none.png")))))
        .isFalse();
    assertThat(copies.wouldReplace(List.of(ImageInput.of("no\0path", new byte[0])))).isFalse();
    assertThat(copies.wouldReplace(ImageInput.in(Files.createDirectory(folder.resolve("e")), true)))
        .isFalse();
  }

  @Test
  void noticesThatALinkAmongTheCopiesLeadsToAnImage() throws IOException {
    ImageInput image = image("a.png", 10, 1);
    ImageInput other = image("b.png", 10, 1);
    Path output = Files.createDirectory(folder.resolve("copies"));
    Files.createSymbolicLink(output.resolve("a.png"), folder.resolve("a.png"));
    Files.createSymbolicLink(output.resolve("c.png"), folder.resolve("none.png"));

    AnnotatedCopies copies = new AnnotatedCopies(output);

    assertThat(copies.wouldReplace(List.of(other, image))).isTrue();
    assertThat(copies.wouldReplace(List.of(other))).isFalse();
  }

  @Test
  void refusesAFolderForCopiesThatCannotBeMade() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> new AnnotatedCopies(file.resolve("copies")))
        .isInstanceOf(ImageException.class)
        .hasMessageEndingWith("expected a folder for the copies");
  }

  @Test
  void looksIntoAFolderThatIsALink() throws IOException {
    Files.createDirectory(folder.resolve("real"));
    image("real/a.png", 10, 0);
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));
    assertThat(ImageInput.in(link, true))
        .extracting(ImageInput::name)
        .containsExactly(link.resolve("a.png").toString());
  }

  @Test
  void asksTheClassifierNothingWhereThereIsNoFace() {
    FaceClassifier none =
        new FaceClassifier() {
          @Override
          public EmotionClasses classes() {
            throw new AssertionError("asked");
          }

          @Override
          public int side() {
            throw new AssertionError("asked");
          }

          @Override
          public List<EmotionScores> classify(List<FacePixels> faces) {
            throw new AssertionError("asked");
          }
        };
    EmotionRecognizer recognizer = new EmotionRecognizer(new Faceless(), none);
    ImageInput input = image("nobody.png", 10, 0);
    assertThat(recognizer.recognize(input).faces()).isEmpty();
    List<ImageResult> results = new ArrayList<>();
    recognizer.recognize(List.of(input), 1, results::add);
    assertThat(results).hasSize(1);
  }

  private static final class Faceless implements FaceDetector {
    @Override
    public List<DetectedFace> detect(Mat image, int threads) {
      return List.of();
    }

    @Override
    public void close() {}
  }

  @Test
  void takesAnImageAsFileBytesAndPixelsAndAnswersTheSame() throws IOException {
    Path file = SampleImage.path();
    BufferedImage pixels = ImageIO.read(file.toFile());
    try (EmotionRecognizer recognizer = EmotionRecognizer.bundled();
        Mat mat = ImageFiles.read(file)) {
      List<FacePrediction> expected = recognizer.recognize(file).faces();
      assertThat(expected).hasSize(1);
      assertThat(expected.get(0).emotion()).isEqualTo("happy");
      assertThat(expected.get(0).probability("Happiness"))
          .isEqualTo(expected.get(0).confidence())
          .isGreaterThan(0.9);
      assertThat(recognizer.recognize(Files.readAllBytes(file)).faces()).isEqualTo(expected);
      assertThat(recognizer.recognize(pixels).faces()).isEqualTo(expected);
      assertThat(recognizer.recognize(mat).faces()).isEqualTo(expected);
    }
  }

  @Test
  void takesGreyAndTransparentPixelsOfTheJdkAsTheirFileIsRead() throws IOException {
    BufferedImage grey = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    BufferedImage deep = new BufferedImage(8, 8, BufferedImage.TYPE_USHORT_GRAY);
    BufferedImage clear = new BufferedImage(8, 8, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < 64; i++) {
      grey.getRaster().setSample(i % 8, i / 8, 0, 4 * i);
      deep.getRaster().setSample(i % 8, i / 8, 0, 65_535 - 1000 * i);
      clear.setRGB(i % 8, i / 8, 0x04030201 * i);
    }
    for (BufferedImage image : List.of(grey, deep, clear)) {
      Path file = folder.resolve(image.getType() + ".png");
      ImageIO.write(image, "png", file.toFile());
      try (Mat expected = ImageFiles.read(file);
          Mat pixels = ImageFiles.of(image);
          Mat difference = new Mat()) {
        absdiff(expected, pixels, difference);
        assertThat(sumElems(difference).get()).as("%s", image).isZero();
      }
    }
  }

  @Test
  void refusesOpenCvsImagesOfAnotherTypeInOneLine() {
    EmotionRecognizer recognizer = new EmotionRecognizer(new TensDetector(), classifier);
    try (Mat colours = new Mat(4, 4, CV_8UC4);
        Mat nothing = new Mat()) {
      for (Mat image : List.of(colours, nothing)) {
        assertThatThrownBy(() -> recognizer.recognize(image))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "image: found an image that is empty or of another type,"
                    + " expected CV_8UC3 or CV_8UC1");
      }
    }
  }
}
