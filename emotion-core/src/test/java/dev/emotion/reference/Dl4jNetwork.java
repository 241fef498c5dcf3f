package dev.emotion.reference;

import dev.emotion.engine.NetworkEngine;
import dev.emotion.engine.OptimizerSettings;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Shape;
import dev.emotion.system.NativeLibrary;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * A network of DL4J's stock layers on DL4J's own execution: what ours must compute.
 *
 * @param graph the network
 * @param input the shape of a face
 */
public record Dl4jNetwork(ComputationGraph graph, Shape input) implements NetworkEngine {
  private static final NativeLibrary LIBRARY = new NativeLibrary(Nd4j::getBackend);

  /**
   * To be called before anything of ND4J's; it computes with one thread, for others are at work.
   */
  public static void load() {
    LIBRARY.require();
    Nd4j.getEnvironment().setMaxThreads(1);
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
  }

  /** A network with these weights. */
  public static Dl4jNetwork of(NetworkSpec spec, float[] weights) {
    OptimizerSettings none = new OptimizerSettings(OptimizerSettings.Method.SGD, 0, 0, List.of());
    return of(spec, weights, none, 1e-3);
  }

  /** A network with these weights, to be trained at a rate. */
  public static Dl4jNetwork of(
      NetworkSpec spec, float[] weights, OptimizerSettings optimizer, double rate) {
    load();
    IUpdater updater =
        switch (optimizer.method()) {
          case ADAM -> new Adam(rate);
          case SGD -> new Nesterovs(rate, optimizer.momentum());
        };
    ComputationGraph graph =
        new ComputationGraph(
            Dl4jDefinition.of(
                spec,
                new Dl4jDefinition.Training(
                    updater, optimizer.weightDecay(), optimizer.classWeights(), 0)));
    graph.init(Nd4j.create(weights, new long[] {weights.length}, 'c'), false);
    return new Dl4jNetwork(graph, spec.input());
  }

  /** The values of [n, height, width, channels] in DL4J's order. */
  public static INDArray nchw(float[] values, Shape shape) {
    long n = values.length / shape.length();
    return Nd4j.create(values, new long[] {n, shape.height(), shape.width(), shape.channels()}, 'c')
        .permute(0, 3, 1, 2)
        .dup('c');
  }

  /** A step of its own. */
  public void fit(float[] faces, double[][] targets) {
    graph.fit(
        new INDArray[] {nchw(faces, input)},
        new INDArray[] {Nd4j.createFromArray(targets).castTo(graph.params().dataType())});
  }

  @Override
  public double[][] probabilities(float[] faces) {
    return graph.outputSingle(nchw(faces, input)).toDoubleMatrix();
  }

  @Override
  public float[][] features(float[] faces) {
    throw new UnsupportedOperationException("nobody asks");
  }

  /** All weights. */
  public float[] weights() {
    return graph.params().toFloatVector();
  }

  @Override
  public void close() {
    graph.close();
  }
}
