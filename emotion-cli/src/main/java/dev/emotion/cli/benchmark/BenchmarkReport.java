package dev.emotion.cli.benchmark;

import dev.emotion.engine.Compute;
import dev.emotion.onednn.MachineLimits;
import dev.emotion.onednn.OperationTime;
import java.util.List;
import java.util.Optional;

/**
 * Everything that {@code emotion benchmark} measures.
 *
 * @param compute threads and precision
 * @param batchSize of the training steps and of the inference rate
 * @param reference the reference network, with training
 * @param width of the reference network
 * @param trainingStep where the time of its training step goes
 * @param limits what the machine reaches at best
 * @param model the name of the model
 * @param modelSpeed of its network
 * @param detection the search for faces, by size of the image
 * @param images from files to emotions; empty where no images were given
 * @param video realtime on a file; empty where none was given
 * @param startUpSeconds from starting the program to the end of a prediction on a small image
 * @param peakMemoryMb the most that this process held, in units of 10^6 bytes
 */
public record BenchmarkReport(
    Compute compute,
    int batchSize,
    NetworkSpeed reference,
    int width,
    List<OperationTime> trainingStep,
    MachineLimits limits,
    String model,
    NetworkSpeed modelSpeed,
    List<DetectionSpeed> detection,
    Optional<ImagesSpeed> images,
    Optional<VideoSpeed> video,
    double startUpSeconds,
    double peakMemoryMb) {

  /** Copies the lists. */
  public BenchmarkReport {
    trainingStep = List.copyOf(trainingStep);
    detection = List.copyOf(detection);
  }
}
