package dev.emotion.keras;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import dev.emotion.ModelException;
import dev.emotion.network.Layer;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import dev.emotion.network.Window;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes a {@link NetworkSpec}, and the row of its weights, of the layers of a Keras file. Keras has
 * channels last in nearly every file, weights as well; here they are first, as DL4J has them.
 */
final class Translator {
  /** What a layer becomes. */
  private interface Rule {
    Value of(KerasLayer layer, List<Value> inputs);
  }

  /** Layers that do something in training only, and that training does in its own way here. */
  private static final Set<String> TRAINING_ONLY =
      Set.of(
          "ActivityRegularization",
          "GaussianDropout",
          "GaussianNoise",
          "RandomBrightness",
          "RandomContrast",
          "RandomFlip",
          "RandomRotation",
          "RandomTranslation",
          "RandomZoom");

  private static final String CHANNELS_FIRST = "channels_first";
  private static final int GREY = 1;
  private static final int COLOURS = 3;
  private static final double MIN_VARIANCE = 1e-30;

  private final String where;
  private final KerasFile file;
  private final boolean channelsFirst;
  private final boolean kerasOne;
  private final Map<String, Rule> rules = new HashMap<>();
  private final OptionalInt side;
  private final OptionalInt head;
  private final NetworkBuilder network;
  private final Set<String> leftOut = new TreeSet<>();

  private Translator(String where, KerasFile file, OptionalInt side, OptionalInt head) {
    this.where = where;
    this.network = new NetworkBuilder(where);
    this.file = file;
    this.side = side;
    this.head = head;
    this.kerasOne = file.version().startsWith("1.") || file.version().isEmpty();
    this.channelsFirst = channelsFirst();
    rules.put("Conv2D", this::convolution);
    rules.put("Convolution2D", this::convolution);
    rules.put("DepthwiseConv2D", this::depthwise);
    rules.put("SeparableConv2D", this::separable);
    rules.put("SeparableConvolution2D", this::separable);
    rules.put("BatchNormalization", this::norm);
    rules.put("BatchNormalizationV1", this::norm);
    rules.put("Activation", this::activation);
    rules.put("ReLU", this::relu);
    rules.put("LeakyReLU", this::leakyRelu);
    rules.put("ELU", this::elu);
    rules.put("Softmax", this::softmax);
    rules.put("MaxPooling2D", (layer, in) -> pooling(Layer.Pooling.Kind.MAX, layer, in));
    rules.put("AveragePooling2D", (layer, in) -> pooling(Layer.Pooling.Kind.MEAN, layer, in));
    rules.put("GlobalMaxPooling2D", (layer, in) -> global(new Layer.GlobalMax(), layer, in));
    rules.put("GlobalAveragePooling2D", (layer, in) -> global(new Layer.GlobalMean(), layer, in));
    rules.put("Dropout", (layer, in) -> dropout(false, layer, in));
    rules.put("SpatialDropout2D", (layer, in) -> dropout(true, layer, in));
    rules.put("ZeroPadding2D", this::padding);
    rules.put("Flatten", this::flatten);
    rules.put("Dense", this::dense);
    rules.put("Add", this::sum);
    rules.put("Concatenate", this::concatenation);
    rules.put("Merge", this::merge);
    rules.put("Rescaling", this::rescaling);
    rules.put("Permute", this::permutation);
    rules.put("Reshape", this::onePixel);
    rules.put("InputLayer", this::input);
    for (String kind : KerasLayer.MODELS) {
      rules.put(kind, (layer, in) -> LayerWalk.through(layer, in, this::apply));
    }
    for (String kind : TRAINING_ONLY) {
      rules.put(kind, this::trainingOnly);
    }
  }

  /**
   * Translates a model.
   *
   * @param where the file's name
   * @param file what it holds
   * @param side of a face, where the file doesn't say
   * @param head how many classes a new last layer has; empty for the file's own
   * @return the network
   * @throws ModelException if there is something in it that can't be
   */
  static KerasModel translate(String where, KerasFile file, OptionalInt side, OptionalInt head) {
    return new Translator(where, file, side, head).translate();
  }

