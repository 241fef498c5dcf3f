package dev.emotion.benchmark;

/**
 * How fast faces are searched for.
 *
 * @param width of the picture, in pixels
 * @param height of the picture, in pixels
 * @param medianMs one search, milliseconds
 */
public record DetectionSpeed(int width, int height, double medianMs) {}
