package dev.emotion.cli.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher for Linux and macOS, with a Java that prints its arguments, one a line. */
class LauncherTest {
  private static final Path SOURCE = Path.of("src", "main", "dist", "bin", "emotion");

  @TempDir private Path temp;
  private Path home;
  private Path launcher;

  /** How a start went. */
  private record Start(int status, List<String> out, String err) {
    /** What came behind the main class. */
    List<String> arguments() {
      return out.subList(out.indexOf("dev.emotion.cli.EmotionCli") + 1, out.size());
    }
  }

  @BeforeEach
  void unpack() throws IOException {
    assumeFalse(System.getProperty("os.name").startsWith("Windows"), "needs a POSIX shell");
    home = Files.createDirectories(temp.resolve("a place with spaces/emotion"));
    launcher = Files.createDirectories(home.resolve("bin")).resolve("emotion");
    Files.copy(SOURCE, launcher);
    Files.writeString(Files.createDirectories(home.resolve("lib")).resolve("emotion.jar"), "build");
    home = home.toRealPath();
    makeExecutable(launcher);
  }

  @Test
  void passesEveryArgumentOnUnchanged() throws Exception {
    Start start =
        start(launcher, java("17.0.9"), "predict", "a b.jpg", "", "*.jpg", "$HOME", "\\n");

    assertThat(start.arguments())
        .containsExactly("predict", "a b.jpg", "", "*.jpg", "$HOME", "\\n");
    assertThat(start.err()).isEmpty();
  }

  @Test
  void endsWithTheStatusOfTheProgram() throws Exception {
    assertThat(start(launcher, java("17.0.9"), "7").status()).isEqualTo(7);
  }

  @Test
  void findsItsFilesThroughSymbolicLinks() throws Exception {
    Path bin = Files.createDirectories(temp.resolve("usr/bin"));
    Path first = Files.createSymbolicLink(bin.resolve("first"), launcher);
    Path second = Files.createSymbolicLink(bin.resolve("second"), first.getFileName());

    assertThat(start(second, java("17.0.9")).out())
        .contains("@" + home.toRealPath() + "/lib/jvm.options");
  }

  @Test
  void adds24sOptionsForJava24Only() throws Exception {
    String option = "@" + home.toRealPath() + "/lib/jvm-24.options";

    assertThat(start(launcher, java("25.0.3")).out()).contains(option);
    assertThat(start(launcher, java("24")).out()).contains(option);
    assertThat(start(launcher, java("23.0.1")).out()).doesNotContain(option);
  }

  @Test
  void splitsTheUsersOptionsAtBlanksOnly() throws Exception {
    Map<String, String> environment = new HashMap<>(java("17.0.9"));
    environment.put("EMOTION_JAVA_OPTS", "-Xmx2g -Dglob=*");

    assertThat(start(launcher, environment).out()).contains("-Xmx2g", "-Dglob=*");
  }

  @Test
  void letsWaitingThreadsSleepSoonUnlessTheUserHasChosen() throws Exception {
    Map<String, String> environment = new HashMap<>(java("17.0.9"));
    assertThat(start(launcher, environment).out()).contains("GOMP_SPINCOUNT=30000");
    assertThat(start(launcher, environment, "serve").out()).contains("GOMP_SPINCOUNT=1000");
    environment.put("OMP_WAIT_POLICY", "active");
    assertThat(start(launcher, environment).out()).contains("GOMP_SPINCOUNT=");
    environment.put("GOMP_SPINCOUNT", "5");
    assertThat(start(launcher, environment).out()).contains("GOMP_SPINCOUNT=5");
    environment.remove("OMP_WAIT_POLICY");
    assertThat(start(launcher, environment).out()).contains("GOMP_SPINCOUNT=5");
  }

  @Test
  void startsNoThreadsOfOpenBlasUnlessTheUserHasChosen() throws Exception {
    Map<String, String> environment = new HashMap<>(java("17.0.9"));
    assertThat(start(launcher, environment).out()).contains("OPENBLAS_NUM_THREADS=1");
    environment.put("OPENBLAS_NUM_THREADS", "4");
    assertThat(start(launcher, environment).out()).contains("OPENBLAS_NUM_THREADS=4");
  }

