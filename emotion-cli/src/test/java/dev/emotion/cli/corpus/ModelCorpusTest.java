package dev.emotion.cli.corpus;

import static dev.emotion.cli.corpus.BadInput.fine;
import static dev.emotion.cli.corpus.BadInput.refused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.emotion.cli.testing.CliRun;
import dev.emotion.cli.testing.UntrainedModel;
import dev.emotion.testing.Programs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Model files: {@code predict --model BAD good.png --output ...}. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a guard, no figure
class ModelCorpusTest {
  private static final String LAYERS = "org.deeplearning4j.nn.conf.layers.";
  private static final String CLASS = "as emotion.json defines";

  /** Bytes before the numbers of a row, as ND4J writes it. */
  private static final int ROW_HEADER = 113;

  @TempDir static Path shared;
  private static Map<String, byte[]> good;

  @TempDir Path folder;

  @BeforeAll
  static void makeModel() throws IOException {
    Path model = shared.resolve("untrained.zip");
    UntrainedModel.write(model);
    good = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(model.toFile())) {
      for (ZipEntry entry : zip.stream().toArray(ZipEntry[]::new)) {
        good.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    good.computeIfPresent(
        "configuration.json", // without blanks, to be changed
        (name, text) -> JsonParser.parseString(new String(text, UTF_8)).toString().getBytes(UTF_8));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void aModelIsUsedOrRefused(BadInput input) throws Exception {
    Path output = folder.resolve("copies");
    Path model = input.maker().make(Files.createDirectory(folder.resolve("in")));
    Path image = Files.write(folder.resolve("good.png"), Images.of("png"));
    int sprung = Trap.SPRUNG.get();

    CliRun run =
        CorpusRun.of(
            output, "predict", image, "--detector", "none", "--model", model, "--output", output);

    if (input.status() == 0) {
      assertThat(run.err()).isEmpty();
      assertThat(run.status()).isZero();
      assertThat(CorpusRun.files(output)).containsExactly("good.png");
    } else {
      assertThat(run.status()).isEqualTo(3);
      CorpusRun.assertOneLine(run, input.words());
      assertThat(run.err()).hasSizeLessThan(1000);
      assertThat(run.out()).isEmpty();
      assertThat(CorpusRun.files(output)).isEmpty();
    }
    assertThat(Trap.SPRUNG).as("objects made from the file").hasValue(sprung);
    assertThat(CorpusRun.files(folder)).as("unpacked").doesNotContain("slipped.txt");
  }

  /** The proof that the trap of the cases above would have gone off. */
  @Test
  void theTrapWorks() throws Exception {
    int sprung = Trap.SPRUNG.get();
    new java.io.ObjectInputStream(new java.io.ByteArrayInputStream(serialised())).readObject();
    assertThat(Trap.SPRUNG).hasValue(sprung + 1);
    assertThat(new com.google.gson.Gson().fromJson("{}", Trap.class)).isNotNull();
    assertThat(Trap.SPRUNG).hasValue(sprung + 2);
  }

  private static byte[] serialised() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(Trap.set());
    }
    return bytes.toByteArray();
  }

  static List<BadInput> cases() {
    List<BadInput> cases = new ArrayList<>();
    archives(cases);
    manifests(cases);
    classes(cases);
    shapes(cases);
    weights(cases);
    return cases;
  }

