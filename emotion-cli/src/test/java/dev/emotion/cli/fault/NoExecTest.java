package dev.emotion.cli.fault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion.cli.EmotionCli;
import dev.emotion.cli.testing.MountSpace;
import dev.emotion.cli.testing.Program;
import dev.emotion.testing.SampleImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program where libraries may not be loaded from the usual folders, as in containers. */
class NoExecTest {
  private static final String REMEDY =
      "expected 600 MB in a folder whose files may be executed:"
          + " EMOTION_JAVA_OPTS=-Dorg.bytedeco.javacpp.cachedir=FOLDER\n";

  @TempDir private Path folder;
  private Path noexec;
  private Path image;
  private String mount = "noexec,mode=1777";

  @BeforeEach
  void prepare() throws IOException, InterruptedException {
    noexec = Files.createDirectory(folder.resolve("noexec"));
    image = SampleImage.path();
    assumeTrue(
        inMount(List.of("true")) == 0, "needs Linux, and the right to mount in a name space");
  }

  /** A command in a name space of its own, in which one folder is a file system of its own. */
  private int inMount(List<String> command) throws InterruptedException {
    ProcessBuilder builder =
        MountSpace.of("mount -t tmpfs -o " + mount + " tmpfs \"$0\"", noexec, command);
    builder.environment().remove("XDG_CACHE_HOME");
    builder.environment().put("TMPDIR", folder.resolve("tmp").toString());
    builder.redirectOutput(folder.resolve("out").toFile());
    builder.redirectError(folder.resolve("err").toFile());
    return MountSpace.run(builder);
  }

  private int emotion(List<String> jvmOptions, Object... args)
      throws IOException, InterruptedException {
    return inMount(Program.of(jvmOptions, EmotionCli.class, args).command());
  }

  private String err() throws IOException {
    return Files.readString(folder.resolve("err"), UTF_8);
  }

  /**
   * Libraries are then unpacked by halves, and fail in several ways: the folder is named in all.
   */
  @Test
  void isOneLineWhereTheFolderIsTooSmall() throws Exception {
    for (int megabytes : new int[] {20, 100}) {
      mount = "size=" + megabytes + "m";
      int status =
          emotion(
              List.of("-Dorg.bytedeco.javacpp.cachedir=" + noexec), "predict", "--image", image);

      assertThat(err().lines().filter(line -> !line.startsWith("emotion: first start")))
          .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
          .startsWith("emotion: native libraries: no folder to unpack them in (" + noexec + ": ")
          .contains(" MB free), " + REMEDY.strip());
      assertThat(status).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"predict", "serve", "evaluate", "realtime"})
  void isOneLineWhereNoFolderWillDo(String command) throws Exception {
    List<Object> args = new ArrayList<>(List.of(command));
    args.addAll(
        switch (command) {
          case "predict" -> List.of("--image", image);
          case "evaluate" -> List.of("--data", data());
          case "realtime" -> List.of("--headless", "--video", image);
          default -> List.of("--port", "0");
        });
    int status =
        emotion(List.of("-Duser.home=" + noexec, "-Djava.io.tmpdir=" + noexec), args.toArray());

    assertThat(err())
        .isEqualTo(
            "emotion: native libraries: no folder to unpack them in ("
                + noexec
                + "/.javacpp/cache: noexec (no library may be loaded from there); "
                + folder
                + "/tmp/emotion-natives: not writable, or not of this user alone; "
                + noexec
                + "/emotion-natives: noexec (no library may be loaded from there)), "
                + REMEDY);
    assertThat(status).isEqualTo(3);
  }

  private Path data() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.copy(image, Files.createDirectories(data.resolve("test/happy")).resolve("a.png"));
    return data;
  }

  @Test
  void isOneLineWhereTheFolderThatWasGivenWillNot() throws Exception {
    int status =
        emotion(List.of("-Dorg.bytedeco.javacpp.cachedir=" + noexec), "predict", "--image", image);

    assertThat(err())
        .isEqualTo(
            "emotion: native libraries: no folder to unpack them in ("
                + noexec
                + ": noexec (no library may be loaded from there)), "
                + REMEDY);
    assertThat(status).isEqualTo(3);
  }

  @Test
  void worksWhereOneFolderWillDo() throws Exception {
    Files.createDirectory(folder.resolve("tmp"));
    int status =
        emotion(
            List.of("-Duser.home=" + noexec, "-Djava.io.tmpdir=" + noexec),
            "predict",
            "--quiet",
            "--image",
            image);

    assertThat(err()).isEmpty();
    assertThat(status).isZero();
    assertThat(folder.resolve("out")).content().contains("happy");
    assertThat(folder.resolve("tmp/emotion-natives")).isNotEmptyDirectory();
  }
}
