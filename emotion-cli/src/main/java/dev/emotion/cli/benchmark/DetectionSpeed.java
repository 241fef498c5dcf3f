package dev.emotion.cli.benchmark;

/**
 * How fast faces are searched for.
 *
 * @param width of the image, in pixels
 * @param height of the image, in pixels
 * @param medianMs one search, milliseconds
 */
public record DetectionSpeed(int width, int height, double medianMs) {}
