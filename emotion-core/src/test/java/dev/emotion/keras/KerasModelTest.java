package dev.emotion.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.ModelException;
import dev.emotion.engine.Compute;
import dev.emotion.engine.NetworkEngine;
import dev.emotion.network.InputSpec;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every layer, and every way to get one wrong, against {@link Values}. */
class KerasModelTest {
  private static final int SIDE = 10;
  private static final int CLASSES = 3;
  private static final int FACES = 3;

  @TempDir Path folder;
  private final Random random = new Random(7);

  private Values some(int... shape) {
    return Values.random(random, shape);
  }

  private Values variance(int channels) {
    return some(channels).map(v -> v * v + 0.1);
  }

  /** A sequential model: the layers, flattened, and a dense one with softmax. */
  private KerasFiles sequential() {
    return KerasFiles.sequential().input(SIDE, SIDE, 1);
  }

  /** Compares a model of the layers so far, flattened and judged, with what they should give. */
  private KerasModel check(KerasFiles file, UnaryOperator<Values> layers) {
    return check(file, layers, 1);
  }

  private KerasModel check(KerasFiles file, UnaryOperator<Values> layers, int colours) {
    Values shape = layers.apply(face(0, colours));
    Values matrix = some(shape.values().length, CLASSES).map(v -> v / 4);
    Values bias = some(CLASSES);
    if (shape.shape().length > 1) {
      file.layer("Flatten", "'trainable': true");
    }
    file.layer("Dense", "'units': 3, 'activation': 'softmax'", matrix, bias);
    return compare(
        file.write(folder.resolve("model.h5")),
        face -> layers.apply(face).flatten().dense(matrix).plus(bias),
        colours);
  }

  private static Values face(int number, int colours) {
    Values grey = Values.random(new Random(number), SIDE, SIDE, 1);
    Values face = grey;
    for (int i = 1; i < colours; i++) {
      face = face.concat(grey);
    }
    return face;
  }

  private static KerasModel compare(Path file, UnaryOperator<Values> expected, int colours) {
    KerasModel model = KerasModel.read(file);
    float[] faces = new float[FACES * SIDE * SIDE];
    for (int i = 0; i < faces.length; i++) {
      faces[i] = (float) face(i / (SIDE * SIDE), 1).values()[i % (SIDE * SIDE)];
    }
    try (NetworkEngine network =
        NetworkEngine.of(model.network(), model.weights(), Compute.all())) {
      double[][] found = network.probabilities(faces);
      for (int i = 0; i < FACES; i++) {
        double[] right = expected.apply(face(i, colours)).softmax();
        for (int c = 0; c < right.length; c++) {
          assertThat(found[i][c]).as("face %d", i).isCloseTo(right[c], within(2e-6));
        }
      }
    }
    double[] one = expected.apply(face(0, colours)).softmax();
    assertThat(one[0]).isNotCloseTo(expected.apply(face(1, colours)).softmax()[0], within(1e-4));
    return model;
  }

  @ParameterizedTest
  @CsvSource({"3, 1, same", "3, 2, same", "5, 2, same", "2, 2, same", "4, 1, same", "1, 2, same"})
  @CsvSource({"3, 1, valid", "3, 2, valid", "2, 1, valid"})
  void convolutionsPadAsTensorFlowDoes(int size, int stride, String padding) {
    Values kernel = some(size, size, 1, 4);
    Values bias = some(4);
    boolean same = padding.equals("same");
    String settings =
        "'filters': 4, 'kernel_size': [%d, %d], 'strides': [%d, %d], 'padding': '%s'"
            .formatted(size, size, stride, stride, padding);
    check(
        sequential().layer("Conv2D", settings + ", 'activation': 'relu'", kernel, bias),
        face -> face.conv(kernel, stride, same).plus(bias).relu());
  }

  @Test
  void depthwiseAndSeparableConvolutions() {
    Values first = some(3, 3, 1, 4);
    Values depth = some(3, 3, 4, 2);
    Values depthBias = some(8);
    Values separated = some(3, 3, 8, 1);
    Values point = some(1, 1, 8, 5);
    Values pointBias = some(5);
    check(
        sequential()
            .layer("Conv2D", "'filters': 4, 'kernel_size': 3, 'use_bias': false", first)
            .layer(
                "DepthwiseConv2D",
                "'kernel_size': [3, 3], 'depth_multiplier': 2, 'strides': [2, 2],"
                    + " 'padding': 'same'",
                depth,
                depthBias)
            .layer(
                "SeparableConv2D",
                "'kernel_size': [3, 3], 'filters': 5, 'padding': 'same', 'activation': 'elu'",
                separated,
                point,
                pointBias),
        face ->
            face.conv(first, 1, false)
                .depthwise(depth, 2, true)
                .plus(depthBias)
                .depthwise(separated, 1, true)
                .conv(point, 1, true)
                .plus(pointBias)
                .each(x -> x > 0 ? x : Math.exp(x) - 1));
  }

