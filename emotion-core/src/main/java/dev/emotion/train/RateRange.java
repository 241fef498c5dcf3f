package dev.emotion.train;

import dev.emotion.text.Csv;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a learning-rate range test saw (Smith, "Cyclical learning rates for training neural
 * networks", 2017).
 *
 * @param rates the learning rate of each step, rising
 * @param losses mean cross-entropy of each step's batch in nats, before the step; as many
 */
public record RateRange(List<Double> rates, List<Double> losses) {
  /** Share of itself that the smoothed loss keeps at each step. */
  private static final double SMOOTHING = 0.95;

  /** A smoothed loss this many times the lowest one has exploded. */
  private static final double EXPLODED = 4;

  /** The suggested rate is the rate at the lowest smoothed loss, divided by this. */
  private static final double MARGIN = 10;

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if there is no step, or not a loss for each
   */
  public RateRange {
    rates = List.copyOf(rates);
    losses = List.copyOf(losses);
    if (rates.isEmpty() || rates.size() != losses.size()) {
      throw new IllegalArgumentException(rates.size() + " rates, " + losses.size() + " losses");
    }
  }

  /**
   * The losses without most of the batches' noise: an exponential moving average, corrected for its
   * beginning as in Adam.
   *
   * @return one a step
   */
  public List<Double> smoothed() {
    List<Double> smoothed = new ArrayList<>();
    double average = 0;
    double weight = 0;
    for (double loss : losses) {
      average = SMOOTHING * average + (1 - SMOOTHING) * loss;
      weight = SMOOTHING * weight + (1 - SMOOTHING);
      smoothed.add(average / weight);
    }
    return smoothed;
  }

  /**
   * The step with the lowest smoothed loss, the first of equals.
   *
   * @return counted from 0
   */
  public int lowest() {
    List<Double> smoothed = smoothed();
    int lowest = 0;
    for (int i = 1; i < smoothed.size(); i++) {
      if (smoothed.get(i) < smoothed.get(lowest)) {
        lowest = i;
      }
    }
    return lowest;
  }

  /**
   * Whether the loss has grown so much that higher rates are of no use.
   *
   * @return whether a loss was not finite, or the smoothed one is over four times its lowest
   */
  public boolean exploded() {
    List<Double> smoothed = smoothed();
    double last = smoothed.get(smoothed.size() - 1);
    return !Double.isFinite(last) || last > EXPLODED * smoothed.get(lowest());
  }

  /**
   * A learning rate to train with: a tenth of the rate at which the smoothed loss was lowest, where
   * it still fell.
   *
   * @return the rate; none if the loss never fell
   */
  public OptionalDouble suggestion() {
    int lowest = lowest();
    return lowest == 0 ? OptionalDouble.empty() : OptionalDouble.of(rates.get(lowest) / MARGIN);
  }

  /**
   * A row a step.
   *
   * @return CSV with a header
   */
  public String csv() {
    List<Double> smoothed = smoothed();
    StringBuilder text =
        new StringBuilder(Csv.row(List.of("step", "learning_rate", "loss", "smoothed_loss")));
    for (int i = 0; i < rates.size(); i++) {
      text.append(
          Csv.row(
              List.of(
                  Integer.toString(i + 1),
                  rates.get(i).toString(),
                  losses.get(i).toString(),
                  smoothed.get(i).toString())));
    }
    return text.toString();
  }
}
