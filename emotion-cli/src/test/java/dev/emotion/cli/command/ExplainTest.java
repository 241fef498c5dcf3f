package dev.emotion.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.cli.testing.CliRun;
import dev.emotion.cli.testing.UntrainedModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code predict --explain} and {@code evaluate --report}. */
class ExplainTest {
  private static final Path SAMPLE = Path.of("../docs/sample/astronaut.png");

  @TempDir Path folder;

  @Test
  void predictWritesAPictureForEachFaceAndGoesOnPastABadImage() throws IOException {
    Path copy = Files.createDirectory(folder.resolve("other")).resolve("astronaut.png");
    Files.copy(SAMPLE, copy);
    Path broken = Files.writeString(folder.resolve("broken.png"), "none");
    Path maps = folder.resolve("maps");
    CliRun run = CliRun.of("predict", SAMPLE, broken, copy, "--explain", maps);
    assertThat(run.status()).as(run.err()).isEqualTo(4);
    assertThat(maps.toFile().list())
        .containsExactlyInAnyOrder(
            "astronaut-1-happy-explained.png", "astronaut-2-1-happy-explained.png");
    BufferedImage image = ImageIO.read(maps.resolve("astronaut-1-happy-explained.png").toFile());
    assertThat(image.getWidth()).isEqualTo(976);
    // The heat-map of the answer, beside the grey face, has colours; the brightest is yellow.
    int yellow = 0;
    for (int y = 56; y < 248; y++) {
      for (int x = 232; x < 424; x++) {
        int color = image.getRGB(x, y);
        yellow += ((color >> 8) & 0xFF) - (color & 0xFF) > 60 ? 1 : 0;
      }
    }
    assertThat(yellow).isGreaterThan(100);
  }

  @Test
  void predictRefusesAFolderThatHoldsWhatItReads() throws IOException {
    Path copy = folder.resolve("a.png");
    Files.copy(SAMPLE, copy);
    CliRun run = CliRun.of("predict", copy, "--explain", folder);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--explain: ", "has images to read");
  }

  private Path faces() throws IOException {
    StringBuilder csv = new StringBuilder("emotion,pixels,Usage\n");
    for (int label = 0; label < 7; label++) {
      csv.append(label).append(',').append((30 * label + " ").repeat(48 * 48).strip());
      csv.append(",PrivateTest\n");
    }
    return Files.writeString(folder.resolve("<b>&faces.csv"), csv);
  }

  @Test
  void evaluateWritesOnePageThatNeedsNothingElse() throws IOException {
    Path model = folder.resolve("tiny.zip");
    UntrainedModel.write(model);
    Path report = folder.resolve("new/report");
    CliRun run = CliRun.of("evaluate", "--data", faces(), "--model", model, "--report", report);
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(report.toFile().list()).containsExactly("report.html");
    String page = Files.readString(report.resolve("report.html"));
    assertThat(page)
        .contains(
            "Confusion matrix", "The surest mistakes", "The closest calls", "1 of 7 right", "<svg ")
        .contains("&lt;b&gt;&amp;faces.csv")
        .doesNotContain("<b>&faces", "<script", "http://", "https://", "NaN");
    // Six mistakes and one hit: a face and a heat-map each.
    assertThat(page.split("data:image/jpeg;base64", -1)).hasSize(1 + 2 * 7);
  }

  @Test
  void evaluateWantsAFolderForTheReport() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    CliRun run = CliRun.of("evaluate", "--data", faces(), "--report", file);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--report: ", "is a file, expected a folder");
  }
}