  private static void archives(List<BadInput> cases) {
    String zip = "no zip archive, or a damaged one";
    cases.add(fine("a good model", folder -> write(folder, good)));
    cases.add(refused("nothing there", folder -> folder.resolve("a.zip"), "no such file"));
    cases.add(refused("an empty file", folder -> bytes(folder, new byte[0]), zip));
    cases.add(refused("a text", folder -> bytes(folder, "no model".getBytes(UTF_8)), zip));
    cases.add(refused("a folder", folder -> folder, "a folder, expected a model file"));
    cases.add(refused("a device", folder -> Path.of("/dev/zero"), "a pipe or device"));
    cases.add(
        refused("a pipe", folder -> Programs.mkfifo(folder.resolve("a.zip")), "a pipe or device"));
    cases.add(
        refused(
            "a link to nothing",
            folder -> Files.createSymbolicLink(folder.resolve("a"), folder.resolve("b")),
            "a: "));
    for (double share : new double[] {0.01, 0.3, 0.6, 0.9, 0.999}) {
      cases.add(
          refused("cut to " + share, folder -> bytes(folder, Images.cut(zip(good), share)), zip));
    }
    cases.add(
        refused(
            "bytes of the archive lost",
            folder -> {
              byte[] whole = zip(good);
              new Random(1).nextBytes(whole);
              return bytes(folder, whole);
            },
            zip));
    cases.add(refused("an empty archive", folder -> write(folder, Map.of()), "no entry emotion"));
    for (String name : List.of("emotion.json", "configuration.json", "coefficients.bin")) {
      cases.add(refused("without " + name, folder -> without(folder, name), "no entry " + name));
      cases.add(refused("with an empty " + name, folder -> with(folder, name, ""), name + ": "));
    }
    cases.add(
        refused(
            "a Keras file", folder -> bytes(folder, "\u0089HDF\r\n\u001A\n".getBytes(UTF_8)), zip));
    cases.add(
        fine(
            "entries that leave their folder",
            folder ->
                write(
                    folder,
                    extended(
                        Map.of(
                            "../slipped.txt",
                            new byte[9],
                            folder.resolve("slipped.txt").toString(),
                            new byte[9])))));
    cases.add(
        fine(
            "serialised objects beside the model",
            folder ->
                write(
                    folder,
                    extended(
                        Map.of(
                            "preprocessor.bin", serialised(),
                            "normalizer.bin", serialised(),
                            "objects/a", serialised())))));
    cases.add(
        refused(
            "a serialised object as weights",
            folder -> with(folder, "coefficients.bin", serialised()),
            "coefficients.bin: unreadable"));
    cases.add(
        refused(
            "a serialised object as configuration",
            folder -> with(folder, "configuration.json", serialised()),
            "configuration.json: "));
    for (String name : List.of("emotion.json", "configuration.json")) {
      cases.add(
          refused(
              "a bomb as " + name,
              folder -> with(folder, name, new byte[300_000_000]),
              name + ": more than 4 MiB"));
    }
    cases.add(
        refused(
            "a bomb as weights",
            folder -> with(folder, "coefficients.bin", new byte[300_000_000]),
            "coefficients.bin: unreadable"));
    cases.add(
        refused(
            "more weights than it says",
            folder ->
                with(
                    folder,
                    "coefficients.bin",
                    Images.concat(good.get("coefficients.bin"), new byte[300_000_000])),
            "coefficients.bin: unreadable"));
    cases.add(
        fine(
            "a bomb that is no part of it",
            folder -> write(folder, extended(Map.of("bomb", new byte[300_000_000])))));
    cases.add(
        refused(
            "a model that may not be read",
            folder -> ImageCorpusTest.unreadable(write(folder, good)),
            "can't be read"));
  }

