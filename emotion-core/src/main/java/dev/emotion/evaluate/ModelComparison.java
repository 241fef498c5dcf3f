package dev.emotion.evaluate;

import dev.emotion.EmotionClasses;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Two classifiers on the same faces.
 *
 * @param a what the first one said
 * @param b what the second one said of the same faces, over the same classes
 */
public record ModelComparison(EvaluationReport a, EvaluationReport b) {

  /**
   * Checks that they fit.
   *
   * @throws IllegalArgumentException if classes, faces or labels differ
   */
  public ModelComparison {
    if (!a.classes().equals(b.classes())) {
      throw new IllegalArgumentException("classes " + a.classes() + " and " + b.classes());
    }
    if (a.count() != b.count()) {
      throw new IllegalArgumentException(a.count() + " and " + b.count() + " faces");
    }
    for (int i = 0; i < a.count(); i++) {
      FaceOutcome first = a.outcomes().get(i);
      FaceOutcome second = b.outcomes().get(i);
      if (!first.origin().equals(second.origin()) || first.actual() != second.actual()) {
        throw new IllegalArgumentException(
            "face " + i + ": " + first.origin() + " and " + second.origin());
      }
    }
  }

  /**
   * The classes of both.
   *
   * @return the classes, in index order
   */
  public EmotionClasses classes() {
    return a.classes();
  }

  /**
   * The number of faces.
   *
   * @return at least 1
   */
  public int count() {
    return a.count();
  }

  /**
   * How often each was right.
   *
   * @return the counts over all faces
   */
  public PairedCounts counts() {
    return counts(i -> true);
  }

  /**
   * How often each was right of the faces of one class.
   *
   * @param label class index
   * @return the counts over the faces that are of it
   */
  public PairedCounts counts(int label) {
    return counts(i -> a.outcomes().get(i).actual() == label);
  }

  private PairedCounts counts(IntPredicate faces) {
    long[] counts = new long[4];
    IntStream.range(0, count())
        .filter(faces)
        .forEach(i -> counts[(isRight(a, i) ? 0 : 2) + (isRight(b, i) ? 0 : 1)]++);
    return new PairedCounts(counts[0], counts[1], counts[2], counts[3]);
  }

  private static boolean isRight(EvaluationReport report, int face) {
    return report.outcomes().get(face).isCorrect();
  }

  /**
   * The faces of which they say different classes.
   *
   * @return positions in both lists of outcomes, ascending
   */
  public List<Integer> differences() {
    return IntStream.range(0, count())
        .filter(i -> a.outcomes().get(i).predicted() != b.outcomes().get(i).predicted())
        .boxed()
        .toList();
  }
}
