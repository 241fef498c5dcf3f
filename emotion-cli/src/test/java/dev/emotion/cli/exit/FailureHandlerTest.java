package dev.emotion.cli.exit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.ImageException;
import dev.emotion.cli.output.StandardOutput;
import dev.emotion.testing.Programs;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class FailureHandlerTest {
  private final StringWriter err = new StringWriter();

  @Command(name = "emotion")
  static final class Failing implements Callable<Integer> {
    private final Callable<Integer> work;

    @Option(names = "--verbose")
    boolean verbose;

    @Option(names = "--cap")
    Cap cap;

    @Option(names = {"-n", "--count"})
    int count;

    @Option(names = "--share")
    Double share;

    private Failing(Callable<Integer> work) {
      this.work = work;
    }

    @Override
    public Integer call() throws Exception {
      return work.call();
    }
  }

  enum Cap {
    NONE,
    FLAT_CAP,
    HAT
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--cap=fez  | --cap: found 'fez', expected none, flat_cap or hat",
        "-n=x       | --count: found 'x', expected a whole number",
        "--share=1% | --share: found '1%', expected a number"
      })
  void aWrongValueIsFoundAndExpected(String argument, String line) {
    assertThat(run(() -> 0, argument)).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly("emotion: " + line + " (see 'emotion --help')");
  }

  private int run(Callable<Integer> work, String... args) {
    FailureHandler handler = new FailureHandler();
    CommandLine command =
        new CommandLine(new Failing(work))
            .setErr(new PrintWriter(err, true))
            .setExecutionExceptionHandler(handler)
            .setParameterExceptionHandler(handler);
    return handler.guard(command, () -> command.execute(args));
  }

  @Test
  void anUnusableInputIsOneLineAndStatus3() {
    int status =
        run(
            () -> {
              throw new ImageException("a\nb.jpg", "an empty file", "an image");
            });

    assertThat(status).isEqualTo(3);
    assertThat(err.toString().lines())
        .containsExactly("emotion: a b.jpg: an empty file, expected an image");
  }

  @Test
  void anInputFaultThatAWorkerThreadWrappedIsStillStatus3() {
    int status =
        run(
            () -> {
              throw new ExecutionException(new ImageException("a.jpg", "text", "an image"));
            });

    assertThat(status).isEqualTo(3);
    assertThat(err.toString()).startsWith("emotion: a.jpg: text, expected an image");
  }

  @Test
  void aLibraryThatAWorkerThreadCouldNotLoadIsStatus3() {
    int status =
        run(
            () -> {
              throw new IllegalStateException(
                  new ExceptionInInitializerError(new UnsatisfiedLinkError("libx.so: no memory")));
            });

    assertThat(status).isEqualTo(3);
    assertThat(err.toString()).startsWith("emotion: native libraries: libx.so: no memory");
  }

  @Test
  void aMissingFileIsNamedInWords() {
    int status =
        run(
            () -> {
              throw new UncheckedIOException(new NoSuchFileException("out/x.json"));
            });

    assertThat(status).isEqualTo(3);
    assertThat(err.toString().lines())
        .containsExactly("emotion: out/x.json: no such file or folder");
  }

  @Test
  void aForbiddenFileIsNamedInWords() {
    run(
        () -> {
          throw new AccessDeniedException("x.json");
        });

    assertThat(err.toString().lines()).containsExactly("emotion: x.json: permission denied");
  }

  @Test
  void lackOfMemorySaysWhatToLower() {
    int status =
        run(
            () -> {
              throw new OutOfMemoryError("Java heap space");
            });

    assertThat(status).isEqualTo(3);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString())
        .startsWith("emotion: out of memory: Java heap space")
        .contains("--batch-size", "EMOTION_JAVA_OPTS");
  }

  @Test
  void ourOwnFaultIsStatus1WithoutAStackTrace() {
    int status =
        run(
            () -> {
              throw new IllegalStateException("no");
            });

    assertThat(status).isEqualTo(1);
    assertThat(err.toString().lines())
        .containsExactly(
            "emotion: internal error: java.lang.IllegalStateException: no (run again with --verbose"
                + " and report it)");
  }

  @Test
  void verboseAddsTheStackTrace() {
    run(
        () -> {
          throw new IllegalStateException("no");
        },
        "--verbose");

    assertThat(err.toString()).contains("\tat dev.emotion.cli.exit.FailureHandlerTest");
  }

  @Test
  void aReaderThatLeftEndsTheProgramQuietly() {
    int status = run(() -> writeTo(failing("Обрыв канала"), true));

    assertThat(status).isZero();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aFullDiskBehindStdoutIsAFailure() {
    int status = run(() -> writeTo(failing("No space left on device"), false));

    assertThat(status).isEqualTo(3);
    assertThat(err.toString().lines())
        .containsExactly("emotion: standard output: No space left on device");
  }

  private static int writeTo(OutputStream target, boolean hasReader) {
    PrintStream out = StandardOutput.over(target, () -> hasReader);
    new PrintWriter(out, true, StandardCharsets.UTF_8).println("a result");
    return 0;
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
  }

  @Test
  void knowsAPipeFromAFile(@TempDir Path folder) throws Exception {
    Path pipe = Programs.mkfifo(folder.resolve("pipe"));
    assertThat(StandardOutput.hasReader(pipe)).isTrue();
    assertThat(StandardOutput.hasReader(Files.createFile(folder.resolve("file")))).isFalse();
    assertThat(StandardOutput.hasReader(Path.of("/dev/null"))).isFalse();
    assertThat(StandardOutput.hasReader(folder.resolve("none"))).isFalse();
  }
}
