package dev.emotion.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.cli.testing.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {
  @TempDir Path folder;

  /** A CSV with a row for each label, noise as pixels; then the extra lines. */
  private String csv(int[] labels, String... extra) throws IOException {
    StringBuilder text = new StringBuilder("emotion,pixels,Usage\n");
    Random random = new Random(1);
    for (int label : labels) {
      String pixels =
          random.ints(48 * 48, 0, 256).mapToObj(Integer::toString).collect(Collectors.joining(" "));
      text.append(label).append(',').append(pixels).append(",Training\n");
    }
    for (String line : extra) {
      text.append(line).append('\n');
    }
    return Files.writeString(folder.resolve("faces.csv"), text).toString();
  }

  @Test
  void printsTheDescriptionAndWritesJsonAndSheet() throws IOException {
    Path json = folder.resolve("a.json");
    Path sheet = folder.resolve("a.png");
    CliRun run =
        CliRun.of(
            "inspect",
            "--data",
            csv(new int[] {3, 3, 0, 0}),
            "--json",
            json.toString(),
            "--sheet",
            sheet.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .startsWith("faces.csv\n")
        .contains("48x48 (4)", "No validation part", "Fingerprint");
    JsonObject object = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    assertThat(object.get("count").getAsInt()).isEqualTo(4);
    assertThat(run.out()).contains(object.get("fingerprint").getAsString());
    assertThat(sheet).isNotEmptyFile();
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("faces.csv", "a.json", "a.png");
  }

  @Test
  void jsonOnStandardOutputIsAllThatIsThere() throws IOException {
    CliRun run = CliRun.of("inspect", "--data", csv(new int[] {3, 0}), "--json", "-");
    assertThat(run.status()).isZero();
    JsonObject object = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(object.get("count").getAsInt()).isEqualTo(2);
  }

  @Test
  void aBadRowIsOneLineWithStatus3() throws IOException {
    String data = csv(new int[] {3, 0}, "9,1 2 3,Training");
    CliRun run = CliRun.of("inspect", "--data", data);
    assertThat(run.status()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualTo("emotion: " + data + ":4: emotion '9', expected 0 to 6\n");
  }

  @Test
  void skipBadListsTheBadRowAndGoesOn() throws IOException {
    String data = csv(new int[] {3, 0}, "9,1 2 3,Training");
    CliRun run = CliRun.of("inspect", "--data", data, "--skip-bad");
    assertThat(run.status()).isEqualTo(4);
    assertThat(run.out())
        .contains("Skipped inputs    1\n  " + data + ":4: emotion '9', expected 0 to 6\n");
  }

  @Test
  void aMissingPathIsStatus3AndMissingDataStatus2() {
    CliRun missing = CliRun.of("inspect", "--data", folder.resolve("none").toString());
    assertThat(missing.status()).isEqualTo(3);
    assertThat(missing.err()).contains("none: no such file or folder");
    assertThat(CliRun.of("inspect").status()).isEqualTo(2);
  }

  @Test
  void ownClassesAreCheckedAsOptionValue() throws IOException {
    String data = csv(new int[] {3, 0});
    CliRun twice = CliRun.of("inspect", "--data", data, "--classes", "happy,Joy");
    assertThat(twice.status()).isEqualTo(2);
    assertThat(twice.err()).contains("--classes").contains("listed twice").hasLineCount(1);
    CliRun own = CliRun.of("inspect", "--data", data, "--classes", "Anger, happy");
    assertThat(own.status()).isZero();
    assertThat(own.out()).contains("\nangry ").doesNotContain("disgust");
  }

  @Test
  void outputsAreCheckedBeforeTheWork() throws IOException {
    String data = csv(new int[] {3, 0}, "a bad row");
    CliRun json = CliRun.of("inspect", "--data", data, "--json", folder.resolve("no/such/a.json"));
    assertThat(json.status()).isEqualTo(2);
    assertThat(json.err()).contains("--json: there is no folder " + folder.resolve("no/such"));
    CliRun sheet = CliRun.of("inspect", "--data", data, "--sheet", folder.resolve("a.txt"));
    assertThat(sheet.status()).isEqualTo(2);
    assertThat(sheet.err()).contains("a.txt, expected FILE.png").hasLineCount(1);
  }
}
