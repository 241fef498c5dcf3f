package dev.emotion.cli.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code scripts/emotion} in a checkout of nothing, with a Maven that makes a program of its own.
 */
class CheckoutScriptTest {
  private static final Path SOURCE = Path.of("..", "scripts", "emotion");
  private static final String BUILT =
      "emotion: building, the first time with downloads (some minutes) ...";

  @TempDir private Path temp;
  private Path checkout;
  private Path tools;

  /** How a start went. */
  private record Start(int status, List<String> out, List<String> err) {}

  @BeforeEach
  void makeACheckout() throws IOException {
    assumeFalse(System.getProperty("os.name").startsWith("Windows"), "needs a POSIX shell");
    checkout = Files.createDirectories(temp.resolve("a checkout"));
    for (String folder :
        List.of("scripts", "config", "emotion-core/src/main", "emotion-cli/src/main")) {
      Files.createDirectories(checkout.resolve(folder));
    }
    for (String file : List.of("pom.xml", "emotion-core/pom.xml", "emotion-cli/pom.xml")) {
      Files.createFile(checkout.resolve(file));
    }
    Files.copy(SOURCE, checkout.resolve("scripts/emotion"));
    tools = Files.createDirectories(temp.resolve("tools"));
  }

  /** A Maven that ends with a status, after making what the script runs. */
  private void installMaven(int status) throws IOException {
    Path maven = tools.resolve("mvn");
    Files.writeString(
        maven,
        """
        #!/bin/sh
        echo '[ERROR] a fault'
        mkdir -p emotion-cli/target/emotion/bin
        printf '#!/bin/sh\\nfor a in "$@"; do echo "<$a>"; done\\nexit 5\\n' \
          >emotion-cli/target/emotion/bin/emotion
        chmod +x emotion-cli/target/emotion/bin/emotion
        [ %d != 0 ] || touch emotion-cli/target/emotion/.built
        exit %d
        """
            .formatted(status, status));
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Start start(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", checkout.resolve("scripts/emotion").toString()));
    command.addAll(List.of(arguments));
    Path out = temp.resolve("out");
    Path err = temp.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("PATH", tools + ":/usr/bin:/bin");
    int status = builder.start().waitFor();
    return new Start(status, Files.readAllLines(out), Files.readAllLines(err));
  }

  @Test
  void buildsOnceSaysSoAndPassesEverythingOn() throws Exception {
    installMaven(0);

    Start first = start("predict", "a b", "", "*");
    assertThat(first.err()).hasSize(2).first().isEqualTo(BUILT);
    assertThat(first.out()).containsExactly("<predict>", "<a b>", "<>", "<*>");
    assertThat(first.status()).isEqualTo(5);

    assertThat(start("predict")).isEqualTo(new Start(5, List.of("<predict>"), List.of()));
  }

  @Test
  void buildsAgainWhereASourceIsNewer() throws Exception {
    installMaven(0);
    start("predict");
    Path source = Files.createFile(checkout.resolve("emotion-core/src/main/A.java"));
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));

    assertThat(start("predict").err()).contains(BUILT);
  }

  @Test
  void aBuildThatFailsIsToldWithItsLog() throws Exception {
    installMaven(1);

    Start start = start("predict");
    assertThat(start.status()).isEqualTo(1);
    assertThat(start.out()).isEmpty();
    assertThat(start.err())
        .containsExactly(
            BUILT,
            "[ERROR] a fault",
            "emotion: the build failed; all of its output is in "
                + checkout.toRealPath().resolve("emotion-cli/target/build.log"));
  }
}
