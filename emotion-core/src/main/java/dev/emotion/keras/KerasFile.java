package dev.emotion.keras;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.EmotionClasses;
import dev.emotion.ModelException;
import io.jhdf.api.Group;
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
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What a Keras file holds, whichever Keras wrote it: HDF5 with the layers as JSON in an attribute
 * (Keras 1 to 3), or a zip of such JSON and HDF5 (Keras 3's {@code .keras}).
 *
 * @param version of Keras, as the file says; empty where it doesn't
 * @param backend that Keras ran on; empty where the file doesn't say
 * @param classes the names of the outputs, as {@code emotion export} writes them; others don't
 * @param model the layers, with their weights
 */
record KerasFile(
    String version, String backend, Optional<EmotionClasses> classes, KerasLayer model) {
  static final String EXPECTED =
      "a whole Keras model: model.save(\"model.keras\") or model.save(\"model.h5\")";
  private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n'};
  private static final byte[] ZIP = {'P', 'K', 3, 4};

  /** What {@code emotion export} calls its names of classes. */
  private static final String CLASSES = "classes";

  /** Entries of a zip may unpack to anything. */
  private static final int MAX_TEXT = 1 << 24;

  private static final int MAX_ARRAYS = 1 << 30;
  private static final int MAX_LAYERS = 2000;

  /** Models in models. */
  private static final int MAX_DEPTH = 8;

  /**
   * Reads a file.
   *
   * @param file of Keras
   * @param side of a face, for weights that come without layers
   * @throws ModelException if it is no Keras model
   */
  static KerasFile read(Path file, OptionalInt side) {
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
        return readHdf5(map(file, where), where, side);
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

  private static KerasFile readHdf5(ByteBuffer bytes, String where, OptionalInt side) {
    return Hdf5.read(
        bytes,
        where,
        root -> {
          ArrayReader reader = new ArrayReader(where, bytes.capacity());
          Optional<String> config = Hdf5.text(root, "model_config");
          KerasLayer model =
              config.isPresent() && root.getChild("model_weights") instanceof Group arrays
                  ? model(where, json(config.get(), where), new WeightStore.Groups(arrays, reader))
                  : VggWeights.read(where, root, reader, side);
          return new KerasFile(
              Hdf5.text(root, "keras_version").orElse(""),
              Hdf5.text(root, "backend").orElse(""),
              Hdf5.text(root, "emotion.json") // others may have an attribute of that name too
                  .flatMap(own -> Hdf5.text(root, CLASSES))
                  .map(text -> classes(text, where)),
              model);
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
      JsonObject config = json(text(zip, "config.json", where), where + ":config.json");
      String version = "";
      Optional<EmotionClasses> classes = Optional.empty();
      if (zip.getEntry("metadata.json") != null) {
        JsonObject metadata = json(text(zip, "metadata.json", where), where + ":metadata.json");
        version = Json.text(metadata, "keras_version").orElse("");
        classes =
            Json.text(Json.member(metadata, "emotion"), CLASSES).map(text -> classes(text, where));
      }
      byte[] bytes = bytes(zip, "model.weights.h5", MAX_ARRAYS, where);
      KerasLayer model =
          Hdf5.read(
              ByteBuffer.wrap(bytes),
              where + ":model.weights.h5",
              root -> {
                ArrayReader reader = new ArrayReader(where, bytes.length);
                return model(where, config, WeightStore.Kinds.of(root, reader));
              });
      return new KerasFile(version, "", classes, model);
    }
  }

  private static EmotionClasses classes(String json, String where) {
    try {
      return new EmotionClasses(
          JsonParser.parseString(json).getAsJsonArray().asList().stream()
              .map(JsonElement::getAsString)
              .toList());
    } catch (RuntimeException e) { // Gson's several, and names that are unfit
      throw new ModelException(where, "names of classes that can't be", "such as export writes", e);
    }
  }

  private static JsonObject json(String text, String where) {
    try {
      return JsonParser.parseString(text).getAsJsonObject();
    } catch (RuntimeException e) { // Gson's several
      throw new ModelException(where, "layers that are no JSON", EXPECTED, e);
    }
  }

  private static KerasLayer model(String where, JsonObject json, WeightStore weights) {
    String kind = Json.text(json, "class_name").orElse("");
    if (!KerasLayer.MODELS.contains(kind)) {
      throw new ModelException(
          where, "a model of class '" + kind + "'", "a Sequential or a functional model");
    }
    return new KerasLayer(where, "model", kind, json, List.of(), layers(where, json, weights, 0));
  }

  /** Keras 1 and early 2 have a list where later ones have an object with the list in it. */
  private static List<KerasLayer> layers(
      String where, JsonObject model, WeightStore weights, int depth) {
    JsonElement config = model.get("config");
    JsonElement list = config instanceof JsonObject object ? object.get("layers") : config;
    if (!(list instanceof JsonArray array) || array.isEmpty() || array.size() > MAX_LAYERS) {
      throw new ModelException(where, "no layers, or very many", EXPECTED);
    } else if (depth > MAX_DEPTH) {
      throw new ModelException(where, "models in models, more than " + MAX_DEPTH, EXPECTED);
    }
    List<KerasLayer> layers = new ArrayList<>();
    for (JsonElement element : array) {
      Optional<String> kind = Json.text(element, "class_name");
      Optional<String> name =
          Json.text(element, "name").or(() -> Json.text(Json.member(element, "config"), "name"));
      if (kind.isEmpty() || name.isEmpty()) {
        throw new ModelException(where, "a layer without a name or kind", EXPECTED);
      }
      layers.add(
          layer(where, name.get(), kind.get(), element.getAsJsonObject(), weights, depth + 1));
    }
    return layers;
  }

  private static KerasLayer layer(
      String where, String name, String kind, JsonObject json, WeightStore weights, int depth) {
    if (KerasLayer.MODELS.contains(kind)) {
      List<KerasLayer> inside = layers(where, json, weights.inside(name, kind), depth);
      return new KerasLayer(where, name, kind, json, List.of(), inside);
    }
    return new KerasLayer(where, name, kind, json, weights.weights(name, kind), List.of());
  }

  private static String text(ZipFile zip, String name, String where) throws IOException {
    return new String(bytes(zip, name, MAX_TEXT, where), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(ZipFile zip, String name, int maxBytes, String where)
      throws IOException {
    ZipEntry entry = zip.getEntry(name);
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(maxBytes);
      if (in.read() >= 0) {
        throw new ModelException(
            where + ":" + name, "more than " + (maxBytes >> 20) + " MiB", "a smaller entry");
      }
      return bytes;
    } catch (OutOfMemoryError e) { // weights are half a gigabyte at most; this is a claim
      throw new ModelException(where + ":" + name, "more than the memory", "a smaller entry", e);
    }
  }
}
