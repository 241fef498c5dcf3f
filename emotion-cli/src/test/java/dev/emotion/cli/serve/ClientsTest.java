package dev.emotion.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion.testing.SampleImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples in scripts/clients, each where what it needs is installed. */
class ClientsTest {
  private static final Path CLIENTS = Path.of("..", "scripts", "clients");
  private static final String TOKEN = "a secret";
  private static final String BODY = "the whole body";

  @TempDir private Path folder;

  /** How a client went. */
  private record Run(int status, String out, String err) {}

  private Run run(String interpreter, String needed, String client, String server, Object... images)
      throws Exception {
    assumeTrue(isInstalled(needed), "needs " + needed);
    List<String> command =
        new ArrayList<>(List.of(interpreter, CLIENTS.resolve(client).toString(), server));
    for (Object image : images) {
      command.add(image.toString());
    }
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("EMOTION_TOKEN", TOKEN);
    int status = builder.start().waitFor();
    return new Run(status, Files.readString(out), Files.readString(err));
  }

  private static boolean isInstalled(String program) throws Exception {
    try {
      return new ProcessBuilder(program, "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "sh, curl, predict.sh, '\"emotion\":\"neutral\",\"confidence\":0.75'",
    "python3, python3, predict.py, 'astronaut.png: neutral 0.75 at {''x'': 0'",
    "node, node, predict.mjs, 'astronaut.png: neutral 0.75 at 0,0, 512 x 512'"
  })
  void aClientGetsEachAnswerAndGoesPastWhatIsNoImage(
      String interpreter, String needed, String client, String expected) throws Exception {
    Path none = Files.writeString(folder.resolve("none.png"), "no image");
    ServeSettings settings = new ServeSettings("127.0.0.1", 0, 1_000_000, Set.of(), TOKEN);

    try (TestServer server = new TestServer(settings, TestServer.GENEROUS)) {
      Path missing = folder.resolve("missing.png");
      Run run =
          run(interpreter, needed, client, server.address(), none, missing, SampleImage.path());
      assertThat(run.out()).containsOnlyOnce(expected);
      assertThat(run.out() + run.err()).contains("found none of the formats", "missing.png");
      assertThat(run.status()).isEqualTo(1);

      Run good = run(interpreter, needed, client, server.address(), SampleImage.path());
      assertThat(good.out()).contains(expected);
      assertThat(good.err()).isEmpty();
      assertThat(good.status()).isZero();
    }
  }

  @Test
  void goesPastAnswersThatBreakOff() throws Exception {
    List<String> answers =
        List.of("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", "nonsense\r\n");
    Path half = Files.writeString(folder.resolve("half.png"), BODY);
    Path other = Files.writeString(folder.resolve("other.png"), BODY);
    try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(60_000);
      CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> answer(server, answers));
      String address = "http://127.0.0.1:" + server.getLocalPort();

      Run run = run("python3", "python3", "predict.py", address, half, other);

      assertThat(run.err()).contains("half.png: ", "other.png: ").doesNotContain("Traceback");
      assertThat(run.status()).isEqualTo(1);
      answered.join();
    }
  }

  /** Hears a request for each answer, says it as it is, and hangs up. */
  private static void answer(ServerSocket server, List<String> answers) {
    for (String answer : answers) {
      try (Socket client = server.accept()) {
        StringBuilder heard = new StringBuilder();
        while (!heard.toString().endsWith(BODY)) {
          int next = client.getInputStream().read();
          assertThat(next).as("the rest of a request").isNotNegative();
          heard.append((char) next);
        }
        client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void thereIsATestForEachClient() throws IOException {
    try (var clients = Files.list(CLIENTS)) {
      assertThat(clients.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("predict.sh", "predict.py", "predict.mjs");
    }
  }
}
