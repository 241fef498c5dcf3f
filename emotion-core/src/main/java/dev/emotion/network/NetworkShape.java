package dev.emotion.network;

import dev.emotion.ModelException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * Follows the size of a face through a configuration, layer by layer, and checks that each takes
 * what the one before gives, before anything native sees a size: a wrong one there can read outside
 * an array. What DL4J 1.0.0-M2.1 is known to compute wrong (arrays in NHWC order) or to fail at
 * before it finds another way (dilation) is refused here too.
 *
 * @param weights how many there are
 * @param activations values that one face takes on its way, those computed in place not counted
 * @param outputs of the last layer
 */
record NetworkShape(long weights, long activations, long outputs) {
  private static final int MOST_CHANNELS = 1 << 16;
  private static final int MOST_VERTICES = 2000;

  /** A window may be larger than what it moves over, as 3 x 3 is on 1 x 1; within reason. */
  private static final int LARGEST_WINDOW = 15;

  /** What a layer gives: a picture of channels, or a flat row where there is no height. */
  private record Size(long height, long width, long channels, boolean flat) {
    long length() {
      return height * width * channels;
    }

    @Override
    public String toString() {
      return flat ? channels + " values" : height + " x " + width + " x " + channels;
    }
  }

  /**
   * Checks a configuration.
   *
   * @param configuration as the file has it
   * @param side width and height of the grey faces that it will see
   * @param where how messages call it
   * @return its sizes
   * @throws ModelException if something does not fit together
   */
  static NetworkShape of(ComputationGraphConfiguration configuration, int side, String where) {
    try {
      return new Walk(configuration, where).follow(side);
    } catch (NullPointerException | IndexOutOfBoundsException | ArithmeticException e) {
      throw ConfigurationJson.unusable(where, e); // a member is missing, or beyond counting
    }
  }

  /** One look at a configuration. */
  private static final class Walk {
    private final ComputationGraphConfiguration configuration;
    private final String where;
    private final Map<String, Size> sizes = new HashMap<>();
    private long weights;
    private long activations;

    Walk(ComputationGraphConfiguration configuration, String where) {
      this.configuration = configuration;
      this.where = where;
    }

    NetworkShape follow(int side) {
      Map<String, GraphVertex> vertices = configuration.getVertices();
      List<String> networkInputs = configuration.getNetworkInputs();
      require(vertices.size() <= MOST_VERTICES, vertices.size() + " layers", "fewer");
      require(networkInputs.size() == 1, networkInputs.size() + " inputs", "one");
      require(
          configuration.getNetworkOutputs().equals(List.of(NetworkDefinition.OUTPUT)),
          "the outputs " + configuration.getNetworkOutputs(),
          "one: " + NetworkDefinition.OUTPUT);
      require(
          configuration.getDataType() == DataType.FLOAT,
          configuration.getDataType() + " values",
          "FLOAT");
      String input = networkInputs.get(0);
      require(!vertices.containsKey(input), "a layer named as the input is", "another name");
      sizes.put(input, new Size(side, side, 1, false));
      for (String name : order(input)) {
        if (!name.equals(input)) {
          sizes.put(name, size(name, vertices.get(name)));
        }
      }
      return new NetworkShape(weights, activations, sizes.get(NetworkDefinition.OUTPUT).channels);
    }

    /** The order in which DL4J will go through the vertices, which the file says. */
    private List<String> order(String input) {
      List<String> names = configuration.getTopologicalOrderStr();
      int[] indices = configuration.getTopologicalOrder();
      Set<String> all = new HashSet<>(configuration.getVertices().keySet());
      all.add(input);
      boolean whole =
          names.size() == all.size()
              && indices.length == all.size()
              && new HashSet<>(names).equals(all)
              && IntStream.of(indices)
                  .sorted()
                  .boxed()
                  .toList()
                  .equals(IntStream.range(0, indices.length).boxed().toList())
              && indices[0] == 0
              && names.get(0).equals(input);
      require(whole, "an order of layers that leaves some out", "each once, the input first");
      return names;
    }

