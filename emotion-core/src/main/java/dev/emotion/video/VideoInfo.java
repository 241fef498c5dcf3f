package dev.emotion.video;

import java.time.Duration;
import java.util.Optional;

/**
 * What is known of a video before its frames are read.
 *
 * @param name its name in messages
 * @param width of every frame in pixels, as it is shown: turned upright, with square pixels
 * @param height of every frame in pixels
 * @param fps frames a second that the source says it has; with a varying rate the mean. Times of
 *     frames are their own and don't follow from it. Never 0
 * @param duration how much video will come; empty where that isn't known
 * @param live whether frames come at their own speed, and wait for nobody
 */
public record VideoInfo(
    String name, int width, int height, double fps, Optional<Duration> duration, boolean live) {}
