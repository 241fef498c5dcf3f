package dev.emotion.cli.option;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.cli.testing.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassOptionsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"inspect", "train"})
  void ownClassesAreTheOnlyOnes(String command) throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.createDirectory(data.resolve("bored"));
    Files.createDirectory(data.resolve("happy"));
    Files.writeString(data.resolve("happy/a.pgm"), "P5 1 1 255\n0");
    CliRun own = CliRun.of(command, "--data", data, "--classes", "bored,awake");
    assertThat(own.status()).isEqualTo(3);
    assertThat(own.err())
        .isEqualTo(
            "emotion: "
                + data.resolve("happy")
                + ": a folder of an unknown class, expected one of bored, awake\n");
  }

  @Test
  void withoutThemTheFoldersAreTheClasses() throws IOException {
    Path data = folder.resolve("data");
    for (String name : List.of("sad", "angry", "happy")) {
      Path faces = Files.createDirectories(data.resolve(name));
      for (int i = 0; i < 4; i++) {
        byte[] image = "P5 48 48 255\n".getBytes(UTF_8);
        int header = image.length;
        image = Arrays.copyOf(image, header + 48 * 48);
        Arrays.fill(image, header, image.length, (byte) (name.hashCode() + 9 * i));
        Files.write(faces.resolve(i + ".pgm"), image);
      }
    }
    Path model = folder.resolve("m.zip");
    CliRun trained =
        CliRun.of(
            "train",
            "--data",
            data,
            "--architecture",
            "mini",
            "--width",
            "2",
            "--epochs",
            "1",
            "--batch-size",
            "3",
            "--validation-split",
            "0.25",
            "--output",
            model);
    CliRun evaluated =
        CliRun.of("evaluate", "--data", data, "--split", "all", "--model", model, "--json", "-");
    CliRun inspected = CliRun.of("inspect", "--data", data, "--json", "-");

    assertThat(trained.err())
        .startsWith("9 faces to train on, 3 to validate, 3 classes: angry, happy, sad\n");
    assertThat(evaluated.status()).as(evaluated.err()).isZero();
    assertThat(evaluated.out().replaceAll("\\s", ""))
        .contains("\"classes\":[\"angry\",\"happy\",\"sad\"]");
    assertThat(inspected.out().replaceAll("\\s", ""))
        .contains("\"classes\":[\"angry\",\"happy\",\"sad\"]");
  }
}