  @ParameterizedTest
  @CsvSource({"true, true", "false, true", "true, false", "false, false"})
  void normalisationWithAndWithoutScaleAndCenter(boolean scale, boolean center) {
    Values kernel = some(3, 3, 1, 4);
    Values ones = Values.of(new int[] {4}, 1, 1, 1, 1);
    Values zeros = Values.of(new int[] {4}, 0, 0, 0, 0);
    Values gamma = some(4);
    Values beta = some(4);
    Values mean = some(4);
    Values variance = variance(4);
    Values[] weights =
        scale
            ? center
                ? new Values[] {gamma, beta, mean, variance}
                : new Values[] {gamma, mean, variance}
            : center ? new Values[] {beta, mean, variance} : new Values[] {mean, variance};
    String settings =
        "'axis': [3], 'momentum': 0.9, 'epsilon': 0.01, 'scale': %s, 'center': %s"
            .formatted(scale, center);
    check(
        sequential()
            .layer("Conv2D", "'filters': 4, 'kernel_size': [3, 3], 'use_bias': false", kernel)
            .layer("BatchNormalization", settings, weights),
        face ->
            face.conv(kernel, 1, false)
                .norm(scale ? gamma : ones, center ? beta : zeros, mean, variance, 0.01));
  }

  @Test
  void theNormalisationsEpsilonIsTheFilesElseKerass() {
    Values gamma = some(1);
    Values beta = some(1);
    Values mean = some(1);
    Values variance = Values.of(new int[] {1}, (float) 0.002);
    check(
        sequential().layer("BatchNormalization", "'axis': -1", gamma, beta, mean, variance),
        face -> face.norm(gamma, beta, mean, variance, 1e-3));
  }

  @ParameterizedTest
  @CsvSource({"2, 2, same", "3, 2, same", "3, 1, same", "2, 2, valid", "3, 2, valid"})
  void poolings(int size, int stride, String padding) {
    boolean same = padding.equals("same");
    String settings =
        "'pool_size': [%d, %d], 'strides': [%d, %d], 'padding': '%s'"
            .formatted(size, size, stride, stride, padding);
    check(
        sequential().layer("MaxPooling2D", settings).layer("AveragePooling2D", settings),
        face -> face.maxPool(size, stride, same).meanPool(size, stride, same));
  }

  @Test
  void aPoolingsStrideIsItsSizeUnlessSaid() {
    check(
        sequential().layer("MaxPooling2D", "'pool_size': [3, 3], 'strides': null"),
        face -> face.maxPool(3, 3, false));
  }

