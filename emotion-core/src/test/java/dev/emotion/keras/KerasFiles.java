package dev.emotion.keras;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes models as the versions of Keras do. */
final class KerasFiles {
  private final boolean functional;
  private final List<Entry> layers = new ArrayList<>();
  private String version = "2.4.0";
  private String backend = "tensorflow";

  /** The last is null but for a model that is a layer. */
  private record Entry(
      String kind,
      String name,
      String settings,
      List<String> inputs,
      List<Values> weights,
      KerasFiles model) {}

  private KerasFiles(boolean functional) {
    this.functional = functional;
  }

  static KerasFiles sequential() {
    return new KerasFiles(false);
  }

  /** A model whose layers say what they take from. */
  static KerasFiles functional() {
    return new KerasFiles(true);
  }

  KerasFiles version(String version, String backend) {
    this.version = version;
    this.backend = backend;
    return this;
  }

  /** The first layer: what a face is. */
  KerasFiles input(int... shape) {
    String sizes = Arrays.toString(shape).replace("[", "[null, ");
    String name = version.startsWith("3") ? "batch_shape" : "batch_input_shape";
    return layer("InputLayer", "face", '"' + name + "\": " + sizes, List.of());
  }

  /** A layer behind the last. */
  KerasFiles layer(String kind, String settings, Values... weights) {
    String last = layers.isEmpty() ? "" : layers.get(layers.size() - 1).name;
    return layer(kind, "layer" + layers.size(), settings, List.of(last), weights);
  }

  KerasFiles layer(
      String kind, String name, String settings, List<String> inputs, Values... weights) {
    layers.add(new Entry(kind, name, settings.replace('\'', '"'), inputs, List.of(weights), null));
    return this;
  }

  /** A model as a layer behind the last. */
  KerasFiles model(String name, KerasFiles model) {
    String last = layers.isEmpty() ? "" : layers.get(layers.size() - 1).name;
    model.version(version, backend);
    layers.add(new Entry(model.kind(), name, "", List.of(last), List.of(), model));
    return this;
  }

  private String kind() {
    return !functional ? "Sequential" : version.startsWith("3") ? "Functional" : "Model";
  }

  /** The arrays of all layers, by their paths: the first of each, then the others. */
  private Map<String, Values> paths() {
    Map<String, Values> first = new LinkedHashMap<>();
    Map<String, Values> others = new LinkedHashMap<>();
    for (Entry layer : layers) {
      if (layer.model != null) {
        first.putAll(layer.model.paths());
      }
      for (int i = 0; i < layer.weights.size(); i++) {
        (i == 0 ? first : others).put(layer.name + "/w" + i + ":0", layer.weights.get(i));
      }
    }
    first.putAll(others);
    return first;
  }

  private String json() {
    String list =
        layers.stream()
            .filter(layer -> functional || !layer.kind.equals("InputLayer") || first(layer))
            .map(this::json)
            .collect(Collectors.joining(", ", "[", "]"));
    if (!functional && version.startsWith("1")) {
      return "{\"class_name\": \"Sequential\", \"config\": " + list + "}";
    }
    String ends =
        functional
            ? ", \"input_layers\": "
                + end(layers.get(0).name)
                + ", \"output_layers\": "
                + end(layers.get(layers.size() - 1).name)
            : "";
    return "{\"class_name\": \"%s\", \"config\": {\"name\": \"m\", \"layers\": %s%s}}"
        .formatted(kind(), list, ends);
  }

  private boolean first(Entry layer) {
    return layers.indexOf(layer) == 0;
  }

  /** Keras 3 leaves a pair of brackets out. */
  private String end(String name) {
    return version.startsWith("3") ? "[\"" + name + "\", 0, 0]" : "[[\"" + name + "\", 0, 0]]";
  }

  private String json(Entry layer) {
    String config =
        "{\"name\": \""
            + layer.name
            + '"'
            + (layer.settings.isEmpty() ? "" : ", ")
            + layer.settings
            + "}";
    if (layer.model != null) {
      String model = layer.model.json();
      config =
          model
              .substring(model.indexOf("\"config\": ") + 10, model.length() - 1)
              .replaceFirst("\"name\": \"m\"", "\"name\": \"" + layer.name + "\"");
    }
    String text = "{\"class_name\": \"" + layer.kind + "\", \"config\": " + config;
    if (functional) {
      text += ", \"name\": \"" + layer.name + "\", \"inbound_nodes\": " + nodes(layer);
    }
    return text + "}";
  }

