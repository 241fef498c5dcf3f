package dev.emotion.cli.benchmark;

import java.util.SortedMap;

/** Is told the figures of a network as they are known; {@link NetworkSpeed} says what they are. */
public interface NetworkListener {
  /**
   * The speed of training is known.
   *
   * @param imagesPerSecond whole steps
   */
  void training(double imagesPerSecond);

  /**
   * The speed of inference is known.
   *
   * @param imagesPerSecond in batches of the size that was asked for
   * @param byBatchSize likewise for several batch sizes
   */
  void inference(double imagesPerSecond, SortedMap<Integer, Double> byBatchSize);

  /**
   * The latency of one face is known.
   *
   * @param medianMs milliseconds
   * @param p99Ms the 99th percentile
   */
  void latency(double medianMs, double p99Ms);
}
