package dev.emotion.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.cli.Commands;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One run of the program in this JVM.
 *
 * @param status the exit status
 * @param out what it wrote to stdout
 * @param err what it wrote to stderr
 */
public record CliRun(int status, String out, String err) {

  /**
   * Runs the program.
   *
   * @param args the command line
   * @return how it went
   */
  public static CliRun of(Object... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Commands.run(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            List.of(args).stream().map(Object::toString).toArray(String[]::new));
    return new CliRun(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /**
   * Asserts that the command line was refused, in one line on stderr.
   *
   * @param message what the line must hold
   */
  public void assertUsageError(String message) {
    assertThat(status).isEqualTo(2);
    assertThat(out).isEmpty();
    assertThat(err).contains(message).hasLineCount(1);
  }
}
