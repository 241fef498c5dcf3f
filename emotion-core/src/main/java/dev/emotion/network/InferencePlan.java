package dev.emotion.network;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * A trained network compiled for inference: batch normalisation is folded into the convolutions,
 * arrays are NHWC and allocated once a batch size, and ND4J's operations run on them without DL4J
 * in between. It gives DL4J's answers to about 1e-6. Not thread-safe.
 *
 * <p>It knows chains of convolution (same padding), batch normalisation behind one, ReLU, max
 * pooling, dropout, and at the end global average pooling and a softmax layer.
 */
final class InferencePlan implements InferenceEngine {
  /** Batch sizes that are kept ready; other numbers of faces go through in pieces of these. */
  private static final List<Integer> BATCHES = List.of(32, 8, 1);

  /** Below this share of a batch it is cheaper to take smaller ones than to fill it up. */
  private static final int FULL_ENOUGH = 2;

  private final InputEncoder encoder;
  private final int side;
  private final EmotionClasses classes;
  private final List<Step> steps;
  private final double[][] weights;
  private final double[] bias;
  private final Map<Integer, Batch> batches = new HashMap<>();

  /** Appends an operation for an input of a certain shape and gives the array it writes to. */
  private interface Step {
    INDArray append(INDArray input, List<CustomOp> operations);
  }

  /**
   * The operations for one batch size, on their arrays: input [n, side, side, 1], output [n, c].
   */
  private record Batch(INDArray input, List<CustomOp> operations, INDArray output) {}

  private InferencePlan(
      InputSpec input, EmotionClasses classes, List<Step> steps, Layer softmaxLayer) {
    this.encoder = new InputEncoder(input);
    this.side = input.side();
    this.classes = classes;
    this.steps = steps;
    this.weights = softmaxLayer.getParam("W").toDoubleMatrix();
    this.bias = softmaxLayer.getParam("b").toDoubleVector();
  }

  /**
   * Compiles a network; later changes of its weights have no effect.
   *
   * @param graph the network; stays the caller's
   * @param input of its faces
   * @param classes of its outputs
   * @return the plan, or empty if the network has a layer that it does not know
   */
  static Optional<InferencePlan> compile(
      ComputationGraph graph, InputSpec input, EmotionClasses classes) {
    List<Layer> chain = chain(graph);
    if (chain.size() < 2 || !isSoftmax(chain.get(chain.size() - 1))) {
      return Optional.empty();
    }
    List<Step> steps = new ArrayList<>();
    boolean pooled = false;
    for (int i = 0; i < chain.size() - 1; i++) {
      Layer layer = chain.get(i);
      org.deeplearning4j.nn.conf.layers.Layer kind = layer.conf().getLayer();
      if (kind instanceof DropoutLayer) {
        continue; // only in training
      }
      if (pooled) {
        return Optional.empty();
      }
      if (kind instanceof ConvolutionLayer convolution && isPlain(convolution)) {
        boolean normalised =
            chain.get(i + 1).conf().getLayer() instanceof BatchNormalization norm
                && !norm.isLockGammaBeta(); // else it has no gamma and beta to fold
        steps.add(convolution(layer, convolution, normalised ? chain.get(++i) : null));
      } else if (kind instanceof ActivationLayer relu
          && relu.getActivationFn() instanceof ActivationReLU) {
        steps.add(InferencePlan::relu);
      } else if (kind instanceof SubsamplingLayer pool && isPlain(pool)) {
        steps.add(maxPooling(pool));
      } else if (kind instanceof GlobalPoolingLayer mean
          && mean.getPoolingType() == PoolingType.AVG) {
        steps.add(InferencePlan::globalMean);
        pooled = true;
      } else {
        return Optional.empty();
      }
    }
    return pooled
        ? Optional.of(new InferencePlan(input, classes, steps, chain.get(chain.size() - 1)))
        : Optional.empty();
  }

