package dev.emotion.cli.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.cli.testing.CliRun;
import dev.emotion.system.ProcessMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Runs the program, and checks what holds for every input. */
final class CorpusRun {
  /** What one run may add to the memory that the process holds, heap and native together. */
  private static final long MAX_BYTES = 1_500_000_000;

  private static final Path RESET_PEAK = Path.of("/proc/self/clear_refs");

  private CorpusRun() {}

  /**
   * Runs the program.
   *
   * @param output the folder for all that it writes
   * @param args the command line
   * @return how it went; memory has been looked at, and that no half-written file is left
   */
  static CliRun of(Path output, Object... args) throws IOException {
    boolean measured = resetPeak();
    long before = ProcessMemory.residentBytes();
    CliRun run = CliRun.of(args);
    if (measured) {
      assertThat(ProcessMemory.peakResidentBytes() - before).as("bytes").isLessThan(MAX_BYTES);
    }
    assertThat(files(output)).as("half-written").noneMatch(name -> name.endsWith(".tmp"));
    assertThat(run.err()).doesNotContain("internal error", "Exception", "\tat ");
    return run;
  }

  /** So that the peak is that of the run; where the system can't, it is not measured. */
  private static boolean resetPeak() {
    try {
      Files.writeString(RESET_PEAK, "5");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The names of all files in a folder and its folders. */
  static List<String> files(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).toList();
    }
  }

  /** One line {@code emotion: what: why} with these words. */
  static void assertOneLine(CliRun run, List<String> words) {
    assertThat(run.err()).hasLineCount(1).startsWith("emotion").endsWith("\n").contains(words);
    assertThat(run.err().strip().chars()).as("control characters").noneMatch(c -> c < ' ');
  }
}
