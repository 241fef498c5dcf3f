package dev.emotion.cli.dist;

import static dev.emotion.cli.dist.Installed.emotion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion.cli.dist.Installed.Outcome;
import dev.emotion.cli.testing.Clip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code realtime} on a clip of the sample's face, ten seconds long. */
class VideoIT {
  @TempDir private static Path folder;

  @BeforeAll
  static void record() {
    Clip.face(folder.resolve("clip.mp4"), 250);
  }

  @Test
  void writesEveryOutputOfEveryFrame() throws IOException {
    Outcome outcome =
        emotion(folder, "realtime", "--video", "clip.mp4", "--headless", "--json", "clip.json")
            .and("--csv", "clip.csv", "--timeline", "clip.png", "--record", "recording.mp4")
            .run()
            .ends(0);
    assertThat(outcome.err()).containsPattern("(?m)^250 frames read, 250 processed, 0 dropped");
    assertThat(Files.readAllLines(folder.resolve("clip.json")))
        .hasSize(250)
        .allMatch(
            line -> line.matches("\\{.*\"faces\":\\[\\{\"track\":1,.*\"emotion\":\"happy\".*"));
    assertThat(Files.readAllLines(folder.resolve("clip.csv"))).hasSize(251);
    assertThat(Files.readAllBytes(folder.resolve("clip.png"))).startsWith(0x89, 'P', 'N', 'G');

    Outcome recording =
        emotion(folder, "realtime", "--video", "recording.mp4", "--headless", "--every", 50)
            .and("--json", "-")
            .run()
            .ends(0);
    assertThat(recording.err()).containsPattern("(?m)^250 frames read, 5 processed");
  }

  @Test
  void goesThroughAFileAsACameraWouldGiveIt() throws IOException {
    Outcome outcome =
        emotion(folder, "realtime", "--video", "clip.mp4", "--live", "--duration", 2, "--headless")
            .run()
            .ends(0);
    assertThat(outcome.err()).containsPattern("(?m)^50 frames read");
  }

  @Test
  void goesOnPastAnAddressThatIsNone() throws IOException {
    Outcome outcome =
        emotion(folder, "realtime", "--video", "file:/my clip.mp4", "--video", "clip.mp4")
            .and("--headless", "--json", "two.json")
            .run()
            .ends(4);
    assertThat(outcome.err()).contains("emotion: file:/my clip.mp4: no file address");
    assertThat(Files.readAllLines(folder.resolve("two.json"))).hasSize(250);
  }

  @Test
  void needsNoSoundSystem() throws IOException {
    Optional<String> pulse = libraries().filter(l -> l.contains("libpulse.so.0")).findFirst();
    assumeTrue(pulse.isPresent(), "skipped: no libpulse to hide");
    assumeTrue(
        new Installed.Invocation(folder, "unshare", "-m", "true").run().status() == 0,
        "skipped: not allowed to hide a file");
    emotion(folder, "realtime", "--video", "clip.mp4", "--headless", "--max-frames", 5)
        .by("mount --bind /dev/null '" + pulse.get() + "' && \"$@\"")
        .under("unshare", "-m")
        .run()
        .ends(0);
  }

  private static Stream<String> libraries() throws IOException {
    Path cache = Path.of("/sbin/ldconfig");
    assumeTrue(Files.exists(cache), "skipped: no ldconfig");
    List<String> lines =
        new Installed.Invocation(folder, cache.toString(), "-p").run().out().lines().toList();
    return lines.stream().map(line -> line.replaceFirst(".* => ", "").strip());
  }

  @Test
  void aWindowNeedsADisplay() throws IOException {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "displays of X and Wayland");
    Outcome outcome =
        emotion(folder, "realtime", "--video", "clip.mp4")
            .under("env", "-u", "DISPLAY", "-u", "WAYLAND_DISPLAY")
            .run()
            .ends(3)
            .inOneLine();
    assertThat(outcome.err()).contains("--headless");
  }
}
