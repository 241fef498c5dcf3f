package dev.emotion.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.add;
import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.randn;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.VideoException;
import dev.emotion.classify.FaceClassifier;
import dev.emotion.detect.BlazeFaceDetector;
import dev.emotion.image.ImageFiles;
import dev.emotion.model.EmotionModel;
import dev.emotion.recognize.EmotionRecognizer;
import dev.emotion.testing.SampleImage;
import dev.emotion.testing.SharedData;
import dev.emotion.video.FrameSource;
import dev.emotion.video.SoundTrack;
import dev.emotion.video.VideoFrame;
import dev.emotion.video.VideoInfo;
import dev.emotion.video.VideoSource;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The whole way, with the default detector and the bundled model, over clips whose truth is known.
 */
class FaceClipsTest {
  private static EmotionModel model;
  private static BlazeFaceDetector detector;

  @BeforeAll
  static void open() {
    model = EmotionModel.bundled();
    detector = new BlazeFaceDetector();
  }

  @AfterAll
  static void close() {
    detector.close();
    model.close();
  }

  private static List<FrameResult> results(FrameSource source, double smoothing) {
    return results(source, smoothing, model);
  }

  private static List<FrameResult> results(
      FrameSource source, double smoothing, FaceClassifier classifier) {
    List<FrameResult> results = new ArrayList<>();
    EmotionRecognizer recognizer = new EmotionRecognizer(detector, classifier);
    new RecognitionLoop(recognizer, LoopSettings.defaults().withSmoothingSeconds(smoothing))
        .run(source, frame -> results.add(frame.result()), () -> false);
    return results;
  }

  /** How often a track's label is another one than in the frame before. */
  private static int changes(List<FrameResult> results) {
    Map<Integer, String> labels = new HashMap<>();
    int changes = 0;
    for (FrameResult result : results) {
      for (TrackedFace face : result.faces()) {
        String label = face.scores().emotion();
        String before = labels.put(face.track(), label);
        changes += before == null || before.equals(label) ? 0 : 1;
      }
    }
    return changes;
  }

  /**
   * The sample's face twice, one of them mirrored and darker, in camera noise: they pass each
   * other, the lighter one in front.
   */
  private static final class CrossingFaces implements FrameSource {
    static final int FRAMES = 100;
    private static final int WIDTH = 640;
    private static final int SIDE = 150;

    private final Mat light = new Mat();
    private final Mat dark = new Mat();
    private final Mat noise = new Mat(360, WIDTH, CV_8UC3);
    private final double deviation;
    private int next;

    /** With noise of a standard deviation, in grey levels. */
    CrossingFaces(double deviation) {
      this.deviation = deviation;
      opencv_core.setRNGSeed(7);
      try (Mat sample = ImageFiles.read(SampleImage.path());
          Rect head = new Rect(140, 20, 170, 190);
          Mat part = new Mat(sample, head);
          Mat small = new Mat();
          Size size = new Size(SIDE, SIDE * 190 / 170)) {
        resize(part, light, size, 0, 0, INTER_AREA);
        flip(light, small, 1);
        small.convertTo(dark, -1, 0.55, 0);
      }
    }

    /** The left edge of the lighter head. */
    static int lightX(long frame) {
      return (int) (10 + frame * 4.8);
    }

    static int darkX(long frame) {
      return WIDTH - SIDE - lightX(frame);
    }

    @Override
    public VideoInfo info() {
      return new VideoInfo("crossing", WIDTH, 360, 25, Optional.empty(), false);
    }

    @Override
    public boolean read(VideoFrame into) {
      if (next == FRAMES) {
        return false;
      }
      Mat image = into.allocate(WIDTH, 360);
      try (Scalar grey = Scalar.all(118);
          Mat mean = new Mat(1, 1, opencv_core.CV_64F, Scalar.all(0));
          Mat deviation = new Mat(1, 1, opencv_core.CV_64F, Scalar.all(this.deviation))) {
        image.put(grey);
        paste(dark, image, darkX(next), 70);
        paste(light, image, lightX(next), 90);
        randn(noise, mean, deviation);
        add(image, noise, image);
      }
      into.stamp(next, next * 40_000L);
      next++;
      return true;
    }

    private static void paste(Mat head, Mat image, int x, int y) {
      try (Rect rect = new Rect(x, y, head.cols(), head.rows());
          Mat place = new Mat(image, rect)) {
        head.copyTo(place);
      }
    }

    @Override
    public Optional<VideoException> damage() {
      return Optional.empty();
    }

    @Override
    public Optional<SoundTrack> sound() {
      return Optional.empty();
    }

    @Override
    public void close() {
      light.close();
      dark.close();
      noise.close();
    }
  }