  @Test
  void globalPoolings() {
    Values kernel = some(3, 3, 1, 6);
    for (boolean mean : new boolean[] {true, false}) {
      check(
          sequential()
              .layer("Conv2D", "'filters': 6, 'kernel_size': [3, 3], 'use_bias': false", kernel)
              .layer(mean ? "GlobalAveragePooling2D" : "GlobalMaxPooling2D", ""),
          face ->
              mean
                  ? face.conv(kernel, 1, false).globalMean()
                  : face.conv(kernel, 1, false).globalMax());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void globalPoolingsThatKeepAPixel(boolean flattened) {
    Values kernel = some(3, 3, 1, 6);
    Values matrix = some(6, 4);
    Values mixing = Values.of(new int[] {1, 1, 6, 4}, matrix.values());
    KerasFiles file =
        sequential()
            .layer("Conv2D", "'filters': 6, 'kernel_size': [3, 3], 'use_bias': false", kernel)
            .layer("GlobalAveragePooling2D", "'keepdims': true");
    if (flattened) {
      file.layer("Flatten", "").layer("Dense", "'units': 4, 'use_bias': false", matrix);
    } else {
      file.layer("Conv2D", "'filters': 4, 'kernel_size': 1, 'use_bias': false", mixing)
          .layer("GlobalMaxPooling2D", "'keepdims': false");
    }
    check(file, face -> face.conv(kernel, 1, false).globalMean().dense(matrix));
  }

  @Test
  void aRowAsAnImageOfOnePixel() {
    Values kernel = some(3, 3, 1, 6);
    Values matrix = some(6, 4);
    Values mixing = Values.of(new int[] {1, 1, 6, 4}, matrix.values());
    check(
        sequential()
            .layer("Conv2D", "'filters': 6, 'kernel_size': [3, 3], 'use_bias': false", kernel)
            .layer("GlobalAveragePooling2D", "")
            .layer("Reshape", "'target_shape': [1, 1, 6]")
            .layer("Conv2D", "'filters': 4, 'kernel_size': [1, 1], 'use_bias': false", mixing)
            .layer("GlobalAveragePooling2D", ""),
        face -> face.conv(kernel, 1, false).globalMean().dense(matrix));
  }

  @Test
  void zeroPaddingOnEachSide() {
    Values kernel = some(3, 3, 1, 4);
    check(
        sequential()
            .layer("ZeroPadding2D", "'padding': [[1, 2], [0, 3]]")
            .layer("Conv2D", "'filters': 4, 'kernel_size': [3, 3], 'use_bias': false", kernel)
            .layer("ZeroPadding2D", "'padding': [1, 1]"),
        face -> face.pad(1, 2, 0, 3).conv(kernel, 1, false).pad(1, 1, 1, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Activation; 'activation': 'relu'; 0; Infinity",
        "Activation; 'activation': 'linear'; 1; Infinity",
        "Activation; 'activation': {'module': 'builtins', 'class_name': 'function', 'config': 'relu6', 'registered_name': 'function'}; 0; 6",
        "Activation; 'activation': 'leaky_relu'; 0.2; Infinity",
        "ReLU; 'max_value': null, 'negative_slope': 0.0, 'threshold': 0.0; 0; Infinity",
        "ReLU; 'max_value': 6.0; 0; 6",
        "ReLU; 'negative_slope': [0.25]; 0.25; Infinity",
        "LeakyReLU; 'alpha': 0.1; 0.1; Infinity",
        "LeakyReLU; 'negative_slope': 0.4; 0.4; Infinity",
        "LeakyReLU; ; 0.3; Infinity"
      })
  void activations(String kind, String settings, double slope, double most) {
    Values kernel = some(3, 3, 1, 4).map(v -> 4 * v);
    check(
        sequential()
            .layer("Conv2D", "'filters': 4, 'kernel_size': [3, 3], 'use_bias': false", kernel)
            .layer(kind, settings == null ? "" : settings),
        face -> face.conv(kernel, 1, false).each(x -> x > 0 ? Math.min(x, most) : slope * x));
  }

  @Test
  void elu() {
    check(
        sequential().layer("ELU", "'alpha': 1.0"),
        face -> face.each(x -> x > 0 ? x : Math.exp(x) - 1));
  }

  /** Whatever is between a Flatten and the Dense behind it has its numbers in Keras's order. */
  @Test
  void whatFollowsFlattenIsInKerassOrder() {
    Values kernel = some(3, 3, 1, 3);
    int length = 8 * 8 * 3;
    Values gamma = some(length);
    Values beta = some(length);
    Values mean = some(length);
    Values variance = variance(length);
    Values matrix = some(length, 6).map(v -> v / 4);
    Values bias = some(6);
    check(
        sequential()
            .layer("Conv2D", "'filters': 3, 'kernel_size': [3, 3], 'use_bias': false", kernel)
            .layer("Flatten", "'data_format': 'channels_last'")
            .layer("BatchNormalization", "'axis': [1]", gamma, beta, mean, variance)
            .layer("Dropout", "'rate': 0.5, 'noise_shape': null")
            .layer("Activation", "'activation': 'relu'")
            .layer("Dense", "'units': 6, 'activation': 'relu'", matrix, bias),
        face ->
            face.conv(kernel, 1, false)
                .flatten()
                .norm(gamma, beta, mean, variance, 1e-3)
                .relu()
                .dense(matrix)
                .plus(bias)
                .relu());
  }

  @Test
  void aDenseLayerOnPixelsIsOneOnTheirChannels() {
    Values kernel = some(3, 3, 1, 3);
    Values matrix = some(3, 5);
    Values bias = some(5);
    check(
        sequential()
            .layer("Conv2D", "'filters': 3, 'kernel_size': [3, 3], 'use_bias': false", kernel)
            .layer("Dense", "'units': 5, 'activation': 'relu'", matrix, bias),
        face -> face.conv(kernel, 1, false).dense(matrix).plus(bias).relu());
  }

  @Test
  void threeEqualChannelsBecomeOne() {
    Values kernel = some(3, 3, 3, 4);
    Values bias = some(4);
    check(
        KerasFiles.sequential()
            .input(SIDE, SIDE, 3)
            .layer("ZeroPadding2D", "'padding': 1")
            .layer("Conv2D", "'filters': 4, 'kernel_size': [3, 3]", kernel, bias),
        face -> face.pad(1, 1, 1, 1).conv(kernel, 1, false).plus(bias),
        3);
  }

  @Test
  void channelsFirstAsTheirFlattenSays() {
    Values kernel = some(3, 3, 1, 4);
    for (boolean first : new boolean[] {true, false}) {
      Values matrix = some(8 * 8 * 4, CLASSES).map(v -> v / 4);
      Path file =
          KerasFiles.sequential()
              .input(1, SIDE, SIDE)
              .layer(
                  "Conv2D",
                  "'filters': 4, 'kernel_size': [3, 3], 'use_bias': false,"
                      + " 'data_format': 'channels_first'",
                  kernel)
              .layer("Flatten", first ? "'data_format': 'channels_first'" : "")
              .layer("Dense", "'units': 3, 'use_bias': false", matrix)
              .layer("Softmax", "'axis': -1")
              .write(folder.resolve("first.h5"));
      compare(
          file,
          face -> {
            Values map = face.conv(kernel, 1, false);
            return (first ? map.flatten() : map.flattenChannelsFirst()).dense(matrix);
          },
          1);
    }
  }

  /** Layers that treat each channel in its own way get all three. */
  @Test
  void threeEqualChannelsForLayersThatTellThemApart() {
    Values gamma = some(3);
    Values beta = some(3);
    Values mean = some(3);
    Values variance = variance(3);
    KerasFiles norm = KerasFiles.sequential().input(SIDE, SIDE, 3);
    norm.layer("BatchNormalization", "", gamma, beta, mean, variance);
    check(norm, face -> face.norm(gamma, beta, mean, variance, 1e-3), 3);

    Values depthwise = some(3, 3, 3, 2);
    Values bias = some(6);
    KerasFiles each = KerasFiles.sequential().input(SIDE, SIDE, 3);
    each.layer("DepthwiseConv2D", "'kernel_size': 3, 'depth_multiplier': 2", depthwise, bias);
    check(each, face -> face.depthwise(depthwise, 1, false).plus(bias), 3);

    Values pointwise = some(1, 1, 6, 4);
    Values four = some(4);
    KerasFiles separable = KerasFiles.sequential().input(SIDE, SIDE, 3);
    String settings = "'filters': 4, 'kernel_size': 3, 'depth_multiplier': 2, 'padding': 'same'";
    separable.layer("SeparableConv2D", settings, depthwise, pointwise, four);
    check(
        separable,
        face -> face.depthwise(depthwise, 1, true).conv(pointwise, 1, false).plus(four),
        3);

    check(KerasFiles.sequential().input(SIDE, SIDE, 3), face -> face, 3);
    KerasFiles row = KerasFiles.sequential().input(SIDE, SIDE, 3);
    check(row.layer("GlobalMaxPooling2D", ""), Values::globalMax, 3);
    Values kernel = some(3, 3, 3, 2);
    check(
        KerasFiles.functional()
            .input(SIDE, SIDE, 3)
            .layer(
                "Conv2D",
                "conv",
                "'filters': 2, 'kernel_size': 3, 'padding': 'same', 'use_bias': false",
                List.of("face"),
                kernel)
            .layer("Concatenate", "both", "", List.of("face", "conv")),
        face -> face.concat(face.conv(kernel, 1, true)),
        3);
  }

  /** As DenseNet's layers have them. */
  @Test
  void layersWithSlashesInTheirNames() {
    Values[] kernels = {some(3, 3, 1, 2), some(3, 3, 2, 4)};
    String same = "'padding': 'same', 'use_bias': false, 'kernel_size': 3, 'filters': ";
    check(
        KerasFiles.functional()
            .input(SIDE, SIDE, 1)
            .layer("Conv2D", "conv1/conv", same + 2, List.of("face"), kernels[0])
            .layer("Activation", "conv1/relu", "'activation': 'relu'", List.of("conv1/conv"))
            .layer("Conv2D", "conv1/next/conv", same + 4, List.of("conv1/relu"), kernels[1]),
        face -> face.conv(kernels[0], 1, true).relu().conv(kernels[1], 1, true));
  }

  /** A Permute before a Flatten puts the channels outside, as emotion's own export does. */
  @Test
  void channelsThatAreTurnedBeforeFlatten() {
    Values kernel = some(3, 3, 1, 4);
    Values matrix = some(8 * 8 * 4, CLASSES).map(v -> v / 4);
    String conv = "'filters': 4, 'kernel_size': 3, 'use_bias': false";
    String dense = "'units': 3, 'use_bias': false, 'activation': 'softmax'";
    compare(
        sequential()
            .layer("Conv2D", conv, kernel)
            .layer("Permute", "'dims': [3, 1, 2]")
            .layer("Flatten", "")
            .layer("Dense", dense, matrix)
            .write(folder.resolve("turned.h5")),
        face -> face.conv(kernel, 1, false).flattenChannelsFirst().dense(matrix),
        1);
    compare(
        KerasFiles.sequential()
            .input(1, SIDE, SIDE)
            .layer("Conv2D", conv + ", 'data_format': 'channels_first'", kernel)
            .layer("Permute", "'dims': [2, 3, 1]")
            .layer("Flatten", "")
            .layer("Dense", dense, matrix)
            .write(folder.resolve("turned first.h5")),
        face -> face.conv(kernel, 1, false).flatten().dense(matrix),
        1);
    refused(sequential().layer("Permute", "'dims': [2, 1, 3]"), "dims [2,1,3]", "[3, 1, 2]");
    refused(
        sequential().layer("Permute", "'dims': [3, 1, 2]").layer("Activation", ""),
        "behind a Permute",
        "Flatten");
    refused(sequential().layer("Permute", "'dims': [3, 1, 2]"), "a Permute at the end");
  }

  /** A convolution and a normalisation, of names that other models have as well. */
  private static KerasFiles block(Values... w) {
    String conv = "'filters': 4, 'kernel_size': 3, 'padding': 'same'";
    return KerasFiles.functional()
        .input(SIDE, SIDE, w[0].shape()[2])
        .layer("Conv2D", conv, w[0], w[1])
        .layer("BatchNormalization", "", w[2], w[3], w[4], w[5])
        .layer("Activation", "'activation': 'relu'");
  }

  private Values[] blockWeights(int channels) {
    return new Values[] {some(3, 3, channels, 4), some(4), some(4), some(4), some(4), variance(4)};
  }

  private static Values block(Values in, Values... w) {
    return in.conv(w[0], 1, true).plus(w[1]).norm(w[2], w[3], w[4], w[5], 1e-3).relu();
  }

  /** As transfer learning has it: {@code Sequential([VGG16(...), Flatten(), Dense(7)])}. */
  @ParameterizedTest
  @ValueSource(strings = {"2.0.5", "2.13.1", "3.5.0", "zip"})
  void modelsThatAreLayers(String version) throws IOException {
    Values[] first = blockWeights(3);
    Values[] second = blockWeights(4);
    Values matrix = some(SIDE * SIDE * 4, CLASSES).map(v -> v / 8);
    KerasFiles files =
        KerasFiles.sequential().version(version.equals("zip") ? "3.3.3" : version, "tensorflow");
    if (!version.equals("2.0.5")) { // which leaves the input to the model
      files.input(SIDE, SIDE, 3);
    }
    files
        .model("base", block(first))
        .model("top", KerasFiles.sequential().model("inner", block(second)))
        .layer("Flatten", "")
        .layer("Dense", "'units': 3, 'use_bias': false, 'activation': 'softmax'", matrix);
    Path file =
        version.equals("zip")
            ? files.writeKeras(folder.resolve("model.keras"))
            : files.write(folder.resolve("model.h5"));
    compare(file, face -> block(block(face, first), second).flatten().dense(matrix), 3);
  }

  @Test
  void aModelInAGraphThatOnlyVariesFaces() {
    Values kernel = some(3, 3, 1, 4);
    KerasFiles varied = KerasFiles.sequential().layer("RandomFlip", "'mode': 'horizontal'");
    KerasModel model =
        check(
            KerasFiles.functional()
                .input(SIDE, SIDE, 1)
                .model("varied", varied.layer("Rescaling", "'scale': 0.5"))
                .layer("Conv2D", "'filters': 4, 'kernel_size': 3, 'use_bias': false", kernel),
            face -> face.conv(kernel, 1, false));
    assertThat(model.leftOut()).containsExactly("RandomFlip");
    KerasFiles scaled = KerasFiles.functional().input(48, 48, 1).model("varied", varied);
    Path file = scaled.layer("GlobalMaxPooling2D", "").write(folder.resolve("scaled.h5"));
    assertThat(KerasModel.read(file).input(Optional.empty()).scale()).isEqualTo(2);
  }

  @Test
  void modelsInsideModelsHaveAnEnd() {
    KerasFiles nested = KerasFiles.sequential().input(SIDE, SIDE, 1);
    for (int depth = 0; depth < 9; depth++) {
      nested = KerasFiles.sequential().model("m" + depth, nested);
    }
    refused(nested, "models in models, more than 8");
    Values[] w = blockWeights(1);
    KerasFiles twice = block(w).layer("Conv2D", "layer1", "", List.of("layer1"));
    refused(KerasFiles.sequential().model("base", twice), "'layer1'", "a second of this name");
    KerasFiles bare = KerasFiles.sequential().layer("Flatten", "");
    refused(KerasFiles.sequential().model("base", bare), "an input of null");
  }

  /** The weights of a network of VGG16's names, with few channels. */
  private Map<String, List<Values>> vgg16() {
    Map<String, List<Values>> weights = new LinkedHashMap<>();
    int in = 3;
    for (int block = 1; block <= 5; block++) {
      int out = Math.min(block + 1, 5);
      for (int number = 1; number <= (block < 3 ? 2 : 3); number++) {
        weights.put(
            "block" + block + "_conv" + number,
            List.of(some(3, 3, in, out).map(v -> v / 2), some(out)));
        in = out;
      }
    }
    return weights;
  }

  private Path writeWeights(Map<String, List<Values>> weights) {
    Path file = folder.resolve("weights.h5");
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      hdf.putAttribute("layer_names", weights.keySet().toArray(new String[0]));
      weights.forEach(
          (name, arrays) -> {
            WritableGroup group = hdf.putGroup(name);
            String[] names = {name + "_W_1:0", name + "_b_1:0"}; // as Keras applications has them
            for (int i = 0; i < arrays.size(); i++) {
              group.putDataset(names[i], arrays.get(i).nested());
            }
            group.putAttribute("weight_names", names);
          });
    }
    return file;
  }

  private static Values features(Map<String, List<Values>> vgg16, Values face) {
    Values value = face;
    for (Map.Entry<String, List<Values>> layer : vgg16.entrySet()) {
      if (layer.getKey().endsWith("_conv1") && !layer.getKey().startsWith("block1")) {
        value = value.maxPool(2, 2, false);
      }
      value = value.conv(layer.getValue().get(0), 1, true).plus(layer.getValue().get(1)).relu();
    }
    return value.maxPool(2, 2, false).globalMean();
  }

  @Test
  void vgg16sWeightsAloneAreABackbone() {
    int side = 32;
    Map<String, List<Values>> weights = vgg16();
    Path file = writeWeights(weights);
    KerasModel model = KerasModel.read(file, OptionalInt.of(side), OptionalInt.of(CLASSES));
    assertThat(model.logits()).isFalse();
    assertThat(model.network().layers()).hasSize(13 * 2 + 5 + 2);
    float[] row = model.weights();
    float[] faces = new float[side * side];
    Values grey = some(side, side, 1);
    for (int i = 0; i < faces.length; i++) {
      faces[i] = (float) grey.values()[i];
    }
    assertThat(answer(model, row, faces))
        .containsExactly(new double[] {1. / 3, 1. / 3, 1. / 3}, within(1e-7));

    Values matrix = some(5, CLASSES);
    int head = row.length - 6 * CLASSES;
    assertThat(Arrays.copyOfRange(row, head, row.length)).containsOnly(0);
    for (int i = 0; i < 5 * CLASSES; i++) {
      row[head + i % CLASSES * 5 + i / CLASSES] = (float) matrix.values()[i];
    }
    double[] right = features(weights, grey.concat(grey).concat(grey)).dense(matrix).softmax();
    double[] found = answer(model, row, faces);
    assertThat(right[0]).isNotCloseTo(1. / 3, within(1e-2));
    for (int c = 0; c < CLASSES; c++) {
      assertThat(found[c]).isCloseTo(right[c], within(1e-5));
    }
  }

  private static double[] answer(KerasModel model, float[] row, float[] face) {
    try (NetworkEngine network = NetworkEngine.of(model.network(), row, Compute.all())) {
      return network.probabilities(face)[0];
    }
  }

  @Test
  void whatWeightsAloneLackIsAskedFor() {
    Map<String, List<Values>> weights = vgg16();
    Path file = writeWeights(weights);
    OptionalInt none = OptionalInt.empty();
    OptionalInt head = OptionalInt.of(CLASSES);
    OptionalInt side = OptionalInt.of(32);
    refusedAs(() -> KerasModel.read(file, none, head), "--side PIXELS");
    refusedAs(() -> KerasModel.read(file, side, none), "an end that is no row", "--backbone");
    refusedAs(() -> KerasModel.read(file, OptionalInt.of(16), head), "block5_pool");
    weights.put("block1_conv1", List.of(some(3, 3), some(2)));
    refusedAs(() -> KerasModel.read(writeWeights(weights), side, head), "'block1_conv1'", "axes");
    weights.remove("block1_conv1");
    refusedAs(() -> KerasModel.read(writeWeights(weights), side, head), "VGG19's weights");

    Path whole = sequential().layer("Flatten", "").layer("Softmax", "").write(file);
    refusedAs(() -> KerasModel.read(whole, none, head), "has a head", "no --backbone");
    refusedAs(() -> KerasModel.read(whole, side, none), "[null,10,10,1]", "no --side");
    KerasFiles open = KerasFiles.sequential();
    open.layer("InputLayer", "'batch_input_shape': [null, null, null, 1]");
    Path anySize = open.layer("GlobalMaxPooling2D", "").layer("Flatten", "").write(file);
    refusedAs(() -> KerasModel.read(anySize, none, none), "[null,null,null,1]", "--side PIXELS");
    assertThat(KerasModel.read(anySize, side, none).network().input().height()).isEqualTo(32);
  }

  private static void refusedAs(ThrowingCallable reading, String... words) {
    assertThatThrownBy(reading).isInstanceOf(ModelException.class).hasMessageContainingAll(words);
  }

  /** A residual block, a dense block, and rows that are joined. */
  private KerasFiles branches(String version, Values... w) {
    String conv = "'filters': 4, 'kernel_size': [3, 3], 'use_bias': false, 'padding': 'same'";
    return KerasFiles.functional()
        .version(version, "tensorflow")
        .input(SIDE, SIDE, 1)
        .layer("Conv2D", "a", conv, List.of("face"), w[0])
        .layer("Conv2D", "b", conv, List.of("a"), w[1])
        .layer("Add", "sum", "", List.of("a", "b"))
        .layer("Concatenate", "both", "'axis': -1", List.of("b", "sum"))
        .layer("Flatten", "row", "", List.of("both"))
        .layer("GlobalMaxPooling2D", "most", "", List.of("b"))
        .layer("Concatenate", "rows", "'axis': 1", List.of("most", "row"))
        .layer("Dense", "end", "'units': 3, 'activation': 'softmax'", List.of("rows"), w[2], w[3]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.0.5", "2.13.1", "3.5.0", "zip"})
  void functionalModelsOfAllVersions(String version) throws IOException {
    Values a = some(3, 3, 1, 4);
    Values b = some(3, 3, 4, 4);
    Values matrix = some(4 + SIDE * SIDE * 8, CLASSES).map(v -> v / 8);
    Values bias = some(CLASSES);
    KerasFiles files = branches(version.equals("zip") ? "3.3.3" : version, a, b, matrix, bias);
    Path file =
        version.equals("zip")
            ? files.writeKeras(folder.resolve("model.keras"))
            : files.write(folder.resolve("model.h5"));
    KerasModel model =
        compare(
            file,
            face -> {
              Values left = face.conv(a, 1, true);
              Values right = left.conv(b, 1, true);
              Values row = right.concat(left.add(right)).flatten();
              return right.globalMax().concat(row).dense(matrix).plus(bias);
            },
            1);
    assertThat(model.origin()).contains(version.equals("zip") ? "3.3.3" : version);
    assertThat(model.logits()).isFalse();
  }

  @Test
  void kerasOneHasOtherNames() {
    Values kernel = some(3, 3, 1, 4);
    Values bias = some(4);
    Values matrix = some(4 * 4 * 4, CLASSES).map(v -> v / 4);
    Values shift = some(CLASSES);
    Path file =
        sequential()
            .version("1.2.2", "")
            .layer(
                "Convolution2D",
                "'nb_filter': 4, 'nb_row': 3, 'nb_col': 3, 'border_mode': 'valid',"
                    + " 'subsample': [1, 1], 'dim_ordering': 'tf', 'bias': true,"
                    + " 'activation': 'relu'",
                kernel,
                bias)
            .layer(
                "MaxPooling2D",
                "'pool_size': [2, 2], 'strides': [2, 2], 'border_mode': 'valid',"
                    + " 'dim_ordering': 'tf'")
            .layer("Dropout", "'p': 0.25")
            .layer("Flatten", "")
            .layer("Dense", "'output_dim': 3, 'activation': 'softmax'", matrix, shift)
            .write(folder.resolve("one.h5"));
    compare(
        file,
        face ->
            face.conv(kernel, 1, false)
                .plus(bias)
                .relu()
                .maxPool(2, 2, false)
                .flatten()
                .dense(matrix)
                .plus(shift),
        1);
  }

  /** Theano's convolutions go through the kernel from its end. */
  @Test
  void kernelsOfTheanoAreTurnedRound() {
    Values kernel = some(3, 2, 1, 4);
    double[] turned = new double[kernel.values().length];
    for (int i = 0; i < turned.length; i++) {
      turned[(5 - i / 4) * 4 + i % 4] = kernel.values()[i];
    }
    Values upsideDown = new Values(kernel.shape(), turned);
    check(
        sequential()
            .version("2.0.5", "theano")
            .layer("Conv2D", "'filters': 4, 'kernel_size': [3, 2], 'use_bias': false", kernel),
        face -> face.conv(upsideDown, 1, false));
  }

  /** Theano pads both sides alike, so that windows stand elsewhere than in TensorFlow. */
  @ParameterizedTest
  @CsvSource({"3, 2, 1", "2, 1, 1", "3, 1, 2"})
  void theanosPaddingIsRefusedWhereItIsAnother(int rows, int columns, int stride) {
    String settings =
        "'filters': 4, 'kernel_size': [%d, %d], 'strides': [%d, %d], 'use_bias': false, "
            .formatted(rows, columns, stride, stride);
    Values kernel = some(rows, columns, 1, 4);
    Values each = some(rows, columns, 1, 1);
    for (String kind : List.of("Conv2D", "DepthwiseConv2D")) {
      Values weights = kind.equals("Conv2D") ? kernel : each;
      refused(
          theano().layer(kind, settings + "'padding': 'same'", weights),
          "(" + kind + ")",
          "Theano's padding same, expected valid, or an odd kernel and strides of 1");
    }
  }

  @Test
  void theanosPaddingOfPoolingsIsRefused() {
    for (String kind : List.of("MaxPooling2D", "AveragePooling2D")) {
      refused(theano().layer(kind, "'padding': 'same'"), "Theano's padding same, expected valid");
    }
    check(theano().layer("MaxPooling2D", ""), face -> face.maxPool(2, 2, false));
  }

  @Test
  void theanosPaddingIsTensorFlowsForOddKernelsWithoutStrides() {
    Values middle = Values.of(new int[] {3, 3, 1, 1}, 0, 0, 0, 0, 2, 0, 0, 0, 0);
    check(
        theano()
            .layer(
                "Conv2D",
                "'filters': 1, 'kernel_size': 3, 'padding': 'same', 'use_bias': false",
                middle),
        face -> face.conv(middle, 1, true));
  }

  private KerasFiles theano() {
    return sequential().version("2.0.5", "theano");
  }

  /** What Keras computes there is no layer here; the weights would fit all the same. */
  @Test
  void axesThatTellNoChannelsAreRefused() {
    refused(
        sequential().layer("Flatten", "'data_format': 'channels_first'"),
        "(Flatten)",
        "data_format channels_first, expected channels_last");
    String first = "'data_format': 'channels_first'";
    refused(
        KerasFiles.sequential()
            .input(1, SIDE, SIDE)
            .layer(
                "Conv2D",
                "'filters': 8, 'kernel_size': 3, 'use_bias': false, " + first,
                some(3, 3, 1, 8))
            .layer("Dense", "'units': 3, 'use_bias': false", some(8, 3)),
        "(Dense)",
        "channels first",
        "a Flatten before it");
  }

  @Test
  void aSoftmaxOfMeansKeepsTheirOrder() {
    Values kernel = some(3, 3, 1, CLASSES);
    Path file =
        sequential()
            .layer("Conv2D", "'filters': 3, 'kernel_size': [3, 3], 'use_bias': false", kernel)
            .layer("GlobalMaxPooling2D", "")
            .layer("Activation", "'activation': 'softmax'")
            .write(folder.resolve("means.h5"));
    compare(file, face -> face.conv(kernel, 1, false).globalMax(), 1);
  }

  @Test
  void logitsGetASoftmax() {
    Values matrix = some(SIDE * SIDE, CLASSES).map(v -> v / 4);
    Path file =
        sequential()
            .layer("Flatten", "")
            .layer("Dense", "'units': 3, 'use_bias': false", matrix)
            .write(folder.resolve("logits.h5"));
    assertThat(compare(file, face -> face.flatten().dense(matrix), 1).logits()).isTrue();
  }

  @Test
  void trainingsOwnLayersDoNothing() {
    KerasModel model =
        check(
            sequential()
                .layer("RandomFlip", "'mode': 'horizontal'")
                .layer("GaussianNoise", "'stddev': 0.1")
                .layer("Dropout", "'rate': 0.0")
                .layer("SpatialDropout2D", "'rate': 0.5"),
            face -> face);
    assertThat(model.leftOut()).containsExactlyInAnyOrder("RandomFlip", "GaussianNoise");
  }

  private KerasModel scaled(String... rescalings) {
    KerasFiles files = KerasFiles.sequential().input(48, 48, 1);
    for (String rescaling : rescalings) {
      files.layer("Rescaling", rescaling);
    }
    Path file =
        files
            .layer("GlobalAveragePooling2D", "")
            .layer("Dense", "'units': 3, 'activation': 'softmax'", some(1, 3), some(3))
            .write(folder.resolve("scaled.h5"));
    return KerasModel.read(file);
  }

  @Test
  void theInputsRangeIsAskedForUnlessTheFileSays() {
    KerasModel bare = scaled();
    assertThat(bare.input(Optional.of(InputRange.ZERO_TO_ONE)))
        .isEqualTo(new InputSpec(48, 0, 255));
    assertThat(bare.input(Optional.of(InputRange.MINUS_ONE_TO_ONE)))
        .isEqualTo(new InputSpec(48, 127.5, 127.5));
    assertThat(bare.input(Optional.of(InputRange.PIXELS))).isEqualTo(new InputSpec(48, 0, 1));
    assertThatThrownBy(() -> bare.input(Optional.empty()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("--input-range");
    InputSpec spec = scaled("'scale': 0.00784313725490196, 'offset': -1").input(Optional.empty());
    assertThat(spec.mean()).isCloseTo(127.5, within(1e-9));
    assertThat(spec.scale()).isCloseTo(127.5, within(1e-9));
    InputSpec two =
        scaled("'scale': 0.00392156862745098", "'scale': 2, 'offset': -1").input(Optional.empty());
    assertThat(two.mean()).isCloseTo(127.5, within(1e-9));
    InputSpec both = scaled("'scale': 2, 'offset': -1").input(Optional.of(InputRange.ZERO_TO_ONE));
    assertThat(both.scale()).isCloseTo(127.5, within(1e-9));
    assertThat(both.mean()).isCloseTo(127.5, within(1e-9));
    assertThatThrownBy(() -> scaled("'scale': -1").input(Optional.empty()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("scale");
  }

  private void refused(KerasFiles files, String... words) {
    Path file = files.write(folder.resolve("bad.h5"));
    assertThatThrownBy(() -> KerasModel.read(file))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContainingAll(words);
  }

  @Test
  void whatCanNotBeImportedIsNamed() {
    refused(sequential().layer("LSTM", "'units': 3"), "'layer1' (LSTM)", "Conv2D", "expected");
    String conv = "'filters': 4, 'kernel_size': [3, 3], 'use_bias': false";
    Values kernel = some(3, 3, 1, 4);
    refused(
        sequential().layer("Conv2D", conv + ", 'dilation_rate': [2, 2]", kernel),
        "(Conv2D)",
        "dilat");
    refused(sequential().layer("Conv2D", conv + ", 'groups': 2", kernel), "groups");
    refused(sequential().layer("Conv2D", conv + ", 'activation': 'tanh'", kernel), "tanh", "relu6");
    refused(sequential().layer("Conv2D", conv + ", 'padding': 'causal'", kernel), "causal");
    refused(sequential().layer("Conv2D", conv, some(3, 3, 2, 4)), "[3, 3, 2, 4]", "[3, 3, 1, 4]");
    refused(sequential().layer("Conv2D", conv), "0 arrays", "expected 1");
    refused(sequential().layer("Conv2D", "'filters': 'x', 'kernel_size': 3"), "filters");
    refused(sequential().layer("Conv2D", "'filters': 4, 'kernel_size': [3]"), "two numbers");
    refused(
        sequential().layer("Conv2D", "'filters': 4, 'kernel_size': 99", kernel), "window of 99");
    refused(sequential().layer("Conv2D", conv, kernel), "an end that is no row");
    refused(
        sequential().layer("GlobalAveragePooling2D", "").layer("Conv2D", conv, kernel), "a row");
    refused(
        sequential().layer("Softmax", "").layer("Flatten", ""), "behind the softmax", "(Flatten)");
    refused(
        sequential().layer("Flatten", "").layer("Activation", "'activation': 'relu'"),
        "an activation at the end");
    refused(
        sequential().layer("Flatten", "").layer("Reshape", "'target_shape': [10, 10]"), "[1, 1");
    refused(sequential().layer("ELU", "'alpha': 0.5"), "alpha");
    refused(sequential().layer("ReLU", "'max_value': 1.0"), "max_value");
    refused(sequential().layer("Dropout", "'rate': 0.5, 'noise_shape': [1]"), "noise_shape");
    refused(sequential().layer("GlobalMaxPooling2D", "'keepdims': true"), "an end that is no row");
    refused(
        sequential().layer("Flatten", "").layer("Rescaling", "'scale': 2"), "inside the network");
    refused(
        sequential().layer("BatchNormalization", "'axis': 1", some(1), some(1), some(1), some(1)),
        "axis 1");
    refused(
        sequential()
            .layer("Flatten", "")
            .layer("Dense", "'units': 3", some(100, 3), some(3).map(v -> Float.NaN)),
        "no number");
    refused(KerasFiles.sequential().input(10, 12, 1), "[null,10,12,1]", "square");
    refused(KerasFiles.sequential().input(10, 10, 2), "1 channel");
    refused(KerasFiles.sequential().input(10, 10), "side");
    refused(
        sequential().layer("Sequential", "inner", "'layers': []", List.of("face")), "no layers");
    refused(
        KerasFiles.sequential()
            .input(1, SIDE, SIDE)
            .version("1.2.2", "")
            .layer(
                "Convolution2D",
                "'nb_filter': 4, 'nb_row': 3, 'nb_col': 3, 'bias': false, 'dim_ordering': 'th'",
                kernel),
        "Theano");
  }

  @Test
  void graphsThatAreNoneAreRefused() {
    refused(
        KerasFiles.functional()
            .input(SIDE, SIDE, 1)
            .layer("Add", "a", "", List.of("face", "b"))
            .layer("Add", "b", "", List.of("face", "a")),
        "takes from what it gives");
    refused(
        KerasFiles.functional().input(SIDE, SIDE, 1).layer("Flatten", "a", "", List.of("x")),
        "isn't there");
    refused(
        KerasFiles.functional()
            .input(SIDE, SIDE, 1)
            .layer("Rescaling", "scaled", "'scale': 2", List.of("face"))
            .layer("Concatenate", "both", "", List.of("face", "scaled")),
        "two scalings");
    refused(
        KerasFiles.functional()
            .input(SIDE, SIDE, 1)
            .layer("InputLayer", "other", "'batch_input_shape': [null, 9, 9, 1]", List.of())
            .layer("Add", "sum", "", List.of("face", "other")),
        "a second input");
  }

  @Test
  void otherFilesAreTold() throws IOException {
    Path nothing = folder.resolve("nothing.h5");
    assertThatThrownBy(() -> KerasModel.read(nothing)).hasMessageContaining("no such file");
    Path text = Files.writeString(folder.resolve("text.h5"), "hello, this is no model");
    assertThatThrownBy(() -> KerasModel.read(text)).hasMessageContaining("neither HDF5 nor");
    Path saved = Files.createDirectory(folder.resolve("saved"));
    assertThatThrownBy(() -> KerasModel.read(saved)).hasMessageContaining("a folder");
    Files.writeString(saved.resolve("saved_model.pb"), "x");
    assertThatThrownBy(() -> KerasModel.read(saved))
        .isInstanceOf(ModelException.class)
        .hasMessageContainingAll("SavedModel", ".keras");
    Path weights = folder.resolve("weights.h5");
    try (WritableHdfFile file = HdfFile.write(weights)) {
      file.putGroup("dense");
    }
    assertThatThrownBy(() -> KerasModel.read(weights)).hasMessageContaining("without the layers");
  }
}
