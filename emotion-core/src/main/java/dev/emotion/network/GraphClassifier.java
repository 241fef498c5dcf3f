package dev.emotion.network;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a DL4J graph forward, batch by batch. Not thread-safe. */
final class GraphClassifier implements InferenceEngine {
  /** Faces a batch: near the peak speed of two cores, and a bound for memory. */
  private static final int BATCH = 64;

  private final ComputationGraph graph;
  private final InputEncoder encoder;
  private final EmotionClasses classes;

  GraphClassifier(ComputationGraph graph, InputEncoder encoder, EmotionClasses classes) {
    this.graph = graph;
    this.encoder = encoder;
    this.classes = classes;
  }

  @Override
  public List<EmotionScores> classify(List<FacePixels> faces) {
    NativeEngine.prepareThisThread();
    List<EmotionScores> scores = new ArrayList<>(faces.size());
    for (int from = 0; from < faces.size(); from += BATCH) {
      List<FacePixels> batch = faces.subList(from, Math.min(from + BATCH, faces.size()));
      INDArray input = encoder.encode(batch);
      INDArray output = graph.outputSingle(input);
      double[][] rows = output.toDoubleMatrix();
      for (double[] row : rows) {
        scores.add(EmotionScores.of(classes, row));
      }
      output.close();
      input.close();
    }
    return scores;
  }
}
