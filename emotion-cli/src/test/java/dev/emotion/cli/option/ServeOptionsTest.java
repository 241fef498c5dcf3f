package dev.emotion.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.cli.serve.ServeSettings;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What the options of serve become; wrong values are in ServeCommandTest. */
class ServeOptionsTest {

  @Command
  private static final class Holder {
    @Mixin private ServeOptions options;
  }

  private static ServeSettings settings(String... args) {
    Holder holder = new Holder();
    new CommandLine(holder).parseArgs(args);
    return holder.options.toSettings();
  }

  @Test
  void servesThisMachineAloneUnlessToldOtherwise() {
    assertThat(settings())
        .isEqualTo(new ServeSettings("127.0.0.1", 8080, 10_000_000, Set.of(), ""));
    assertThat(settings().isLocal()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.1.2.3, true",
    "::1, true",
    "localhost, true",
    "0.0.0.0, false",
    "192.168.1.7, false"
  })
  void knowsWhichAddressesOthersCanReach(String host, boolean local) {
    assertThat(settings("--host", host).isLocal()).isEqualTo(local);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1000B, 1000",
    "500KB, 500000",
    "10MB, 10000000",
    "2mb, 2000000",
    "1GB, 1000000000"
  })
  void takesSizesInUnits(String size, int bytes) {
    assertThat(settings("--max-upload", size).maxUpload()).isEqualTo(bytes);
  }

  @Test
  void collectsOriginsAsBrowsersSendThem() {
    assertThat(
            settings(
                    "--allow-origin",
                    "https://Example.org:443",
                    "--allow-origin",
                    "http://localhost:3000")
                .allowedOrigins())
        .containsExactlyInAnyOrder("https://example.org", "http://localhost:3000");
  }
}
