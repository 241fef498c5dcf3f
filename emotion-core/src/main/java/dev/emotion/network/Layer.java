package dev.emotion.network;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A layer: the shape that it gives, its weights, its memory. Here is all that is known about it
 * beside how it is computed, which {@code onednn} knows. The names of the records and of their
 * components stand in model files.
 */
public sealed interface Layer {

  /**
   * Some weights of a layer, which lie together.
   *
   * @param name as DL4J has it
   * @param length how many
   */
  record Weights(String name, long length) {
    /** Of convolutions and dense layers, what is multiplied with. */
    public static final String KERNEL = "W";

    /** Of convolutions and dense layers, what is added. */
    public static final String BIAS = "b";

    /** Of a normalisation, what is multiplied with. */
    public static final String GAMMA = "gamma";

    /** Of a normalisation, what is added. */
    public static final String BETA = "beta";

    /** Of a normalisation, the running mean. */
    public static final String MEAN = "mean";

    /** Of a normalisation, the decimal logarithm of the running standard deviation. */
    public static final String LOG10_STDEV = "log10stdev";
  }

  /**
   * The shape of the output.
   *
   * @param input the shape of the input
   * @return the output's
   * @throws IllegalArgumentException if the layer can't take such an input
   */
  default Shape output(Shape input) {
    return input;
  }

  /**
   * The shape of the output.
   *
   * @param inputs the shapes of the inputs, one or more
   * @return the output's
   * @throws IllegalArgumentException if the layer can't take such inputs
   */
  default Shape output(List<Shape> inputs) {
    if (inputs.stream().distinct().count() != 1) {
      throw new IllegalArgumentException("inputs of several shapes " + inputs);
    }
    return output(inputs.get(0));
  }

  /**
   * How many layers it takes from.
   *
   * @return whether two or more, in place of one
   */
  default boolean joins() {
    return false;
  }

  /**
   * The weights, in the order of the model file.
   *
   * @param input the shape of the input
   * @return none for most layers
   */
  default List<Weights> weights(Shape input) {
    return List.of();
  }

  /**
   * Whether something is added to the outputs of a convolution or dense layer.
   *
   * @param input the shape of the input
   * @return whether {@link #weights} has {@link Weights#BIAS}
   */
  default boolean hasBias(Shape input) {
    return weights(input).stream().anyMatch(some -> some.name().equals(Weights.BIAS));
  }

  /**
   * Memory: the values that one face takes while it passes.
   *
   * @param output the shape of the output
   * @return 0 where the layer computes in place
   */
  default long activations(Shape output) {
    return output.length();
  }

  /**
   * A convolution. Weights: the bias [channels], then [channels, input channels, height, width].
   *
   * @param window what moves over the input
   * @param channels of the output, 1 to {@value Shape#MAX_CHANNELS}
   * @param bias whether it has one
   */
  record Convolution(Window window, int channels, boolean bias) implements Layer {
    @Override
    public Shape output(Shape input) {
      return window.over(input, channels);
    }

    @Override
    public List<Weights> weights(Shape input) {
      long area = (long) window.height() * window.width();
      Weights kernel = new Weights(Weights.KERNEL, area * input.channels() * channels);
      return bias ? List.of(new Weights(Weights.BIAS, channels), kernel) : List.of(kernel);
    }
  }

  /**
   * A convolution of each channel by itself, which, with a {@link Convolution} of 1 x 1 behind it,
   * is a separable one (Sifre, 2014; Chollet, "Xception", 2017). Weights: the bias [channels], then
   * [height, width, input channels, multiplier].
   *
   * @param window what moves over the input
   * @param multiplier outputs of each input channel, which lie together; 1 to {@value
   *     #MAX_MULTIPLIER}
   * @param bias whether it has one
   */
  record DepthwiseConvolution(Window window, int multiplier, boolean bias) implements Layer {
    static final int MAX_MULTIPLIER = 64;

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the multiplier is out of range
     */
    public DepthwiseConvolution {
      if (multiplier < 1 || multiplier > MAX_MULTIPLIER) {
        throw new IllegalArgumentException(
            "a multiplier of " + multiplier + ", expected 1 to " + MAX_MULTIPLIER);
      }
    }

