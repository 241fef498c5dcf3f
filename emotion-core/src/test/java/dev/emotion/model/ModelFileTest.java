package dev.emotion.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion.EmotionClasses;
import dev.emotion.FacePixels;
import dev.emotion.ModelException;
import dev.emotion.engine.Compute;
import dev.emotion.engine.OptimizerSettings;
import dev.emotion.network.Architecture;
import dev.emotion.network.InputSpec;
import dev.emotion.network.Layer;
import dev.emotion.network.NetworkSettings;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import dev.emotion.network.Window;
import dev.emotion.testing.RandomFaces;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ModelFileTest {
  @TempDir Path folder;
  private Path good;

  @BeforeEach
  void makeAModel() {
    good = folder.resolve("good.zip");
    ModelManifest manifest =
        new ModelManifest(
            EmotionClasses.FER2013,
            InputSpec.DEFAULT,
            new NetworkSettings(Architecture.MINI, 2, 0.25),
            0,
            new TreeMap<>(Map.of("data.name", "made \"by\" the test")),
            new TreeMap<>());
    try (TrainableNetwork network =
        TrainableNetwork.create(
            manifest,
            new OptimizerSettings(OptimizerSettings.Method.ADAM, 0, 0, List.of()),
            1,
            Compute.all())) {
      network.save(good, 4, Map.of("validationAccuracy", 0.25), 1);
    }
  }

  private Map<String, byte[]> entries() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(good.toFile())) {
      for (Enumeration<? extends ZipEntry> e = zip.entries(); e.hasMoreElements(); ) {
        ZipEntry entry = e.nextElement();
        try (InputStream in = zip.getInputStream(entry)) {
          entries.put(entry.getName(), in.readAllBytes());
        }
      }
    }
    return entries;
  }

  private Path write(Map<String, byte[]> entries) throws IOException {
    Path file = folder.resolve("changed.zip");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return file;
  }

  private void rejects(Path file, String... words) {
    assertThatThrownBy(() -> EmotionModel.load(file).close())
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageNotContaining("\n")
        .hasMessageContainingAll(words);
  }

  @Test
  void keepsWhatTheModelSaysAboutItself() {
    try (EmotionModel model = EmotionModel.load(good)) {
      assertThat(model.manifest().design())
          .contains(new NetworkSettings(Architecture.MINI, 2, 0.25));
      assertThat(model.manifest().input()).isEqualTo(InputSpec.DEFAULT);
      assertThat(model.manifest().provenance()).containsEntry("data.name", "made \"by\" the test");
      assertThat(model.classes()).isEqualTo(EmotionClasses.FER2013);
      assertThatThrownBy(() -> model.classify(List.of(FacePixels.of(2, new byte[4]))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("48");
      assertThat(model.classify(List.of())).isEmpty();
    }
  }

  @Test
  void theSameModelGivesTheSameBytes() throws IOException {
    byte[] first = Files.readAllBytes(good);
    makeAModel();
    assertThat(Files.readAllBytes(good)).isEqualTo(first);
    try (ZipFile zip = new ZipFile(good.toFile())) {
      assertThat(zip.stream().map(ZipEntry::getTime).distinct())
          .as("times that say when it was written")
          .hasSize(1)
          .allMatch(time -> time < Duration.ofDays(11 * 365).toMillis());
    }
    assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith(".tmp"));
  }

  @Test
  void rejectsWhatIsNoModel() throws IOException {
    rejects(folder.resolve("absent.zip"), "expected");
    Path text = Files.writeString(folder.resolve("text.zip"), "not a zip");
    rejects(text, "emotion.json");
    Path empty = Files.write(folder.resolve("empty.zip"), new byte[0]);
    rejects(empty, "emotion.json");
    byte[] whole = Files.readAllBytes(good);
    for (int part : new int[] {1, 2, 3}) {
      Path cut = folder.resolve("cut" + part + ".zip");
      Files.write(cut, Arrays.copyOf(whole, whole.length * part / 4));
      rejects(cut, "expected");
    }
  }

  @Test
  void rejectsAMissingEntry() throws IOException {
    for (String name : List.of("configuration.json", "coefficients.bin", "emotion.json")) {
      Map<String, byte[]> entries = entries();
      assertThat(entries.remove(name)).isNotNull();
      rejects(write(entries), "no entry " + name);
    }
  }

  @Test
  void rejectsAManifestOfAnotherFormatOrWithoutItsMembers() throws IOException {
    Map<String, byte[]> entries = entries();
    String manifest = new String(entries.get("emotion.json"), StandardCharsets.UTF_8);
    entries.put(
        "emotion.json",
        manifest.replace("\"format\": 1", "\"format\": 2").getBytes(StandardCharsets.UTF_8));
    rejects(write(entries), "format 2", "expected format 1");
    entries.put(
        "emotion.json", manifest.replace("\"side\"", "\"size\"").getBytes(StandardCharsets.UTF_8));
    rejects(write(entries), "emotion.json");
    entries.put("emotion.json", "[1, 2".getBytes(StandardCharsets.UTF_8));
    rejects(write(entries), "emotion.json");
    entries.put(
        "emotion.json",
        manifest
            .replace("\"neutral\"", "\"neutral\", \"contempt\"")
            .getBytes(StandardCharsets.UTF_8));
    rejects(write(entries), "nout 7, expected 8 as emotion.json defines");
  }

  @Test
  void rejectsWeightsThatDoNotFitOrAreNoNumbers() throws IOException {
    Map<String, byte[]> entries = entries();
    entries.put("coefficients.bin", bytes(Nd4j.ones(1, 10)));
    rejects(write(entries), "10 weights");
    INDArray weights = Nd4j.read(new ByteArrayInputStream(entries().get("coefficients.bin")));
    weights.putScalar(5, Float.NaN);
    entries.put("coefficients.bin", bytes(weights));
    rejects(write(entries), "no numbers");
    entries.put("coefficients.bin", new byte[] {1, 2, 3});
    rejects(write(entries), "coefficients.bin");
    entries.put("configuration.json", "{}".getBytes(StandardCharsets.UTF_8));
    rejects(write(entries), "configuration.json");
  }

  /** The network is made while they are read. */
  @Test
  void rejectsAWeightTooFewOrTooManyAndGivesItsMemoryBack() throws IOException {
    byte[] weights = entries().get("coefficients.bin");
    long before = Pointer.totalBytes();
    for (int length : List.of(weights.length - Float.BYTES, weights.length + Float.BYTES)) {
      Map<String, byte[]> entries = entries();
      entries.put("coefficients.bin", Arrays.copyOf(weights, length));
      rejects(write(entries), "coefficients.bin: unreadable, expected a row");
      assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(before);
    }
  }

  private static byte[] bytes(INDArray array) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      Nd4j.write(array, out);
    }
    return bytes.toByteArray();
  }

  /** As an imported network will be. */
  @Test
  void keepsANetworkThatIsNoDesignOfOursByItsLayers() throws IOException {
    NetworkSpec spec = layers();
    ModelManifest manifest =
        new ModelManifest(
            EmotionClasses.FER2013,
            new InputSpec(16, 128, 64),
            spec,
            Optional.empty(),
            0,
            new TreeMap<>(),
            new TreeMap<>(),
            1);
    OptimizerSettings sgd =
        new OptimizerSettings(OptimizerSettings.Method.SGD, 0.9, 1e-3, List.of());
    List<FacePixels> faces = RandomFaces.of(3, 16, 1);
    try (TrainableNetwork network = TrainableNetwork.create(manifest, sgd, 1, Compute.all())) {
      network.step(faces, List.of(0, 1, 2), 0, 0.01);
      network.save(good, 1, Map.of(), 1);
      try (EmotionModel model = EmotionModel.open(ModelSource.of(good), Compute.all())) {
        assertThat(model.manifest().network()).isEqualTo(spec);
        assertThat(model.manifest().design()).isEmpty();
        assertThat(model.classify(faces)).isEqualTo(network.classify(faces));
      }
    }
    rejectsManifest("\"channels\": 3,", "\"channels\": 4,", "nout 3, expected 4");
    rejectsManifest("\"channels\": 3,", "\"channels\": 1000000000,", "channels, expected 1 to");
    rejectsManifest("\"channels\": 3,", "\"channels\": -3,", "channels, expected 1 to");
    rejectsManifest("\"channels\": 3,", "\"channels\": 1e99,", "not a manifest");
    rejectsManifest("\"channels\": 3,", "", "channels, expected 1 to");
    rejectsManifest("\"channels\": 3,", "\"channels\": 3, \"x\": 3,", "missing or unknown");
    rejectsManifest("\"height\": 3,", "\"height\": 2000000000,", "a window of 2000000000");
    rejectsManifest("\"kind\": \"MAX\"", "\"kind\": \"SUM\"", "kind of pooling");
    rejectsManifest("\"layer\": \"Relu\"", "\"layer\": \"java.lang.Runtime\"", "layer 'java");
    rejectsManifest("\"name\": \"a\"", "\"name\": \"a\\nb\"", "an odd one");
    rejectsManifest("\"layer\": \"Relu\"", "\"layer\": \"\\n\"", "not a manifest");
    rejectsManifest("\"bias\": true", "\"bias\": false", "configuration.json");
  }

  private void rejectsManifest(String from, String to, String word) throws IOException {
    Map<String, byte[]> entries = entries();
    String manifest = new String(entries.get("emotion.json"), StandardCharsets.UTF_8);
    assertThat(manifest).contains(from);
    entries.put(
        "emotion.json",
        manifest
            .replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to))
            .getBytes(StandardCharsets.UTF_8));
    rejects(write(entries), word);
  }

  @Test
  void refusesMoreWeightsThanMemoryBeforeAnyIsMade() throws IOException {
    Map<String, byte[]> entries = entries();
    String manifest = new String(entries.get("emotion.json"), StandardCharsets.UTF_8);
    String large =
        manifest.replace("\"mini\"", "\"vgg\"").replace("\"width\": 2", "\"width\": 512");
    entries.put("emotion.json", large.getBytes(StandardCharsets.UTF_8));
    rejects(write(entries), "weights", "expected at most");
  }

  private static NetworkSpec layers() {
    Window window = new Window(3, 3, 2, 2, 1, 1, false);
    List<NetworkSpec.Node> layers =
        List.of(
            new NetworkSpec.Node(
                "a", new Layer.Convolution(window, 3, true), List.of(NetworkSpec.INPUT)),
            new NetworkSpec.Node("b", new Layer.Relu(), List.of("a")),
            new NetworkSpec.Node("c", new Layer.BatchNorm(1e-3, 0.99), List.of("b")),
            new NetworkSpec.Node("d", new Layer.Add(), List.of("b", "c")),
            new NetworkSpec.Node(
                "e", new Layer.Pooling(Layer.Pooling.Kind.MAX, Window.same(3, 2)), List.of("d")),
            new NetworkSpec.Node("f", new Layer.GlobalMean(), List.of("e")),
            new NetworkSpec.Node("g", new Layer.Output(7), List.of("f")));
    return new NetworkSpec(new Shape(16, 16, 1), layers);
  }
}