    private Size size(String name, GraphVertex vertex) {
      List<Size> inputs =
          configuration.getVertexInputs().get(name).stream()
              .map(from -> input(name, from))
              .toList();
      if (vertex.getClass() == ElementWiseVertex.class) {
        require(
            ((ElementWiseVertex) vertex).getOp() == ElementWiseVertex.Op.Add,
            name + ", another operation than Add",
            "Add");
        require(
            inputs.size() > 1 && inputs.stream().distinct().count() == 1,
            name + " on " + inputs,
            "inputs of one size");
        return counted(inputs.get(0));
      }
      require(
          vertex.getClass() == LayerVertex.class
              && ((LayerVertex) vertex).getPreProcessor() == null,
          name + ", a " + vertex.getClass().getSimpleName() + " or with a preprocessor",
          "a plain layer");
      require(inputs.size() == 1, name + " with " + inputs.size() + " inputs", "one");
      Layer layer = ((LayerVertex) vertex).getLayerConf().getLayer();
      require(name.equals(layer.getLayerName()), name + " named otherwise inside", "one name");
      require(
          ((LayerVertex) vertex).getLayerConf().getDataType() == DataType.FLOAT,
          name + " of another type",
          "FLOAT");
      weights = Math.addExact(weights, layerWeights(vertex));
      return size(name, layer, inputs.get(0));
    }

    private static long layerWeights(GraphVertex vertex) {
      return vertex.numParams(false);
    }

    private Size input(String name, String from) {
      Size size = sizes.get(from);
      require(size != null, name + " before its input " + from, "an order from input to output");
      return size;
    }

    private Size size(String name, Layer layer, Size in) {
      checkDropout(name, layer.getIDropout());
      require(
          !(layer instanceof BaseLayer base) || base.getWeightNoise() == null,
          name + " with weight noise",
          "none");
      require(
          !(layer instanceof BaseLayer base)
              || base.getIUpdater() != null && base.getRegularization() != null,
          name + " without an updater or a list of regularisations",
          "both, for training to go on");
      require(layer.getConstraints() == null, name + " with constraints", "none");
      require(!lacksActivation(layer), name + " without an activation function", "one");
      boolean output = name.equals(NetworkDefinition.OUTPUT);
      require(
          output == (layer.getClass() == OutputLayer.class), name + " as a layer", "output alone");
      if (layer instanceof ConvolutionLayer convolution) {
        checkChannels(name, convolution, in.channels);
        checkFormat(name, convolution.getCnn2dDataFormat());
        Size moved =
            window(
                name,
                in,
                convolution.getConvolutionMode(),
                convolution.getKernelSize(),
                convolution.getStride(),
                convolution.getPadding(),
                convolution.getDilation());
        return counted(new Size(moved.height, moved.width, convolution.getNOut(), false));
      } else if (layer instanceof SubsamplingLayer pooling) {
        checkFormat(name, pooling.getCnn2dDataFormat());
        require(
            pooling.getPoolingType() == org.deeplearning4j.nn.conf.layers.PoolingType.MAX
                || pooling.getPoolingType() == PoolingType.AVG,
            name + " with " + pooling.getPoolingType() + " pooling",
            "MAX or AVG");
        return counted(
            window(
                name,
                in,
                pooling.getConvolutionMode(),
                pooling.getKernelSize(),
                pooling.getStride(),
                pooling.getPadding(),
                pooling.getDilation()));
      } else if (layer instanceof GlobalPoolingLayer pooling) {
        require(
            !in.flat
                && pooling.isCollapseDimensions()
                && (pooling.getPoolingType() == PoolingType.AVG
                    || pooling.getPoolingType() == PoolingType.MAX)
                && (pooling.getPoolingDimensions() == null
                    || List.of(2, 3)
                        .equals(IntStream.of(pooling.getPoolingDimensions()).boxed().toList())),
            name + ", which pools otherwise",
            "the mean or maximum of height and width");
        return counted(new Size(1, 1, in.channels, true));
      } else if (layer instanceof BatchNormalization norm) {
        checkChannels(name, norm, in.channels);
        checkFormat(name, norm.getCnn2DFormat());
        require(
            norm.getNOut() == in.channels, name + " with " + norm.getNOut() + " outputs", "" + in);
        require(
            norm.getEps() > 0 && norm.getEps() <= 1, name + " with eps " + norm.getEps(), "0..1");
        require(
            norm.getDecay() >= 0 && norm.getDecay() < 1,
            name + " with decay " + norm.getDecay(),
            "0 to below 1");
        return in;
      } else if (layer instanceof ActivationLayer || layer instanceof DropoutLayer) {
        return in;
      }
      FeedForwardLayer dense = (FeedForwardLayer) layer; // DenseLayer, OutputLayer
      require(in.flat, name + " on " + in, "global pooling before it");
      checkChannels(name, dense, in.channels);
      if (layer instanceof OutputLayer last) {
        require(
            last.getActivationFn() instanceof ActivationSoftmax
                && last.getLossFn() instanceof LossMCXENT
                && last.hasBias(),
            name + " without softmax, cross-entropy or a bias",
            "all of them");
      }
      return counted(new Size(1, 1, dense.getNOut(), true));
    }

