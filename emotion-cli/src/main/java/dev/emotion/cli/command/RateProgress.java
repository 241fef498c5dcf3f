package dev.emotion.cli.command;

import dev.emotion.cli.exit.Interruption;
import dev.emotion.cli.output.ProgressLine;
import dev.emotion.train.RateFinder;
import java.util.Locale;

/** Tells the user how a learning-rate range test goes, and asks for Ctrl-C. */
final class RateProgress implements RateFinder.Listener {
  private final ProgressLine line;

  RateProgress(ProgressLine line) {
    this.line = line;
  }

  @Override
  public void stepped(int done, int total, double rate, double loss) {
    line.update(done, total, String.format(Locale.ROOT, "rate %.2g: loss %.3f", rate, loss));
  }

  @Override
  public boolean stopRequested() {
    return Interruption.requested();
  }
}
