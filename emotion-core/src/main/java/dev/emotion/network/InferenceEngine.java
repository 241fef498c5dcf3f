package dev.emotion.network;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import java.util.List;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Runs a network forward. Not thread-safe. */
interface InferenceEngine {

  /**
   * Classifies faces.
   *
   * @param faces any number, each of the network's side
   * @return a result a face, in order
   */
  List<EmotionScores> classify(List<FacePixels> faces);

  /**
   * The engine for a network with its weights of the moment: compiled, or DL4J's own execution
   * where a layer can't be compiled, which is said.
   *
   * @param graph the network; stays the caller's
   * @param input of its faces
   * @param classes of its outputs
   * @return the engine
   */
  static InferenceEngine of(ComputationGraph graph, InputSpec input, EmotionClasses classes) {
    Optional<InferencePlan> plan = InferencePlan.compile(graph, input, classes);
    if (plan.isPresent()) {
      return plan.get();
    }
    LogManager.getLogger(InferenceEngine.class)
        .warn("this network has a layer that can't be compiled: it runs on DL4J, slower");
    return new GraphClassifier(graph, new InputEncoder(input), classes);
  }
}
