package dev.emotion.model;

import dev.emotion.ModelException;
import dev.emotion.classify.FaceClassifier;
import dev.emotion.engine.Optimizer;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import dev.emotion.network.WeightsReader;
import dev.emotion.system.AtomicFile;
import dev.emotion.system.ProcessMemory;
import dev.emotion.text.JsonText;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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

/**
 * The model file: a zip with the entries of DL4J's {@code ModelSerializer} ({@code
 * configuration.json}, {@code coefficients.bin} and, in a checkpoint, {@code updaterState.bin}), so
 * that any DL4J opens it, and {@code emotion.json}, the {@link ModelManifest}. The checkpoint of a
 * run that averages its weights has {@code averagedCoefficients.bin} too. Nothing in it is a
 * serialised Java object; other entries are ignored. A file may come from anyone: no more is
 * unpacked than the manifest's network needs, and {@link Dl4jSettings} refuses a configuration that
 * says anything else.
 */
final class ModelFile {
  private static final String CONFIGURATION = "configuration.json";
  private static final String COEFFICIENTS = "coefficients.bin";
  private static final String UPDATER_STATE = "updaterState.bin";
  private static final String AVERAGED = "averagedCoefficients.bin";
  private static final String MANIFEST = "emotion.json";
  private static final String MODEL = "a model file of emotion train (a zip with emotion.json)";
  private static final int MAX_TEXT = 1 << 22;

  /**
   * What a checkpoint holds.
   *
   * @param manifest its description
   * @param settings how it was trained
   * @param weights of the network
   * @param optimizerState what the optimizer remembers
   * @param averaged weights, in the checkpoint of a run that averages
   */
  record Checkpoint(
      ModelManifest manifest,
      Dl4jSettings settings,
      float[] weights,
      float[] optimizerState,
      Optional<float[]> averaged) {}

  private ModelFile() {}

  /** Writes a model for use that was not trained here. */
  static void write(Path file, ModelManifest manifest, float[] weights) {
    checkMemory(manifest.network(), file.toString());
    write(file, Dl4jSettings.UNTRAINED, weights, manifest);
  }

  /** Writes a model for use. */
  static void write(Path file, Dl4jSettings settings, float[] weights, ModelManifest manifest) {
    write(file, settings, weights, manifest, new TreeMap<>());
  }

  /** Writes everything that is needed to go on. */
  static void writeCheckpoint(Path file, Checkpoint checkpoint) {
    SortedMap<String, float[]> state = new TreeMap<>();
    state.put(UPDATER_STATE, checkpoint.optimizerState);
    checkpoint.averaged.ifPresent(weights -> state.put(AVERAGED, weights));
    write(file, checkpoint.settings, checkpoint.weights, checkpoint.manifest, state);
  }

