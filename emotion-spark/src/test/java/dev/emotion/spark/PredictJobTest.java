package dev.emotion.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.detect.DetectorKind;
import dev.emotion.detect.FaceDetector;
import dev.emotion.engine.Compute;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelContents;
import dev.emotion.model.ModelManifest;
import dev.emotion.model.ModelSource;
import dev.emotion.recognize.EmotionRecognizer;
import dev.emotion.recognize.ImageInput;
import dev.emotion.recognize.ImageResult;
import dev.emotion.recognize.PredictionJson;
import dev.emotion.recognize.PredictionWriter;
import dev.emotion.testing.SampleImage;
import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job with two tasks at a time in this process. */
class PredictJobTest {
  private static final Queue<String> STAGES = new ConcurrentLinkedQueue<>();

  @TempDir static Path folder;

  /** Public for Spark, which makes it. */
  public static final class Stages extends SparkListener {
    @Override
    public void onStageCompleted(SparkListenerStageCompleted stage) {
      STAGES.add(stage.stageInfo().name());
    }
  }

  @BeforeAll
  static void makeImages() throws IOException {
    LocalSpark.configure();
    System.setProperty("spark.extraListeners", Stages.class.getName());
    Files.createDirectories(folder.resolve("images/deep er"));
    Files.copy(SampleImage.path(), folder.resolve("images/face.png"));
    Files.copy(SampleImage.path(), folder.resolve("images/deep er/smile \u00e9.png"));
    Files.copy(SampleImage.face("face.heic"), folder.resolve("images/phone.heic"));
    Files.writeString(folder.resolve("images/bad.jpg"), "no image");
    BufferedImage plain = new BufferedImage(80, 60, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(plain, "png", folder.resolve("images/black.png").toFile());
  }

  private static List<String> predicted(ModelSource source, DetectorKind kind) throws IOException {
    List<ImageInput> inputs;
    try (Stream<Path> files = Files.walk(folder.resolve("images"))) {
      inputs = files.filter(Files::isRegularFile).map(ImageInput::of).toList();
    }
    List<String> lines = new ArrayList<>();
    PredictionWriter writer = new PredictionJson();
    try (EmotionModel model = EmotionModel.open(source, Compute.all());
        FaceDetector detector = kind.open()) {
      new EmotionRecognizer(detector, model)
          .recognize(
              inputs,
              2,
              result ->
                  lines.add(
                      result instanceof ImageResult.Recognized good
                          ? writer.prediction(good.prediction())
                          : writer.failure(
                              result instanceof ImageResult.Failed bad ? bad.input().name() : "",
                              ((ImageResult.Failed) result).fault().getMessage())));
    }
    return lines;
  }

  @Test
  void saysTheKindOfAFaultWithoutAMessage() {
    assertThat(PredictJob.line(new EOFException())).isEqualTo("java.io.EOFException");
    assertThat(PredictJob.line(new IOException("a\nb"))).isEqualTo("a");
  }

  @Test
  void writesWhatPredictSays() throws IOException {
    Output output = Output.of("--images", folder + "/images", "--output", folder + "/out");
    assertThat(output.err()).isEmpty();
    assertThat(output.status()).isZero();
    assertThat(output.out())
        .isEqualTo("5 images, 3 faces, 1 failed: " + folder + "/out" + System.lineSeparator());
    assertThat(STAGES).contains("read emotions");
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      var rows = spark.read().parquet(folder + "/out");
      assertThat(rows.select("probabilities.happy").count()).isEqualTo(5);
      SameAsPredict.largestDifference(
          predicted(ModelSource.of(ModelSource.BUNDLED), DetectorKind.BLAZEFACE),
          rows.toJSON().collectAsList());
    }
  }

  @Test
  void asksTheModelAndDetectorThatItIsTold() throws IOException {
    Path file = folder.resolve("soft.zip");
    ModelContents bundled = ModelSource.of(ModelSource.BUNDLED).contents();
    ModelManifest hard = bundled.manifest();
    ModelManifest soft =
        new ModelManifest(
            hard.classes(),
            hard.input(),
            hard.network(),
            hard.design(),
            hard.epoch(),
            hard.provenance(),
            hard.metrics(),
            3);
    new ModelContents(soft, bundled.weights()).write(file);
    Path link = Files.createSymbolicLink(folder.resolve("latest.zip"), file);
    Output output =
        Output.of(
            "--images",
            folder.toUri() + "images/*.png",
            folder + "/images/deep er",
            "--images=" + folder + "/images/{phone.heic,bad.jpg}",
            "--output=" + folder + "/json",
            "--format=json",
            "--model=" + link,
            "--detector=none");
    assertThat(output.err()).isEmpty();
    assertThat(output.status()).isZero();
    List<String> lines = new ArrayList<>();
    try (Stream<Path> parts = Files.list(folder.resolve("json"))) {
      for (Path part : parts.filter(path -> path.toString().endsWith(".json")).toList()) {
        lines.addAll(Files.readAllLines(part));
      }
    }
    SameAsPredict.largestDifference(predicted(ModelSource.of(file), DetectorKind.NONE), lines);
  }

  @Test
  void saysInOneLineWhatCantBeUsed() throws IOException {
    String images = "--images=" + folder + "/images";
    String text = Files.writeString(folder.resolve("text.zip"), "no model").toString();
    assertFails(2, "'--output=DIR'", images);
    assertFails(2, "'--images=PATH", "--output=x");
    assertFails(2, "expected a path", "--images=", "--output=x");
    assertFails(3, "s3a:", "--images=s3a:", "--output=x");
    assertFails(3, "/nowhere", "--output=" + folder + "/x", "--images=" + folder + "/nowhere");
    assertFails(3, folder + "/images already exists", "--output=" + folder + "/images", images);
    assertFails(3, "text.zip", "--output=" + folder + "/x", "--model=" + text, images);
    assertFails(3, "none.zip", "--output=" + folder + "/x", "--model=none.zip", images);
    assertThat(folder.resolve("x")).doesNotExist();
  }

  private static void assertFails(int status, String message, String... args) {
    Output output = Output.of(args);
    assertThat(output.err()).startsWith("emotion-spark: ").contains(message).hasLineCount(1);
    assertThat(output.status()).isEqualTo(status);
    assertThat(output.out()).isEmpty();
  }
}
