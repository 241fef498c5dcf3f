package dev.emotion.network;

import dev.emotion.ModelException;
import dev.emotion.WholeFile;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The model file: a zip with the entries of DL4J's {@code ModelSerializer} ({@code
 * configuration.json}, {@code coefficients.bin} and, in a checkpoint, {@code updaterState.bin}), so
 * that any DL4J opens it, and {@code emotion.json}, the {@link ModelManifest}. The checkpoint of a
 * run that averages its weights has {@code averagedCoefficients.bin} too. Nothing in it is a
 * serialised Java object; other entries are ignored. A file may come from anyone: no more is
 * unpacked than a network of its shape needs, and no class is made that emotion does not know.
 */
final class ModelFile {
  private static final String CONFIGURATION = "configuration.json";
  private static final String COEFFICIENTS = "coefficients.bin";
  private static final String UPDATER_STATE = "updaterState.bin";
  private static final String AVERAGED = "averagedCoefficients.bin";
  private static final String MANIFEST = "emotion.json";
  private static final String MODEL = "a model file of emotion train (a zip with emotion.json)";
  private static final int LARGEST_TEXT = 1 << 22;

  /** Half a gigabyte of them. */
  private static final long MOST_WEIGHTS = 1L << 27;

  /** What the optimizer was doesn't matter for a model in use. */
  private static final OptimizerSettings UNTRAINED =
      new OptimizerSettings(OptimizerSettings.Method.SGD, 0, 0, List.of());

  /**
   * What a file holds.
   *
   * @param graph the network; the receiver closes it
   * @param manifest its description
   * @param averaged [1, weights], in a checkpoint with averaged weights
   */
  record Contents(ComputationGraph graph, ModelManifest manifest, Optional<INDArray> averaged) {}

  private ModelFile() {}

  /** Writes a model for use. */
  static void write(Path file, ComputationGraph graph, ModelManifest manifest) {
    write(file, graph, manifest, new TreeMap<>());
  }

  /** Writes everything that is needed to go on. */
  static void writeCheckpoint(
      Path file, ComputationGraph graph, Optional<INDArray> averaged, ModelManifest manifest) {
    SortedMap<String, INDArray> state = new TreeMap<>();
    state.put(UPDATER_STATE, graph.getUpdater().getUpdaterStateViewArray());
    averaged.ifPresent(weights -> state.put(AVERAGED, weights));
    write(file, graph, manifest, state);
  }

