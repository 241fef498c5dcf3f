package dev.emotion.executor;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Translates DL4J's layers; every setting that the executor doesn't honour is refused. */
final class LayerReader {
  private final boolean training;

  LayerReader(boolean training) {
    this.training = training;
  }

  /** A layer, and its activation function where it has one. */
  List<Node> nodes(String name, LayerVertex vertex) throws UnsupportedLayerException {
    Layer layer = vertex.getLayer();
    org.deeplearning4j.nn.conf.layers.Layer settings = layer.conf().getLayer();
    // Of exactly these classes: subclasses (separable, transposed) compute something else.
    if (settings.getClass() == DropoutLayer.class) {
      return List.of(dropout(name, settings.getIDropout()));
    }
    checkUndisturbed(name, settings);
    if (settings.getClass() == ConvolutionLayer.class) {
      ConvolutionLayer convolution = (ConvolutionLayer) settings;
      return withActivation(
          name, convolution(name, layer, convolution), convolution.getActivationFn());
    }
    if (settings.getClass() == DenseLayer.class) {
      DenseLayer dense = (DenseLayer) settings;
      if (dense.hasLayerNorm()) {
        throw new UnsupportedLayerException(name, "layer normalisation");
      }
      return withActivation(name, dense(layer, dense.hasBias()), dense.getActivationFn());
    }
    if (settings.getClass() == ActivationLayer.class
        && isRelu(((ActivationLayer) settings).getActivationFn())) {
      return List.of(new Relu());
    }
    if (settings.getClass() == BatchNormalization.class) {
      return List.of(batchNorm(name, layer, (BatchNormalization) settings));
    }
    if (settings.getClass() == SubsamplingLayer.class) {
      return List.of(pooling(name, (SubsamplingLayer) settings));
    }
    if (settings.getClass() == GlobalPoolingLayer.class) {
      return List.of(globalPooling(name, (GlobalPoolingLayer) settings));
    }
    throw new UnsupportedLayerException(name, settings.getClass().getSimpleName());
  }

  /** The last layer: dense, softmax, cross-entropy. */
  SoftmaxLoss head(String name, LayerVertex vertex) throws UnsupportedLayerException {
    Layer layer = vertex.getLayer();
    org.deeplearning4j.nn.conf.layers.Layer settings = layer.conf().getLayer();
    checkUndisturbed(name, settings);
    if (settings.getClass() == OutputLayer.class) {
      OutputLayer output = (OutputLayer) settings;
      if (output.getActivationFn() instanceof ActivationSoftmax
          && output.getLossFn().getClass() == LossMCXENT.class) {
        INDArray weights = ((LossMCXENT) output.getLossFn()).getWeights();
        return new SoftmaxLoss(dense(layer, output.hasBias()), weights);
      }
    }
    throw new UnsupportedLayerException(name, "not softmax with cross-entropy");
  }

  private static void checkUndisturbed(
      String name, org.deeplearning4j.nn.conf.layers.Layer settings)
      throws UnsupportedLayerException {
    if (settings.getIDropout() != null) {
      throw new UnsupportedLayerException(name, "dropout inside a layer");
    }
    if (settings instanceof BaseLayer base && base.getWeightNoise() != null) {
      throw new UnsupportedLayerException(name, "weight noise");
    }
  }

  private static List<Node> withActivation(String name, Node node, IActivation function)
      throws UnsupportedLayerException {
    if (function instanceof ActivationIdentity) {
      return List.of(node);
    }
    if (isRelu(function)) {
      return List.of(node, new Relu());
    }
    throw new UnsupportedLayerException(name, function + " activation");
  }

  private static boolean isRelu(IActivation function) {
    return function.getClass() == ActivationReLU.class
        && function.equals(new ActivationReLU()); // no maximum, threshold or negative slope
  }