  @Test
  void tellsTheProgramWhereItIsInstalled() throws Exception {
    assertThat(start(launcher, java("17.0.9")).out()).contains("-Demotion.home=" + home);
  }

  @Test
  void claimsNoTerminalWhereStderrIsAFile() throws Exception {
    assertThat(start(launcher, java("17.0.9")).out())
        .noneMatch(option -> option.startsWith("-Demotion.stderr.terminal"));
  }

  @Test
  void rejectsAnOldJavaInOneLine() throws Exception {
    Map<String, String> environment = java("11.0.2");
    Start start = start(launcher, environment);

    assertThat(start.status()).isEqualTo(3);
    assertThat(start.err().lines())
        .containsExactly(
            "emotion: Java: found version 11 in "
                + environment.get("JAVA_HOME")
                + "/bin/java, expected 17 or newer");
  }

  @Test
  void takesTheRuntimeOfAnInstallerBeforeJavaHome() throws Exception {
    Path own = Path.of(java("21.0.1").get("JAVA_HOME"));
    Files.move(own, home.resolveSibling("runtime"));

    assertThat(start(launcher, Map.of("JAVA_HOME", temp.toString())).arguments()).isEmpty();
  }

  @Test
  void rejectsJava8sOldVersionScheme() throws Exception {
    assertThat(start(launcher, java("1.8.0_292")).status()).isEqualTo(3);
  }

  @Test
  void rejectsAJavaHomeWithoutJava() throws Exception {
    Start start = start(launcher, Map.of("JAVA_HOME", temp.toString()));

    assertThat(start.status()).isEqualTo(3);
    assertThat(start.err().lines()).containsExactly("emotion: JAVA_HOME: no bin/java in " + temp);
  }

  @Test
  void keepsAnArchiveOfTheClassesFromTheFirstPredictionOn() throws Exception {
    Map<String, String> environment = java("17.0.9");

    assertThat(start(launcher, environment, "inspect").out()).noneMatch(LauncherTest::isArchive);
    Start first = start(launcher, environment, "predict", "a.jpg");
    assertThat(first.out()).filteredOn(LauncherTest::isArchive).hasSize(1);
    assertThat(first.arguments()).containsExactly("predict", "a.jpg");
    assertThat(first.err()).isEmpty();
    assertThat(start(launcher, environment, "predict", "b.jpg").out())
        .containsAll(first.out().stream().filter(LauncherTest::isArchive).toList());
    assertThat(made())
        .hasSize(5)
        .startsWith("predict", "--output") // annotated: what draws is in the archive too
        .endsWith("--image", home + "/docs/sample/astronaut.png");
    assertThat(Path.of(made().get(2))).doesNotExist();
  }

  @Test
  void allCommandsShareTheArchive() throws Exception {
    Map<String, String> environment = java("17.0.9");
    List<String> evaluate = archives(start(launcher, environment, "evaluate"));

    assertThat(evaluate).hasSize(1);
    for (String command : List.of("inspect", "predict", "train")) {
      assertThat(archives(start(launcher, environment, command))).isEqualTo(evaluate);
    }
  }

  private static List<String> archives(Start start) {
    return start.out().stream().filter(LauncherTest::isArchive).toList();
  }

  @Test
  void makesANewArchiveForANewBuildAndRemovesTheOld() throws Exception {
    Map<String, String> environment = java("17.0.9");
    List<String> before = start(launcher, environment, "predict").out();
    Files.writeString(home.resolve("lib/emotion.jar"), "a new build");
    List<String> after = start(launcher, environment, "predict").out();

    assertThat(after).filteredOn(LauncherTest::isArchive).hasSize(1);
    assertThat(after).isNotEqualTo(before);
    assertThat(cached()).hasSize(1);
  }

