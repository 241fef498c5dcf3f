package dev.emotion.model;

/**
 * What one training step saw, before it changed the weights.
 *
 * @param loss mean cross-entropy of the batch in nats: plain, without label smoothing and class
 *     weights, with dropout on
 * @param correct how many faces of the batch were classified right
 */
public record StepResult(double loss, int correct) {}