  /** The layers from the input on; ends early where the graph forks or is no layer. */
  private static List<Layer> chain(ComputationGraph graph) {
    List<Layer> chain = new ArrayList<>();
    String last = graph.getConfiguration().getNetworkInputs().get(0);
    Map<String, List<String>> inputs = graph.getConfiguration().getVertexInputs();
    while (true) {
      String from = last;
      List<String> next =
          inputs.keySet().stream().filter(name -> inputs.get(name).contains(from)).toList();
      if (next.size() != 1
          || inputs.get(next.get(0)).size() != 1
          || graph.getLayer(next.get(0)) == null) {
        return chain;
      }
      last = next.get(0);
      chain.add(graph.getLayer(last));
    }
  }

  private static boolean isSoftmax(Layer layer) {
    return layer.conf().getLayer() instanceof OutputLayer output
        && output.getActivationFn() instanceof ActivationSoftmax
        && output.hasBias();
  }

  /** Of exactly this class: its subclasses (separable, transposed) compute something else. */
  private static boolean isPlain(ConvolutionLayer layer) {
    return layer.getClass() == ConvolutionLayer.class
        && layer.getConvolutionMode() == ConvolutionMode.Same
        && layer.getActivationFn() instanceof ActivationIdentity
        && layer.getDilation()[0] == 1
        && layer.getDilation()[1] == 1;
  }

  private static boolean isPlain(SubsamplingLayer layer) {
    return layer.getClass() == SubsamplingLayer.class
        && layer.getConvolutionMode() == ConvolutionMode.Same
        && layer.getPoolingType() == PoolingType.MAX;
  }

  /**
   * Folds the normalisation: with {@code s = gamma / sqrt(var + eps)}, weights become {@code s W}
   * and the bias {@code s (b - mean) + beta}.
   */
  private static Step convolution(Layer layer, ConvolutionLayer settings, Layer norm) {
    long channels = settings.getNOut();
    // DL4J holds [out, in, height, width]; conv2d takes [height, width, in, out].
    INDArray kernel = layer.getParam("W").permute(2, 3, 1, 0).dup('c');
    INDArray shift =
        settings.hasBias()
            ? layer.getParam("b").dup('c').reshape('c', new long[] {channels})
            : Nd4j.zeros(DataType.FLOAT, channels);
    if (norm != null) {
      double eps = ((BatchNormalization) norm.conf().getLayer()).getEps();
      INDArray deviation = Transforms.sqrt(variance(norm).add(eps), false);
      INDArray scale = row(norm, "gamma").div(deviation);
      kernel.reshape('c', new long[] {kernel.length() / channels, channels}).muliRowVector(scale);
      shift.subi(row(norm, "mean")).muli(scale).addi(row(norm, "beta"));
    }
    int[] size = settings.getKernelSize();
    int[] stride = settings.getStride();
    return (input, operations) -> {
      INDArray output = samePadded(input, stride, channels);
      operations.add(
          DynamicCustomOp.builder("conv2d")
              .addInputs(input, kernel, shift)
              .addOutputs(output)
              .addIntegerArguments(
                  // kernel, stride, padding, dilation, same padding, NHWC, [h, w, in, out]
                  size[0], size[1], stride[0], stride[1], 0, 0, 1, 1, 1, 1, 0)
              .build());
      return output;
    };
  }

  private static INDArray row(Layer norm, String parameter) {
    INDArray values = norm.getParam(parameter);
    return values.dup('c').reshape('c', new long[] {values.length()});
  }

  /** DL4J keeps the variance, or the decimal logarithm of its root. */
  private static INDArray variance(Layer norm) {
    if (norm.getParam("var") != null) {
      return row(norm, "var");
    }
    return Transforms.exp(row(norm, "log10stdev").mul(2 * Math.log(10)), false);
  }

  private static INDArray relu(INDArray input, List<CustomOp> operations) {
    operations.add(
        DynamicCustomOp.builder("relu")
            .addInputs(input)
            .addOutputs(input)
            .addFloatingPointArguments(0.0)
            .build());
    return input;
  }

