package dev.emotion.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import com.google.gson.JsonParser;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.dataset.ImageFolder;
import dev.emotion.dataset.LabeledFace;
import dev.emotion.dataset.ReadSettings;
import dev.emotion.dataset.Split;
import dev.emotion.engine.Compute;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelContents;
import dev.emotion.model.ModelSource;
import dev.emotion.network.Layer;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import dev.emotion.network.Window;
import dev.emotion.testing.RandomFaces;
import dev.emotion.testing.SharedData;
import dev.emotion.text.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX Runtime answers as the fast engine does. */
class OnnxFileTest {
  private static final int NETWORKS = Integer.getInteger("emotion.networks", 60);
  private static final double CLOSE = 1e-5;

  private static final ModelSource BUNDLED = ModelSource.of(ModelSource.BUNDLED);

  private static byte[] onnx(ModelContents model) {
    String input = ExportFormat.ONNX.input(model.manifest().input());
    return OnnxFile.of(model, ModelFacts.of(BUNDLED, model.manifest(), input)).toByteArray();
  }

  @Test
  void randomNetworksOfEveryLayerAnswerAlike() throws OrtException {
    Random random = new Random(Long.getLong("emotion.fuzz.seed", 1));
    Set<Class<?>> seen = new HashSet<>();
    for (int i = 0; i < NETWORKS; i++) {
      Optional<NetworkSpec> fitting = RandomModel.network(random);
      if (fitting.isEmpty()) {
        continue;
      }
      NetworkSpec network = fitting.get();
      network.layers().forEach(node -> seen.add(node.layer().getClass()));
      compare(RandomModel.of(network, random));
    }
    assertThat(seen).containsExactlyInAnyOrder(Layer.class.getPermittedSubclasses());
  }

  /** oneDNN refuses a padded window whose stride is so long that it misses pixels at the edge. */
  static boolean leavesPixelsOut(NetworkSpec network) {
    Map<String, Shape> shapes = network.shapes();
    for (NetworkSpec.Node node : network.layers()) {
      Window window = window(node.layer());
      Shape input = shapes.get(node.inputs().get(0));
      Shape output = shapes.get(node.name());
      if (window != null
          && window.same()
          && (left(input.height(), output.height(), window.height(), window.strideY()) > 1
              || left(input.width(), output.width(), window.width(), window.strideX()) > 1)) {
        return true;
      }
    }
    return false;
  }

  private static int left(int input, int output, int size, int stride) {
    return input - (output - 1) * stride - size;
  }

  private static Window window(Layer layer) {
    if (layer instanceof Layer.Convolution convolution) {
      return convolution.window();
    } else if (layer instanceof Layer.DepthwiseConvolution depthwise) {
      return depthwise.window();
    }
    return layer instanceof Layer.Pooling pooling ? pooling.window() : null;
  }

  /** A map of one pixel is a row, and may be taken for either. */
  @Test
  void rowsAndMapsOfOnePixelAreTheSame() throws OrtException {
    compare(RandomModel.of(RandomModel.rowsAndMapsOfOnePixel(), new Random(5)));
  }

  private static void compare(ModelContents model) throws OrtException {
    String what = JsonText.indented(model.manifest().toJson());
    List<FacePixels> faces = RandomFaces.of(5, model.manifest().input().side(), 7);
    try (EmotionModel ours = EmotionModel.open(model, Compute.all());
        OnnxModel theirs = new OnnxModel(onnx(model), 1)) {
      assertAlike(ours.classify(faces), theirs.probabilities(faces), what);
    }
  }

  private static void assertAlike(List<EmotionScores> ours, float[][] theirs, String what) {
    assertThat(theirs).hasDimensions(ours.size(), ours.get(0).classes().count());
    for (int i = 0; i < theirs.length; i++) {
      for (int c = 0; c < theirs[i].length; c++) {
        assertThat((double) theirs[i][c])
            .as(what)
            .isCloseTo(ours.get(i).probability(c), within(CLOSE));
      }
    }
  }

