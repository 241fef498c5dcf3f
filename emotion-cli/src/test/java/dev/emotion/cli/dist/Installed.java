package dev.emotion.cli.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.cli.testing.SmallDataset;
import dev.emotion.testing.Folders;
import dev.emotion.testing.SampleImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The archive that the build has packed, unpacked once into a place with spaces, and its {@code
 * emotion} as a user starts it: through the launcher, in a folder of one's own.
 */
final class Installed {
  private static final Path PLACE = temporary();
  private static final Path HOME = PLACE.resolve("a place with spaces");

  /** Before a command: its SIGINT ends it. Only GNU's env, of coreutils 8.31 on, can say that. */
  private static final List<String> DEFAULT_SIGNAL = defaultSignal();

  static {
    unpack();
  }

  private Installed() {}

  /** The archive. */
  static Path archive() {
    Path archive = Path.of(System.getProperty("emotion.archive"));
    assertThat(archive).as("made by \"mvn package\"").isRegularFile();
    return archive;
  }

  private static Path temporary() {
    try {
      Path place = Files.createTempDirectory("emotion-installed").toRealPath();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(place)));
      return place;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void delete(Path place) {
    try {
      Folders.delete(place);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> defaultSignal() {
    List<String> env = List.of("env", "--default-signal=INT");
    List<String> tried = new ArrayList<>(env);
    tried.add("true");
    try {
      Process process =
          new ProcessBuilder(tried)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0 ? env : List.of();
    } catch (IOException e) {
      return List.of(); // no env
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void unpack() {
    try {
      Files.createDirectories(HOME);
      Outcome tar =
          new Invocation(
                  PLACE,
                  "tar",
                  "xzf",
                  archive().toString(),
                  "-C",
                  HOME.toString(),
                  "--strip-components=1")
              .run();
      assertThat(tar.status()).as(tar.err()).isZero();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where it is unpacked. */
  static Path home() {
    return HOME;
  }

  /** The launcher. */
  static Path launcher() {
    return HOME.resolve("bin/emotion");
  }

  /** The photograph that comes with it. */
  static Path sample() {
    return HOME.resolve("docs/sample").resolve(SampleImage.path().getFileName());
  }

  /** A command of {@code emotion}, to be run in a folder. */
  static Invocation emotion(Path folder, Object... args) {
    List<String> command = new ArrayList<>(List.of(launcher().toString()));
    Arrays.stream(args).map(Object::toString).forEach(command::add);
    return new Invocation(folder, command.toArray(String[]::new));
  }

  private static Path faces;

  /** A folder with {@code faces/} (12 a class), {@code faces.csv} and {@code model.zip}. */
  static synchronized Path trained() throws IOException {
    if (faces == null) {
      Path made = Files.createDirectories(PLACE.resolve("trained"));
      SmallDataset.write(made.resolve("faces"), 12);
      Outcome training =
          emotion(made, "train", "--data", "faces", "--architecture", "mini", "--epochs", 1)
              .and("--batch-size", 16, "--seed", 1, "--threads", 2)
              .and("--output", "model.zip", "--run-dir", "run")
              .run();
      assertThat(training.status()).as(training.err()).isZero();
      assertThat(training.err()).as("on a stderr that is no terminal").doesNotContain("\r");
      faces = made;
    }
    return faces;
  }

  /** A program with arguments, a folder and an environment, ready to start. */
  static final class Invocation {
    private final List<String> command;
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();

    Invocation(Path folder, String... command) {
      this.folder = folder;
      this.command = new ArrayList<>(List.of(command));
    }

    Invocation and(Object... args) {
      Arrays.stream(args).map(Object::toString).forEach(command::add);
      return this;
    }

    Invocation with(String variable, String value) {
      environment.put(variable, value);
      return this;
    }

    /** Runs it by a shell, where it is {@code "$@"}. */
    Invocation by(String script) {
      command.addAll(0, List.of("sh", "-c", script, "sh"));
      return this;
    }

    /** Runs it by a program that takes a command. */
    Invocation under(String... program) {
      command.addAll(0, List.of(program));
      return this;
    }

    /** Waits for its end. */
    Outcome run() throws IOException {
      try (Running running = start()) {
        return running.end();
      }
    }

    /** Starts it; a signal reaches it even where a shell has made SIGINT void. */
    Running start() throws IOException {
      List<String> line = new ArrayList<>(DEFAULT_SIGNAL);
      line.addAll(command);
      Path out = Files.createTempFile(PLACE, "out", ".txt");
      Path err = Files.createTempFile(PLACE, "err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(line)
              .directory(folder.toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().remove("GOMP_SPINCOUNT");
      builder.environment().put("XDG_CACHE_HOME", PLACE.resolve("cache").toString());
      builder.environment().putAll(environment);
      return new Running(builder.start(), out, err);
    }
  }

  /** A program at work; closed, it is so no more, nor is what it has started. */
  record Running(Process process, Path out, Path err) implements AutoCloseable {

    /** Sends a signal, such as INT. */
    void signal(String name) throws IOException {
      try {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Waits until something is so, a minute at most. */
    void await(BooleanSupplier condition) throws IOException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!condition.getAsBoolean() && process.isAlive() && System.nanoTime() < end) {
        pause();
      }
      assertThat(condition.getAsBoolean()).as(Files.readString(err)).isTrue();
    }

    private static void pause() {
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Waits for its end, ten minutes at most. */
    Outcome end() throws IOException {
      try {
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("ended by itself").isTrue();
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** How it went. */
  record Outcome(int status, String out, String err) {

    /** Ended with this status. */
    Outcome ends(int expected) {
      assertThat(status).as(err).isEqualTo(expected);
      return this;
    }

    /** Said why it failed in one line, without a stack trace. */
    Outcome inOneLine() {
      assertThat(err.lines()).hasSize(1).allMatch(line -> line.startsWith("emotion: "));
      return this;
    }

    /** Had nothing to say but its result. */
    Outcome quietly() {
      assertThat(err).isEmpty();
      return this;
    }
  }
}