  private static Step maxPooling(SubsamplingLayer settings) {
    int[] size = settings.getKernelSize();
    int[] stride = settings.getStride();
    return (input, operations) -> {
      INDArray output = samePadded(input, stride, input.size(3));
      pooling("maxpool2d", input, output, size, stride, operations);
      return output;
    };
  }

  private static INDArray globalMean(INDArray input, List<CustomOp> operations) {
    INDArray output = create(input.size(0), 1, 1, input.size(3));
    int[] all = {(int) input.size(1), (int) input.size(2)};
    pooling("avgpool2d", input, output, all, all, operations);
    return output;
  }

  private static void pooling(
      String name,
      INDArray input,
      INDArray output,
      int[] size,
      int[] stride,
      List<CustomOp> operations) {
    operations.add(
        DynamicCustomOp.builder(name)
            .addInputs(input)
            .addOutputs(output)
            .addIntegerArguments(
                // kernel, stride, padding, dilation, same padding, (unused), NHWC
                size[0], size[1], stride[0], stride[1], 0, 0, 1, 1, 1, 0, 1)
            .build());
  }

  /** A new array for what a window moving by {@code stride} gives with same padding. */
  private static INDArray samePadded(INDArray input, int[] stride, long channels) {
    return create(
        input.size(0),
        (input.size(1) + stride[0] - 1) / stride[0],
        (input.size(2) + stride[1] - 1) / stride[1],
        channels);
  }

  private static INDArray create(long... shape) {
    return Nd4j.create(DataType.FLOAT, shape, 'c');
  }

  @Override
  public List<EmotionScores> classify(List<FacePixels> faces) {
    NativeEngine.prepareThisThread();
    List<EmotionScores> scores = new ArrayList<>(faces.size());
    int from = 0;
    while (from < faces.size()) {
      int left = faces.size() - from;
      int size = BATCHES.stream().filter(b -> left * FULL_ENOUGH >= b).findFirst().orElse(1);
      int take = Math.min(size, left);
      classifyBatch(faces.subList(from, from + take), size, scores);
      from += take;
    }
    return scores;
  }

  private void classifyBatch(List<FacePixels> faces, int size, List<EmotionScores> scores) {
    Batch batch = batches.computeIfAbsent(size, this::prepare);
    List<FacePixels> filled = new ArrayList<>(faces);
    while (filled.size() < size) {
      filled.add(faces.get(0));
    }
    INDArray input = encoder.encode(filled);
    batch.input().assign(input.reshape('c', size, side, side, 1)); // one channel: NCHW is NHWC
    input.close();
    for (CustomOp operation : batch.operations()) {
      Nd4j.exec(operation);
    }
    float[][] features = batch.output().toFloatMatrix();
    for (int i = 0; i < faces.size(); i++) {
      scores.add(EmotionScores.of(classes, softmax(features[i])));
    }
  }

  private Batch prepare(int size) {
    INDArray input = create(size, side, side, 1);
    List<CustomOp> operations = new ArrayList<>();
    INDArray last = input;
    for (Step step : steps) {
      last = step.append(last, operations);
    }
    return new Batch(input, operations, last.reshape('c', size, last.size(3)));
  }

  /** The last layer, in double precision: it costs nothing, and does not depend on the batch. */
  private double[] softmax(float[] features) {
    double[] values = bias.clone();
    double max = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < values.length; c++) {
      for (int f = 0; f < features.length; f++) {
        values[c] += features[f] * weights[f][c];
      }
      max = Math.max(max, values[c]);
    }
    double sum = 0;
    for (int c = 0; c < values.length; c++) {
      values[c] = Math.exp(values[c] - max);
      sum += values[c];
    }
    for (int c = 0; c < values.length; c++) {
      values[c] /= sum;
    }
    return values;
  }
}