  private KerasModel translate() {
    Value last = LayerWalk.through(file.model(), List.of(), this::apply);
    if (last.form() == Value.Form.TURNED) {
      throw new ModelException(where, "a Permute at the end", "a Flatten behind it");
    }
    if (head.isPresent()) {
      putHeadOn(last, head.getAsInt());
    } else {
      endWithOutput(last);
    }
    NetworkSpec spec = network.spec();
    return new KerasModel(
        where,
        file,
        spec,
        network.weights(spec),
        network.scaling(),
        head.isEmpty() && !last.softmax(),
        leftOut);
  }

  /** Whichever the first layer with an opinion says; all must agree. */
  private boolean channelsFirst() {
    Set<Boolean> said = new HashSet<>();
    for (KerasLayer layer : file.model().leaves().toList()) {
      if (!layer.kind().equals("Flatten")) {
        layer
            .text("data_format", "dim_ordering")
            .filter(format -> !format.equals("default"))
            .ifPresent(format -> said.add(format.equals(CHANNELS_FIRST) || format.equals("th")));
        if (said.size() > 1) {
          throw layer.fault("another data_format than the layers before", "one for all");
        }
      }
    }
    return said.contains(true);
  }

  private Value apply(KerasLayer layer, List<Value> from) {
    Rule rule = rules.get(layer.kind());
    if (rule == null) {
      throw layer.fault(
          "a kind of layer that emotion doesn't know",
          String.join(", ", new TreeSet<>(rules.keySet()))
              + "; train a model of these, or take this one's answers elsewhere");
    }
    if (from.stream().anyMatch(Value::softmax)) {
      throw layer.fault("a layer behind the softmax", "the softmax at the end");
    } else if (from.stream().anyMatch(value -> value.form() == Value.Form.TURNED)
        && !layer.kind().equals("Flatten")) {
      throw layer.fault("a layer behind a Permute", "a Flatten there");
    }
    try {
      return rule.of(layer, from);
    } catch (IllegalArgumentException e) { // the records of network say what is out of range
      throw layer.fault(e.getMessage(), "what emotion can compute");
    }
  }

  private Value input(KerasLayer layer, List<Value> given) {
    if (!given.isEmpty()) { // of a model that is a layer
      return only(layer, given);
    }
    JsonElement shape = layer.setting("batch_input_shape", "batch_shape");
    if (network.hasInput()) {
      throw layer.fault("a second input", "one face");
    }
    if (!(shape instanceof JsonArray sizes) || sizes.size() != 4) {
      throw layer.fault("an input of " + shape, "[null, side, side, channels]");
    }
    int rows = side(layer, sizes.get(channelsFirst ? 2 : 1), shape);
    int columns = side(layer, sizes.get(channelsFirst ? 3 : 2), shape);
    JsonElement channels = sizes.get(channelsFirst ? 1 : 3);
    int colours = channels.isJsonPrimitive() ? channels.getAsInt() : 0;
    if (rows != columns || (colours != GREY && colours != COLOURS)) {
      throw layer.fault(
          "an input of " + shape, "a square with 1 channel, or 3 that are equal in training");
    }
    return network.input(new Shape(rows, columns, 1), colours);
  }

  private int side(KerasLayer layer, JsonElement size, JsonElement shape) {
    if (!size.isJsonPrimitive()) {
      return side.orElseThrow(
          () -> layer.fault("an input of " + shape, "--side PIXELS, such as 48"));
    }
    int found = size.getAsInt();
    if (side.isPresent() && side.getAsInt() != found) {
      throw layer.fault("an input of " + shape, "no --side, or this one");
    }
    return found;
  }

  private static Value only(KerasLayer layer, List<Value> from) {
    if (from.size() != 1) {
      throw layer.fault(from.size() + " inputs", "one");
    }
    return from.get(0);
  }

  private static Value map(KerasLayer layer, List<Value> from) {
    Value value = only(layer, from);
    if (value.flat()) {
      throw layer.fault("a row as input", "rows, columns and channels");
    }
    return value;
  }

  // ---------------------------------------------------------------------------- convolutions

  private static Window window(KerasLayer layer, int[] size, int[] strides) {
    return new Window(size[0], size[1], strides[0], strides[1], 0, 0, same(layer));
  }

