package dev.emotion.cli.option;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What every command takes. */
public final class CommonOptions {
  @Option(names = "--quiet", description = "No progress on stderr.")
  private boolean quiet;

  @Option(names = "--verbose", description = "Debug logging and stack traces on stderr.")
  private boolean verbose;

  // Its value is used before the command line is parsed, by ConfigFile.
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Properties file with option values; the command line wins over it.")
  Path config;

  /**
   * Whether progress is silenced.
   *
   * @return true for no progress
   */
  public boolean quiet() {
    return quiet;
  }

  /**
   * Whether debug logging is on.
   *
   * @return true for more
   */
  public boolean verbose() {
    return verbose;
  }
}
