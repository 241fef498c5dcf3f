package dev.emotion.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.EmotionClasses;
import dev.emotion.cli.testing.CliRun;
import dev.emotion.model.ModelManifest;
import dev.emotion.model.ModelSource;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that sees brightness: classes of dark and bright faces. */
class ImportCommandTest {
  private static final float STEEPNESS = 8;

  @TempDir Path folder;
  private Path keras;
  private Path output;

  @BeforeEach
  void writeModel() {
    keras = write("softmax", "");
    output = folder.resolve("imported.zip");
  }

  private Path write(String activation, String rescaling) {
    Path file = folder.resolve("brightness " + activation + ".h5");
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      hdf.putAttribute("keras_version", "2.4.0");
      hdf.putAttribute(
          "model_config",
          """
          {"class_name": "Sequential", "config": {"name": "m", "layers": [
            {"class_name": "InputLayer",
             "config": {"name": "face", "batch_input_shape": [null, 16, 16, 1]}},
            %s
            {"class_name": "GlobalAveragePooling2D", "config": {"name": "mean"}},
            {"class_name": "Dense",
             "config": {"name": "dense", "units": 2, "activation": "%s"}}]}}
          """
              .formatted(rescaling, activation));
      WritableGroup dense = hdf.putGroup("model_weights").putGroup("dense");
      dense.putDataset("kernel:0", new float[][] {{-STEEPNESS, STEEPNESS}});
      dense.putDataset("bias:0", new float[] {STEEPNESS / 2, -STEEPNESS / 2});
      dense.putAttribute("weight_names", new String[] {"kernel:0", "bias:0"});
    }
    return file;
  }

  private static double bright(int pixel) {
    double logit = STEEPNESS * (pixel / 255.0 - 0.5);
    return 1 / (1 + Math.exp(-2 * logit));
  }

  private Path image(String name, int pixel) throws IOException {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 256; i++) {
      image.getRaster().setSample(i % 16, i / 16, 0, pixel);
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private CliRun run(Object... more) {
    List<Object> args = new ArrayList<>(List.of("import", keras, "--output", output));
    args.addAll(Arrays.asList(more));
    return CliRun.of(args.toArray());
  }

  @Test
  void theResultIsAModelThatSaysWhereItCameFrom() throws IOException {
    CliRun run = run("--classes", "dark,bright", "--input-range", "0..1");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .isEqualTo(
            output
                + ": 2 layers, 4 weights, faces of 16 x 16 pixels, from Keras 2.4.0\n"
                + "classes: dark, bright\n");
    assertThat(run.err()).isEmpty();
    ModelManifest manifest = ModelSource.of(output).manifest();
    assertThat(manifest.provenance())
        .containsEntry("imported.from", keras.getFileName().toString())
        .containsEntry("imported.fingerprint", ModelSource.of(keras).fingerprint())
        .containsEntry("imported.format", "Keras 2.4.0")
        .containsEntry("imported.range", "0..1");
    Path image = image("face.png", 150);
    CliRun said =
        CliRun.of("predict", image, "--model", output, "--detector", "none", "--format", "csv");
    assertThat(said.status()).as(said.err()).isZero();
    assertThat(said.out()).contains(String.format(Locale.ROOT, ",bright,%.6f", bright(150)));
  }

  @Test
  void trainGoesOnFromItWithOtherClasses() throws IOException {
    run("--classes", "dark,bright", "--input-range", "0..1");
    for (int i = 0; i < 24; i++) {
      String[] names = {"black", "grey", "white"};
      image("faces/" + names[i % 3] + "/" + i + ".png", i % 3 * 120 + i % 7);
    }
    Path tuned = folder.resolve("tuned.zip");
    Object[] train = {
      "train",
      "--data",
      folder.resolve("faces"),
      "--fine-tune",
      output,
      "--output",
      tuned,
      "--run-dir",
      folder.resolve("run"),
      "--epochs",
      "2",
      "--validation-split",
      "0.25",
      "--quiet"
    };
    CliRun run = CliRun.of(train);
    assertThat(run.status()).as(run.err()).isZero();
    ModelManifest manifest = ModelSource.of(tuned).manifest();
    assertThat(manifest.classes().names()).containsExactlyInAnyOrder("black", "grey", "white");
    assertThat(manifest.input()).isEqualTo(ModelSource.of(output).manifest().input());
    assertThat(manifest.provenance())
        .containsEntry("base", "imported.zip")
        .doesNotContainKey("setting.architecture");
    Object[] again = {
      "train",
      "--config",
      folder.resolve("run/train.properties"),
      "--data",
      folder.resolve("faces"),
      "--output",
      tuned,
      "--run-dir",
      folder.resolve("run"),
      "--resume"
    };
    CliRun resumed = CliRun.of(again);
    assertThat(resumed.status()).as(resumed.err()).isZero();
    Object[] wide = Arrays.copyOf(train, train.length + 2);
    wide[train.length] = "--width";
    wide[train.length + 1] = "8";
    CliRun refused = CliRun.of(wide);
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains("--width").contains("has its own");
  }

  /** As Keras applications has VGG16's weights: two channels each, brighter for brighter faces. */
  private Path vgg16() {
    Random random = new Random(1);
    Path file = folder.resolve("vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5");
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      for (int block = 1; block <= 5; block++) {
        for (int number = 1; number <= (block < 3 ? 2 : 3); number++) {
          String name = "block" + block + "_conv" + number;
          int in = name.equals("block1_conv1") ? 3 : 2;
          float[][][][] kernel = new float[3][3][in][2];
          for (int i = 0; i < 9 * in * 2; i++) {
            kernel[i % 3][i / 3 % 3][i / 9 % in][i / 9 / in] = 3 * random.nextFloat() / 9 / in;
          }
          WritableGroup group = hdf.putGroup(name);
          group.putDataset(name + "_W_1:0", kernel);
          group.putDataset(name + "_b_1:0", new float[2]);
          group.putAttribute("weight_names", new String[] {name + "_W_1:0", name + "_b_1:0"});
        }
      }
    }
    return file;
  }

  @Test
  void trainPutsAHeadOnABackbone() throws IOException {
    keras = vgg16();
    CliRun asked = run("--classes", "dark,bright", "--input-range", "0..1", "--backbone");
    assertThat(asked.status()).isEqualTo(3);
    assertThat(asked.err()).contains("--side PIXELS");
    Object[] how = {"--classes", "dark,bright", "--input-range", "0..1", "--side", "32"};
    assertThat(run(how).err()).contains("an end that is no row").contains("--backbone");
    assertThat(output).doesNotExist();
    CliRun run =
        run("--classes", "dark,bright", "--input-range", "0..1", "--side", "32", "--backbone");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("faces of 32 x 32 pixels, from Keras\n");
    assertThat(run.err()).contains("equally likely as yet; next: emotion train --fine-tune ");
    assertThat(ModelSource.of(output).manifest().provenance())
        .containsEntry("imported.head", "untrained");
    for (int i = 0; i < 24; i++) {
      image("two/" + (i % 2 == 0 ? "dark" : "bright") + "/" + i + ".png", i % 2 * 200 + i);
    }
    Path tuned = folder.resolve("tuned.zip");
    CliRun trained =
        CliRun.of(
            "train",
            "--data",
            folder.resolve("two"),
            "--fine-tune",
            output,
            "--output",
            tuned,
            "--freeze",
            "all-but-head",
            "--learning-rate",
            "0.1",
            "--epochs",
            "8",
            "--batch-size",
            "4",
            "--augment",
            "none",
            "--validation-split",
            "0.25",
            "--quiet");
    assertThat(trained.status()).as(trained.err()).isZero();
    assertThat(trained.out()).contains("validation accuracy 100.00 %");
    CliRun check = run("--classes", "dark,bright", "--backbone", "--check", folder.resolve("x"));
    assertThat(check.status()).isEqualTo(2);
    assertThat(check.err()).contains("--check: found with --backbone");
  }

  @Test
  void whatExportWroteSaysItsClasses() {
    for (String format : List.of("keras", "h5")) {
      keras = folder.resolve("own." + format);
      CliRun exported = CliRun.of("export", "--format", format, "--output", keras);
      assertThat(exported.status()).as(exported.err()).isZero();

      CliRun run = run();

      assertThat(run.status()).as(run.err()).isZero();
      assertThat(run.out())
          .endsWith("classes: " + String.join(", ", EmotionClasses.FER2013.names()) + "\n");
    }
    assertThat(run("--classes", "a,b,c,d,e,f,g").out()).endsWith("classes: a, b, c, d, e, f, g\n");
  }

  @Test
  void whatTheFileDoesNotSayIsAskedFor() {
    CliRun noClasses = run("--input-range", "0..1");
    assertThat(noClasses.status()).isEqualTo(2);
    assertThat(noClasses.err()).contains("--classes: found nothing, expected a name for each of 2");
    CliRun backbone = run("--input-range", "0..1", "--backbone");
    assertThat(backbone.status()).isEqualTo(2);
    assertThat(backbone.err()).contains("--classes: found nothing beside --backbone");
    CliRun noRange = run("--classes", "dark,bright");
    assertThat(noRange.status()).isEqualTo(3);
    assertThat(noRange.err()).contains("--input-range");
    CliRun classes = run("--classes", "dark,grey,bright", "--input-range", "0..1");
    assertThat(classes.status()).isEqualTo(3);
    assertThat(classes.err()).contains("2 outputs, expected 3, as --classes");
    CliRun range = run("--classes", "dark,bright", "--input-range", "0..2");
    assertThat(range.status()).isEqualTo(2);
    assertThat(range.err()).contains("0..2").contains("-1..1");
    assertThat(output).doesNotExist();
    keras =
        write(
            "softmax",
            "{\"class_name\": \"Rescaling\", \"config\": {\"name\": \"r\", \"scale\":"
                + " 0.00392156862745098, \"offset\": 0}},");
    CliRun scaled = run("--classes", "dark,bright");
    assertThat(scaled.status()).as(scaled.err()).isZero();
  }

  @Test
  void anythingElseIsRefusedAndNothingWritten() throws IOException {
    keras = Files.writeString(folder.resolve("text.h5"), "no model at all");
    CliRun run = run("--classes", "dark,bright", "--input-range", "0..1");
    assertThat(run.status()).isEqualTo(3);
    assertThat(run.err()).startsWith("emotion: " + keras + ": neither HDF5 nor a zip");
    assertThat(run.err().lines()).hasSize(1);
    assertThat(output).doesNotExist();
  }

  @Test
  void theAnswersOfKerasAreCompared() throws IOException {
    image("a b.png", 100);
    image("c.png", 200);
    String right =
        String.format(
            Locale.ROOT,
            "bright,id,dark%n%f,a b.png,%f%n%f,c.png,%f%n",
            bright(100),
            1 - bright(100),
            bright(200),
            1 - bright(200));
    Path check = Files.writeString(folder.resolve("answers.csv"), "\uFEFF" + right);
    CliRun run = run("--classes", "dark,bright", "--input-range", "0..1", "--check", check);
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains(check + ": 0 labels of 2 faces differ");
    Files.delete(output);
    for (String[] wrong : new String[][] {{"bright,dark", "0..1"}, {"dark,bright", "-1..1"}}) {
      CliRun differs = run("--classes", wrong[0], "--input-range=" + wrong[1], "--check", check);
      assertThat(differs.status()).isEqualTo(3);
      assertThat(differs.err()).contains("differ").contains("--input-range and --classes");
      assertThat(output).doesNotExist();
    }
    Files.writeString(check, "id,bright\nc.png,1\n");
    CliRun column = run("--classes", "dark,bright", "--input-range", "0..1", "--check", check);
    assertThat(column.err()).contains("no column dark");
  }

  @Test
  void logitsAreTold() {
    keras = write("linear", "");
    CliRun run = run("--classes", "dark,bright", "--input-range", "0..1");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).contains("logits");
  }
}
