package dev.emotion.cli.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion.cli.dist.Installed.Outcome;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the archive holds, and how its program starts. */
class ArchiveIT {
  private static final long MAX_BYTES = 200_000_000;

  @TempDir private Path folder;

  @Test
  void isUnder200Megabytes() throws IOException {
    assertThat(Files.size(Installed.archive())).isLessThan(MAX_BYTES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LICENSE",
        "README.md",
        "licenses/THIRD-PARTY.md",
        "licenses/emotion.cdx.json",
        "completion/emotion-completion.sh",
        "bin/emotion.bat"
      })
  void holds(String file) {
    assertThat(Installed.home().resolve(file)).isNotEmptyFile();
  }

  @ParameterizedTest
  @ValueSource(strings = {"face_detection_full_range.tflite", "DejaVuSans.ttf"})
  void theBillOfMaterialsHasWhatNoArtifactBrings(String file) {
    assertThat(Installed.home().resolve("licenses/emotion.cdx.json"))
        .content()
        .contains("\"" + file + "\"");
  }

  @Test
  void startsThroughASymbolicLink() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("emotion"), Installed.launcher());
    Outcome version = new Installed.Invocation(folder, link.toString(), "--version").run();
    assertThat(version.ends(0).out()).startsWith("emotion ");
  }

  @Test
  void withoutACommandItHelps() throws IOException {
    assertThat(Installed.emotion(folder).run().ends(0).out()).contains("Usage: emotion ");
    Installed.emotion(folder, "--help").run().ends(0).quietly();
  }

  @Test
  void theDoctorFindsOneDnn() throws IOException {
    String facts = Installed.emotion(folder, "doctor").run().ends(0).out();
    assertThat(facts).containsPattern("(?m)^engine *oneDNN 3");
  }

  @Test
  void theCompletionScriptIsBash() throws IOException {
    Path script = Installed.home().resolve("completion/emotion-completion.sh");
    new Installed.Invocation(folder, "bash", "-n", script.toString()).run().ends(0);
  }

  @Test
  void theFirstStartUnpacksAndSaysSoTheSecondIsQuiet() throws IOException {
    Path cache = folder.resolve("cache");
    Installed.Invocation first = predictWith(cache);
    first.run().ends(0).inOneLine();
    assertThat(archivesOfClasses(cache)).hasSize(1);
    predictWith(cache).run().ends(0).quietly();
  }

  private Installed.Invocation predictWith(Path cache) {
    return Installed.emotion(folder, "predict", "--image", Installed.sample())
        .with("XDG_CACHE_HOME", cache.toString())
        .with("EMOTION_JAVA_OPTS", "-Dorg.bytedeco.javacpp.cachedir=" + cache);
  }

  private static List<Path> archivesOfClasses(Path cache) throws IOException {
    PathMatcher archive = FileSystems.getDefault().getPathMatcher("glob:**.jsa");
    try (Stream<Path> files = Files.walk(cache.resolve("emotion"))) {
      return files.filter(f -> archive.matches(f) && f.toFile().length() > 10_000_000).toList();
    }
  }

  @Test
  void theSampleIsHappy() throws IOException {
    Outcome answer =
        Installed.emotion(folder, "predict", "--image", Installed.sample())
            .and("--format", "json")
            .run()
            .ends(0);
    assertThat(answer.out()).containsOnlyOnce("\"box\"").contains("\"emotion\":\"happy\"");
  }

  @Test
  void readsAFileOfAnyNameWhereTheLocaleIsNotInstalled() throws IOException {
    Files.copy(Installed.sample(), folder.resolve("Müller.png"));
    for (String locale : List.of("de_DE.UTF-8", "xx_XX.UTF-8", "C")) {
      Outcome answer =
          Installed.emotion(folder, "predict", "Müller.png", "--format", "json")
              .with("LC_ALL", locale)
              .run()
              .ends(0);
      assertThat(answer.out()).contains("\"image\":\"Müller.png\"", "\"emotion\":\"happy\"");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "doctor",
        "predict --image faces/test/happy/0.pgm --detector none",
        "train --data faces --architecture mini --epochs 1 --batch-size 16 --quiet"
            + " --output m25.zip --run-dir run25"
      })
  void javas25thReleaseWarnsOfNothing(String command) throws IOException {
    Optional<Path> java = java25();
    assumeTrue(java.isPresent(), "skipped: no JDK 25 (JDK25_HOME, /usr/lib/jvm)");
    Outcome outcome =
        Installed.emotion(Installed.trained(), (Object[]) command.split(" "))
            .with("JAVA_HOME", java.get().toString())
            .run()
            .ends(0);
    assertThat((outcome.out() + outcome.err()).toLowerCase(Locale.ROOT)).doesNotContain("warning");
  }

  private static Optional<Path> java25() throws IOException {
    String named = System.getenv("JDK25_HOME");
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    Path all = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(all)) {
      return Optional.empty();
    }
    try (Stream<Path> homes = Files.list(all)) {
      return homes.filter(home -> home.getFileName().toString().contains("25")).findFirst();
    }
  }
}
