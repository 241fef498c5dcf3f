package dev.emotion.track;

import dev.emotion.EmotionScores;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The mean of one face's probabilities over its last moments. Each answer counts for the time since
 * the one before, so that the frame rate, and frames that were left out, make no difference. What
 * is older than the window counts nothing: after a change of expression the mean has followed
 * within the window's length, in most cases within half of it.
 */
final class ProbabilitySmoother {
  /** How long the first answer of a face counts, having none before it: a frame's time. */
  private static final long FIRST_MICROS = 40_000;

  private final long windowMicros;
  private final Deque<Answer> answers = new ArrayDeque<>();
  private EmotionScores smoothed;

  /** A classifier's answer and the time it stands for. */
  private record Answer(long fromMicros, long toMicros, EmotionScores scores) {}

  /**
   * A smoother for one face.
   *
   * @param windowMicros how far back to look, in microseconds; 0 gives every answer as it is
   */
  ProbabilitySmoother(long windowMicros) {
    this.windowMicros = windowMicros;
  }

  /**
   * Takes an answer.
   *
   * @param timeMicros its time, later than that of the answer before
   * @param scores what the classifier says of this moment
   * @return the mean over the window that ends now
   */
  EmotionScores add(long timeMicros, EmotionScores scores) {
    long from = answers.isEmpty() ? timeMicros - FIRST_MICROS : answers.getLast().toMicros;
    answers.addLast(new Answer(from, timeMicros, scores));
    while (answers.size() > 1 && answers.getFirst().toMicros <= timeMicros - windowMicros) {
      answers.removeFirst();
    }
    smoothed = answers.size() == 1 ? scores : mean(timeMicros - windowMicros);
    return smoothed;
  }

  /** The last mean, for a moment in which the face can't be seen. */
  EmotionScores last() {
    return smoothed;
  }

  /** Whether the last answer came before a time. */
  boolean isOlder(long timeMicros) {
    return answers.getLast().toMicros < timeMicros;
  }

  private EmotionScores mean(long windowStart) {
    EmotionScores last = answers.getLast().scores;
    double[] sums = new double[last.classes().count()];
    double total = 0;
    for (Answer answer : answers) {
      double weight = answer.toMicros - Math.max(windowStart, answer.fromMicros);
      total += weight;
      for (int i = 0; i < sums.length; i++) {
        sums[i] += weight * answer.scores.probability(i);
      }
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= total;
    }
    return EmotionScores.of(last.classes(), sums).withMinConfidence(last.minConfidence());
  }
}
