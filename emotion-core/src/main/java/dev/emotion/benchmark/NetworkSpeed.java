package dev.emotion.benchmark;

import java.util.OptionalDouble;

/**
 * How fast a network is.
 *
 * @param trainingImagesPerSecond whole steps: encoding, forward, backward, update; empty where it
 *     was not measured
 * @param inferenceImagesPerSecond faces to probabilities, encoding included
 * @param latencyMedianMs one face to its probabilities, milliseconds
 * @param latencyP99Ms likewise, the 99th percentile
 */
public record NetworkSpeed(
    OptionalDouble trainingImagesPerSecond,
    double inferenceImagesPerSecond,
    double latencyMedianMs,
    double latencyP99Ms) {}
