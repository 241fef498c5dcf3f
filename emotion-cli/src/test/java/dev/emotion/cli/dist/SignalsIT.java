package dev.emotion.cli.dist;

import static dev.emotion.cli.dist.Installed.emotion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion.cli.dist.Installed.Outcome;
import dev.emotion.cli.dist.Installed.Running;
import dev.emotion.cli.testing.Clip;
import dev.emotion.cli.testing.SmallDataset;
import dev.emotion.testing.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C, and {@code kill -9}. */
class SignalsIT {
  private static final int INTERRUPTED = 130;

  @TempDir private Path folder;

  @BeforeEach
  void needsSignals() {
    assumeFalse(System.getProperty("os.name").startsWith("Windows"), "Windows has no signals");
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.exists(file) ? Files.lines(file) : Stream.empty()) {
      return lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void predictEndsWithWholeLinesAndWholeCopies() throws IOException {
    SmallDataset.write(folder.resolve("faces"), 300);
    try (Running running =
        emotion(folder, "predict", "--image", "faces", "--recursive", "--detector", "none")
            .and("--format", "json", "--model", Installed.trained().resolve("model.zip"))
            .and("--output", "copies")
            .start()) {
      running.await(() -> lines(running.out()) >= 20);
      running.signal("INT");
      List<String> lines = running.end().ends(INTERRUPTED).out().lines().toList();
      assertThat(lines).hasSizeLessThan(6300).allMatch(line -> line.matches("\\{.*]}"));
      try (Stream<Path> copies = Files.walk(folder.resolve("copies"))) {
        assertThat(copies.filter(Files::isRegularFile)).hasSameSizeAs(lines);
      }
    }
  }

  @Test
  void trainEndsWithWholeFilesAndAlone() throws IOException {
    Path faces = Installed.trained().resolve("faces");
    try (Running running =
        emotion(folder, "train", "--data", faces, "--architecture", "mini", "--batch-size", 16)
            .and("--epochs", 10_000, "--patience", 10_000)
            .and("--output", "long.zip", "--run-dir", "long")
            .start()) {
      running.await(() -> lines(folder.resolve("long/history.csv")) >= 2);
      Outcome second =
          emotion(folder, "train", "--data", faces, "--architecture", "mini")
              .and("--output", "other.zip", "--run-dir", "long")
              .run()
              .ends(3);
      assertThat(second.err()).containsPattern("(?m)^emotion: long: another run is at work in it");
      running.signal("INT");
      running.end().ends(INTERRUPTED);
    }
    try (ZipFile last = new ZipFile(folder.resolve("long/last.zip").toFile())) {
      assertThat(last.stream()).isNotEmpty();
    }
    assertThat(folder.resolve("long/history.csv")).content().endsWith("\n");
  }

  @Test
  void realtimeEndsWithWholeLinesAndAPlayableRecording() throws IOException {
    Clip.face(folder.resolve("clip.mp4"), 250);
    try (Running running =
        emotion(folder, "realtime", "--video", "clip.mp4", "--live", "--headless")
            .and("--json", "cut.json", "--record", "cut.mp4")
            .start()) {
      running.await(() -> lines(folder.resolve("cut.json")) >= 10);
      running.signal("INT");
      running.end().ends(INTERRUPTED);
    }
    List<String> cut = Files.readAllLines(folder.resolve("cut.json"));
    assertThat(cut).allMatch(line -> line.matches("\\{.*]}"));
    Outcome again =
        emotion(folder, "realtime", "--video", "cut.mp4", "--headless", "--json", "-").run();
    assertThat(again.ends(0).out().lines()).as("the frames of the lines").hasSameSizeAs(cut);
  }

  @Test
  void trainingsThatAreKilledEndWithTheSameWeights() throws IOException {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "skipped: the script needs Linux");
    assumeTrue(Programs.find("unzip").isPresent(), "skipped: no unzip");
    Path script = Path.of("..", "scripts", "reliability", "kill-training").toAbsolutePath();
    int seed = Integer.getInteger("emotion.kill.seed", 1); // 0 to 32767: the moments to kill at
    Outcome killed =
        new Installed.Invocation(folder, "bash", script.toString(), "3", "12")
            .and(seed, Installed.launcher())
            .with("JAVA_HOME", System.getProperty("java.home"))
            .run();
    assertThat(killed.status()).as("-Demotion.kill.seed=%d: %s", seed, killed).isZero();
  }
}
