package dev.emotion.onednn;

import dev.emotion.network.Layer;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;

/** A function of each value, in oneDNN's terms. */
record Pointwise(int algorithm, float alpha, float beta) {
  static final Pointwise RELU = new Pointwise(dnnl.dnnl_eltwise_relu, 0, 0);

  /** What a layer is, if it is one of these. */
  static Optional<Pointwise> of(Layer layer) {
    if (layer instanceof Layer.Relu) {
      return Optional.of(RELU);
    } else if (layer instanceof Layer.Relu6) {
      return Optional.of(new Pointwise(dnnl.dnnl_eltwise_clip, 0, 6));
    } else if (layer instanceof Layer.LeakyRelu leaky) {
      return Optional.of(new Pointwise(dnnl.dnnl_eltwise_relu, (float) leaky.slope(), 0));
    } else if (layer instanceof Layer.Elu) {
      return Optional.of(new Pointwise(dnnl.dnnl_eltwise_elu, 1, 0));
    }
    return Optional.empty();
  }
}
