package dev.emotion.cli.option;

import dev.emotion.detect.BlazeFaceDetector;
import dev.emotion.detect.DetectorKind;
import dev.emotion.detect.FaceDetector;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How faces are found. */
public final class DetectorOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--detector",
      defaultValue = "blazeface",
      paramLabel = "DETECTOR",
      description =
          "blazeface finds faces, leaning and covered ones too; haar finds upright frontal ones;"
              + " none takes each image as one face (default: ${DEFAULT-VALUE}).")
  private DetectorKind kind;

  private OptionalInt minimumFace = OptionalInt.empty();

  @Option(
      names = "--min-face",
      paramLabel = "PIXELS",
      description =
          "Width of the smallest face that is looked for (default: "
              + BlazeFaceDetector.MINIMUM_FACE
              + ").")
  void setMinimumFace(int pixels) {
    if (pixels < 1) {
      throw new UsageError(command, "--min-face: found " + pixels + ", expected 1 or more");
    }
    minimumFace = OptionalInt.of(pixels);
  }

  private double minScore;

  @Option(
      names = "--min-score",
      paramLabel = "P",
      description = "Leaves faces out that blazeface is less sure of, 0 to 1 (default: 0).")
  void setMinScore(double score) {
    if (!(score >= 0 && score <= 1)) {
      throw new UsageError(command, "--min-score: found " + score + ", expected 0 to 1");
    }
    minScore = score;
  }

  /**
   * Checks the options against each other.
   *
   * @throws UsageError if one means nothing to the detector
   */
  public void validate() {
    if (minScore > 0 && kind != DetectorKind.BLAZEFACE) {
      throw new UsageError(
          command, "--min-score: " + kind + " gives no scores, expected --detector blazeface");
    }
    if (minimumFace.isPresent() && kind == DetectorKind.NONE) {
      throw new UsageError(
          command, "--min-face: none looks for no faces, expected --detector blazeface or haar");
    }
  }

  /**
   * Sets the detector up.
   *
   * @return the detector; the caller closes it
   */
  public FaceDetector open() {
    return kind.open(minimumFace.orElse(BlazeFaceDetector.MINIMUM_FACE), minScore);
  }
}