  private static void manifests(List<BadInput> cases) {
    manifest(cases, "of a later format", "\"format\": 1", "\"format\": 2", "model format 2");
    manifest(cases, "of no format", "\"format\": 1,", "", "not a manifest");
    manifest(
        cases, "with a class more", "\"sad\",", "\"sad\", \"contempt\",", "nout 7, expected 8");
    manifest(cases, "with a class less", "\"sad\",", "", "nout 7, expected 6");
    manifest(cases, "with a class twice", "\"sad\",", "\"happy\",", "not a manifest");
    manifest(cases, "with an escape in a class", "\"sad\"", "\"s\\u001b[2Jad\"", "control");
    manifest(cases, "with a class of 10 kB", "\"sad\"", "\"" + "s".repeat(10_000) + "\"", "64");
    manifest(cases, "with a side of 2^30", "\"side\": 48", "\"side\": 1073741824", "side 10737");
    manifest(cases, "with a side of -48", "\"side\": 48", "\"side\": -48", "side -48");
    manifest(cases, "with a side of 1e99", "\"side\": 48", "\"side\": 1e99", "not a manifest");
    manifest(cases, "with a scale of 0", "\"scale\": 64.0", "\"scale\": 0", "scale 0");
    manifest(cases, "with a mean of NaN", "\"mean\": 128.0", "\"mean\": NaN", "not a manifest");
    manifest(cases, "with a temperature of 0", "\"temperature\": 1.0", "\"temperature\": 0", "0.0");
    manifest(
        cases,
        "with an endless number",
        "\"temperature\": 1.0",
        "\"temperature\": 1e1000000000",
        "not a manifest");
    manifest(cases, "with another architecture", "\"mini\"", "\"huge\"", "architecture 'huge'");
    cases.add(
        refused(
            "a manifest of brackets",
            folder -> with(folder, "emotion.json", "[".repeat(1_000_000)),
            "emotion.json: not a manifest"));
    cases.add(
        refused("null as manifest", folder -> with(folder, "emotion.json", "null"), "not a mani"));
  }

  private static void manifest(
      List<BadInput> cases, String name, String from, String to, String... words) {
    changed(cases, "emotion.json", "a manifest " + name, from, to, words);
  }

  private static void classes(List<BadInput> cases) {
    String trap = Trap.class.getName();
    configuration(
        cases, "with a layer of any class", LAYERS + "ConvolutionLayer", trap, trap, CLASS);
    configuration(
        cases,
        "with an activation of any class",
        "org.nd4j.linalg.activations.impl.ActivationReLU",
        trap,
        trap,
        CLASS);
    configuration(
        cases,
        "with any object for nothing",
        "\"stepFunction\":null",
        "\"stepFunction\":{\"@class\":\"" + trap + "\", \"value\":\"x\"}",
        CLASS);
    configuration(
        cases,
        "with a class named twice",
        "\"@class\":\"" + LAYERS + "ConvolutionLayer\"",
        "\"@class\":\"" + LAYERS + "ConvolutionLayer\", \"@class\":\"" + trap + "\"",
        trap);
    configuration(
        cases,
        "with a class named by a list",
        "\"@class\":\"" + LAYERS + "ConvolutionLayer\"",
        "\"@class\":[\"" + trap + "\"]",
        CLASS);
    for (String layer :
        List.of(
            "SeparableConvolution2D",
            "Deconvolution2D",
            "LSTM",
            "misc.FrozenLayer",
            "Upsampling2D")) {
      configuration(
          cases,
          "with the layer " + layer,
          LAYERS + "ConvolutionLayer",
          LAYERS + layer,
          LAYERS + layer,
          CLASS);
    }
    configuration(
        cases,
        "with a data source",
        LAYERS + "ConvolutionLayer",
        "com.sun.rowset.JdbcRowSetImpl",
        "JdbcRowSetImpl",
        CLASS);
    configuration(
        cases,
        "with a layer of the old format",
        "\"@class\":\"" + LAYERS + "ConvolutionLayer\",",
        "",
        "@class nothing",
        CLASS);
    cases.add(
        refused(
            "a configuration of brackets",
            folder -> with(folder, "configuration.json", "[".repeat(1_000_000)),
            "configuration.json: unusable"));
    cases.add(
        refused(
            "an empty configuration",
            folder -> with(folder, "configuration.json", "{}"),
            "configuration.json: unusable"));
    cases.add(
        refused(
            "null as configuration",
            folder -> with(folder, "configuration.json", "null"),
            "configuration.json: unusable"));
  }

