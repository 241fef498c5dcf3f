package dev.emotion.cli.output;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOError;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The process's standard output, which ends the program when nobody reads it any more.
 *
 * <p>{@link System#out} swallows write errors, so that {@code emotion predict ... | head -1} would
 * go on to the last image and a full disk would look like success.
 */
public final class StandardOutput {
  private StandardOutput() {}

  /**
   * Standard output can't be written. An error, because no command can go on and none should try.
   */
  public static final class ClosedError extends IOError {
    private static final long serialVersionUID = 1L;

    ClosedError(IOException cause) {
      super(cause);
    }

    @Override
    public String getMessage() {
      return "standard output: " + getCause().getMessage();
    }

    /**
     * Whether the reader went away, which is its right.
     *
     * @return false for a real fault, such as a full disk
     */
    public boolean readerLeft() {
      String reason = String.valueOf(getCause().getMessage());
      return reason.toLowerCase(Locale.ROOT).contains("pipe");
    }
  }

  /**
   * Opens it.
   *
   * @return a stream whose writes and flushes throw {@link ClosedError}
   */
  public static PrintStream stream() {
    return over(new FileOutputStream(FileDescriptor.out));
  }

  /**
   * The same over another stream.
   *
   * @param target where the bytes go
   * @return a stream whose writes and flushes throw {@link ClosedError}
   */
  public static PrintStream over(OutputStream target) {
    // Unchecked, because PrintStream and PrintWriter keep an IOException to themselves.
    OutputStream loud =
        new FilterOutputStream(target) {
          @Override
          public void write(byte[] bytes, int offset, int length) {
            try {
              out.write(bytes, offset, length);
            } catch (IOException e) {
              throw new ClosedError(e);
            }
          }
        };
    return new PrintStream(new BufferedOutputStream(loud), false, StandardCharsets.UTF_8);
  }
}
