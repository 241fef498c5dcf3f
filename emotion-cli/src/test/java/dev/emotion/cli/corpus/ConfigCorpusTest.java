package dev.emotion.cli.corpus;

import static dev.emotion.cli.corpus.BadInput.fine;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.cli.testing.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Configuration files: {@code inspect --config BAD --data faces.csv --json ...}. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a guard, no figure
class ConfigCorpusTest {
  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void aFaultEndsTheRunBeforeItBegins(BadInput input) throws Exception {
    Path output = Files.createDirectory(folder.resolve("out"));
    Path json = output.resolve("a.json");
    String pixels =
        IntStream.range(0, 48 * 48).mapToObj(i -> "" + i % 256).collect(Collectors.joining(" "));
    Path data = Files.writeString(folder.resolve("a.csv"), "emotion,pixels\n3," + pixels + "\n");
    Path bad = input.maker().make(Files.createDirectory(folder.resolve("in")));

    CliRun run = CorpusRun.of(output, "inspect", "--config", bad, "--data", data, "--json", json);

    assertThat(run.status()).isEqualTo(input.status());
    if (input.status() == 0) {
      assertThat(run.err()).isEmpty();
      assertThat(json).isNotEmptyFile();
    } else {
      CorpusRun.assertOneLine(run, input.words());
      assertThat(run.err()).hasSizeLessThan(1000);
      assertThat(run.out()).isEmpty();
      assertThat(CorpusRun.files(output)).isEmpty();
    }
  }

  static List<BadInput> cases() {
    List<BadInput> cases = new ArrayList<>();
    cases.add(fine("an empty file", config("")));
    cases.add(fine("comments and blank lines", config("# a\n! b = c\n\n  \t\nskip-bad = true\n")));
    cases.add(fine("CRLF", config("skip-bad=true\r\n")));
    cases.add(fine("a byte order mark", config("\uFEFFskip-bad = true\n")));
    cases.add(fine("a key that the command line has", config("data = nowhere.csv\n")));
    wrong(cases, "an unknown key", "skip-bat = true\n", ":1: 'skip-bat' is not an option");
    wrong(cases, "a key of another command", "\nepochs = 3\n", ":2: 'epochs' is not an option");
    wrong(cases, "a key with its dashes", "--quiet = true\n", ":1: '--quiet' is not an option");
    wrong(cases, "no key", "= true\n", ":1: '' is not an option");
    wrong(cases, "a flag of yes", "quiet = yes\n", ":1: 'quiet' is 'yes', expected true or false");
    wrong(cases, "a flag of nothing", "quiet\n", "expected true or false");
    wrong(cases, "a key twice", "quiet=true\nquiet=true\n", ":2: 'quiet' is already in line 1");
    wrong(cases, "a file in a file", "config = b.properties\n", "'config' is not an option");
    wrong(cases, "help in a file", "help = true\n", "'help' is not an option");
    wrong(cases, "a broken escape", "quiet = \\u12\n", ":1: ");
    wrong(cases, "a NUL", "qu\0iet = true\n", ":1: ");
    wrong(cases, "a terminal's escape", "\u001B[2Jquiet = true\n", ":1: ");
    wrong(cases, "a line of 2 MB", "a".repeat(2_000_000) + " = 1\n", "more than 1 MiB");
    wrong(cases, "a key of 100 kB", "a".repeat(100_000) + " = 1\n", ":1: ");
    wrong(cases, "an output that is a folder", "sheet = .png\nskip-bad = 1\n", ":2: ");
    refused(
        cases, "UTF-16", folder -> bytes(folder, "quiet = true\n".getBytes(UTF_16)), "not UTF-8");
    refused(cases, "noise", folder -> bytes(folder, new byte[] {-1, -2, -3, 10, -4}), "not UTF-8");
    refused(cases, "nothing there", folder -> folder.resolve("a"), "no such file");
    refused(cases, "a folder", folder -> folder, ": a folder");
    refused(cases, "an endless device", folder -> Path.of("/dev/zero"), "more than 1 MiB");
    refused(
        cases,
        "a link to itself",
        folder -> Files.createSymbolicLink(folder.resolve("a"), folder.resolve("a")),
        "can't be read");
    refused(
        cases,
        "a file that may not be read",
        folder -> ImageCorpusTest.unreadable(bytes(folder, new byte[0])),
        "can't be read");
    return cases;
  }

  private static void wrong(List<BadInput> cases, String name, String text, String words) {
    refused(cases, name, config(text), words);
  }

  private static void refused(
      List<BadInput> cases, String name, BadInput.Maker maker, String words) {
    cases.add(new BadInput(name, maker, 2, List.of(words)));
  }

  private static BadInput.Maker config(String text) {
    return folder -> bytes(folder, text.getBytes(UTF_8));
  }

  private static Path bytes(Path folder, byte[] content) throws IOException {
    return Files.write(folder.resolve("a.properties"), content);
  }
}