    @Override
    public Shape output(Shape input) {
      return window.over(input, input.channels() * multiplier);
    }

    @Override
    public List<Weights> weights(Shape input) {
      long channels = (long) input.channels() * multiplier;
      Weights kernel =
          new Weights(Weights.KERNEL, (long) window.height() * window.width() * channels);
      return bias ? List.of(new Weights(Weights.BIAS, channels), kernel) : List.of(kernel);
    }
  }

  /**
   * Batch normalisation (Ioffe and Szegedy, 2015). Weights, one value per channel each: gamma,
   * beta, running mean, decimal logarithm of the running standard deviation.
   *
   * @param eps added to the variance, above 0, at most 1
   * @param decay share of the running values that a training step keeps, 0 up to but not 1
   */
  record BatchNorm(double eps, double decay) implements Layer {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public BatchNorm {
      if (!(eps > 0 && eps <= 1) || !(decay >= 0 && decay < 1)) {
        throw new IllegalArgumentException(
            "eps " + eps + ", decay " + decay + ", expected 0 to 1 and 0 to below 1");
      }
    }

    @Override
    public List<Weights> weights(Shape input) {
      long channels = input.channels();
      return List.of(
          new Weights(Weights.GAMMA, channels),
          new Weights(Weights.BETA, channels),
          new Weights(Weights.MEAN, channels),
          new Weights(Weights.LOG10_STDEV, channels));
    }

    /**
     * A running variance as a weight.
     *
     * @param variance above 0
     * @return the decimal logarithm of its root
     */
    public static float log10stdev(double variance) {
      return (float) (Math.log10(variance) / 2);
    }

    /**
     * The running variance of a channel.
     *
     * @param log10stdev its weight
     * @return the variance
     */
    public static double variance(float log10stdev) {
      return Math.pow(100, log10stdev);
    }

    /**
     * The running variances of all channels.
     *
     * @param log10stdev their weights
     * @return an array of its own
     */
    public static float[] variances(float[] log10stdev) {
      float[] variances = new float[log10stdev.length];
      for (int i = 0; i < variances.length; i++) {
        variances[i] = (float) variance(log10stdev[i]);
      }
      return variances;
    }

    @Override
    public long activations(Shape output) {
      return 0;
    }
  }

  /** min(max(x, 0), 6) (Howard et al., "MobileNets", 2017). */
  record Relu6() implements Layer {}

  /**
   * x where positive, else slope * x (Maas et al., 2013).
   *
   * @param slope 0 to 1
   */
  record LeakyRelu(double slope) implements Layer {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the slope is out of range
     */
    public LeakyRelu {
      if (!(slope >= 0 && slope <= 1)) {
        throw new IllegalArgumentException("a slope of " + slope + ", expected 0 to 1");
      }
    }
  }

  /**
   * x where positive, else exp(x) - 1 (Clevert et al., 2016). DL4J's gradient is right for an alpha
   * of 1 alone.
   */
  record Elu() implements Layer {}

  /** max(x, 0). */
  record Relu() implements Layer {
    @Override
    public long activations(Shape output) {
      return 0;
    }
  }

  /**
   * The maximum or mean of a moving window.
   *
   * @param kind what is taken
   * @param window what moves over the input; its padding doesn't count
   */
  record Pooling(Kind kind, Window window) implements Layer {
    /** What is taken of a window. */
    public enum Kind {
      /** The largest value. */
      MAX,
      /** The mean. */
      MEAN;

      /**
       * What a layer takes, be it of a window or of its whole input.
       *
       * @param layer any
       * @return empty if it doesn't pool
       */
      public static Optional<Kind> of(Layer layer) {
        if (layer instanceof Pooling pooling) {
          return Optional.of(pooling.kind());
        } else if (layer instanceof GlobalMean) {
          return Optional.of(MEAN);
        }
        return layer instanceof GlobalMax ? Optional.of(MAX) : Optional.empty();
      }
    }

    /**
     * Checks that there is a kind.
     *
     * @throws NullPointerException if there is none
     */
    public Pooling {
      Objects.requireNonNull(kind, "kind of pooling");
    }

    @Override
    public Shape output(Shape input) {
      return window.over(input, input.channels());
    }
  }

