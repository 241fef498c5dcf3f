package dev.emotion.cli.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion.cli.EmotionCli;
import dev.emotion.cli.testing.MountSpace;
import dev.emotion.cli.testing.Program;
import dev.emotion.testing.SampleImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A result's file that is a mount point of its own, as {@code docker run -v FILE:FILE} makes it.
 */
class MountedFileTest {
  @TempDir private Path folder;

  @Test
  void isWrittenThoughNothingCanBeMovedThere() throws IOException, InterruptedException {
    Path json = Files.writeString(folder.resolve("out.json"), "old");
    Path faces = Files.createDirectories(folder.resolve("faces/happy"));
    Files.copy(SampleImage.path(), faces.resolve("a.jpg"));
    Path err = folder.resolve("err");
    assumeTrue(
        mounted(json, err, List.of("true")) == 0,
        "needs Linux, and the right to mount in a name space");

    int status =
        mounted(
            json,
            err,
            Program.of(
                    List.of(),
                    EmotionCli.class,
                    "inspect",
                    "--data",
                    faces.getParent(),
                    "--json",
                    json)
                .command());

    assertThat(err).isEmptyFile();
    assertThat(status).isZero();
    assertThat(json).content().startsWith("{").contains("happy");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("out.json", "faces", "err");
  }

  /** Runs a command in a name space of its own, in which a file is mounted on itself. */
  private static int mounted(Path file, Path err, List<String> command)
      throws InterruptedException {
    ProcessBuilder builder = MountSpace.of("mount --bind \"$0\" \"$0\"", file, command);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(err.toFile());
    return MountSpace.run(builder);
  }
}