  @Test
  void theBundledModelAnswersAlikeInBatchesOfAnySize() throws OrtException {
    ModelContents model = BUNDLED.contents();
    try (EmotionModel ours = EmotionModel.open(model, Compute.all());
        OnnxModel theirs = new OnnxModel(onnx(model), 1)) {
      for (int count : new int[] {1, 2, 7}) {
        List<FacePixels> faces = RandomFaces.of(count, 48, count);
        assertAlike(ours.classify(faces), theirs.probabilities(faces), count + " faces");
      }
    }
  }

  @Test
  void saysWhatItTakesAndGives() throws OrtException {
    ModelContents model = BUNDLED.contents();
    try (OnnxModel onnx = new OnnxModel(onnx(model), 1)) {
      TensorInfo input = (TensorInfo) onnx.session().getInputInfo().get("pixels").getInfo();
      TensorInfo output =
          (TensorInfo) onnx.session().getOutputInfo().get("probabilities").getInfo();
      assertThat(input.getShape()).containsExactly(-1, 1, 48, 48);
      assertThat(output.getShape()).containsExactly(-1, 7);
      assertThat(onnx.metadata())
          .containsEntry(
              "classes",
              "[\"angry\",\"disgust\",\"fear\",\"happy\",\"sad\",\"surprise\",\"neutral\"]")
          .containsEntry(
              "input",
              "float32 [faces, 1, 48, 48]: grey pixels of upright faces, 0 (black) to 255 (white),"
                  + " row by row from the top left; (pixel - 128.0) / 64.0 is in the network")
          .containsEntry("emotion.json", JsonText.indented(model.manifest().toJson()))
          .containsEntry("source", "bundled (SHA-256 " + BUNDLED.fingerprint() + ")")
          .containsEntry(
              "licence",
              "MIT; FER-2013, on which it was trained, has its own terms (research use)");
      assertThat(onnx.session().getMetadata().getProducerName()).isEqualTo("emotion");
    }
  }

  @Test
  void classNamesMayHoldAnyCharacter() throws OrtException {
    NetworkSpec network =
        new NetworkSpec.Chain(new Shape(16, 16, 1))
            .add("mean", new Layer.GlobalMean())
            .add("output", new Layer.Output(3))
            .build();
    ModelContents model = RandomModel.of(network, new Random(1));
    try (OnnxModel onnx = new OnnxModel(onnx(model), 1)) {
      assertThat(JsonParser.parseString(onnx.metadata().get("classes")).getAsJsonArray())
          .extracting(name -> name.getAsString())
          .isEqualTo(model.manifest().classes().names());
    }
  }

  @Test
  void writesTheSameBytesTwice(@TempDir Path folder) throws IOException {
    Path a = folder.resolve("a.onnx");
    Path b = folder.resolve("b.onnx");
    ExportFormat.ONNX.write(BUNDLED.contents(), BUNDLED, a);
    ExportFormat.ONNX.write(BUNDLED.contents(), BUNDLED, b);
    assertThat(a).hasSameBinaryContentAs(b);
    assertThat(Files.size(a)).isBetween(9_900_000L, 10_100_000L);
  }

  @Test
  void noLabelDiffersOverAllOfPublicTest() throws OrtException {
    ModelContents model = BUNDLED.contents();
    List<FacePixels> faces =
        new ImageFolder(SharedData.ferFolder())
            .read(ReadSettings.defaults()).faces(Split.VALIDATION).stream()
                .map(LabeledFace::pixels)
                .toList();
    assertThat(faces).hasSize(3589);
    try (EmotionModel ours = EmotionModel.open(model, Compute.all());
        OnnxModel theirs = new OnnxModel(onnx(model), 2)) {
      for (int from = 0; from < faces.size(); from += 64) {
        List<FacePixels> batch = faces.subList(from, Math.min(from + 64, faces.size()));
        List<EmotionScores> expected = ours.classify(batch);
        float[][] found = theirs.probabilities(batch);
        assertAlike(expected, found, "faces from " + from);
        for (int i = 0; i < found.length; i++) {
          assertThat(largest(found[i])).isEqualTo(expected.get(i).best());
        }
      }
    }
  }

  private static int largest(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }
}