  private String nodes(Entry layer) {
    if (layer.inputs.isEmpty()) {
      return "[]";
    }
    if (version.startsWith("3")) {
      String tensors =
          layer.inputs.stream()
              .map(
                  name ->
                      ("{\"class_name\": \"__keras_tensor__\", \"config\": {\"shape\": [null, 2],"
                              + " \"dtype\": \"float32\", \"keras_history\": [\"%s\", 0, 0]}}")
                          .formatted(name))
              .collect(Collectors.joining(", "));
      String args = layer.inputs.size() > 1 ? "[" + tensors + "]" : tensors;
      return "[{\"args\": [" + args + "], \"kwargs\": {\"mask\": null}}]";
    }
    return layer.inputs.stream()
        .map(name -> "[\"" + name + "\", 0, 0, {}]")
        .collect(Collectors.joining(", ", "[[", "]]"));
  }

  /** HDF5 of all versions. */
  Path write(Path file) {
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      if (!version.isEmpty()) {
        hdf.putAttribute("keras_version", version);
      }
      if (!backend.isEmpty()) {
        hdf.putAttribute("backend", backend);
      }
      hdf.putAttribute("model_config", json());
      WritableGroup all = hdf.putGroup("model_weights");
      Map<String, WritableGroup> made = new HashMap<>();
      for (Entry layer : layers) {
        if (layer.model != null && !layer.model.paths().isEmpty()) {
          putModel(all.putGroup(layer.name), layer.model.paths());
        } else if (!layer.weights.isEmpty()) { // jhdf writes no empty groups that it can read
          WritableGroup group = group(made, all, layer.name);
          WritableGroup inner = group(new HashMap<>(), group, layer.name);
          String[] names = new String[layer.weights.size()];
          for (int i = 0; i < names.length; i++) {
            names[i] = layer.name + "/w" + i + ":0";
            inner.putDataset("w" + i + ":0", layer.weights.get(i).nested());
          }
          group.putAttribute("weight_names", names);
        }
      }
    }
    return file;
  }

  /** A group in a group for each slash in its name. */
  private static WritableGroup group(
      Map<String, WritableGroup> made, WritableGroup all, String name) {
    WritableGroup group = all;
    String path = "";
    for (String part : name.split("/", -1)) {
      path += "/" + part;
      WritableGroup parent = group;
      group = made.computeIfAbsent(path, absent -> parent.putGroup(part));
    }
    return group;
  }

  private static void putModel(WritableGroup group, Map<String, Values> paths) {
    Map<String, WritableGroup> inside = new HashMap<>();
    paths.forEach(
        (path, values) -> {
          int slash = path.indexOf('/');
          inside
              .computeIfAbsent(path.substring(0, slash), group::putGroup)
              .putDataset(path.substring(slash + 1), values.nested());
        });
    group.putAttribute("weight_names", paths.keySet().toArray(new String[0]));
  }

  /** Keras 3's zip. */
  Path writeKeras(Path file) throws IOException {
    Path arrays = Files.createTempFile(file.getParent(), "arrays", ".h5");
    try (WritableHdfFile hdf = HdfFile.write(arrays)) {
      putKinds(hdf.putGroup("layers"));
    }
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      put(zip, "metadata.json", "{\"keras_version\": \"3.3.3\"}".getBytes(StandardCharsets.UTF_8));
      put(zip, "config.json", json().getBytes(StandardCharsets.UTF_8));
      put(zip, "model.weights.h5", Files.readAllBytes(arrays));
    }
    return file;
  }

  private void putKinds(WritableGroup all) {
    Map<String, Integer> seen = new HashMap<>();
    for (Entry layer : layers) {
      String kind = layer.kind.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
      int count = seen.merge(kind, 1, Integer::sum);
      String name = count == 1 ? kind : kind + "_" + (count - 1);
      if (layer.model != null && !layer.model.paths().isEmpty()) {
        layer.model.putKinds(all.putGroup(name).putGroup("layers"));
      } else if (!layer.weights.isEmpty()) {
        WritableGroup vars = all.putGroup(name).putGroup("vars");
        for (int i = 0; i < layer.weights.size(); i++) {
          vars.putDataset(Integer.toString(i), layer.weights.get(i).nested());
        }
      }
    }
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }
}
