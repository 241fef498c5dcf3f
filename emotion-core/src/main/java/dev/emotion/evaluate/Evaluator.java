package dev.emotion.evaluate;

import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.classify.FaceClassifier;
import dev.emotion.dataset.LabeledFace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Measures a classifier on labelled faces.
 *
 * <pre>{@code
 * try (EmotionModel model = EmotionModel.bundled()) {
 *   EmotionDataset data =
 *       DatasetSource.of(Path.of("fer2013.csv"))
 *           .read(ReadSettings.defaults().withClasses(model.classes()));
 *   EvaluationReport report = new Evaluator(model).evaluate(data.faces(Split.TEST));
 *   System.out.println(report.accuracy());
 * }
 * }</pre>
 */
public final class Evaluator {
  /** Faces a call: enough to fill the network's batches, few enough to show progress. */
  private static final int CHUNK = 256;

  private final FaceClassifier classifier;

  /**
   * An evaluator.
   *
   * @param classifier what to measure; still the caller's to close
   */
  public Evaluator(FaceClassifier classifier) {
    this.classifier = classifier;
  }

  /**
   * Classifies all faces and compares with their labels.
   *
   * @param faces at least one, labelled with indices into the classifier's classes
   * @return what was found
   * @throws IllegalArgumentException if there is no face, or one does not fit the classifier
   */
  public EvaluationReport evaluate(List<LabeledFace> faces) {
    return evaluate(faces, done -> {});
  }

  /**
   * Classifies all faces and compares with their labels, telling how far it is.
   *
   * @param faces at least one, labelled with indices into the classifier's classes
   * @param progress gets the number of faces done, after every few hundred
   * @return what was found
   * @throws IllegalArgumentException if there is no face, or one does not fit the classifier
   */
  public EvaluationReport evaluate(List<LabeledFace> faces, IntConsumer progress) {
    List<FaceOutcome> outcomes = new ArrayList<>(faces.size());
    long nanos = 0;
    for (int start = 0; start < faces.size(); start += CHUNK) {
      List<LabeledFace> chunk = faces.subList(start, Math.min(start + CHUNK, faces.size()));
      List<FacePixels> pixels = chunk.stream().map(LabeledFace::pixels).toList();
      long before = System.nanoTime();
      List<EmotionScores> scores = classifier.classify(pixels);
      nanos += System.nanoTime() - before;
      for (int i = 0; i < chunk.size(); i++) {
        LabeledFace face = chunk.get(i);
        outcomes.add(new FaceOutcome(face.origin(), face.label(), scores.get(i)));
      }
      progress.accept(outcomes.size());
    }
    return new EvaluationReport(
        classifier.classes(), outcomes, outcomes.size() / (Math.max(1, nanos) / 1e9));
  }
}
