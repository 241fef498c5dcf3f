package dev.emotion.export;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.emotion.ModelException;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import io.jhdf.api.WritableNode;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes Keras's two kinds of files. */
final class KerasWriter {
  /** What a HDF5 attribute takes beside its name. */
  private static final int MAX_ATTRIBUTE = 64_000;

  private static final Gson GSON = new GsonBuilder().serializeNulls().create();

  private final List<KerasNode> layers;
  private final int side;
  private final Map<String, String> facts;
  private final String where;

  /**
   * A file.
   *
   * @param layers in Keras's order, the input first
   * @param side of a face, pixels
   * @param facts what it says of itself
   * @param where its name in messages
   */
  KerasWriter(List<KerasNode> layers, int side, Map<String, String> facts, String where) {
    this.layers = layers;
    this.side = side;
    this.facts = facts;
    this.where = where;
  }

  /** As {@code .keras}: a zip of the layers as JSON, and of their weights as HDF5. */
  void writeKeras(OutputStream out) throws IOException {
    JsonObject metadata = new JsonObject();
    metadata.addProperty("keras_version", "3.0.0");
    metadata.add("emotion", GSON.toJsonTree(facts));
    ZipOutputStream zip = new ZipOutputStream(out);
    put(zip, "metadata.json", GSON.toJson(metadata).getBytes(StandardCharsets.UTF_8));
    String config = GSON.toJson(KerasConfig.keras3(layers, side));
    put(zip, "config.json", config.getBytes(StandardCharsets.UTF_8));
    put(zip, "model.weights.h5", hdf5(this::putNumbered));
    zip.finish();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0); // the same model gives the same bytes
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  /** The arrays of the n-th layer of a kind are under the kind's name, with _n from the second. */
  private void putNumbered(WritableGroup root) {
    root.putGroup("vars"); // the model's own: none
    // jhdf 0.11 spoils a file that ends with an empty group. It sorts names by their hash codes,
    // which puts this one last.
    root.putDataset("facts", GSON.toJson(facts));
    WritableGroup all = root.putGroup("layers");
    Map<String, Integer> seen = new HashMap<>();
    for (KerasNode layer : layers) {
      String kind = snakeCase(layer.kind());
      int before = seen.merge(kind, 1, Integer::sum) - 1;
      if (!layer.arrays().isEmpty()) {
        WritableGroup own = all.putGroup(before == 0 ? kind : kind + "_" + before);
        WritableGroup arrays = own.putGroup("vars");
        for (int i = 0; i < layer.arrays().size(); i++) {
          arrays.putDataset(Integer.toString(i), nested(layer.arrays().get(i)));
        }
      }
    }
  }

  /** As Keras 3, {@code utils/naming.py}. */
  private static String snakeCase(String kind) {
    return kind.replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }

  /** As {@code .h5}: HDF5 with the layers as JSON in an attribute. */
  void writeH5(OutputStream out) throws IOException {
    out.write(hdf5(this::putNamed));
  }

  private void putNamed(WritableGroup root) {
    put(root, "model_config", GSON.toJson(KerasConfig.legacy(layers, side)));
    facts.forEach((name, text) -> put(root, name, text));
    WritableGroup all = root.putGroup("model_weights");
    for (WritableNode node : List.of(root, all)) {
      node.putAttribute("keras_version", "2.15.0");
      node.putAttribute("backend", "tensorflow");
    }
    // Keras passes over layers without weights: they need no names here.
    List<KerasNode> weighted = layers.stream().filter(l -> !l.arrays().isEmpty()).toList();
    put(all, "layer_names", weighted.stream().map(KerasNode::name).toList());
    for (KerasNode layer : weighted) {
      WritableGroup outer = all.putGroup(layer.name());
      WritableGroup inner = outer.putGroup(layer.name());
      layer.arrays().forEach(array -> inner.putDataset(array.name() + ":0", nested(array)));
      put(
          outer,
          "weight_names",
          layer.arrays().stream().map(a -> layer.name() + "/" + a.name() + ":0").toList());
    }
  }

  private void put(WritableNode node, String name, String text) {
    check(name, text.getBytes(StandardCharsets.UTF_8).length);
    node.putAttribute(name, text);
  }

  private void put(WritableNode node, String name, List<String> texts) {
    int longest = texts.stream().mapToInt(String::length).max().orElseThrow();
    check(name, (long) texts.size() * longest);
    node.putAttribute(name, texts.toArray(String[]::new));
  }

  private void check(String name, long bytes) {
    if (bytes > MAX_ATTRIBUTE) {
      throw new ModelException(
          where,
          bytes + " bytes of " + name,
          "at most " + MAX_ATTRIBUTE + ", as HDF5 takes them; export it as keras");
    }
  }

  private static Object nested(KerasNode.Array array) {
    int[] shape = array.shape().stream().mapToInt(Integer::intValue).toArray();
    return nested(array.values(), 0, shape, 0);
  }

  private static Object nested(float[] values, int from, int[] shape, int axis) {
    if (axis == shape.length - 1) {
      return Arrays.copyOfRange(values, from, from + shape[axis]);
    }
    int step = Arrays.stream(shape, axis + 1, shape.length).reduce(1, (a, b) -> a * b);
    Object array = Array.newInstance(float.class, Arrays.copyOfRange(shape, axis, shape.length));
    for (int i = 0; i < shape[axis]; i++) {
      Array.set(array, i, nested(values, from + i * step, shape, axis + 1));
    }
    return array;
  }

  /** jhdf writes to files alone. */
  private static byte[] hdf5(Consumer<WritableGroup> content) throws IOException {
    Path file = Files.createTempFile("emotion", ".h5");
    try {
      try (WritableHdfFile root = HdfFile.write(file)) {
        content.accept(root);
      } catch (HdfException e) {
        throw new IOException(e.getMessage(), e);
      }
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }
}