  private static void shapes(List<BadInput> cases) {
    String first = "\"nin\":1,";
    configuration(
        cases, "with 2^30 inputs", first, "\"nin\":1073741824,", "nin 1073741824, expected 1");
    configuration(cases, "with -1 inputs", first, "\"nin\":-1,", "nin -1");
    configuration(
        cases,
        "with 2^63 inputs",
        first,
        "\"nin\":9223372036854775808,",
        "nin 9223372036854775808");
    configuration(cases, "with 0 outputs", "\"nout\":1,", "\"nout\":0,", "nout 0, expected 1");
    configuration(
        cases, "with 2^30 outputs", "\"nout\":1,", "\"nout\":1073741824,", "nout 1073741824");
    configuration(
        cases, "with another width inside", "\"nout\":2,", "\"nout\":3,", "nout 3, expected 2");
    String kernel = "\"kernelSize\":[3,3]";
    configuration(
        cases, "with a window of 0", kernel, "\"kernelSize\":[0,3]", "kernelSize[0] 0, expected 3");
    configuration(
        cases,
        "with a window of 2^31 - 1",
        kernel,
        "\"kernelSize\":[3,2147483647]",
        "kernelSize[1] 2147483647");
    configuration(cases, "with half a window", kernel, "\"kernelSize\":[3]", "kernelSize [3]");
    configuration(cases, "without a window", kernel, "\"kernelSize\":null", "kernelSize null");
    String stride = "\"stride\":[1,1]";
    configuration(cases, "with a stride of 0", stride, "\"stride\":[0,1]", "stride[0] 0");
    configuration(cases, "with a stride of -1", stride, "\"stride\":[1,-1]", "stride[1] -1");
    configuration(
        cases,
        "with a stride of 10^9",
        stride,
        "\"stride\":[1000000000,1]",
        "stride[0] 1000000000");
    configuration(
        cases, "with padding -5", "\"padding\":[0,0]", "\"padding\":[-5,0]", "padding[0] -5");
    configuration(
        cases,
        "with a dilation of 10^9",
        "\"dilation\":[1,1]",
        "\"dilation\":[1000000000,1]",
        "dilation[0] 1000000000");
    configuration(cases, "in NHWC", "\"NCHW\"", "\"NHWC\"", "\"NHWC\", expected \"NCHW\"");
    configuration(cases, "of halves", "\"FLOAT\"", "\"HALF\"", "\"HALF\", expected \"FLOAT\"");
    configuration(
        cases, "with another mode", "\"Same\"", "\"Causal\"", "convolutionMode \"Causal\"");
    configuration(
        cases,
        "with a loop",
        "\"conv1_1\":[\"pixels\"]",
        "\"conv1_1\":[\"pool1\"]",
        "[0] \"pool1\", expected \"pixels\"");
    configuration(
        cases,
        "with an input of nowhere",
        "\"conv1_1\":[\"pixels\"]",
        "\"conv1_1\":[\"nowhere\"]",
        "\"nowhere\"");
    configuration(
        cases,
        "with two inputs",
        "[\"pixels\"]",
        "[\"pixels\", \"conv1_1\"]",
        "networkInputs [\"pixels\",\"conv1_1\"]");
    configuration(
        cases,
        "without an order",
        "\"topologicalOrderStr\":[\"pixels\",",
        "\"topologicalOrderStr\":[",
        "topologicalOrder");
    configuration(
        cases,
        "with an order far outside",
        "\"topologicalOrder\":[0,1,",
        "\"topologicalOrder\":[0,1000000,",
        "topologicalOrder");
    configuration(
        cases,
        "without softmax",
        "org.nd4j.linalg.activations.impl.ActivationSoftmax",
        "org.nd4j.linalg.activations.impl.ActivationIdentity",
        "ActivationIdentity");
    configuration(
        cases, "without an updater", "\"iupdater\":", "\"no updater\":", "iupdater nothing");
    configuration(
        cases,
        "without an activation function",
        "\"activationFn\":",
        "\"no function\":",
        "activationFn nothing");
    configuration(cases, "with eps 0", "\"eps\":0.000010", "\"eps\":0", "eps 0");
    configuration(cases, "with decay 1", "\"decay\":0.9", "\"decay\":1", "decay 1, expected 0.9");
  }

