package dev.emotion.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ShellWordTest {
  @Test
  void leavesPlainPathsAlone() {
    assertThat(ShellWord.of(Path.of("../a-b_c/fer2013.csv"))).isEqualTo("../a-b_c/fer2013.csv");
  }

  @Test
  void quotesTheRest() {
    assertThat(ShellWord.of("my faces")).isEqualTo("'my faces'");
    assertThat(ShellWord.of("it's")).isEqualTo("'it'\\''s'");
    assertThat(ShellWord.of("~")).isEqualTo("'~'");
    assertThat(ShellWord.of("")).isEqualTo("''");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aShellReadsThemAsTheyWere() throws IOException {
    String odd = "a b'c\"d$HOME`e`\\f*?;&|<>(){}[]!#~\tgé";
    Process shell = new ProcessBuilder("sh", "-c", "printf %s " + ShellWord.of(odd)).start();
    assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(odd);
  }
}
