package dev.emotion.onednn;

import dev.emotion.network.Softmax;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Softmax and the cross-entropy {@code - sum w_c t_c log p_c}, summed over the batch, whose targets
 * t need not be 0 or 1.
 *
 * @param logits [n, classes]
 * @param gradient by the logits, likewise
 * @param classWeights w; empty for all 1
 */
record SoftmaxLoss(FloatPointer logits, FloatPointer gradient, List<Double> classWeights) {

  double[][] logits(int n) {
    int classes = (int) (logits.limit() / n);
    float[] values = new float[n * classes];
    logits.get(values);
    double[][] rows = new double[n][classes];
    for (int i = 0; i < values.length; i++) {
      rows[i / classes][i % classes] = values[i];
    }
    return rows;
  }

  /** By the logits: {@code p sum(w t) - w t}. */
  void backward(double[][] logits, double[][] targets) {
    int classes = logits[0].length;
    float[] values = new float[logits.length * classes];
    for (int i = 0; i < logits.length; i++) {
      double[] probabilities = Softmax.of(logits[i]);
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += weight(c) * targets[i][c];
      }
      for (int c = 0; c < classes; c++) {
        values[i * classes + c] = (float) (probabilities[c] * sum - weight(c) * targets[i][c]);
      }
    }
    gradient.put(values);
  }

  private double weight(int c) {
    return classWeights.isEmpty() ? 1 : classWeights.get(c);
  }
}
