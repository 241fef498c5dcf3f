package dev.emotion.engine;

import dev.emotion.network.Layer;
import dev.emotion.network.Layer.Weights;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Weights to begin with: normal, of the variance 2 / inputs (He et al., 2015), or 2 / (inputs +
 * outputs) for the last layer (Glorot and Bengio, 2010); normalisations that change nothing; no
 * bias.
 */
public final class InitialWeights {
  private InitialWeights() {}

  /**
   * Draws them.
   *
   * @param spec the network
   * @param seed the same gives the same
   * @return in the spec's order
   */
  public static float[] of(NetworkSpec spec, long seed) {
    Random random = new Random(seed);
    float[] weights = new float[Math.toIntExact(spec.weights())];
    Map<String, Shape> shapes = spec.shapes();
    Map<String, List<NetworkSpec.Slice>> slices = spec.slices();
    for (NetworkSpec.Node node : spec.layers()) {
      double deviation = deviation(node.layer(), shapes.get(node.inputs().get(0)));
      for (NetworkSpec.Slice slice : slices.get(node.name())) {
        int from = (int) slice.from();
        int to = from + (int) slice.length();
        if (slice.name().equals(Weights.KERNEL)) {
          for (int i = from; i < to; i++) {
            weights[i] = (float) (deviation * random.nextGaussian());
          }
        } else if (slice.name().equals(Weights.GAMMA)) {
          Arrays.fill(weights, from, to, 1);
        }
      }
    }
    return weights;
  }

  private static double deviation(Layer layer, Shape input) {
    if (layer instanceof Layer.Output output) {
      return Math.sqrt(2.0 / (input.channels() + output.classes()));
    }
    int inputs = input.channels();
    if (layer instanceof Layer.Convolution convolution) {
      inputs *= convolution.window().height() * convolution.window().width();
    } else if (layer instanceof Layer.DepthwiseConvolution depthwise) {
      inputs = depthwise.window().height() * depthwise.window().width();
    }
    return Math.sqrt(2.0 / inputs);
  }
}