  private static void write(
      Path file,
      ComputationGraph graph,
      ModelManifest manifest,
      SortedMap<String, INDArray> trainingState) {
    WholeFile.write(
        file,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          zip.setLevel(Deflater.NO_COMPRESSION); // weights don't shrink, and take long to unpack
          // The short entries first: who reads a stream passes over what comes before.
          put(zip, MANIFEST, text(ManifestJson.write(manifest)));
          put(zip, CONFIGURATION, text(graph.getConfiguration().toJson()));
          put(zip, COEFFICIENTS, array(graph.params()));
          for (Map.Entry<String, INDArray> entry : trainingState.entrySet()) {
            put(zip, entry.getKey(), array(entry.getValue()));
          }
          zip.finish();
        });
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0); // the same model gives the same bytes
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] array(INDArray array) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      Nd4j.write(array, out);
    }
    return bytes.toByteArray();
  }

  /** Reads a model for use, or a checkpoint to go on from. */
  static Contents read(Path file, boolean checkpoint) {
    String where = file.toString();
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      String found = Files.isDirectory(file) ? "a folder" : "a pipe or device";
      throw new ModelException(where, found, MODEL);
    }
    // Only what is asked for is unpacked, whatever else is in the archive.
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return read(
          name -> zip.getEntry(name) == null ? null : zip.getInputStream(zip.getEntry(name)),
          where,
          checkpoint);
    } catch (NoSuchFileException e) {
      throw new ModelException(where, "no such file", MODEL, e);
    } catch (ZipException e) {
      throw new ModelException(where, "no zip archive, or a damaged one", MODEL, e);
    } catch (IOException e) {
      throw new ModelException(where, "can't be read (" + e.getMessage() + ")", MODEL, e);
    }
  }

  /**
   * Reads the model that ships with emotion. Its network is defined anew rather than read: a test
   * compares the two, and to read it through DL4J's mapper would take a fifth of a prediction.
   */
  static Contents readBundled(URL archive, String where) throws IOException {
    Entries entries = name -> find(name, archive.openStream());
    ModelManifest manifest = manifest(entries, where);
    ComputationGraphConfiguration configuration =
        NetworkDefinition.of(
            manifest.network(), manifest.input(), manifest.classes(), UNTRAINED, /* seed= */ 0);
    new ComputationGraph(configuration).topologicalSortOrder(); // a file has it already
    return read(entries, where, manifest, configuration, false);
  }

  /** What the bundled model's file holds, with no network made of it. */
  record Weights(ModelManifest manifest, float[] values) {}

  /** Reads the model that ships with emotion without a class of DL4J's. */
  static Weights readBundledWeights(URL archive, String where) throws IOException {
    Entries entries = name -> find(name, archive.openStream());
    ModelManifest manifest = manifest(entries, where);
    long count = LightEngine.weights(manifest.network(), manifest.classes().count());
    return new Weights(manifest, array(entries, COEFFICIENTS, count, where));
  }

  private static InputStream find(String name, InputStream archive) throws IOException {
    ZipInputStream zip = new ZipInputStream(archive);
    ZipEntry entry = zip.getNextEntry();
    while (entry != null && !entry.getName().equals(name)) {
      entry = zip.getNextEntry();
    }
    if (entry != null) {
      return zip;
    }
    zip.close();
    return null;
  }

  /** The entries of an archive. */
  private interface Entries {
    /** Null where there is none. */
    InputStream open(String name) throws IOException;
  }

  private static ModelManifest manifest(Entries entries, String where) throws IOException {
    return ManifestJson.read(text(entries, MANIFEST, where), where + ":" + MANIFEST);
  }

  private static Contents read(Entries entries, String where, boolean checkpoint)
      throws IOException {
    ModelManifest manifest = manifest(entries, where);
    ComputationGraphConfiguration configuration =
        ConfigurationJson.read(text(entries, CONFIGURATION, where), where + ":" + CONFIGURATION);
    return read(entries, where, manifest, configuration, checkpoint);
  }

  private static Contents read(
      Entries entries,
      String where,
      ModelManifest manifest,
      ComputationGraphConfiguration configuration,
      boolean checkpoint)
      throws IOException {
    String configurationName = where + ":" + CONFIGURATION;
    NetworkShape shape = NetworkShape.of(configuration, manifest.input().side(), configurationName);
    if (shape.outputs() != manifest.classes().count()) {
      throw new ModelException(
          where,
          "a network with " + shape.outputs() + " outputs",
          manifest.classes().count() + " as emotion.json lists classes");
    }
    checkMemory(shape, configurationName);
    float[] weights = array(entries, COEFFICIENTS, shape.weights(), where);
    ComputationGraph graph = build(configuration, weights, configurationName);
    Optional<INDArray> averaged = Optional.empty();
    if (checkpoint) {
      INDArray state = graph.getUpdater().getUpdaterStateViewArray();
      long length = state == null ? 0 : state.length();
      float[] values = array(entries, UPDATER_STATE, length, where);
      if (length > 0) {
        state.assign(row(values));
      }
      if (has(entries, AVERAGED)) {
        averaged = Optional.of(row(array(entries, AVERAGED, shape.weights(), where)));
      }
    }
    return new Contents(graph, manifest, averaged);
  }

  private static void checkMemory(NetworkShape shape, String where) {
    double bytes =
        (double) Float.BYTES
            * (2.0 * shape.weights() + BatchClassifier.BATCH * shape.activations());
    if (shape.weights() > MOST_WEIGHTS || bytes > NativeEngine.availableBytes()) {
      throw new ModelException(
          where,
          String.format(
              Locale.ROOT, "%,d weights, %.1f GB to run it", shape.weights(), bytes / 1e9),
          "at most " + MOST_WEIGHTS + " weights, and no more than the free memory");
    }
  }

  private static ComputationGraph build(
      ComputationGraphConfiguration configuration, float[] weights, String where) {
    try {
      NativeEngine.prepareThisThread();
      ComputationGraph graph = new ComputationGraph(configuration);
      graph.init(row(weights), false); // without them it would draw random ones first
      return graph;
    } catch (RuntimeException e) {
      throw ConfigurationJson.unusable(where, e);
    }
  }

  private static INDArray row(float[] values) {
    return Nd4j.create(values, new long[] {values.length}, 'c');
  }

  private static String text(Entries entries, String name, String where) throws IOException {
    try (InputStream in = open(entries, name, where)) {
      byte[] content = in.readNBytes(LARGEST_TEXT + 1);
      if (content.length > LARGEST_TEXT) {
        throw new ModelException(
            where + ":" + name, "more than " + (LARGEST_TEXT >> 20) + " MiB", "a smaller entry");
      }
      return new String(content, StandardCharsets.UTF_8);
    }
  }

  private static float[] array(Entries entries, String name, long length, String where)
      throws IOException {
    try (InputStream in = new BufferedInputStream(open(entries, name, where), 1 << 16)) {
      return ArrayReader.read(in, length, where + ":" + name);
    }
  }

  private static boolean has(Entries entries, String name) throws IOException {
    try (InputStream in = entries.open(name)) {
      return in != null;
    }
  }

  private static InputStream open(Entries entries, String name, String where) throws IOException {
    InputStream in = entries.open(name);
    if (in == null) {
      throw new ModelException(where, "no entry " + name, MODEL);
    }
    return in;
  }
}
