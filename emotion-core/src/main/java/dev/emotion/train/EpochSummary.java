package dev.emotion.train;

/**
 * What one epoch did: a row of {@code history.csv}.
 *
 * @param epoch counted from 1
 * @param learningRate of its last step
 * @param trainLoss mean cross-entropy in nats over the training faces as they were shown: varied,
 *     with dropout, while the weights changed
 * @param trainAccuracy share classified right, likewise
 * @param validationLoss mean cross-entropy in nats after the epoch, plain faces
 * @param validationAccuracy share classified right, likewise
 * @param seconds of the whole epoch, validation included
 * @param imagesPerSecond training faces a second, validation not included
 */
public record EpochSummary(
    int epoch,
    double learningRate,
    double trainLoss,
    double trainAccuracy,
    double validationLoss,
    double validationAccuracy,
    double seconds,
    double imagesPerSecond) {}
