package dev.emotion.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.EmotionClasses;
import dev.emotion.cli.testing.CliRun;
import dev.emotion.cli.testing.UntrainedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the files hold is tested beside their writers, in emotion-core. */
class ExportCommandTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "onnx, emotion.onnx, '[faces, 1, 48, 48]', 0x08",
    "keras, emotion.keras, '[faces, 48, 48, 1]', PK",
    "h5, emotion.h5, '[faces, 48, 48, 1]', HDF"
  })
  void writesTheBundledModelAndSaysHowToUseIt(String format, String name, String shape, String is)
      throws IOException {
    Path file = folder.resolve(name);
    CliRun run = CliRun.of("export", "--format", format, "--output", file);
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            String.join(
                "\n",
                file + ": " + format + ", " + (format.equals("keras") ? "9.3" : "10.0") + " MB",
                "Input    float32 "
                    + shape
                    + ": grey pixels of upright faces, 0 (black) to 255 (white), row by row from"
                    + " the top left; (pixel - 128.0) / 64.0 is in the network",
                "Output   a probability for each class",
                "Classes  0 angry, 1 disgust, 2 fear, 3 happy, 4 sad, 5 surprise, 6 neutral",
                ""));
    String start = new String(Files.readAllBytes(file), 0, 8, StandardCharsets.ISO_8859_1);
    assertThat(start).contains(is.equals("0x08") ? "\b" : is);
    assertThat(folder.toFile().list()).containsExactly(name);
  }

  @Test
  void writesAModelFileWithItsOwnClassesAndSize() {
    Path model = folder.resolve("mine.zip");
    UntrainedModel.write(model, new EmotionClasses(List.of("bored", "awake")), 32, 1);
    Path file = folder.resolve("with space.onnx");
    CliRun run = CliRun.of("export", "--model", model, "--format", "ONNX", "--output", file);
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("[faces, 1, 32, 32]").endsWith("Classes  0 bored, 1 awake\n");
    assertThat(file)
        .content(StandardCharsets.ISO_8859_1)
        .contains("mine.zip (SHA-256 ", "not stated in the model file");
  }

  @Test
  void takesAnEndingInCapitalLetters() {
    Path file = folder.resolve("M.ONNX");
    assertThat(CliRun.of("export", "--format", "onnx", "--output", file).status()).isZero();
    assertThat(file).isNotEmptyFile();
  }

  @Test
  void rejectsWrongOptionValuesBeforeAnyWork() {
    Path file = folder.resolve("a");
    assertFailure(CliRun.of("export", "--output", file), 2, "--format");
    assertFailure(CliRun.of("export", "--format", "onnx"), 2, "--output");
    assertFailure(CliRun.of("export", "--format", "tflite", "--output", file), 2, "'tflite'");
    assertFailure(CliRun.of("export", "--format", "onnx", "--output", folder), 2, "is a folder");
    assertFailure(
        CliRun.of("export", "--format", "keras", "--output", file),
        2,
        "--output: found " + file + ", expected FILE.keras (");
    assertFailure(
        CliRun.of("export", "--format", "h5", "--output", file),
        2,
        "--output: found " + file + ", expected FILE.h5 or FILE.hdf5 (");
    assertThat(folder.toFile().list()).isEmpty();
  }

  @Test
  void refusesAFileThatIsNoModelAndLeavesTheOutputAlone() throws IOException {
    Path model = Files.writeString(folder.resolve("mine.zip"), "nonsense");
    Path file = Files.writeString(folder.resolve("old.onnx"), "old");
    CliRun run = CliRun.of("export", "--model", model, "--format", "onnx", "--output", file);
    assertFailure(run, 3, "emotion: " + model + ": no zip archive");
    assertThat(file).hasContent("old");
  }

  private static void assertFailure(CliRun run, int status, String message) {
    assertThat(run.status()).isEqualTo(status);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(message).hasLineCount(1);
  }
}
