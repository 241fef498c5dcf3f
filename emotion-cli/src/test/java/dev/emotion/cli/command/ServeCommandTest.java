package dev.emotion.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.emotion.cli.EmotionCli;
import dev.emotion.cli.testing.CliRun;
import dev.emotion.cli.testing.Program;
import dev.emotion.cli.testing.UntrainedModel;
import dev.emotion.testing.SampleImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command's options, and one server in a process of its own. */
// Reading what a process says heeds no interruption.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServeCommandTest {
  /** What a shell shows of a process ended by SIGTERM. */
  private static final int TERMINATED = 128 + 15;

  @TempDir static Path shared;
  private static Path model;

  @TempDir Path folder;

  @BeforeAll
  static void makeModel() {
    model = shared.resolve("untrained.zip");
    UntrainedModel.write(model);
  }

  @ParameterizedTest
  @CsvSource({
    "--port, -1, expected 0 to 65535",
    "--port, 65536, expected 0 to 65535",
    "--port, http, 'http'",
    "--max-upload, 10XB, expected a size such as 500KB or 10MB",
    "--max-upload, 0, at most 1GB",
    "--max-upload, 2GB, at most 1GB",
    "--max-upload, 99999999999MB, at most 1GB",
    "--allow-origin, example.org, expected an origin such as https://example.org",
    "--allow-origin, *, expected an origin",
    "--allow-origin, https://example.org/, expected an origin",
    "--token, '', expected letters",
    "--token, 'a b', expected letters",
    "--token, 'a&b', expected letters"
  })
  void aWrongValueIsAUsageErrorInOneLine(String option, String value, String words) {
    CliRun run = CliRun.of("serve", option, value);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains(option).contains(words);
  }

  @Test
  void aPortInUseIsNamedInOneLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      CliRun run = CliRun.of("serve", "--model", model, "--port", taken.getLocalPort());

      assertThat(run.status()).isEqualTo(3);
      assertThat(run.out()).isEmpty();
      assertThat(run.err().lines()).hasSize(1);
      assertThat(run.err())
          .startsWith("emotion: can't listen on 127.0.0.1 port " + taken.getLocalPort() + ": ")
          .contains("(--port 0 takes one)");
    }
  }

  @Test
  void anUnknownHostIsNamedInOneLine() {
    CliRun run =
        CliRun.of("serve", "--model", model, "--port", 0, "--host", "nowhere.invalid", "--quiet");

    assertThat(run.status()).isEqualTo(3);
    assertThat(run.err().lines())
        .containsExactly(
            "emotion: can't listen on nowhere.invalid port 0: no such host, expected a free port of"
                + " this machine (--port 0 takes one)");
  }

  @Test
  void warnsWhereOthersCanReachItWithoutAToken() {
    Object[] open = {"serve", "--model", model, "--port", 0, "--host", "nowhere.invalid"};

    assertThat(CliRun.of(open).err()).contains("whoever reaches this machine can use it");
    assertThat(CliRun.of(Stream.concat(Stream.of(open), Stream.of("--token", "s")).toArray()).err())
        .doesNotContain("whoever");
  }

  @Test
  void aFileOfSettingsMayAskForLogging() throws Exception {
    Path settings = Files.writeString(folder.resolve("serve.properties"), "verbose = true\n");
    Path err = folder.resolve("err");
    try (ServerSocket taken = new ServerSocket(0)) {
      Object[] arguments = {
        "serve", "--config", settings, "--model", model, "--port", taken.getLocalPort()
      };
      Process process =
          Program.of(List.of(), EmotionCli.class, arguments).redirectError(err.toFile()).start();
      assertThat(process.waitFor()).isEqualTo(3);
    }
    assertThat(err).content().startsWith("emotion: info: jetty-");
  }

  @Test
  void printsItsAddressAnswersWritesNothingAndEndsWhenToldTo() throws Exception {
    assumeFalse(System.getProperty("os.name").startsWith("Windows"), "Windows has no signals");
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Path work = Files.createDirectory(folder.resolve("work"));
    Object[] arguments = {"serve", "--port", 0, "--quiet", "--model", model};
    Process process =
        Program.of(List.of("-Djava.io.tmpdir=" + temporary), EmotionCli.class, arguments)
            .directory(work.toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    try (BufferedReader out = process.inputReader()) {
      String address = out.readLine();
      assertThat(address).matches("http://127\\.0\\.0\\.1:\\d+");
      HttpClient client = HttpClient.newHttpClient();
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(address + "/api/predict"))
                  .header("Content-Type", "multipart/form-data; boundary=frontier")
                  .POST(HttpRequest.BodyPublishers.ofByteArrays(form(SampleImage.path())))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(files(temporary)).isEmpty();
      assertThat(files(work)).isEmpty();

      process.toHandle().destroy(); // unlike Process.destroy it leaves the stream open
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(TERMINATED);
      assertThat(out.readLine()).isNull();
      assertThat(folder.resolve("err")).isEmptyFile();
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<byte[]> form(Path file) throws IOException {
    return List.of(
        "--frontier\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n\r\n"
            .getBytes(StandardCharsets.UTF_8),
        Files.readAllBytes(file),
        "\r\n--frontier--\r\n".getBytes(StandardCharsets.UTF_8));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