  @Test
  void twoFacesThatCrossKeepTheirNumbers() {
    List<FrameResult> results;
    try (CrossingFaces source = new CrossingFaces(40)) {
      results = results(source, LoopSettings.SMOOTHING_SECONDS);
    }
    assertThat(results).hasSize(CrossingFaces.FRAMES);
    Map<String, Integer> numbers = new HashMap<>();
    for (FrameResult result : results) {
      int light = CrossingFaces.lightX(result.frame());
      int dark = CrossingFaces.darkX(result.frame());
      if (Math.abs(light - dark) > 100) {
        assertThat(result.faces()).as("frame " + result.frame()).hasSize(2);
        for (TrackedFace face : result.faces()) {
          int middle = face.box().x() + face.box().width() / 2 - 75;
          String who = Math.abs(middle - light) < Math.abs(middle - dark) ? "light" : "dark";
          Integer before = numbers.putIfAbsent(who, face.track());
          assertThat(face.track())
              .as(who + " in frame " + result.frame())
              .isIn(before, numbers.get(who));
        }
      }
    }
    assertThat(numbers.values()).containsExactlyInAnyOrder(1, 2);
  }

  /** Says of every face happy or neutral, as chance has it, a little more often happy. */
  private static final class WaveringClassifier implements FaceClassifier {
    private final Random random = new Random(3);

    @Override
    public EmotionClasses classes() {
      return model.classes();
    }

    @Override
    public int side() {
      return model.side();
    }

    @Override
    public List<EmotionScores> classify(List<FacePixels> faces) {
      return faces.stream()
          .map(
              face -> {
                double happy = Math.max(0, Math.min(1, 0.6 + 0.25 * random.nextGaussian()));
                double[] probabilities = new double[classes().count()];
                probabilities[classes().indexOf("happy").orElseThrow()] = happy;
                probabilities[classes().indexOf("neutral").orElseThrow()] = 1 - happy;
                return EmotionScores.of(classes(), probabilities);
              })
          .toList();
    }
  }

  @Test
  void smoothingSteadiesTheLabelsOfAWaveringNetwork() {
    List<FrameResult> smoothed;
    List<FrameResult> rough;
    try (CrossingFaces source = new CrossingFaces(20)) {
      smoothed = results(source, LoopSettings.SMOOTHING_SECONDS, new WaveringClassifier());
    }
    try (CrossingFaces source = new CrossingFaces(20)) {
      rough = results(source, 0, new WaveringClassifier());
    }
    assertThat(changes(rough)).as("changes without smoothing").isGreaterThanOrEqualTo(20);
    assertThat(changes(smoothed)).isLessThanOrEqualTo((int) (0.4 * changes(rough)));
  }

  /** Photographs of 1, 2, 0, 4 and 1 faces behind hard cuts; then one face leaves and returns. */
  private static final class Scenes implements FrameSource {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int SCENE = 40;
    private static final List<String> NAMES =
        List.of("astronaut.png", "two_people.jpg", "noface_cat.png", "four_women.jpg", "obama.jpg");
    private static final int[] FACES = {1, 2, 0, 4, 1};
    private static final int LEAVES = 30;

    /** The last scene without its face. */
    private static final int AWAY = 20;

    static final int FRAMES = SCENE * FACES.length + 2 * LEAVES + AWAY;
    private final List<Mat> images = new ArrayList<>();
    private final Mat noise = new Mat(HEIGHT, WIDTH, CV_8UC3);
    private int next;

    Scenes() {
      opencv_core.setRNGSeed(11);
      for (String name : NAMES) {
        Mat scene = new Mat(HEIGHT, WIDTH + SCENE / 4, CV_8UC3, Scalar.all(110));
        try (Mat image = ImageFiles.read(SharedData.path("photos/detect/" + name))) {
          double scale = Math.min((double) WIDTH / image.cols(), (double) HEIGHT / image.rows());
          int width = (int) (image.cols() * scale);
          int height = (int) (image.rows() * scale);
          try (Size size = new Size(width, height);
              Mat scaled = new Mat();
              Rect middle = new Rect((scene.cols() - width) / 2, 0, width, height);
              Mat place = new Mat(scene, middle)) {
            resize(image, scaled, size, 0, 0, INTER_AREA);
            scaled.copyTo(place);
          }
        }
        images.add(scene);
      }
    }

    /** How many faces a frame shows; empty while one is half out of the image. */
    static Optional<Integer> faces(long frame) {
      int scene = (int) Math.min(frame / SCENE, FACES.length - 1);
      long walk = frame - (long) SCENE * FACES.length;
      if (walk < 0) {
        return Optional.of(FACES[scene]);
      }
      double outside = outside(walk);
      return outside == 0 ? Optional.of(1) : outside == 1 ? Optional.of(0) : Optional.empty();
    }

    /** How far the last scene has slid out to the left, 0 to 1. */
    private static double outside(long walk) {
      if (walk < LEAVES) {
        return Math.min(1, walk / (LEAVES - 5.0));
      }
      return walk < LEAVES + AWAY ? 1 : Math.max(0, 1 - (walk - LEAVES - AWAY) / (LEAVES - 5.0));
    }