  private static boolean same(KerasLayer layer) {
    String padding = layer.text("padding", "border_mode").orElse("valid");
    if (!padding.equals("valid") && !padding.equals("same")) {
      throw layer.fault("padding " + padding, "valid or same");
    }
    return padding.equals("same");
  }

  private boolean theano() {
    return file.backend().equals("theano");
  }

  private Window kernelWindow(KerasLayer layer) {
    int[] dilation = layer.pair(new int[] {1, 1}, "dilation_rate");
    if (dilation[0] != 1 || dilation[1] != 1) {
      throw layer.fault("a dilation of " + Arrays.toString(dilation), "none");
    }
    int[] size =
        layer.setting("kernel_size") != null || layer.setting("nb_row") == null
            ? layer.pair("kernel_size")
            : new int[] {layer.integer("nb_row"), layer.integer("nb_col")};
    int[] strides = layer.pair(new int[] {1, 1}, "strides", "subsample");
    boolean alike = size[0] % 2 == 1 && size[1] % 2 == 1 && strides[0] == 1 && strides[1] == 1;
    if (theano() && same(layer) && !alike) { // it pads as much at the start as at the end
      throw layer.fault(
          "Theano's padding same", "valid, or an odd kernel and strides of 1, with Theano");
    }
    return window(layer, size, strides);
  }

  /** A kernel [rows, columns, in, out], as every Keras but the first has it. */
  private Tensor kernel(KerasLayer layer, int index, int... shape) {
    if (kerasOne && channelsFirst) {
      if (file.backend().isEmpty()) {
        throw layer.fault(
            "Keras 1 with channels first, and no word on its backend",
            "a model saved again by Keras 2: Theano's kernels are upside down");
      }
      int[] old = {shape[3], shape[2], shape[0], shape[1]};
      return turned(layer.weight(index, old).permute(2, 3, 1, 0));
    }
    return turned(layer.weight(index, shape));
  }

  private Tensor turned(Tensor kernel) {
    return theano() ? kernel.flipped() : kernel;
  }

