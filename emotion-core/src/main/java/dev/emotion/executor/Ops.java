package dev.emotion.executor;

import dev.emotion.network.Layer;
import dev.emotion.network.Shape;
import dev.emotion.network.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J's operations as the executor calls them; all arrays c-contiguous, images NHWC. */
final class Ops {
  private static final int NHWC = 1;

  /** A mean divides by the number of pixels in its window, those of the padding not counted. */
  private static final int WITHOUT_PADDING = 0;

  /** Weights as DL4J has them: [out, in, height, width]. */
  static final int OUT_IN_HEIGHT_WIDTH = 1;

  /** Weights as [height, width, in, out]. */
  static final int HEIGHT_WIDTH_IN_OUT = 0;

  private Ops() {}

  static Call convolution(
      Window window, int weightOrder, INDArray output, INDArray... inputAndWeights) {
    return convolution("conv2d", window, weightOrder, List.of(output), inputAndWeights);
  }

  /** Any of ND4J's convolutions, or of their gradients. */
  static Call convolution(
      String operation, Window window, int weightOrder, List<INDArray> outputs, INDArray... in) {
    int[] arguments = arguments(window, NHWC, weightOrder);
    return op(operation, in, arguments, outputs.toArray(INDArray[]::new));
  }

  static Call convolutionGradient(
      Window window, List<INDArray> outputs, INDArray... inputWeightsAndGradient) {
    return convolution("conv2d_bp", window, OUT_IN_HEIGHT_WIDTH, outputs, inputWeightsAndGradient);
  }

  static Call relu(INDArray input, INDArray output) {
    return new Call(
        DynamicCustomOp.builder("relu")
            .addInputs(input)
            .addOutputs(output)
            .addFloatingPointArguments(0.0)
            .build());
  }

  /**
   * {@code gamma (x - mean) / sqrt(variance + eps) + beta} for each channel.
   *
   * @param statistics mean, variance, gamma, beta: [channels] each
   */
  static Call affine(INDArray input, INDArray output, double eps, List<INDArray> statistics) {
    int channelAxis = 3;
    List<INDArray> inputs = new ArrayList<>(List.of(input));
    inputs.addAll(statistics);
    return new Call(
        DynamicCustomOp.builder("batchnorm")
            .addInputs(inputs.toArray(INDArray[]::new))
            .addOutputs(output)
            .addIntegerArguments(/* with gamma */ 1, /* with beta */ 1, channelAxis)
            .addFloatingPointArguments(eps)
            .build());
  }

  /** A function of single values, or its gradient. */
  static Call pointwise(String name, List<Double> arguments, INDArray output, INDArray... inputs) {
    return new Call(
        DynamicCustomOp.builder(name)
            .addInputs(inputs)
            .addOutputs(output)
            .addFloatingPointArguments(arguments.toArray(Double[]::new))
            .build());
  }

  /** {@code output = a + b}, of one shape; ND4J's sum of many, mergeadd, takes a hundred times. */
  static Call sum(INDArray a, INDArray b, INDArray output) {
    return op("add", new INDArray[] {a, b}, new int[0], output);
  }

  /** {@code output = x w + b} for rows x. */
  static Call dense(INDArray output, INDArray... inputWeightsAndBias) {
    return op("xw_plus_b", inputWeightsAndBias, new int[0], output);
  }

  /** {@code output = a b}, where a row of it may be all that is asked for. */
  static void multiply(INDArray a, boolean transposeA, INDArray b, INDArray output) {
    Nd4j.gemm(a, b, output, transposeA, false, 1, 0);
  }

  /** {@code output += a b}. */
  static void multiplyAndAdd(INDArray a, INDArray b, INDArray output) {
    Nd4j.gemm(a, b, output, false, false, 1, 1);
  }

  private static Call op(String name, INDArray[] inputs, int[] arguments, INDArray... outputs) {
    return new Call(
        DynamicCustomOp.builder(name)
            .addInputs(inputs)
            .addOutputs(outputs)
            .addIntegerArguments(arguments)
            .build());
  }

  /** The window of a pooling. */
  static int[] poolingWindow(Window window) {
    return arguments(window, WITHOUT_PADDING, NHWC);
  }

  /** A window over all of an image. */
  static int[] poolingWindow(Shape all) {
    return arguments(
        new int[] {all.height(), all.width(), 1, 1, 0, 0}, false, WITHOUT_PADDING, NHWC);
  }

  static Call pooling(Layer.Pooling.Kind kind, int[] window, INDArray input, INDArray output) {
    return op(name(kind), new INDArray[] {input}, window, output);
  }

  static Call poolingGradient(
      Layer.Pooling.Kind kind, int[] window, INDArray input, INDArray gradient, INDArray output) {
    return op(name(kind) + "_bp", new INDArray[] {input, gradient}, window, output);
  }

  private static String name(Layer.Pooling.Kind kind) {
    return switch (kind) {
      case MAX -> "maxpool2d";
      case MEAN -> "avgpool2d";
    };
  }

  private static int[] arguments(Window window, int next, int last) {
    int[] moves = {
      window.height(),
      window.width(),
      window.strideY(),
      window.strideX(),
      window.padY(),
      window.padX()
    };
    return arguments(moves, window.same(), next, last);
  }

  /** The integer arguments of ND4J's convolution and pooling: the window, then two of their own. */
  private static int[] arguments(int[] moves, boolean same, int next, int last) {
    int dilation = 1;
    int[] all = Arrays.copyOf(moves, 11);
    all[6] = dilation;
    all[7] = dilation;
    all[8] = same ? 1 : 0;
    all[9] = next;
    all[10] = last;
    return all;
  }
}