  /** The mean of each channel over the whole input: a row of features (Lin et al., 2013). */
  record GlobalMean() implements Layer {
    @Override
    public Shape output(Shape input) {
      return Shape.row(input.channels());
    }
  }

  /** The largest value of each channel over the whole input: a row of features. */
  record GlobalMax() implements Layer {
    @Override
    public Shape output(Shape input) {
      return Shape.row(input.channels());
    }
  }

  /** All values as one row: channel after channel, each row by row. */
  record Flatten() implements Layer {
    @Override
    public Shape output(Shape input) {
      if (input.isRow() || input.length() > Shape.MAX_CHANNELS) {
        throw new IllegalArgumentException(
            "an input of " + input + ", expected no row, up to " + Shape.MAX_CHANNELS + " values");
      }
      return Shape.row((int) input.length());
    }
  }

  /**
   * Zeros around the input.
   *
   * @param top rows above, 0 to {@value Window#MAX_SIDE}
   * @param bottom rows below, 0 to {@value Window#MAX_SIDE}
   * @param left columns, 0 to {@value Window#MAX_SIDE}
   * @param right columns, 0 to {@value Window#MAX_SIDE}
   */
  record ZeroPadding(int top, int bottom, int left, int right) implements Layer {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public ZeroPadding {
      for (int size : new int[] {top, bottom, left, right}) {
        if (size < 0 || size > Window.MAX_SIDE) {
          throw new IllegalArgumentException(
              "a padding of " + size + ", expected 0 to " + Window.MAX_SIDE);
        }
      }
    }

    @Override
    public Shape output(Shape input) {
      return new Shape(
          input.height() + top + bottom, input.width() + left + right, input.channels());
    }
  }

  /**
   * Inverted dropout (Srivastava et al., 2014), in training alone.
   *
   * @param rate probability that a value is dropped, above 0, below 1
   * @param channels whether whole channels are dropped (spatial dropout, Tompson et al., 2015)
   */
  record Dropout(double rate, boolean channels) implements Layer {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the rate is out of range
     */
    public Dropout {
      if (!(rate > 0 && rate < 1)) {
        throw new IllegalArgumentException("dropout " + rate + ", expected between 0 and 1");
      }
    }

    @Override
    public long activations(Shape output) {
      return 0;
    }
  }

  /**
   * A fully connected layer on a row. Weights: [units, inputs], then the bias [units].
   *
   * @param units outputs, 1 to {@value Shape#MAX_CHANNELS}
   * @param bias whether it has one
   */
  record Dense(int units, boolean bias) implements Layer {
    @Override
    public Shape output(Shape input) {
      if (!input.isRow()) {
        throw new IllegalArgumentException("an input of " + input + ", expected a row");
      }
      return Shape.row(units);
    }

    @Override
    public List<Weights> weights(Shape input) {
      Weights matrix = new Weights(Weights.KERNEL, (long) input.channels() * units);
      return bias ? List.of(matrix, new Weights(Weights.BIAS, units)) : List.of(matrix);
    }
  }

  /** The sum of two or more inputs of one shape: a residual connection (He et al., 2015). */
  record Add() implements Layer {
    @Override
    public boolean joins() {
      return true;
    }
  }

  /** The channels of two or more inputs of one height and width, one input after the other. */
  record Concatenation() implements Layer {
    @Override
    public boolean joins() {
      return true;
    }

    @Override
    public Shape output(List<Shape> inputs) {
      Shape first = inputs.get(0);
      long channels = inputs.stream().mapToLong(Shape::channels).sum();
      if (channels > Shape.MAX_CHANNELS
          || inputs.stream()
              .anyMatch(s -> s.height() != first.height() || s.width() != first.width())) {
        throw new IllegalArgumentException("can't be joined: " + inputs);
      }
      return new Shape(first.height(), first.width(), (int) channels);
    }
  }

  /**
   * The last layer: a {@link Dense} one with bias, and softmax.
   *
   * @param classes outputs, 1 to {@value Shape#MAX_CHANNELS}
   */
  record Output(int classes) implements Layer {
    /** The layer before the softmax. */
    public Dense dense() {
      return new Dense(classes, true);
    }

    @Override
    public Shape output(Shape input) {
      return dense().output(input);
    }

    @Override
    public List<Weights> weights(Shape input) {
      return dense().weights(input);
    }
  }
}
