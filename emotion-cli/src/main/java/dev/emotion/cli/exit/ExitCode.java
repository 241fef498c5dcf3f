package dev.emotion.cli.exit;

/** Every exit status of the program. The help text and README show this table; a test compares. */
public enum ExitCode {
  /** All done. "No face found" is a result too. */
  OK(0, "all done (no face found is fine too)"),
  /** A fault of this program. */
  INTERNAL_ERROR(1, "internal error: a fault of emotion itself"),
  /** The command line or a configuration value is wrong. */
  USAGE_ERROR(2, "the command line or a configuration value is wrong"),
  /** An input or output can't be used, or memory, a port or a display can't be had. */
  INPUT_ERROR(3, "an input or output can't be used; too little memory, no port or display"),
  /** Finished, but some inputs failed. */
  PARTIAL(4, "finished, but some inputs failed"),
  /** {@code evaluate --min-accuracy} was not met. */
  BELOW_THRESHOLD(5, "evaluate: accuracy is below --min-accuracy"),
  /** Ctrl-C. */
  INTERRUPTED(130, "interrupted");

  private final int status;
  private final String meaning;

  ExitCode(int status, String meaning) {
    this.status = status;
    this.meaning = meaning;
  }

  /**
   * The process status.
   *
   * @return 0 to 130
   */
  public int status() {
    return status;
  }

  /**
   * What it means, for help texts.
   *
   * @return a few words
   */
  public String meaning() {
    return meaning;
  }
}
