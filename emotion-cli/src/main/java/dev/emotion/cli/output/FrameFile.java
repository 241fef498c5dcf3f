package dev.emotion.cli.output;

import dev.emotion.report.FrameWriter;
import dev.emotion.video.FrameResult;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Results of frames on their way to a file or to standard output ("-"). Every frame is written at
 * once and in one piece, so that whoever reads along, or whatever ends the program, finds whole
 * lines.
 */
public final class FrameFile implements AutoCloseable {
  private final Path file;
  private final FrameWriter writer;
  private final OutputStream stream;
  private final PrintWriter out;

  /**
   * Opens it and writes the header.
   *
   * @param file replaced where it exists; "-" is standard output
   * @param writer the format
   * @param out standard output
   * @throws UncheckedIOException if the file can't be written
   */
  public FrameFile(Path file, FrameWriter writer, PrintWriter out) {
    this.file = file;
    this.writer = writer;
    this.out = out;
    try {
      this.stream = file.toString().equals("-") ? null : Files.newOutputStream(file);
    } catch (IOException e) {
      throw fault(e);
    }
    write(writer.header());
  }

  /**
   * Writes the result of a frame.
   *
   * @param result the result
   * @throws UncheckedIOException if it can't be written
   */
  public void add(FrameResult result) {
    write(writer.frame(result));
  }

  private void write(String text) {
    if (stream == null) {
      out.print(text);
      out.flush();
      return;
    }
    try {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw fault(e);
    }
  }

  private UncheckedIOException fault(IOException e) {
    FileSystemException cause =
        new FileSystemException(file.toString(), null, "can't be written: " + e.getMessage());
    cause.initCause(e);
    return new UncheckedIOException(cause.getMessage(), cause);
  }

  @Override
  public void close() {
    try {
      if (stream != null) {
        stream.close();
      }
    } catch (IOException e) {
      throw fault(e);
    }
  }
}
