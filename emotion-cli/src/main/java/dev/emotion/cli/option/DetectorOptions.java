package dev.emotion.cli.option;

import dev.emotion.detect.FaceDetector;
import dev.emotion.detect.HaarFaceDetector;
import dev.emotion.detect.WholeImageDetector;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How faces are found. */
public final class DetectorOptions {

  /** What {@code --detector} takes. */
  private enum Kind {
    HAAR,
    NONE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--detector",
      defaultValue = "haar",
      paramLabel = "DETECTOR",
      description =
          "haar finds frontal faces; none takes each picture as one face"
              + " (default: ${DEFAULT-VALUE}).")
  private Kind kind;

  private int minimumFace = HaarFaceDetector.MINIMUM_FACE;

  @Option(
      names = "--min-face",
      paramLabel = "PIXELS",
      description = "Width of the smallest face that haar looks for (default: 30).")
  private void setMinimumFace(int pixels) {
    if (pixels < 1) {
      throw new ParameterException(
          command.commandLine(), "--min-face: found " + pixels + ", expected 1 or more");
    }
    minimumFace = pixels;
  }

  /**
   * Sets the detector up.
   *
   * @return the detector; the caller closes it
   */
  public FaceDetector open() {
    return switch (kind) {
      case HAAR -> new HaarFaceDetector(minimumFace);
      case NONE -> new WholeImageDetector();
    };
  }
}
