package dev.emotion.executor;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The last layer: dense, softmax, and in training the cross-entropy {@code - sum w_c t_c log p_c},
 * summed over the batch, whose targets t need not be 0 or 1.
 *
 * @param classWeights w, [1, classes]; or null for all 1
 */
record SoftmaxLoss(Dense dense, INDArray classWeights) {

  /** Adds it to a training program; gives its last operation. */
  Step train(TrainingProgram program, Activation features) {
    Step step = new Step(dense.train(program, List.of(features)), classWeights);
    program.add(step);
    return step;
  }

  /** Softmax and cross-entropy: gradient {@code p sum(w t) - w t} by the logits. */
  static final class Step implements Operation {
    private final INDArray logits;
    private final INDArray gradient;
    private final INDArray classWeights;
    private INDArray targets;

    Step(Activation logits, INDArray classWeights) {
      this.logits = Activation.rows(logits.values());
      this.gradient = Activation.rows(logits.gradient());
      this.classWeights = classWeights;
    }

    void setTargets(INDArray targets) {
      this.targets = targets;
    }

    double[][] logits() {
      return logits.toDoubleMatrix();
    }

    @Override
    public void forward() {
      // The logits are all that is needed.
    }

    @Override
    public void backward() {
      double[][] values = logits.toDoubleMatrix();
      double[][] wanted =
          (classWeights == null ? targets : targets.mulRowVector(classWeights)).toDoubleMatrix();
      for (int i = 0; i < values.length; i++) {
        double sum = 0;
        for (double w : wanted[i]) {
          sum += w;
        }
        double[] probabilities = Softmax.of(values[i]);
        for (int c = 0; c < probabilities.length; c++) {
          values[i][c] = probabilities[c] * sum - wanted[i][c];
        }
      }
      try (INDArray result = Nd4j.createFromArray(values)) {
        gradient.assign(result);
      }
    }
  }
}
