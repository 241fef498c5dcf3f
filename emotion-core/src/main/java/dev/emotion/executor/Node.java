package dev.emotion.executor;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer of a network that the executor knows. */
interface Node {

  /**
   * Adds the layer to a training program.
   *
   * @param inputs at least one; their values may be overwritten where {@link
   *     TrainingProgram#mayOverwrite} says so
   * @return the layer's output
   */
  Activation train(TrainingProgram program, List<Activation> inputs);

  /**
   * Adds the layer to an inference program.
   *
   * @param inputs [n, height, width, channels] each
   * @return the layer's output
   */
  INDArray infer(InferenceProgram program, List<INDArray> inputs);
}