  private static void configuration(
      List<BadInput> cases, String name, String from, String to, String... words) {
    changed(cases, "configuration.json", "a network " + name, from, to, words);
  }

  private static void weights(List<BadInput> cases) {
    cases.add(
        refused("weights cut off", folder -> cutWeights(folder), "coefficients.bin: unreadable"));
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      cases.add(
          refused(
              "a weight of " + value,
              folder -> weight(folder, ROW_HEADER + 4 * 20, value),
              "weights that are no numbers"));
    }
    cases.add(
        refused(
            "weights that overflow",
            folder -> {
              byte[] row = good.get("coefficients.bin").clone();
              ByteBuffer weights = ByteBuffer.wrap(row);
              for (int at = ROW_HEADER; at < row.length; at += 4) {
                weights.putFloat(at, Float.MAX_VALUE);
              }
              return with(folder, "coefficients.bin", row);
            },
            "the network: probabilities that are no numbers"));
    // Of a row's header: the length in the shape, and that in the data.
    for (long length : new long[] {0, -1, 1L << 31, 1L << 40, Long.MAX_VALUE}) {
      cases.add(
          refused(
              "weights that claim a length of " + length,
              folder -> {
                ByteBuffer row = ByteBuffer.wrap(good.get("coefficients.bin").clone());
                row.putLong(40, length).putLong(98, length);
                return with(folder, "coefficients.bin", row.array());
              },
              length + " weights, expected"));
    }
    cases.add(
        refused(
            "weights of rank 32",
            folder -> {
              ByteBuffer row = ByteBuffer.wrap(good.get("coefficients.bin").clone());
              row.putLong(18, 68).putLong(32, 32);
              return with(folder, "coefficients.bin", row.array());
            },
            "coefficients.bin: unreadable"));
  }

  private static Path cutWeights(Path folder) throws IOException {
    return with(folder, "coefficients.bin", Images.cut(good.get("coefficients.bin"), 0.9));
  }

  private static Path weight(Path folder, int at, float value) throws IOException {
    byte[] row = good.get("coefficients.bin").clone();
    ByteBuffer.wrap(row).putFloat(at, value);
    return with(folder, "coefficients.bin", row);
  }

  /** An entry with the first occurrence of a text changed. */
  private static void changed(
      List<BadInput> cases, String entry, String name, String from, String to, String... words) {
    cases.add(
        refused(
            name,
            folder -> {
              String text = new String(good.get(entry), UTF_8);
              assertThat(text).contains(from);
              int at = text.indexOf(from);
              return with(
                  folder, entry, text.substring(0, at) + to + text.substring(at + from.length()));
            },
            words));
  }

  private static Path with(Path folder, String name, String content) throws IOException {
    return with(folder, name, content.getBytes(UTF_8));
  }

  private static Path with(Path folder, String name, byte[] content) throws IOException {
    return write(folder, extended(Map.of(name, content)));
  }

  private static Path without(Path folder, String name) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>(good);
    entries.remove(name);
    return write(folder, entries);
  }

  private static Map<String, byte[]> extended(Map<String, byte[]> more) {
    Map<String, byte[]> entries = new LinkedHashMap<>(good);
    entries.putAll(more);
    return entries;
  }

  private static Path write(Path folder, Map<String, byte[]> entries) throws IOException {
    return bytes(folder, zip(entries));
  }

  private static Path bytes(Path folder, byte[] content) throws IOException {
    return Files.write(folder.resolve("a.zip"), content);
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = bytes;
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }
}
