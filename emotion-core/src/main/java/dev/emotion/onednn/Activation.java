package dev.emotion.onednn;

import dev.emotion.network.Shape;

/**
 * What flows between operations in training.
 *
 * @param shape of one image's
 * @param values of all images
 * @param gradient of the loss by the values; null where no weights come before
 */
record Activation(Shape shape, Tensor values, Tensor gradient) {}
