package dev.emotion.cli.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Commands in a name space of their own, in which one place is mounted. Needs Linux, and root. */
public final class MountSpace {
  private MountSpace() {}

  /**
   * A command that is ready to start.
   *
   * @param mount a line for sh, in which "$0" is the place
   * @param place a file or folder
   * @param command what runs there
   * @return both streams go where the caller says
   */
  public static ProcessBuilder of(String mount, Path place, List<String> command) {
    List<String> line = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c"));
    line.add(mount + " && exec \"$@\"");
    line.add(place.toString());
    line.addAll(command);
    return new ProcessBuilder(line);
  }

  /**
   * Runs it to its end; a test is skipped where there is no unshare.
   *
   * @param builder what {@link #of} gave
   * @return its status
   */
  public static int run(ProcessBuilder builder) throws InterruptedException {
    try {
      return builder.start().waitFor();
    } catch (IOException e) {
      return Assumptions.abort("needs unshare: " + e.getMessage());
    }
  }
}
