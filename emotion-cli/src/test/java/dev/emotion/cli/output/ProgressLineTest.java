package dev.emotion.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final StringWriter written = new StringWriter();
  private final PrintWriter err = new PrintWriter(written);
  private long seconds;

  private ProgressLine line(boolean quiet, boolean terminal) {
    return new ProgressLine(err, quiet, terminal, () -> TimeUnit.SECONDS.toNanos(seconds));
  }

  private String written() {
    return written.toString().replace(System.lineSeparator(), "\n");
  }

  @Test
  void rewritesOneLineOnATerminalAndRemovesIt() {
    ProgressLine progress = line(false, true);
    progress.update(0, 200, "evaluating");
    seconds = 30;
    progress.update(50, 200, "done soon");
    progress.finish();
    assertThat(written())
        .isEqualTo(
            "\r[--------]   0 %  evaluating"
                + "\r[##------]  25 %  1:30 left  1.7/s  done soon"
                + "\r"
                + " ".repeat(45)
                + "\r");
  }

  @Test
  void writesPlainLinesAtAHumaneRateElsewhere() {
    ProgressLine progress = line(false, false);
    for (seconds = 0; seconds < 75; seconds++) {
      progress.update(seconds, 100, "evaluating");
    }
    progress.finish();
    assertThat(written())
        .isEqualTo(" 30 %  1:10 left  1.0/s  evaluating\n 60 %  0:40 left  1.0/s  evaluating\n");
  }

  @Test
  void saysNothingOfQuickWorkOffATerminal() {
    ProgressLine progress = line(false, false);
    progress.update(0, 2, "");
    seconds = 5;
    progress.update(2, 2, "");
    progress.finish();
    assertThat(written()).isEmpty();
  }

  @Test
  void isSilentWhenQuietExceptForMessages() {
    ProgressLine progress = line(true, true);
    progress.update(1, 2, "evaluating");
    progress.line("epoch 1");
    progress.message("a.png: not an image");
    progress.finish();
    assertThat(written()).isEqualTo("a.png: not an image\n");
  }

  @Test
  void clearsTheTerminalLineBeforeALineThatStays() {
    ProgressLine progress = line(false, true);
    progress.update(2, 2, "x");
    progress.line("epoch 1");
    String bar = "[########] 100 %  x";
    assertThat(written()).isEqualTo("\r" + bar + "\r" + " ".repeat(bar.length()) + "\repoch 1\n");
  }

  @Test
  void keepsToTheWidthOfANarrowTerminal() {
    ProgressLine progress = line(false, true);
    progress.update(1, 2, "long ".repeat(40));
    assertThat(written()).hasSize(1 + 79);
  }

  @Test
  void reckonsFromWhereItBegan() {
    ProgressLine progress = line(false, true);
    progress.update(0, 10_000, "");
    progress.finish();
    seconds = 1000;
    // A run resumed half-way: what is done already took no time here.
    progress.update(5_000, 10_000, "");
    seconds = 1010;
    progress.update(5_010, 10_000, "");
    assertThat(written()).contains(" 50 %  1:23:10 left  1.0/s");
  }
}
