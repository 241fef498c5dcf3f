package dev.emotion.dataset;

import dev.emotion.FacePixels;

/**
 * One face of a data set and its class.
 *
 * @param pixels the face
 * @param label class index, 0 or more
 * @param origin where it comes from, such as {@code fer2013.csv:1207} or {@code train/happy/a.jpg}
 */
public record LabeledFace(FacePixels pixels, int label, String origin) {}
