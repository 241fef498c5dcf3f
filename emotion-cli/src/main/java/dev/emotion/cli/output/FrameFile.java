package dev.emotion.cli.output;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Results of frames on their way to a file or to standard output ("-"). Every frame is written at
 * once and in one piece, so that whoever reads along, or whatever ends the program, finds whole
 * lines. Of a frame that can't be written, because the disk is full, nothing stays in the file.
 */
public final class FrameFile implements AutoCloseable {
  private final Path file;
  private final FileChannel stream;
  private final PrintWriter out;
  private long whole;

  /**
   * Opens it and writes the header.
   *
   * @param file replaced where it exists; "-" is standard output
   * @param header the first lines, or nothing
   * @param out standard output
   * @throws UncheckedIOException if the file can't be written
   */
  public FrameFile(Path file, String header, PrintWriter out) {
    this.file = file;
    this.out = out;
    try {
      this.stream =
          file.toString().equals("-")
              ? null
              : FileChannel.open(file, CREATE, TRUNCATE_EXISTING, WRITE);
    } catch (IOException e) {
      throw fault(e);
    }
    add(header);
  }

  /**
   * Writes the result of a frame.
   *
   * @param text of the result, whole lines
   * @throws UncheckedIOException if it can't be written
   */
  public void add(String text) {
    if (stream == null) {
      out.print(text);
      out.flush();
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        stream.write(bytes);
      }
      whole += bytes.limit();
    } catch (IOException e) {
      takeBackThePart();
      throw fault(e);
    }
  }

  private void takeBackThePart() {
    try {
      if (Files.isRegularFile(file)) {
        stream.truncate(whole);
      }
    } catch (IOException e) {
      // The fault of the write is the one to tell.
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