  private List<Path> cached() throws IOException {
    try (Stream<Path> files = Files.walk(temp.resolve("cache"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void triesToMakeAnArchiveOnceWhereThatFails() throws Exception {
    Map<String, String> environment = new HashMap<>(java("17.0.9"));
    environment.put("FAIL_ARCHIVE", "yes");

    for (int i = 0; i < 2; i++) {
      Start start = start(launcher, environment, "predict", "a.jpg");
      assertThat(start.out()).noneMatch(LauncherTest::isArchive);
      assertThat(start.err()).isEmpty();
      assertThat(made()).hasSize(i == 0 ? 5 : 0);
      Files.deleteIfExists(temp.resolve("made"));
    }
  }

  @Test
  void leavesNothingOfAnInterruptedFirstStart() throws Exception {
    Map<String, String> environment = new HashMap<>(java("17.0.9"));
    environment.put("END_LAUNCHER", "yes");

    assertThat(start(launcher, environment, "predict", "a.jpg").status()).isEqualTo(143);
    assertThat(made()).isNotEmpty();
    assertThat(cached()).isEmpty();
  }

  @Test
  void deletesWhatAKilledFirstStartLeft() throws Exception {
    Map<String, String> environment = java("17.0.9");
    start(launcher, environment, "predict");
    Path folder = cached().get(0).getParent();
    Path old = Files.createFile(folder.resolve("making.1"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(3))));
    Path fresh = Files.createFile(folder.resolve("making.2")); // of one at work
    Files.writeString(home.resolve("lib/emotion.jar"), "a new build");
    start(launcher, environment, "predict");

    assertThat(cached()).hasSize(2).contains(fresh).doesNotContain(old);
  }

  @Test
  void managesWithoutAPlaceForAnArchive() throws Exception {
    Map<String, String> environment = new HashMap<>(java("17.0.9"));
    environment.put("XDG_CACHE_HOME", Files.writeString(temp.resolve("file"), "").toString());
    Start start = start(launcher, environment, "predict", "a.jpg");

    assertThat(start.arguments()).containsExactly("predict", "a.jpg");
    assertThat(start.out()).noneMatch(LauncherTest::isArchive);
    assertThat(start.err()).isEmpty();
  }

  private static boolean isArchive(String option) {
    return option.startsWith("-XX:SharedArchiveFile=");
  }

  /** The program's arguments in the run that made an archive. */
  private List<String> made() throws IOException {
    Path made = temp.resolve("made");
    return Files.exists(made) ? new Start(0, Files.readAllLines(made), "").arguments() : List.of();
  }

  private Start start(Path command, Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(command.toString()));
    line.addAll(List.of(args));
    Path out = temp.resolve("out");
    Path err = temp.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(line);
    for (String name :
        List.of(
            "JAVA_HOME",
            "EMOTION_JAVA_OPTS",
            "GOMP_SPINCOUNT",
            "OMP_WAIT_POLICY",
            "OPENBLAS_NUM_THREADS")) {
      builder.environment().remove(name);
    }
    builder.environment().put("XDG_CACHE_HOME", temp.resolve("cache").toString());
    builder.environment().put("MADE", temp.resolve("made").toString());
    builder.environment().putAll(environment);
    int status = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
    return new Start(status, Files.readAllLines(out), Files.readString(err));
  }

  /**
   * A Java home whose java prints its arguments, makes the archive of classes that they ask for,
   * and ends with the last one, if it is a number.
   */
  private Map<String, String> java(String version) throws IOException {
    Path javaHome = Files.createDirectories(temp.resolve("java " + version));
    Files.writeString(javaHome.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    Path java = Files.createDirectories(javaHome.resolve("bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        printf 'GOMP_SPINCOUNT=%s\\n' "$GOMP_SPINCOUNT"
        printf 'OPENBLAS_NUM_THREADS=%s\\n' "$OPENBLAS_NUM_THREADS"
        for last; do
          printf '%s\\n' "$last"
          case $last in -XX:ArchiveClassesAtExit=*) archive=${last#*=} ;; esac
        done
        if [ -n "$archive" ]; then
          printf '%s\\n' "$@" >"$MADE"
          [ -n "$FAIL_ARCHIVE" ] || echo classes >"$archive"
          [ -z "$END_LAUNCHER" ] || kill -TERM "$PPID"
        fi
        case $last in [0-9]) exit "$last" ;; esac
        """,
        StandardCharsets.UTF_8);
    makeExecutable(java);
    return Map.of("JAVA_HOME", javaHome.toString());
  }

  private static void makeExecutable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
