package dev.emotion.onednn;

import dev.emotion.network.Layer;
import dev.emotion.network.NetworkSpec;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Dropout in DL4J with our random numbers: theirs are others. */
public final class Dl4jDropout implements IDropout {
  private static final long serialVersionUID = 1;

  private final transient DropoutMasks masks;
  private final transient Layer.Dropout layer;
  private transient INDArray mask;

  private Dl4jDropout(DropoutMasks masks, Layer.Dropout layer) {
    this.masks = masks;
    this.layer = layer;
  }

  /** Gives all dropout layers of a network the numbers that a seed gives ours. */
  public static void seed(ComputationGraph graph, NetworkSpec spec, long seed) {
    DropoutMasks masks = new DropoutMasks();
    masks.seed(seed);
    for (NetworkSpec.Node node : spec.layers()) {
      if (node.layer() instanceof Layer.Dropout dropout) {
        graph.getLayer(node.name()).conf().getLayer().setIDropout(new Dl4jDropout(masks, dropout));
      }
    }
  }

  @Override
  public INDArray applyDropout(
      INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspaces) {
    long n = input.size(0);
    long channels = input.size(1);
    boolean row = input.rank() == 2;
    long[] shape =
        row || layer.channels()
            ? new long[] {n, 1, 1, channels}
            : new long[] {n, input.size(2), input.size(3), channels};
    float[] values = masks.next((int) (shape[0] * shape[1] * shape[2] * channels), layer.rate());
    INDArray nchw = Nd4j.create(values, shape, 'c').castTo(input.dataType()).permute(0, 3, 1, 2);
    INDArray whole =
        row ? nchw.dup('c').reshape('c', n, channels) : nchw.dup('c').broadcast(input.shape());
    mask = whole.detach(); // of the workspace, which the way back doesn't see
    INDArray to =
        result != null
            ? result
            : workspaces.createUninitialized(
                ArrayType.ACTIVATIONS, input.dataType(), input.shape(), input.ordering());
    return to.assign(input).muli(mask);
  }

  @Override
  public INDArray backprop(INDArray output, INDArray input, int iteration, int epoch) {
    return input.assign(output).muli(mask);
  }

  @Override
  public void clear() {
    mask = null;
  }

  @Override
  public Dl4jDropout clone() {
    return this;
  }
}
