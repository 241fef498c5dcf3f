package dev.emotion.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.ModelException;
import dev.emotion.engine.Compute;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelContents;
import dev.emotion.model.ModelSource;
import dev.emotion.network.Layer;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import dev.emotion.network.Window;
import dev.emotion.testing.Programs;
import dev.emotion.testing.RandomFaces;
import dev.emotion.text.JsonText;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in the files, taken as Keras takes it, answers as the fast engine does. */
class KerasWriterTest {
  private static final int NETWORKS = Integer.getInteger("emotion.networks", 60);
  private static final double CLOSE = 1e-5;
  private static final ModelSource BUNDLED = ModelSource.of(ModelSource.BUNDLED);

  @TempDir Path folder;

  /** Keras 3 gives weights to layers by their kinds and order. */
  private KerasInterpreter readKeras(Path file) throws IOException {
    JsonObject network;
    Path inner = folder.resolve("inner.h5");
    try (ZipFile zip = new ZipFile(file.toFile())) {
      network = json(zip, "config.json");
      try (InputStream in = zip.getInputStream(zip.getEntry("model.weights.h5"))) {
        Files.write(inner, in.readAllBytes());
      }
    }
    Map<String, List<KerasInterpreter.Array>> weights = new HashMap<>();
    try (HdfFile root = new HdfFile(inner)) {
      assertThat(((Group) root.getChild("vars")).getChildren()).isEmpty();
      Map<String, Integer> seen = new HashMap<>();
      for (JsonElement element : network.getAsJsonObject("config").getAsJsonArray("layers")) {
        String kind = element.getAsJsonObject().get("class_name").getAsString();
        String snake =
            Map.of(
                    "Conv2D", "conv2d",
                    "DepthwiseConv2D", "depthwise_conv2d",
                    "BatchNormalization", "batch_normalization",
                    "Dense", "dense")
                .getOrDefault(kind, "none");
        int number = seen.merge(kind, 1, Integer::sum) - 1;
        Node group =
            ((Group) root.getChild("layers")).getChild(number == 0 ? snake : snake + "_" + number);
        List<KerasInterpreter.Array> arrays = new ArrayList<>();
        if (group != null) {
          Group vars = (Group) ((Group) group).getChild("vars");
          for (int i = 0; i < vars.getChildren().size(); i++) {
            arrays.add(array((Dataset) vars.getChild(Integer.toString(i))));
          }
        }
        weights.put(name(element), arrays);
      }
    }
    return new KerasInterpreter(network, weights);
  }

