package dev.emotion.cli.option;

import dev.emotion.system.Processors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How much of the machine a command may take. */
public final class ThreadsOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private int count = Processors.cores();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads to compute with (default: one a core).")
  void setCount(int number) {
    if (number < 1) {
      throw new UsageError(command, "--threads: found " + number + ", expected 1 or more");
    }
    count = number;
  }

  /**
   * How many threads to compute with.
   *
   * @return at least 1
   */
  public int count() {
    return count;
  }
}
