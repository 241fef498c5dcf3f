package dev.emotion.network;

import dev.emotion.ModelException;
import dev.emotion.WholeFile;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The model file: a zip with the entries of DL4J's {@code ModelSerializer} ({@code
 * configuration.json}, {@code coefficients.bin} and, in a checkpoint, {@code updaterState.bin}), so
 * that any DL4J opens it, and {@code emotion.json}, the {@link ModelManifest}. Nothing in it is a
 * serialised Java object; other entries are ignored.
 */
final class ModelFile {
  private static final String CONFIGURATION = "configuration.json";
  private static final String COEFFICIENTS = "coefficients.bin";
  private static final String UPDATER_STATE = "updaterState.bin";
  private static final String MANIFEST = "emotion.json";
  private static final int LARGEST_ENTRY = 1 << 29;

  /** How ND4J marks arrays that have a data type. */
  private static final String MODE = "MIXED_DATA_TYPES";

  /** Numbers that describe the shape of a row: rank, length, stride, type, stride, order. */
  private static final int ROW_SHAPE = 6;

  /**
   * What a file holds.
   *
   * @param graph the network; the receiver closes it
   * @param manifest its description
   */
  record Contents(ComputationGraph graph, ModelManifest manifest) {}

  private ModelFile() {}

  static void write(
      Path file, ComputationGraph graph, ModelManifest manifest, boolean withUpdaterState) {
    WholeFile.write(
        file,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          put(zip, CONFIGURATION, text(graph.getConfiguration().toJson()));
          put(zip, COEFFICIENTS, array(graph.params()));
          if (withUpdaterState) {
            put(zip, UPDATER_STATE, array(graph.getUpdater().getUpdaterStateViewArray()));
          }
          put(zip, MANIFEST, text(ManifestJson.write(manifest)));
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

  static Contents read(Path file, boolean withUpdaterState) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString(), withUpdaterState);
    } catch (NoSuchFileException e) {
      throw new ModelException(file.toString(), "no such file", "a model file of emotion train", e);
    } catch (IOException e) {
      throw new ModelException(
          file.toString(),
          "can't be read (" + e.getMessage() + ")",
          "a model file of emotion train",
          e);
    }
  }

  static Contents read(InputStream in, String where, boolean withUpdaterState) throws IOException {
    Map<String, byte[]> entries = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(in))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        switch (entry.getName()) {
          case CONFIGURATION, COEFFICIENTS, UPDATER_STATE, MANIFEST ->
              entries.put(entry.getName(), bounded(zip, where + ":" + entry.getName()));
          default -> {
            // Not ours, never looked into.
          }
        }
      }
    }
    ModelManifest manifest =
        ManifestJson.read(
            new String(entry(entries, MANIFEST, where), StandardCharsets.UTF_8),
            where + ":" + MANIFEST);
    ComputationGraph graph = build(entries, where);
    long outputs = graph.layerSize(NetworkDefinition.OUTPUT);
    if (outputs != manifest.classes().count()) {
      throw new ModelException(
          where,
          "a network with " + outputs + " outputs",
          manifest.classes().count() + " as emotion.json lists classes");
    }
    if (withUpdaterState) {
      INDArray state = array(entries, UPDATER_STATE, where);
      graph.getUpdater().setStateViewArray(state);
    }
    return new Contents(graph, manifest);
  }

  private static ComputationGraph build(Map<String, byte[]> entries, String where) {
    String json = new String(entry(entries, CONFIGURATION, where), StandardCharsets.UTF_8);
    ComputationGraph graph;
    long weights;
    try {
      ComputationGraphConfiguration configuration = ComputationGraphConfiguration.fromJson(json);
      weights =
          configuration.getVertices().values().stream()
              .mapToLong(vertex -> vertex.numParams(false))
              .sum();
      NativeEngine.prepareThisThread();
      graph = new ComputationGraph(configuration);
    } catch (RuntimeException e) {
      throw unusable(where, e);
    }
    INDArray coefficients = array(entries, COEFFICIENTS, where);
    if (coefficients.length() != weights) {
      throw new ModelException(
          where + ":" + COEFFICIENTS,
          coefficients.length() + " weights",
          weights + " as the configuration has it");
    }
    if (Double.isNaN(coefficients.sumNumber().doubleValue())) {
      throw new ModelException(
          where + ":" + COEFFICIENTS, "weights that are no numbers", "numbers");
    }
    try {
      graph.init(coefficients, false); // without them it would draw random ones first
    } catch (RuntimeException e) {
      throw unusable(where, e);
    }
    return graph;
  }

  private static ModelException unusable(String where, RuntimeException cause) {
    return new ModelException(
        where + ":" + CONFIGURATION, "unusable", "a DL4J 1.0.0-M2.1 configuration", cause);
  }

  private static INDArray array(Map<String, byte[]> entries, String name, String where) {
    byte[] content = entry(entries, name, where);
    try {
      Optional<float[]> row = floatRow(content);
      return row.isPresent()
          ? Nd4j.create(row.get(), new long[] {row.get().length}, 'c')
          : Nd4j.read(new ByteArrayInputStream(content));
    } catch (IOException | RuntimeException e) {
      throw new ModelException(where + ":" + name, "unreadable", "an ND4J array", e);
    }
  }

  /**
   * A row of 32-bit numbers in the form of {@code Nd4j.write}, which {@code Nd4j.read} takes value
   * by value: 90 ms for a million, a tenth of a whole prediction. Empty for any other array.
   */
  private static Optional<float[]> floatRow(byte[] content) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(content));
    if (!in.readUTF().equals(MODE) || in.readLong() != ROW_SHAPE || !in.readUTF().equals("LONG")) {
      return Optional.empty();
    }
    in.skipNBytes(ROW_SHAPE * Long.BYTES);
    if (!in.readUTF().equals(MODE)) {
      return Optional.empty();
    }
    long length = in.readLong();
    if (!in.readUTF().equals("FLOAT") || in.available() != length * Float.BYTES) {
      return Optional.empty();
    }
    float[] values = new float[(int) length];
    ByteBuffer.wrap(content, content.length - in.available(), in.available())
        .asFloatBuffer()
        .get(values);
    return Optional.of(values);
  }

  private static byte[] entry(Map<String, byte[]> entries, String name, String where) {
    byte[] content = entries.get(name);
    if (content == null) {
      throw new ModelException(
          where, "no entry " + name, "a model file of emotion train (a zip with that entry)");
    }
    return content;
  }

  private static byte[] bounded(ZipInputStream zip, String where) throws IOException {
    byte[] content = zip.readNBytes(LARGEST_ENTRY);
    if (content.length == LARGEST_ENTRY) {
      throw new ModelException(where, "more than 512 MiB", "a smaller entry");
    }
    return content;
  }
}