  /** Adds up what falls on equal channels: [rows, columns, in * copies, out]. */
  private static Tensor summed(Tensor kernel, int copies) {
    if (copies == 1) {
      return kernel;
    }
    int in = kernel.size(2) / copies;
    int out = kernel.size(3);
    int pixel = kernel.size(2) * out;
    double[] sums = new double[kernel.values().length / copies];
    for (int i = 0; i < kernel.values().length; i++) {
      sums[i / pixel * in * out + i % out] += kernel.values()[i];
    }
    float[] values = new float[sums.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) sums[i];
    }
    return new Tensor(new int[] {kernel.size(0), kernel.size(1), in, out}, values);
  }

  private static boolean bias(KerasLayer layer) {
    return layer.flag(true, "use_bias", "bias");
  }

  private Value convolution(KerasLayer layer, List<Value> from) {
    Value in = map(layer, from);
    if (layer.integer(1, "groups") != 1) {
      throw layer.fault("groups of channels", "none, or a DepthwiseConv2D");
    }
    boolean bias = bias(layer);
    int out = layer.integer("filters", "nb_filter");
    Window window = kernelWindow(layer);
    layer.requireWeights(bias ? 2 : 1);
    int channels = in.shape().channels() * in.copies();
    Tensor kernel = kernel(layer, 0, window.height(), window.width(), channels, out);
    return activated(layer, convolution(layer.name(), layer, in, window, kernel, bias ? 1 : 0));
  }

  /** A convolution with a kernel [rows, columns, in, out], its bias the array of an index or 0. */
  private Value convolution(
      String name, KerasLayer layer, Value in, Window window, Tensor kernel, int biasIndex) {
    int out = kernel.size(3);
    boolean bias = biasIndex > 0;
    float[] turned = summed(kernel, in.copies()).permute(3, 2, 0, 1).values();
    Layer.Convolution convolution = new Layer.Convolution(window, out, bias);
    return (bias
            ? network.add(name, convolution, in, layer.weight(biasIndex, out).values(), turned)
            : network.add(name, convolution, in, turned))
        .asGrey();
  }

  private Value depthwise(KerasLayer layer, List<Value> from) {
    Value in = map(layer, from);
    boolean bias = bias(layer);
    layer.requireWeights(bias ? 2 : 1);
    return activated(layer, depthwise(layer.name(), layer, in, bias));
  }

  private Value depthwise(String name, KerasLayer layer, Value in, boolean bias) {
    Window window = kernelWindow(layer);
    int channels = in.shape().channels() * in.copies();
    int multiplier = layer.integer(1, "depth_multiplier");
    float[] kernel =
        kernel(layer, 0, window.height(), window.width(), channels, multiplier).values();
    // What falls on equal channels falls on the one: its outputs lie together all the same.
    Layer.DepthwiseConvolution convolution =
        new Layer.DepthwiseConvolution(window, multiplier * in.copies(), bias);
    return (bias
            ? network.add(
                name, convolution, in, layer.weight(1, channels * multiplier).values(), kernel)
            : network.add(name, convolution, in, kernel))
        .asGrey();
  }

  private Value separable(KerasLayer layer, List<Value> from) {
    Value in = map(layer, from);
    boolean bias = bias(layer);
    layer.requireWeights(bias ? 3 : 2);
    Value between = depthwise(layer.name() + "_depthwise", layer, in, false);
    int out = layer.integer("filters", "nb_filter");
    Tensor kernel = kernel(layer, 1, 1, 1, between.shape().channels(), out);
    return activated(
        layer, convolution(layer.name(), layer, between, Window.same(1, 1), kernel, bias ? 2 : 0));
  }

  // ---------------------------------------------------------------------------- rows

  private Value dense(KerasLayer layer, List<Value> from) {
    Value in = only(layer, from);
    boolean bias = bias(layer);
    int units = layer.integer("units", "output_dim");
    layer.requireWeights(bias ? 2 : 1);
    int channels = in.shape().channels() * in.copies();
    Tensor matrix = layer.weight(0, channels, units);
    if (!in.flat()) { // Keras has it on the last axis
      if (channelsFirst) {
        throw layer.fault(
            "an image with channels first, of which it takes the columns", "a Flatten before it");
      }
      Tensor kernel = new Tensor(new int[] {1, 1, channels, units}, matrix.values());
      return activated(
          layer, convolution(layer.name(), layer, in, Window.same(1, 1), kernel, bias ? 1 : 0));
    }
    float[] turned = ordered(matrix, in.order()).permute(1, 0).values();
    Value row = network.copyChannels(layer.name(), in);
    Layer.Dense dense = new Layer.Dense(units, bias);
    Value out =
        bias
            ? network.add(layer.name(), dense, row, turned, layer.weight(1, units).values())
            : network.add(layer.name(), dense, row, turned);
    return activated(layer, out.asRow(null));
  }

  /** Puts the first axis in the order of a row. */
  private static Tensor ordered(Tensor tensor, int[] order) {
    if (order == null) {
      return tensor;
    }
    int width = tensor.values().length / order.length;
    float[] values = new float[tensor.values().length];
    for (int i = 0; i < order.length; i++) {
      System.arraycopy(tensor.values(), order[i] * width, values, i * width, width);
    }
    return new Tensor(tensor.shape(), values);
  }

  /** Here it is always channel after channel; in Keras, pixel after pixel, but for one case. */
  private Value flatten(KerasLayer layer, List<Value> from) {
    Value in = network.copyChannels(layer.name(), only(layer, from));
    if (in.flat()) {
      return in;
    }
    Shape shape = in.shape();
    if (shape.height() == 1 && shape.width() == 1) {
      return in.asRow(null);
    }
    Value row = network.add(layer.name(), new Layer.Flatten(), in);
    boolean turns = layer.text("data_format").equals(Optional.of(CHANNELS_FIRST));
    if (turns && !channelsFirst) {
      throw layer.fault("data_format " + CHANNELS_FIRST, "channels_last as the layers before");
    }
    if (in.form() == Value.Form.TURNED) {
      if (turns) {
        throw layer.fault("a Permute, and data_format " + CHANNELS_FIRST, "one of them");
      }
      return row.asRow(channelsFirst ? pixelByPixel(shape) : null);
    }
    return row.asRow(channelsFirst && !turns ? null : pixelByPixel(shape));
  }

  /** Flatten's order is that of the axes, so that they may be turned before it. */
  private Value permutation(KerasLayer layer, List<Value> from) {
    Value in = map(layer, from);
    JsonElement dims = layer.setting("dims");
    List<Integer> turned = channelsFirst ? List.of(2, 3, 1) : List.of(3, 1, 2);
    if (!(dims instanceof JsonArray list) || !numbers(list).equals(turned)) {
      throw layer.fault("dims " + dims, turned + " before a Flatten");
    }
    return in.turned();
  }

  /** A row as an image of one pixel, as emotion's own export has it where the two meet. */
  private Value onePixel(KerasLayer layer, List<Value> from) {
    Value in = network.copyChannels(layer.name(), only(layer, from));
    int channels = in.shape().channels();
    List<Integer> pixel = channelsFirst ? List.of(channels, 1, 1) : List.of(1, 1, channels);
    JsonElement target = layer.setting("target_shape");
    boolean known = target instanceof JsonArray list && numbers(list).equals(pixel);
    if (!in.flat() || in.order() != null || !known) {
      throw layer.fault("a target_shape of " + target, pixel + " of a row");
    }
    return in.asPixel();
  }

  private static List<Integer> numbers(JsonArray list) {
    return list.asList().stream()
        .map(number -> number.isJsonPrimitive() ? number.getAsInt() : 0)
        .toList();
  }

  private static int[] pixelByPixel(Shape shape) {
    int pixels = shape.height() * shape.width();
    int[] order = new int[(int) shape.length()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i % pixels * shape.channels() + i / pixels;
    }
    return order;
  }

  private Value global(Layer pooling, KerasLayer layer, List<Value> from) {
    Value pixel = network.add(layer.name(), pooling, map(layer, from));
    return layer.flag(false, "keepdims") ? pixel : pixel.asRow(null);
  }

  // ---------------------------------------------------------------------------- the rest

  private Value norm(KerasLayer layer, List<Value> from) {
    Value in = network.copyChannels(layer.name(), only(layer, from));
    JsonElement axis = layer.setting("axis");
    if (axis != null && !isChannels(layer.integer("axis"), in)) {
      throw layer.fault("axis " + axis, "that of the channels");
    }
    if (layer.integer(0, "mode") != 0) {
      throw layer.fault("mode " + layer.setting("mode"), "0");
    }
    boolean scale = layer.flag(true, "scale");
    boolean center = layer.flag(true, "center");
    layer.requireWeights(2 + (scale ? 1 : 0) + (center ? 1 : 0));
    int channels = in.shape().channels();
    float[] ones = new float[channels];
    Arrays.fill(ones, 1);
    int next = 0;
    final float[] gamma = scale ? vector(layer, next++, in) : ones;
    final float[] beta = center ? vector(layer, next++, in) : new float[channels];
    final float[] mean = vector(layer, next++, in);
    final float[] variance = vector(layer, next, in);
    float[] log10Stdev = new float[channels];
    for (int c = 0; c < channels; c++) {
      if (variance[c] < 0) {
        throw layer.fault("a variance of " + variance[c], "0 or more");
      }
      log10Stdev[c] = Layer.BatchNorm.log10stdev(Math.max(variance[c], MIN_VARIANCE));
    }
    Layer.BatchNorm norm =
        new Layer.BatchNorm(layer.number(1e-3, "epsilon"), layer.number(0.99, "momentum"));
    return network.add(layer.name(), norm, in, gamma, beta, mean, log10Stdev);
  }

  private static float[] vector(KerasLayer layer, int index, Value in) {
    return ordered(layer.weight(index, in.shape().channels()), in.order()).values().clone();
  }

  private boolean isChannels(int axis, Value in) {
    if (in.flat()) {
      return axis == -1 || axis == 1;
    }
    return channelsFirst ? axis == 1 || axis == -3 : axis == 3 || axis == -1;
  }

  private Value pooling(Layer.Pooling.Kind kind, KerasLayer layer, List<Value> from) {
    int[] size = layer.pair(new int[] {2, 2}, "pool_size");
    if (theano() && same(layer)) { // it pads more, and counts that in means
      throw layer.fault("Theano's padding same", "valid, with Theano");
    }
    Window window = window(layer, size, layer.pair(size, "strides"));
    return network.add(layer.name(), new Layer.Pooling(kind, window), map(layer, from));
  }

  private Value dropout(boolean channels, KerasLayer layer, List<Value> from) {
    Value in = channels ? map(layer, from) : only(layer, from);
    if (layer.setting("noise_shape") != null) {
      throw layer.fault("a noise_shape", "none, or a SpatialDropout2D");
    }
    double rate = layer.number(0, "rate", "p");
    return rate == 0 ? in : network.add(layer.name(), new Layer.Dropout(rate, channels), in);
  }

  private Value padding(KerasLayer layer, List<Value> from) {
    JsonElement padding = layer.setting("padding");
    int[] rows;
    int[] columns;
    if (padding instanceof JsonArray list && list.size() == 2 && list.get(0).isJsonArray()) {
      rows = layer.pair(list.get(0), "padding");
      columns = layer.pair(list.get(1), "padding");
    } else {
      int[] both = layer.pair(new int[] {1, 1}, "padding");
      rows = new int[] {both[0], both[0]};
      columns = new int[] {both[1], both[1]};
    }
    return network.add(
        layer.name(),
        new Layer.ZeroPadding(rows[0], rows[1], columns[0], columns[1]),
        map(layer, from));
  }

  private Value rescaling(KerasLayer layer, List<Value> from) {
    Value in = only(layer, from);
    if (!in.isInput()) {
      throw layer.fault("a Rescaling inside the network", "one on the pixels");
    }
    double factor = layer.number(1, "scale");
    return in.scaled(in.scaling().then(factor, layer.number(0, "offset")));
  }

  private Value trainingOnly(KerasLayer layer, List<Value> from) {
    leftOut.add(layer.kind());
    return only(layer, from);
  }

  // ---------------------------------------------------------------------------- joins

  private Value sum(KerasLayer layer, List<Value> from) {
    Value first = from.isEmpty() ? null : from.get(0);
    if (from.size() < 2
        || from.stream()
            .anyMatch(
                value ->
                    value.form() != first.form()
                        || value.copies() != first.copies()
                        || !value.shape().equals(first.shape())
                        || !Arrays.equals(value.order(), first.order()))) {
      throw layer.fault("inputs of several shapes, or one alone", "two or more of one shape");
    }
    return network.add(layer.name(), new Layer.Add(), from);
  }

  private Value concatenation(KerasLayer layer, List<Value> from) {
    if (from.size() < 2 || from.stream().anyMatch(value -> value.flat() != from.get(0).flat())) {
      throw layer.fault("inputs of several kinds, or one alone", "two or more");
    }
    int axis = layer.integer(-1, "axis", "concat_axis");
    if (!isChannels(axis, from.get(0))) {
      throw layer.fault("axis " + axis, "that of the channels");
    }
    List<Value> all =
        from.stream().map(value -> network.copyChannels(layer.name(), value)).toList();
    return withOrder(network.add(layer.name(), new Layer.Concatenation(), all), all);
  }

  private static Value withOrder(Value joined, List<Value> from) {
    if (!joined.flat() || from.stream().allMatch(value -> value.order() == null)) {
      return joined;
    }
    int[] order = new int[joined.shape().channels()];
    int start = 0;
    for (Value value : from) {
      for (int i = 0; i < value.shape().channels(); i++) {
        order[start + i] = start + (value.order() == null ? i : value.order()[i]);
      }
      start += value.shape().channels();
    }
    return joined.asRow(order);
  }

  /** Keras 1 has one layer for all joins. */
  private Value merge(KerasLayer layer, List<Value> from) {
    String mode = layer.text("mode").orElse("sum");
    return switch (mode) {
      case "sum" -> sum(layer, from);
      case "concat" -> concatenation(layer, from);
      default -> throw layer.fault("mode " + mode, "sum or concat");
    };
  }

  // ---------------------------------------------------------------------------- activations

  private Value activation(KerasLayer layer, List<Value> from) {
    return activated(layer, only(layer, from));
  }

  /** What a layer's activation makes of it. */
  private Value activated(KerasLayer layer, Value in) {
    JsonElement setting = layer.setting("activation");
    String function =
        layer
            .text("activation")
            .or(() -> Json.text(setting, "config")) // as Keras 3 says where it is to be found
            .orElse(setting == null ? "linear" : setting.toString());
    return switch (function) {
      case "linear" -> in;
      case "softmax" -> in.asSoftmax();
      case "relu" -> network.add(activationName(layer), new Layer.Relu(), in);
      case "relu6" -> network.add(activationName(layer), new Layer.Relu6(), in);
      case "elu" -> network.add(activationName(layer), new Layer.Elu(), in);
      case "leaky_relu" -> network.add(activationName(layer), new Layer.LeakyRelu(0.2), in);
      default ->
          throw layer.fault(
              "activation " + function, "linear, relu, relu6, leaky_relu, elu or softmax");
    };
  }

  private static String activationName(KerasLayer layer) {
    return layer.kind().equals("Activation") ? layer.name() : layer.name() + "_" + "activation";
  }

  private Value relu(KerasLayer layer, List<Value> from) {
    Value in = only(layer, from);
    double slope = layer.number(0, "negative_slope");
    double most = layer.number(Double.POSITIVE_INFINITY, "max_value");
    if (layer.number(0, "threshold") != 0) {
      throw layer.fault("a threshold", "0");
    } else if (most == Double.POSITIVE_INFINITY) {
      return slope == 0
          ? network.add(layer.name(), new Layer.Relu(), in)
          : network.add(layer.name(), new Layer.LeakyRelu(slope), in);
    } else if (most == 6 && slope == 0) {
      return network.add(layer.name(), new Layer.Relu6(), in);
    }
    throw layer.fault("max_value " + most + ", negative_slope " + slope, "6 at most, and 0");
  }

  private Value leakyRelu(KerasLayer layer, List<Value> from) {
    return network.add(
        layer.name(),
        new Layer.LeakyRelu(layer.number(0.3, "negative_slope", "alpha")),
        only(layer, from));
  }

  private Value elu(KerasLayer layer, List<Value> from) {
    if (layer.number(1, "alpha") != 1) {
      throw layer.fault("an alpha of " + layer.setting("alpha"), "1");
    }
    return network.add(layer.name(), new Layer.Elu(), only(layer, from));
  }

  private Value softmax(KerasLayer layer, List<Value> from) {
    Value in = only(layer, from);
    if (layer.setting("axis") != null && !isChannels(layer.integer("axis"), in)) {
      throw layer.fault("axis " + layer.setting("axis"), "that of the classes");
    }
    return in.asSoftmax();
  }

  // ---------------------------------------------------------------------------- the end

  /** A last layer that is yet to be trained: for now, all classes are equally likely. */
  private void putHeadOn(Value last, int classes) {
    if (last.softmax()) {
      throw new ModelException(
          where,
          "a softmax, so that it has a head",
          "no --backbone; fine-tuning replaces the head");
    }
    Value features = network.copyChannels("features", last);
    if (!features.flat()) {
      features = network.add("features", new Layer.GlobalMean(), features);
    }
    float[] zeros = new float[Math.multiplyExact(features.shape().channels(), classes)];
    network.add("output", new Layer.Output(classes), features, zeros, new float[classes]);
  }

  /** The network's last layer here is dense, with a bias and the softmax. */
  private void endWithOutput(Value end) {
    if (!end.softmax() && network.endsWithActivation()) {
      throw new ModelException(
          where,
          "an activation at the end",
          "a softmax, or logits as they come from the last layer; or --backbone");
    }
    if (!end.flat()) {
      throw new ModelException(
          where, "an end that is no row", "a number for each class; or --backbone");
    }
    Value last = network.copyChannels("output", end);
    if (network.endWith(last)) {
      return;
    }
    // Softmax of what isn't a dense layer, such as a mean: one that changes nothing goes between.
    int classes = last.shape().channels();
    if ((long) classes * classes > NetworkSpec.MAX_WEIGHTS) {
      throw new ModelException(
          where, "a softmax of " + classes + " values", "one of a number for each class");
    }
    float[] identity = new float[classes * classes];
    for (int i = 0; i < classes; i++) {
      int keras = last.order() == null ? i : last.order()[i];
      identity[keras * classes + i] = 1;
    }
    network.add("output", new Layer.Output(classes), last, identity, new float[classes]);
  }
}
