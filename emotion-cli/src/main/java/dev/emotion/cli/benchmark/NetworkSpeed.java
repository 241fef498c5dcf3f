package dev.emotion.cli.benchmark;

import java.util.Collections;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How fast a network is.
 *
 * @param trainingImagesPerSecond whole steps: encoding, forward, backward, update; empty where it
 *     was not measured
 * @param inferenceImagesPerSecond faces to probabilities, encoding included, in batches of the size
 *     that was asked for
 * @param byBatchSize likewise for several batch sizes
 * @param latencyMedianMs one face to its probabilities, milliseconds
 * @param latencyP99Ms likewise, the 99th percentile
 */
public record NetworkSpeed(
    OptionalDouble trainingImagesPerSecond,
    double inferenceImagesPerSecond,
    SortedMap<Integer, Double> byBatchSize,
    double latencyMedianMs,
    double latencyP99Ms) {

  /** Copies the map. */
  public NetworkSpeed {
    byBatchSize = Collections.unmodifiableSortedMap(new TreeMap<>(byBatchSize));
  }
}