  private Node convolution(String name, Layer layer, ConvolutionLayer settings)
      throws UnsupportedLayerException {
    int[] dilation = settings.getDilation();
    if (dilation[0] != 1 || dilation[1] != 1) {
      throw new UnsupportedLayerException(name, "dilation");
    }
    checkFormat(name, settings.getCnn2dDataFormat());
    return new Convolution(
        Window.of(
            settings.getKernelSize(),
            settings.getStride(),
            settings.getPadding(),
            settings.getConvolutionMode()),
        parameter(layer, "W"),
        settings.hasBias() ? parameter(layer, "b") : null,
        null);
  }

  private Dense dense(Layer layer, boolean bias) {
    return new Dense(parameter(layer, "W"), bias ? parameter(layer, "b") : null);
  }

  private Node batchNorm(String name, Layer layer, BatchNormalization settings)
      throws UnsupportedLayerException {
    if (settings.isLockGammaBeta()) {
      throw new UnsupportedLayerException(name, "fixed gamma and beta");
    }
    checkFormat(name, settings.getCnn2DFormat());
    boolean logarithmic = settings.isUseLogStd();
    return new BatchNorm(
        parameter(layer, "gamma"),
        parameter(layer, "beta"),
        parameter(layer, "mean"),
        parameter(layer, logarithmic ? "log10stdev" : "var"),
        logarithmic,
        settings.getEps(),
        settings.getDecay(),
        false);
  }

  private static Node pooling(String name, SubsamplingLayer settings)
      throws UnsupportedLayerException {
    int[] dilation = settings.getDilation();
    if (dilation[0] != 1 || dilation[1] != 1) {
      throw new UnsupportedLayerException(name, "dilation");
    }
    checkFormat(name, settings.getCnn2dDataFormat());
    Pooling.Kind kind =
        switch (settings.getPoolingType()) {
          case MAX -> Pooling.Kind.MAX;
          case AVG -> Pooling.Kind.MEAN;
          default ->
              throw new UnsupportedLayerException(name, settings.getPoolingType() + " pooling");
        };
    if (kind == Pooling.Kind.MEAN && settings.isAvgPoolIncludePadInDivisor()) {
      // DL4J 1.0.0-M2.1 has a gradient for it that is not that of its values.
      throw new UnsupportedLayerException(name, "mean pooling that counts the padding");
    }
    return new Pooling(
        kind,
        Window.of(
            settings.getKernelSize(),
            settings.getStride(),
            settings.getPadding(),
            settings.getConvolutionMode()));
  }

  private static Node globalPooling(String name, GlobalPoolingLayer settings)
      throws UnsupportedLayerException {
    if (settings.getPoolingType() != PoolingType.AVG || !settings.isCollapseDimensions()) {
      throw new UnsupportedLayerException(name, settings.getPoolingType() + " global pooling");
    }
    return new Pooling(Pooling.Kind.MEAN, null);
  }

  private static Node dropout(String name, IDropout settings) throws UnsupportedLayerException {
    if (settings instanceof org.deeplearning4j.nn.conf.dropout.Dropout plain
        && plain.getPSchedule() == null) {
      return new Dropout(plain.getP(), false);
    }
    if (settings instanceof SpatialDropout spatial && spatial.getPSchedule() == null) {
      return new Dropout(spatial.getP(), true);
    }
    throw new UnsupportedLayerException(name, String.valueOf(settings));
  }

  private static void checkFormat(String name, CNN2DFormat format)
      throws UnsupportedLayerException {
    if (format != CNN2DFormat.NCHW) {
      throw new UnsupportedLayerException(name, format + " arrays");
    }
  }

  private Parameter parameter(Layer layer, String name) {
    INDArray value = shaped(layer.getParam(name), name);
    if (!training) {
      return new Parameter(value, null);
    }
    NeuralNetConfiguration conf = layer.conf();
    Map<String, INDArray> gradients =
        conf.getLayer()
            .initializer()
            .getGradientsFromFlattened(conf, layer.getGradientsViewArray());
    return new Parameter(value, shaped(gradients.get(name), name));
  }

  /** All but weights as rows, [1, length]: DL4J has them in several shapes. */
  private static INDArray shaped(INDArray array, String name) {
    return name.equals("W") ? array : array.reshape('c', 1, array.length());
  }
}