  private static JsonObject json(ZipFile zip, String entry) throws IOException {
    try (InputStream in = zip.getInputStream(zip.getEntry(entry))) {
      return JsonParser.parseString(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .getAsJsonObject();
    }
  }

  private static String name(JsonElement layer) {
    return layer.getAsJsonObject().getAsJsonObject("config").get("name").getAsString();
  }

  /** Keras goes through layer_names and weight_names, and gives weights in that order. */
  private static KerasInterpreter readH5(Path file) {
    try (HdfFile root = new HdfFile(file)) {
      JsonObject network =
          JsonParser.parseString(text(root.getAttribute("model_config"))).getAsJsonObject();
      Map<String, List<KerasInterpreter.Array>> weights = new HashMap<>();
      Group all = (Group) root.getChild("model_weights");
      for (String layer : texts(all.getAttribute("layer_names"))) {
        Group group = (Group) all.getChild(layer);
        List<KerasInterpreter.Array> arrays = new ArrayList<>();
        for (String name : texts(group.getAttribute("weight_names"))) {
          arrays.add(array((Dataset) group.getByPath(name)));
        }
        weights.put(layer, arrays);
      }
      return new KerasInterpreter(network, weights);
    }
  }

  private static String text(Attribute attribute) {
    return (String) attribute.getData();
  }

  private static List<String> texts(Attribute attribute) {
    return List.of((String[]) attribute.getData());
  }

  private static KerasInterpreter.Array array(Dataset dataset) {
    return new KerasInterpreter.Array((float[]) dataset.getDataFlat(), dataset.getDimensions());
  }

  private Path write(ModelContents model, ExportFormat format) {
    Path file = folder.resolve("model." + format);
    format.write(model, BUNDLED, file);
    return file;
  }

  private void compare(ModelContents model, int faceCount) throws IOException {
    List<FacePixels> faces = RandomFaces.of(faceCount, model.manifest().input().side(), 7);
    List<EmotionScores> expected;
    try (EmotionModel ours = EmotionModel.open(model, Compute.all())) {
      expected = ours.classify(faces);
    }
    for (KerasInterpreter keras :
        List.of(
            readKeras(write(model, ExportFormat.KERAS)), readH5(write(model, ExportFormat.H5)))) {
      for (int i = 0; i < faceCount; i++) {
        double[] found = keras.probabilities(faces.get(i));
        assertThat(found).hasSize(model.manifest().classes().count());
        for (int c = 0; c < found.length; c++) {
          assertThat(found[c])
              .as(JsonText.indented(model.manifest().toJson()))
              .isCloseTo(expected.get(i).probability(c), within(CLOSE));
        }
      }
    }
  }

  @Test
  void randomNetworksOfEveryLayerAnswerAlike() throws IOException {
    Random random = new Random(Long.getLong("emotion.fuzz.seed", 1));
    Set<Class<?>> seen = new HashSet<>();
    int refused = 0;
    for (int i = 0; i < NETWORKS; i++) {
      Optional<NetworkSpec> fitting = RandomModel.network(random);
      if (fitting.isEmpty()) {
        continue;
      }
      NetworkSpec network = fitting.get();
      ModelContents model = RandomModel.of(network, random);
      try {
        compare(model, 2);
        network.layers().forEach(node -> seen.add(node.layer().getClass()));
      } catch (ModelException e) {
        assertThat(e).hasMessageContaining("expected what Keras has; export it as onnx");
        refused++;
      }
    }
    assertThat(refused).isPositive();
    assertThat(seen).containsExactlyInAnyOrder(Layer.class.getPermittedSubclasses());
  }

  @Test
  void theBundledModelAnswersAlike() throws IOException {
    compare(BUNDLED.contents(), 1);
  }

  /** Both ways from a fork to its end, of different length, in an order that isn't Keras's. */
  @Test
  void branchesAreInKerassOrder() throws IOException {
    NetworkSpec network =
        new NetworkSpec(
            new Shape(16, 16, 1),
            List.of(
                node("short", new Layer.Convolution(Window.same(1, 1), 4, true), "pixels"),
                node("long1", new Layer.Convolution(Window.same(3, 1), 3, true), "pixels"),
                node("other", new Layer.Convolution(Window.same(3, 1), 4, false), "pixels"),
                node("long2", new Layer.Convolution(Window.same(3, 1), 4, true), "long1"),
                node("sum", new Layer.Add(), "short", "other", "long2"),
                node("mean", new Layer.GlobalMean(), "sum"),
                node("output", new Layer.Output(3), "mean")));
    ModelContents model = RandomModel.of(network, new Random(3));
    compare(model, 2);
    try (ZipFile zip = new ZipFile(write(model, ExportFormat.KERAS).toFile())) {
      JsonObject json = json(zip, "config.json");
      assertThat(json.get("class_name").getAsString()).isEqualTo("Model");
      List<String> names = new ArrayList<>();
      json.getAsJsonObject("config")
          .getAsJsonArray("layers")
          .forEach(layer -> names.add(name(layer)));
      // By the longest way to the output; then as a walk from the output meets them.
      assertThat(names)
          .containsExactly(
              "pixels", "encoded", "long1", "short", "other", "long2", "sum", "mean", "output");
    }
  }

  @Test
  void rowsAndMapsOfOnePixelAreTheSame() throws IOException {
    compare(RandomModel.of(RandomModel.rowsAndMapsOfOnePixel(), new Random(5)), 2);
  }

  private static NetworkSpec.Node node(String name, Layer layer, String... inputs) {
    return new NetworkSpec.Node(name, layer, List.of(inputs));
  }

  @Test
  void bothSayWhatTheyTakeAndGive() throws IOException {
    ModelContents model = BUNDLED.contents();
    String classes = "[\"angry\",\"disgust\",\"fear\",\"happy\",\"sad\",\"surprise\",\"neutral\"]";
    try (HdfFile root = new HdfFile(write(model, ExportFormat.H5))) {
      assertThat(text(root.getAttribute("classes"))).isEqualTo(classes);
      assertThat(text(root.getAttribute("input"))).startsWith("float32 [faces, 48, 48, 1]: grey");
      assertThat(text(root.getAttribute("licence"))).startsWith("MIT;");
      assertThat(text(root.getAttribute("emotion.json")))
          .isEqualTo(JsonText.indented(model.manifest().toJson()));
      assertThat(text(root.getAttribute("keras_version"))).startsWith("2.");
    }
    Path keras = write(model, ExportFormat.KERAS);
    try (ZipFile zip = new ZipFile(keras.toFile())) {
      JsonObject facts = json(zip, "metadata.json").getAsJsonObject("emotion");
      assertThat(facts.get("classes").getAsString()).isEqualTo(classes);
      assertThat(facts.get("emotion.json").getAsString())
          .isEqualTo(JsonText.indented(model.manifest().toJson()));
    }
    byte[] first = Files.readAllBytes(keras);
    assertThat(write(model, ExportFormat.KERAS)).hasBinaryContent(first);
  }

  @Test
  void refusesWhatHdf5CantHold() {
    NetworkSpec.Chain chain = new NetworkSpec.Chain(new Shape(16, 16, 1));
    for (int i = 0; i < 900; i++) {
      chain.add("a_layer_with_a_long_name_" + i, new Layer.BatchNorm(1e-3, 0.9));
    }
    NetworkSpec network =
        chain.add("mean", new Layer.GlobalMean()).add("output", new Layer.Output(3)).build();
    ModelContents model = RandomModel.of(network, new Random(1));
    assertThatThrownBy(() -> write(model, ExportFormat.H5))
        .isInstanceOf(ModelException.class)
        .hasMessageMatching(
            "bundled: \\d+ bytes of model_config, expected at most 64000, as HDF5 takes them;"
                + " export it as keras");
    assertThat(folder.toFile().list()).isEmpty();
    assertThat(write(model, ExportFormat.KERAS)).isNotEmptyFile();
  }

  /** HDF5's own program reads what jhdf wrote. */
  @Test
  void h5dumpReadsBoth() throws Exception {
    assumeTrue(Programs.find("h5dump").isPresent(), "skipped: no h5dump (Debian's hdf5-tools)");
    ModelContents model = BUNDLED.contents();
    Path h5 = write(model, ExportFormat.H5);
    float[] gamma = model.weights("norm1_1", "gamma");
    assertThat(dump(h5, "/model_weights/norm1_1/norm1_1/gamma:0")).containsExactly(gamma);
    try (ZipFile zip = new ZipFile(write(model, ExportFormat.KERAS).toFile());
        InputStream in = zip.getInputStream(zip.getEntry("model.weights.h5"))) {
      Path inner = folder.resolve("inner.h5");
      Files.write(inner, in.readAllBytes());
      assertThat(dump(inner, "/layers/batch_normalization/vars/0")).containsExactly(gamma);
      assertThat(run("h5dump", "-n", inner.toString())).contains("group      /vars\n");
    }
    assertThat(run("h5dump", "-a", "/model_weights/layer_names", h5.toString()))
        .contains("\"conv1_1\", \"norm1_1\", \"conv2_1\"");
  }

  private static float[] dump(Path file, String dataset) throws Exception {
    String text = run("h5dump", "-y", "-w", "1", "-m", "%.9g", "-d", dataset, file.toString());
    String data = text.substring(text.indexOf("DATA {") + 6);
    String[] numbers = data.substring(0, data.indexOf('}')).strip().split(",\\s*", -1);
    float[] values = new float[numbers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(numbers[i]);
    }
    return values;
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
