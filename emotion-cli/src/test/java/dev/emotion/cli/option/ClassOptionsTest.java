package dev.emotion.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.cli.testing.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    CliRun unnamed = CliRun.of(command, "--data", data);
    assertThat(unnamed.status()).isEqualTo(3);
    assertThat(unnamed.err()).endsWith("neutral; list own classes with --classes\n");
    Files.createDirectory(data.resolve("happy"));
    CliRun own = CliRun.of(command, "--data", data, "--classes", "bored,awake");
    assertThat(own.status()).isEqualTo(3);
    assertThat(own.err())
        .isEqualTo(
            "emotion: "
                + data.resolve("happy")
                + ": a folder of an unknown class, expected one of bored, awake\n");
  }
}
