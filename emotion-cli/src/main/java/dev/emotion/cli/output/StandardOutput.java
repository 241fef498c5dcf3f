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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * The process's standard output, which ends the program when nobody reads it any more.
 *
 * <p>{@link System#out} swallows write errors, so that {@code emotion predict ... | head -1} would
 * go on to the last image and a full disk would look like success.
 */
public final class StandardOutput {
  /** What {@code stat} says of a file's kind: S_IFMT, S_IFIFO and S_IFSOCK of POSIX. */
  private static final int KINDS = 0xF000;

  private static final int PIPE = 0x1000;
  private static final int SOCKET = 0xC000;

  private StandardOutput() {}

  /**
   * Standard output can't be written. An error, because no command can go on and none should try.
   */
  public static final class ClosedError extends IOError {
    private static final long serialVersionUID = 1L;

    private final boolean readerLeft;

    ClosedError(IOException cause, boolean readerLeft) {
      super(cause);
      this.readerLeft = readerLeft;
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
      return readerLeft;
    }
  }

  /**
   * Opens it.
   *
   * @return a stream whose writes and flushes throw {@link ClosedError}
   */
  public static PrintStream stream() {
    return over(new FileOutputStream(FileDescriptor.out), () -> hasReader(Path.of("/dev/stdout")));
  }

  /**
   * The same over another stream.
   *
   * @param target where the bytes go
   * @param hasReader whether they go to another program, which may leave
   * @return a stream whose writes and flushes throw {@link ClosedError}
   */
  public static PrintStream over(OutputStream target, BooleanSupplier hasReader) {
    // Unchecked, because PrintStream and PrintWriter keep an IOException to themselves.
    OutputStream loud =
        new FilterOutputStream(target) {
          @Override
          public void write(byte[] bytes, int offset, int length) {
            try {
              out.write(bytes, offset, length);
            } catch (IOException e) {
              throw new ClosedError(e, hasReader.getAsBoolean());
            }
          }
        };
    return new PrintStream(new BufferedOutputStream(loud), false, StandardCharsets.UTF_8);
  }

  /**
   * Whether a file is a pipe or a socket. The fault itself can't be asked: its text is in the
   * user's language.
   *
   * @param file any
   * @return false also where there is no such file, as for a closed standard output
   */
  public static boolean hasReader(Path file) {
    try {
      int kind = (Integer) Files.getAttribute(file, "unix:mode") & KINDS;
      return kind == PIPE || kind == SOCKET;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }
}
