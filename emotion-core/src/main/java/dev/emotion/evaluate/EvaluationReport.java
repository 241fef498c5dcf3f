package dev.emotion.evaluate;

import dev.emotion.EmotionClasses;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What an evaluation found: the outcome of every face, and the measures drawn from them. All
 * measures are finite.
 *
 * @param classes the classes, in index order
 * @param outcomes one a face, at least one, in the order of the data
 * @param imagesPerSecond faces classified a second: encoding and network only, without reading the
 *     data
 */
public record EvaluationReport(
    EmotionClasses classes, List<FaceOutcome> outcomes, double imagesPerSecond) {

  /** The least probability that log loss reckons with, lest one sure mistake make it infinite. */
  public static final double MIN_PROBABILITY = 1e-15;

  /** The number of bins of {@link #expectedCalibrationError()}. */
  public static final int CALIBRATION_BINS = 15;

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if there is no outcome, one has other classes, or the speed is
   *     not finite
   */
  public EvaluationReport {
    outcomes = List.copyOf(outcomes);
    if (outcomes.isEmpty()) {
      throw new IllegalArgumentException("no faces to evaluate on");
    }
    for (FaceOutcome outcome : outcomes) {
      if (!outcome.scores().classes().equals(classes)) {
        throw new IllegalArgumentException(
            outcome.origin() + ": scores over " + outcome.scores().classes());
      }
    }
    if (!(imagesPerSecond >= 0 && imagesPerSecond < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("speed of " + imagesPerSecond + " images a second");
    }
  }

  /**
   * The number of faces.
   *
   * @return at least 1
   */
  public int count() {
    return outcomes.size();
  }

  /**
   * The number of faces whose class was predicted correctly.
   *
   * @return 0 to {@link #count()}
   */
  public int correct() {
    return (int) outcomes.stream().filter(FaceOutcome::isCorrect).count();
  }

  /**
   * The share of faces whose class was predicted correctly.
   *
   * @return 0..1
   */
  public double accuracy() {
    return (double) correct() / count();
  }

  /**
   * How sure the accuracy is, were the faces drawn at random.
   *
   * @return the 95 % interval
   */
  public WilsonInterval accuracyInterval() {
    return WilsonInterval.of(correct(), count());
  }

  /**
   * The share of faces whose class is one of the two most probable.
   *
   * @return 0..1
   */
  public double top2Accuracy() {
    return (double) outcomes.stream().filter(outcome -> outcome.rank() < 2).count() / count();
  }

  /**
   * The mean of {@code -ln p}, where p is the probability given to the actual class, taken as at
   * least {@link #MIN_PROBABILITY}. 0 is perfect; {@code ln(classes)} is what an even guess gets.
   *
   * @return 0 or more
   */
  public double logLoss() {
    double sum = 0;
    for (FaceOutcome outcome : outcomes) {
      double p = outcome.scores().probability(outcome.actual());
      sum -= Math.log(Math.min(1, Math.max(MIN_PROBABILITY, p)));
    }
    return sum / count();
  }

  /**
   * How far confidence is from accuracy: faces are put into {@link #CALIBRATION_BINS} bins of equal
   * width by the confidence of the class said, and the gaps between mean confidence and accuracy
   * are averaged, weighted by the faces in the bin. From C. Guo et al., "On Calibration of Modern
   * Neural Networks", ICML 2017.
   *
   * @return 0 (confidence 0.8 is right 80 % of the time) to 1
   */
  public double expectedCalibrationError() {
    // Per bin: the sum of confidence minus hits. Its size over the count is the weighted gap.
    double[] gaps = new double[CALIBRATION_BINS];
    for (FaceOutcome outcome : outcomes) {
      double confidence = Math.min(1, outcome.scores().confidence());
      gaps[calibrationBin(confidence)] += confidence - (outcome.isCorrect() ? 1 : 0);
    }
    double sum = 0;
    for (double gap : gaps) {
      sum += Math.abs(gap);
    }
    return sum / count();
  }

  /**
   * The bin of a confidence; each holds its upper bound, not its lower one.
   *
   * @param confidence 0 to 1
   * @return 0 to {@link #CALIBRATION_BINS}, exclusive
   */
  public static int calibrationBin(double confidence) {
    return Math.max(0, (int) Math.ceil(confidence * CALIBRATION_BINS) - 1);
  }

  /**
   * The counts.
   *
   * @return rows actual, columns predicted
   */
  public ConfusionMatrix confusionMatrix() {
    return ConfusionMatrix.of(classes, outcomes);
  }

  /**
   * The measures of each class.
   *
   * @return one entry a class, in index order
   */
  public List<ClassMetrics> perClass() {
    ConfusionMatrix matrix = confusionMatrix();
    return IntStream.range(0, classes.count()).mapToObj(i -> ClassMetrics.of(matrix, i)).toList();
  }

  /**
   * The plain mean over the classes.
   *
   * @return see {@link MeanMetrics#macro}
   */
  public MeanMetrics macro() {
    return MeanMetrics.macro(perClass());
  }

  /**
   * The mean over the classes, weighted by support.
   *
   * @return see {@link MeanMetrics#weighted}
   */
  public MeanMetrics weighted() {
    return MeanMetrics.weighted(perClass());
  }
}