    /** Normalisation has one in its settings too, and does not use it. */
    private static boolean lacksActivation(Layer layer) {
      return layer instanceof ActivationLayer activation
          ? activation.getActivationFn() == null
          : layer instanceof BaseLayer base
              && !(layer instanceof BatchNormalization)
              && base.getActivationFn() == null;
    }

    private Size counted(Size size) {
      activations = Math.addExact(activations, size.length());
      return size;
    }

    private void checkChannels(String name, FeedForwardLayer layer, long channels) {
      require(
          layer.getNIn() == channels,
          name + " with " + layer.getNIn() + " inputs",
          channels + " as come from the layer before");
      require(
          layer.getNOut() >= 1 && layer.getNOut() <= MOST_CHANNELS,
          name + " with " + layer.getNOut() + " outputs",
          "1 to " + MOST_CHANNELS);
    }

    /** In the other order DL4J trains wrong in silence, and its libraries have crashed. */
    private void checkFormat(String name, CNN2DFormat format) {
      require(format == CNN2DFormat.NCHW, name + " with " + format + " arrays", "NCHW");
    }

    private void checkDropout(String name, IDropout dropout) {
      double kept =
          dropout instanceof Dropout plain
              ? plain.getP()
              : dropout instanceof SpatialDropout spatial ? spatial.getP() : 1;
      require(kept > 0 && kept <= 1, name + " that keeps " + kept + " of its inputs", "0 to 1");
    }

    private Size window(
        String name,
        Size in,
        ConvolutionMode mode,
        int[] kernel,
        int[] stride,
        int[] padding,
        int[] dilation) {
      require(!in.flat, name + " on " + in, "a picture");
      require(
          mode == ConvolutionMode.Same || mode == ConvolutionMode.Truncate,
          name + " in mode " + mode,
          "Same or Truncate");
      long[] out = new long[2];
      for (int axis = 0; axis < 2; axis++) {
        long size = axis == 0 ? in.height : in.width;
        long window = kernel[axis];
        require(dilation[axis] == 1, name + " with a dilation of " + dilation[axis], "1");
        require(
            window >= 1
                && window <= Math.max(size, LARGEST_WINDOW)
                && stride[axis] >= 1
                && stride[axis] <= Math.max(size, LARGEST_WINDOW)
                && padding[axis] >= 0
                && padding[axis] < window
                && (mode == ConvolutionMode.Same || window <= size + 2L * padding[axis]),
            name
                + " with a window of "
                + window
                + ", stride "
                + stride[axis]
                + ", padding "
                + padding[axis],
            "one that fits " + size + " pixels");
        out[axis] =
            mode == ConvolutionMode.Same
                ? (size + stride[axis] - 1) / stride[axis]
                : (size + 2L * padding[axis] - window) / stride[axis] + 1;
      }
      return new Size(out[0], out[1], in.channels, false);
    }

    private void require(boolean condition, String found, String expected) {
      if (!condition) {
        throw new ModelException(where, found, expected);
      }
    }
  }
}