  private static void write(
      Path file,
      Dl4jSettings settings,
      float[] weights,
      ModelManifest manifest,
      SortedMap<String, float[]> trainingState) {
    AtomicFile.write(
        file,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          zip.setLevel(Deflater.NO_COMPRESSION); // weights don't shrink, and take long to unpack
          // The short entries first: who reads a stream passes over what comes before.
          put(zip, MANIFEST, JsonText.indented(manifest.toJson()));
          put(zip, CONFIGURATION, settings.json(manifest.network()));
          put(zip, COEFFICIENTS, weights);
          for (Map.Entry<String, float[]> entry : trainingState.entrySet()) {
            put(zip, entry.getKey(), entry.getValue());
          }
          zip.finish();
        });
  }

  private static void put(ZipOutputStream zip, String name, String text) throws IOException {
    begin(zip, name);
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  private static void put(ZipOutputStream zip, String name, float[] values) throws IOException {
    begin(zip, name);
    RowFormat.write(zip, values);
    zip.closeEntry();
  }

  private static void begin(ZipOutputStream zip, String name) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0); // the same model gives the same bytes
    zip.putNextEntry(entry);
  }

  /** Reads what a model says about itself, nothing more. */
  static ModelManifest readManifest(ModelSource source) {
    return open(source, entries -> manifest(entries, source.typed()));
  }

  /** Makes something of a model while its file is open. */
  @FunctionalInterface
  interface Use<T> {
    /** The weights are read as they are asked for. */
    T of(ModelManifest manifest, WeightsReader weights);
  }

  /** Reads a model to make something of it that needs no other copy of its weights. */
  static <T> T read(ModelSource source, Use<T> use) {
    String where = source.typed();
    return open(
        source,
        entries -> {
          ModelManifest manifest = manifest(entries, where);
          if (source.file().isPresent()) { // the bundled one is ours: a test compares it
            settings(entries, manifest, where);
          }
          try (InputStream in = buffered(entries, COEFFICIENTS, where)) {
            long expected = manifest.network().weights();
            return use.of(manifest, RowFormat.reader(in, expected, where + ":" + COEFFICIENTS));
          }
        });
  }

  /** Reads a model whole. */
  static ModelContents read(ModelSource source) {
    return read(
        source,
        (manifest, weights) ->
            ModelContents.owning(
                manifest, weights.next(Math.toIntExact(manifest.network().weights()))));
  }

  /** Reads a checkpoint to go on from. */
  static Checkpoint readCheckpoint(Path file) {
    String where = file.toString();
    return open(ModelSource.of(file), entries -> checkpoint(entries, where));
  }

  private static Checkpoint checkpoint(Entries entries, String where) throws IOException {
    ModelManifest manifest = manifest(entries, where);
    Dl4jSettings settings = settings(entries, manifest, where);
    long state = Optimizer.stateLength(manifest.network(), settings.optimizer());
    return new Checkpoint(
        manifest,
        settings,
        weights(entries, COEFFICIENTS, manifest, where),
        array(entries, UPDATER_STATE, state, where),
        has(entries, AVERAGED)
            ? Optional.of(weights(entries, AVERAGED, manifest, where))
            : Optional.empty());
  }

  private static float[] weights(Entries entries, String name, ModelManifest manifest, String where)
      throws IOException {
    return array(entries, name, manifest.network().weights(), where);
  }

  private static Dl4jSettings settings(Entries entries, ModelManifest manifest, String where)
      throws IOException {
    checkMemory(manifest.network(), where + ":" + MANIFEST);
    return Dl4jSettings.read(
        text(entries, CONFIGURATION, where), manifest.network(), where + ":" + CONFIGURATION);
  }

  private static <T> T open(ModelSource source, Reader<T> reader) {
    Reader<T> unwrapping =
        entries -> {
          try {
            return reader.read(entries);
          } catch (UncheckedIOException e) { // weights are read where nothing checked can be thrown
            throw e.getCause();
          }
        };
    return source.file().isPresent()
        ? openFile(source.file().get(), unwrapping)
        : openBundled(unwrapping);
  }

  private static <T> T openFile(Path file, Reader<T> reader) {
    String where = file.toString();
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      String found = Files.isDirectory(file) ? "a folder" : "a pipe or device";
      throw new ModelException(where, found, MODEL);
    }
    // Only what is asked for is unpacked, whatever else is in the archive.
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return reader.read(
          name -> zip.getEntry(name) == null ? null : zip.getInputStream(zip.getEntry(name)));
    } catch (NoSuchFileException e) {
      throw new ModelException(where, "no such file", MODEL, e);
    } catch (ZipException e) {
      throw new ModelException(where, "no zip archive, or a damaged one", MODEL, e);
    } catch (IOException e) {
      throw new ModelException(where, "can't be read (" + e.getMessage() + ")", MODEL, e);
    }
  }

  private static <T> T openBundled(Reader<T> reader) {
    try {
      return reader.read(name -> find(name, openBundled()));
    } catch (IOException e) {
      throw new ModelException(ModelSource.BUNDLED, "can't be read (" + e + ")", "a whole jar", e);
    }
  }

  /** The file of the model that ships with emotion; the caller closes it. */
  static InputStream openBundled() throws IOException {
    URL archive = ModelFile.class.getResource("bundled-model.zip");
    if (archive == null) {
      throw new ModelException(ModelSource.BUNDLED, "not in this build", "a model; use --model");
    }
    return archive.openStream();
  }

  private static InputStream find(String name, InputStream archive) throws IOException {
    ZipInputStream zip = new ZipInputStream(archive);
    boolean found = false;
    try {
      ZipEntry entry = zip.getNextEntry();
      while (entry != null && !entry.getName().equals(name)) {
        entry = zip.getNextEntry();
      }
      found = entry != null;
      return found ? zip : null;
    } finally {
      if (!found) {
        zip.close();
      }
    }
  }

  /** The entries of an archive. */
  private interface Entries {
    /** Null where there is none. */
    InputStream open(String name) throws IOException;
  }

  /** Makes something of an archive. */
  private interface Reader<T> {
    T read(Entries entries) throws IOException;
  }

  private static ModelManifest manifest(Entries entries, String where) throws IOException {
    return ManifestJson.read(text(entries, MANIFEST, where), where + ":" + MANIFEST);
  }

  static void checkMemory(NetworkSpec network, String where) {
    long weights = network.weights();
    long largest = network.shapes().values().stream().mapToLong(Shape::length).max().orElseThrow();
    double bytes = Float.BYTES * (2.0 * weights + 2.0 * FaceClassifier.MAX_BATCH * largest);
    if (weights > NetworkSpec.MAX_WEIGHTS || bytes > ProcessMemory.attainableBytes()) {
      throw new ModelException(
          where,
          String.format(Locale.ROOT, "%,d weights, %.1f GB to run it", weights, bytes / 1e9),
          "at most " + NetworkSpec.MAX_WEIGHTS + " weights, and no more than the free memory");
    }
  }

  private static String text(Entries entries, String name, String where) throws IOException {
    try (InputStream in = open(entries, name, where)) {
      byte[] content = in.readNBytes(MAX_TEXT + 1);
      if (content.length > MAX_TEXT) {
        throw new ModelException(
            where + ":" + name, "more than " + (MAX_TEXT >> 20) + " MiB", "a smaller entry");
      }
      return new String(content, StandardCharsets.UTF_8);
    }
  }

  private static float[] array(Entries entries, String name, long length, String where)
      throws IOException {
    try (InputStream in = buffered(entries, name, where)) {
      return RowFormat.read(in, length, where + ":" + name);
    }
  }

  private static InputStream buffered(Entries entries, String name, String where)
      throws IOException {
    return new BufferedInputStream(open(entries, name, where), 1 << 16);
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