    @Override
    public VideoInfo info() {
      return new VideoInfo("scenes", WIDTH, HEIGHT, 25, Optional.empty(), false);
    }

    @Override
    public boolean read(VideoFrame into) {
      if (next == FRAMES) {
        return false;
      }
      Mat scene = images.get(Math.min(next / SCENE, FACES.length - 1));
      int walk = next - SCENE * FACES.length;
      int slid = walk < 0 ? 0 : (int) (WIDTH * outside(walk));
      int left = next % SCENE / 4; // a camera that moves
      Mat image = into.allocate(WIDTH, HEIGHT);
      try (Scalar grey = Scalar.all(110);
          Mat mean = new Mat(1, 1, opencv_core.CV_64F, Scalar.all(0));
          Mat deviation = new Mat(1, 1, opencv_core.CV_64F, Scalar.all(6))) {
        image.put(grey);
        if (slid < WIDTH) {
          try (Rect from = new Rect(left + slid, 0, WIDTH - slid, HEIGHT);
              Rect to = new Rect(0, 0, WIDTH - slid, HEIGHT);
              Mat part = new Mat(scene, from);
              Mat place = new Mat(image, to)) {
            part.copyTo(place);
          }
        }
        randn(noise, mean, deviation);
        add(image, noise, image);
      }
      into.stamp(next, next * 40_000L);
      next++;
      return true;
    }

    @Override
    public Optional<VideoException> damage() {
      return Optional.empty();
    }

    @Override
    public Optional<SoundTrack> sound() {
      return Optional.empty();
    }

    @Override
    public void close() {
      images.forEach(Mat::close);
      noise.close();
    }
  }

  @Test
  void countsFacesThroughCutsExitsAndEntrances() {
    List<FrameResult> results;
    try (Scenes source = new Scenes()) {
      results = results(source, LoopSettings.SMOOTHING_SECONDS);
    }
    assertThat(results).hasSize(Scenes.FRAMES);
    int counted = 0;
    List<String> wrong = new ArrayList<>();
    for (FrameResult result : results) {
      Optional<Integer> faces = Scenes.faces(result.frame());
      if (faces.isPresent()) {
        counted++;
        if (result.faces().size() != faces.get()) {
          wrong.add(result.frame() + ": " + result.faces().size() + " instead of " + faces.get());
        }
      }
    }
    assertThat(wrong).as("of %d frames", counted).hasSizeLessThanOrEqualTo(counted / 20);
  }

  @Test
  void readsTheLabelledClip() throws IOException {
    List<FrameResult> smoothed = labelledClip(LoopSettings.SMOOTHING_SECONDS);
    List<FrameResult> rough = labelledClip(0);
    JsonArray truth = truth();

    assertThat(smoothed).hasSize(360);
    double right = share(smoothed, truth, true);
    assertThat(right).isGreaterThanOrEqualTo(0.8).isGreaterThanOrEqualTo(share(rough, truth, true));
    assertThat(share(smoothed, truth, false)).isGreaterThanOrEqualTo(0.9);
    // Most changes of this clip are true ones, from face to face.
    assertThat(changes(smoothed)).isBetween(4, Math.max(4, changes(rough)));
  }

  private static List<FrameResult> labelledClip(double smoothing) {
    VideoSource clip =
        new VideoSource.File(SharedData.path("photos/video/emotions_640x480_25fps.mp4"));
    try (FrameSource source = clip.open(notice -> {})) {
      return results(source, smoothing);
    }
  }

  private static JsonArray truth() throws IOException {
    return JsonParser.parseString(Files.readString(SharedData.path("photos/video/truth.json")))
        .getAsJsonObject()
        .getAsJsonObject("clips")
        .getAsJsonObject("emotions_640x480_25fps.mp4")
        .getAsJsonArray("intervals");
  }

  /** The share of frames outside the cross-fades with the right label, or the right count. */
  private static double share(List<FrameResult> results, JsonArray truth, boolean label) {
    int all = 0;
    int right = 0;
    for (var element : truth) {
      JsonObject interval = element.getAsJsonObject();
      String expected = interval.get("label").getAsString();
      for (FrameResult result : results) {
        double seconds = result.timeMs() / 1000;
        if (seconds >= interval.get("start").getAsDouble()
            && seconds < interval.get("end").getAsDouble()) {
          all++;
          List<TrackedFace> faces = result.faces();
          boolean countIsRight = faces.size() == interval.get("faces").getAsInt();
          boolean labelIsRight =
              faces.stream().anyMatch(face -> face.scores().emotion().equals(expected));
          right += (label ? labelIsRight : countIsRight) ? 1 : 0;
        }
      }
    }
    return (double) right / all;
  }
}
