package dev.emotion.keras;

import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where a file has the weights of a model's layers, each of which is asked for once, in order. */
interface WeightStore {

  /** Those of a layer, in Keras's order; most have none. */
  List<Tensor> weights(String name, String kind);

  /** Those of a model that is a layer. */
  WeightStore inside(String name, String kind);

  /** HDF5 of all versions: a group for each layer, under its name. */
  record Groups(Group all, ArrayReader reader) implements WeightStore {
    @Override
    public List<Tensor> weights(String name, String kind) {
      return group(name).map(reader::named).orElse(List.of());
    }

    /** A slash in a layer's name, as DenseNet's have it, makes a group in a group. */
    private Optional<Group> group(String name) {
      Node found = all;
      for (String part : name.split("/", -1)) {
        found = found instanceof Group group ? group.getChild(part) : null;
      }
      return found instanceof Group group ? Optional.of(group) : Optional.empty();
    }

    /** A model that is a layer has all arrays of its layers in its one group. */
    @Override
    public WeightStore inside(String name, String kind) {
      Map<String, List<Tensor>> owners = new HashMap<>();
      Optional<Group> own = group(name);
      if (own.isPresent()) {
        List<String> paths = ArrayReader.names(own.get());
        List<Tensor> tensors = reader.read(own.get(), paths);
        for (int i = 0; i < paths.size(); i++) {
          String owner = paths.get(i).replaceFirst("/[^/]*$", "");
          owners.computeIfAbsent(owner, absent -> new ArrayList<>()).add(tensors.get(i));
        }
      }
      return new Paths(owners);
    }
  }

  /**
   * Arrays by the path of their layer, {@code layer} or {@code model/layer}. Their order can't be
   * relied on but within a layer: what was frozen stands behind the rest.
   */
  record Paths(Map<String, List<Tensor>> owners) implements WeightStore {
    @Override
    public List<Tensor> weights(String name, String kind) {
      List<Tensor> own = owners.get(name);
      if (own != null) {
        return own;
      }
      return owners.entrySet().stream()
          .filter(entry -> entry.getKey().endsWith("/" + name))
          .flatMap(entry -> entry.getValue().stream())
          .toList();
    }

    @Override
    public WeightStore inside(String name, String kind) {
      return this;
    }
  }

  /** Keras 3's zip: the n-th layer of a kind is under the kind's name, with _n from the second. */
  record Kinds(Group layers, ArrayReader reader, Map<String, Integer> seen) implements WeightStore {

    /** The layers of the model that has a group; it may be null, where nothing has weights. */
    static Kinds of(Group model, ArrayReader reader) {
      return new Kinds(child(model, "layers"), reader, new HashMap<>());
    }

    private static Group child(Group group, String name) {
      return group != null && group.getChild(name) instanceof Group child ? child : null;
    }

    private Group next(String kind) {
      String snake = snakeCase(kind);
      int count = seen.merge(snake, 1, Integer::sum);
      return child(layers, count == 1 ? snake : snake + "_" + (count - 1));
    }

    @Override
    public List<Tensor> weights(String name, String kind) {
      Group vars = child(next(kind), "vars");
      List<String> numbers = new ArrayList<>();
      while (vars != null && vars.getChild(Integer.toString(numbers.size())) != null) {
        numbers.add(Integer.toString(numbers.size()));
      }
      return vars == null ? List.of() : reader.read(vars, numbers);
    }

    @Override
    public WeightStore inside(String name, String kind) {
      return of(next(kind), reader);
    }

    private static String snakeCase(String kind) {
      return kind.replaceAll("\\W+", "")
          .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
          .replaceAll("([a-z])([A-Z])", "$1_$2")
          .toLowerCase(Locale.ROOT);
    }
  }
}
