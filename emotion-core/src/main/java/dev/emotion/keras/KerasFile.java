package dev.emotion.keras;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.ModelException;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What a Keras file holds, whichever Keras wrote it: HDF5 with the layers as JSON in an attribute
 * (Keras 1 to 3), or a zip of such JSON and HDF5 (Keras 3's {@code .keras}).
 *
 * @param version of Keras, as the file says; empty where it doesn't
 * @param backend that Keras ran on; empty where the file doesn't say
 * @param model kind of model and its settings
 * @param layers each with its name, kind and settings, in the file's order
 * @param weights by the layer's name, in Keras's order; layers without have none
 */
record KerasFile(
    String version,
    String backend,
    JsonObject model,
    List<Definition> layers,
    Map<String, List<Tensor>> weights) {
  private static final String EXPECTED =
      "a whole Keras model: model.save(\"model.keras\") or model.save(\"model.h5\")";
  private static final String WEIGHTS_ONLY = "weights without the layers";
  private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n'};
  private static final byte[] ZIP = {'P', 'K', 3, 4};

  /** Entries of a zip may unpack to anything. */
  private static final int MAX_TEXT = 1 << 24;

  private static final int MAX_ARRAYS = 1 << 30;
  private static final int MAX_LAYERS = 2000;

  /**
   * A layer as the file has it.
   *
   * @param name its own
   * @param kind the class of Keras
   * @param json all that the file says of it
   */
  record Definition(String name, String kind, JsonObject json) {}

  /**
   * Reads a file.
   *
   * @throws ModelException if it is no Keras model
   */
  static KerasFile read(Path file) {
    String where = file.toString();
    if (Files.isDirectory(file)) {
      boolean saved = Files.exists(file.resolve("saved_model.pb"));
      throw new ModelException(
          where,
          saved ? "a TensorFlow SavedModel" : "a folder",
          "a file: load it in Keras, then model.save(\"model.keras\")");
    }
    try {
      byte[] start;
      try (InputStream in = Files.newInputStream(file)) {
        start = in.readNBytes(HDF5.length);
      }
      if (startsWith(start, ZIP)) {
        return readZip(file, where);
      } else if (startsWith(start, HDF5)) {
        return readHdf5(map(file, where), where);
      }
      throw new ModelException(where, "neither HDF5 nor a zip", EXPECTED);
    } catch (NoSuchFileException e) {
      throw new ModelException(where, "no such file", EXPECTED, e);
    } catch (IOException e) {
      throw new ModelException(where, "can't be read (" + e.getMessage() + ")", EXPECTED, e);
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }

  private static ByteBuffer map(Path file, String where) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new ModelException(where, "more than 2 GiB", "a smaller model");
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
  }

  private static KerasFile readHdf5(ByteBuffer bytes, String where) {
    long most = bytes.capacity() / Short.BYTES; // numbers take two bytes at least
    return Hdf5.read(
        bytes,
        where,
        root -> {
          Optional<String> config = Hdf5.text(root, "model_config");
          if (config.isEmpty() || !(root.getChild("model_weights") instanceof Group arrays)) {
            throw new ModelException(where, WEIGHTS_ONLY, EXPECTED);
          }
          JsonObject model = json(config.get(), where);
          List<Definition> layers = layers(model, where);
          ArrayReader all = new ArrayReader(where, most);
          Map<String, List<Tensor>> weights = new HashMap<>();
          for (Definition layer : layers) {
            if (arrays.getChild(layer.name) instanceof Group group) {
              List<String> names = Hdf5.texts(group, "weight_names").orElse(List.of());
              weights.put(layer.name, all.read(group, names));
            }
          }
          return new KerasFile(
              Hdf5.text(root, "keras_version").orElse(""),
              Hdf5.text(root, "backend").orElse(""),
              model,
              layers,
              weights);
        });
  }

  private static KerasFile readZip(Path file, String where) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      if (zip.getEntry("config.json") == null || zip.getEntry("model.weights.h5") == null) {
        throw new ModelException(
            where,
            zip.getEntry("emotion.json") == null ? "another kind of zip" : "a model of emotion",
            EXPECTED);
      }
      JsonObject model = json(text(zip, "config.json", where), where + ":config.json");
      List<Definition> layers = layers(model, where);
      String version = "";
      if (zip.getEntry("metadata.json") != null) {
        JsonObject metadata = json(text(zip, "metadata.json", where), where + ":metadata.json");
        version = Json.text(metadata, "keras_version").orElse("");
      }
      byte[] bytes = bytes(zip, "model.weights.h5", MAX_ARRAYS, where);
      return new KerasFile(version, "", model, layers, weights(bytes, layers, where));
    }
  }

  /** The arrays of the n-th layer of a kind are under the kind's name, with _n from the second. */
  private static Map<String, List<Tensor>> weights(
      byte[] bytes, List<Definition> layers, String where) {
    return Hdf5.read(
        ByteBuffer.wrap(bytes),
        where + ":model.weights.h5",
        root -> {
          ArrayReader all = new ArrayReader(where, bytes.length / Short.BYTES);
          Map<String, Integer> seen = new HashMap<>();
          Map<String, List<Tensor>> weights = new HashMap<>();
          for (Definition layer : layers) {
            String kind = snakeCase(layer.kind);
            int count = seen.merge(kind, 1, Integer::sum);
            String name = count == 1 ? kind : kind + "_" + (count - 1);
            if (root.getChild("layers") instanceof Group group
                && group.getChild(name) instanceof Group own
                && own.getChild("vars") instanceof Group vars) {
              List<String> numbers = new ArrayList<>();
              while (vars.getChild(Integer.toString(numbers.size())) != null) {
                numbers.add(Integer.toString(numbers.size()));
              }
              weights.put(layer.name, all.read(vars, numbers));
            }
          }
          return weights;
        });
  }

  private static String snakeCase(String kind) {
    return kind.replaceAll("\\W+", "")
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }

  /** Reads arrays, no more of them than a file can hold: in HDF5, many names may mean one array. */
  private static final class ArrayReader {
    private final String where;
    private long left;

    ArrayReader(String where, long left) {
      this.where = where;
      this.left = left;
    }

    List<Tensor> read(Group group, List<String> names) {
      List<Tensor> tensors = new ArrayList<>();
      for (String name : names) {
        Node node = group.getByPath(name);
        if (!(node instanceof Dataset dataset)) {
          throw new ModelException(where, "no array " + group.getPath() + name, EXPECTED);
        }
        left -= dataset.getSize();
        if (left < 0) {
          throw new ModelException(where, "more numbers than the file has bytes for", EXPECTED);
        }
        tensors.add(Hdf5.tensor(dataset, where + ":" + dataset.getPath()));
      }
      return tensors;
    }
  }

  private static JsonObject json(String text, String where) {
    try {
      return JsonParser.parseString(text).getAsJsonObject();
    } catch (RuntimeException e) { // Gson's several
      throw new ModelException(where, "layers that are no JSON", EXPECTED, e);
    }
  }

  /** Keras 1 and early 2 have a list where later ones have an object with the list in it. */
  private static List<Definition> layers(JsonObject model, String where) {
    JsonElement config = model.get("config");
    JsonElement list = config instanceof JsonObject object ? object.get("layers") : config;
    if (!(list instanceof JsonArray array) || array.isEmpty() || array.size() > MAX_LAYERS) {
      throw new ModelException(where, "no layers, or very many", EXPECTED);
    }
    List<Definition> layers = new ArrayList<>();
    for (JsonElement element : array) {
      Optional<String> kind = Json.text(element, "class_name");
      Optional<String> name =
          Json.text(element, "name").or(() -> Json.text(Json.member(element, "config"), "name"));
      if (kind.isEmpty() || name.isEmpty()) {
        throw new ModelException(where, "a layer without a name or kind", EXPECTED);
      }
      layers.add(new Definition(name.get(), kind.get(), element.getAsJsonObject()));
    }
    return layers;
  }

  private static String text(ZipFile zip, String name, String where) throws IOException {
    return new String(bytes(zip, name, MAX_TEXT, where), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(ZipFile zip, String name, int most, String where) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(most);
      if (in.read() >= 0) {
        throw new ModelException(
            where + ":" + name, "more than " + (most >> 20) + " MiB", "a smaller entry");
      }
      return bytes;
    } catch (OutOfMemoryError e) { // weights are half a gigabyte at most; this is a claim
      throw new ModelException(where + ":" + name, "more than the memory", "a smaller entry", e);
    }
  }
}
