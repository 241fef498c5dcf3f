package dev.emotion.cli.option;

import dev.emotion.dataset.DatasetSource;
import dev.emotion.dataset.ReadSettings;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which data set to read, and how. */
public final class DataOptions {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description =
          "A FER-2013 CSV, or a folder with train/, validation/ and test/ of class folders, or of"
              + " class folders alone; either also as .zip, .tar or .tar.gz.")
  private Path data;

  @Option(
      names = "--skip-bad",
      description = "Leave out bad rows and images and list them, instead of stopping.")
  private boolean skipBad;

  /**
   * The data set.
   *
   * @return its source, not read yet
   */
  public DatasetSource toSource() {
    return DatasetSource.of(data);
  }

  /**
   * What the user typed.
   *
   * @return the value of {@code --data}
   */
  public Path path() {
    return data;
  }

  /**
   * How to read it.
   *
   * @return the defaults, with what was given on the command line
   */
  public ReadSettings toReadSettings() {
    return ReadSettings.defaults().withSkipBad(skipBad);
  }
}
