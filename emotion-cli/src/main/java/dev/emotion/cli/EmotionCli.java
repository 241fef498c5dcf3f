package dev.emotion.cli;

import dev.emotion.cli.exit.Interruption;
import dev.emotion.cli.output.StandardOutput;
import java.util.stream.Stream;
import org.slf4j.helpers.NOP_FallbackServiceProvider;

/**
 * The program. This class knows none of picocli's, which take 20 ms to load: the native libraries
 * load meanwhile.
 */
public final class EmotionCli {
  private EmotionCli() {}

  /**
   * Runs the program and ends the process with its status.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    boolean verbose = // maybe in the file of --config
        Stream.of(args).anyMatch(arg -> arg.equals("--verbose") || arg.startsWith("--config"));
    if (!verbose) {
      // The libraries' logging shows with --verbose alone; setting it up takes 80 ms.
      System.setProperty("slf4j.internal.verbosity", "WARN");
      System.setProperty("slf4j.provider", NOP_FallbackServiceProvider.class.getName());
    }
    HeadStart.begin(args);
    System.exit(Interruption.guard(() -> Commands.run(StandardOutput.stream(), System.err, args)));
  }
}
