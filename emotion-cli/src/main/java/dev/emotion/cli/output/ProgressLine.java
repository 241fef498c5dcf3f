package dev.emotion.cli.output;

import dev.emotion.text.Words;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Progress on stderr. On a terminal it is one line, rewritten in place and gone when the work is
 * done; elsewhere (a file, a CI log) it is a plain line every half minute, so that quick work says
 * nothing; with {@code --quiet} it is silent. Thread-safe.
 */
public final class ProgressLine {
  /** Set to {@code true} by the launcher where stderr is a terminal; Java itself can't tell. */
  private static final String TERMINAL = "emotion.stderr.terminal";

  private static final long TERMINAL_INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PLAIN_INTERVAL = TimeUnit.SECONDS.toNanos(30);
  private static final int BAR = 8;

  /** A longer line would wrap on a narrow terminal, and then can't be rewritten. */
  private static final int COLUMNS = 79;

  private final PrintWriter err;
  private final boolean quiet;
  private final boolean terminal;
  private final LongSupplier nanos;
  private boolean running;
  private long started;
  private long doneBefore;
  private long shown;
  private int visible;

  /**
   * Progress on a stream.
   *
   * @param err stderr
   * @param quiet whether to be silent
   * @param terminal whether the stream is a terminal
   */
  public ProgressLine(PrintWriter err, boolean quiet, boolean terminal) {
    this(err, quiet, terminal, System::nanoTime);
  }

  ProgressLine(PrintWriter err, boolean quiet, boolean terminal, LongSupplier nanos) {
    this.err = err;
    this.quiet = quiet;
    this.terminal = terminal;
    this.nanos = nanos;
  }

  /**
   * Progress on stderr, which is a terminal where the launcher says so.
   *
   * @param err stderr
   * @param quiet whether to be silent
   * @return the line
   */
  public static ProgressLine on(PrintWriter err, boolean quiet) {
    return new ProgressLine(err, quiet, Boolean.getBoolean(TERMINAL));
  }

  /**
   * Tells how far the work is; shows it unless the last showing was just now. The first call after
   * the start or after {@link #finish} begins the clock from which speed and time left are
   * reckoned; what was done before it does not count.
   *
   * @param done what is done, 0 to {@code total}
   * @param total all there is to do; nothing is shown below 1
   * @param text what else to say, such as {@code "evaluating"} or a loss; some 40 letters fit
   */
  public synchronized void update(long done, long total, String text) {
    if (quiet || total < 1) {
      return;
    }
    long now = nanos.getAsLong();
    if (!running) {
      running = true;
      started = now;
      doneBefore = done;
      shown = terminal ? now - TERMINAL_INTERVAL : now;
    }
    if (now - shown < (terminal ? TERMINAL_INTERVAL : PLAIN_INTERVAL)) {
      return;
    }
    shown = now;
    String line = describe(done, total, text, now - started);
    if (terminal) {
      rewrite(line.substring(0, Math.min(line.length(), COLUMNS)));
    } else {
      err.println(line);
    }
    err.flush();
  }

  /**
   * Prints a line that stays, such as the result of an epoch; silent with {@code --quiet}.
   *
   * @param text one line
   */
  public synchronized void line(String text) {
    if (!quiet) {
      message(text);
    }
  }

  /**
   * Prints a line that stays and that {@code --quiet} does not silence: a warning or an error.
   *
   * @param text one line
   */
  public synchronized void message(String text) {
    erase();
    err.println(Words.line(text));
    err.flush();
  }

  /** Removes the line from the terminal until the next update, to make room for a result. */
  public synchronized void clear() {
    erase();
    err.flush();
  }

  /** Ends the work: removes the line from the terminal. */
  public synchronized void finish() {
    running = false;
    clear();
  }

  private void erase() {
    if (visible > 0) {
      rewrite("");
      err.print('\r');
    }
  }

  private void rewrite(String line) {
    err.print('\r' + line + " ".repeat(Math.max(0, visible - line.length())));
    visible = line.length();
  }

  private String describe(long done, long total, String text, long elapsed) {
    double share = Math.min(1.0, (double) done / total);
    StringBuilder line = new StringBuilder();
    if (terminal) {
      int filled = (int) (share * BAR);
      line.append('[').append("#".repeat(filled)).append("-".repeat(BAR - filled)).append("] ");
    }
    line.append(String.format(Locale.ROOT, "%3d %%", (int) Math.floor(share * 100)));
    double perSecond = (done - doneBefore) / (elapsed / 1e9);
    if (done > doneBefore && elapsed > 0) {
      long left = Math.round((total - done) / perSecond);
      line.append("  ").append(Words.clock(left)).append(" left");
      line.append(String.format(Locale.ROOT, perSecond < 10 ? "  %.1f/s" : "  %.0f/s", perSecond));
    }
    return line.append("  ").append(text).toString();
  }
}
