package dev.emotion.dataset;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Opens a CSV that may be compressed: the first bytes decide, not the name. */
final class CsvStreams {
  private CsvStreams() {}

  /** The text of the CSV, without a byte order mark. */
  static InputStream open(Path file) throws IOException {
    Archives.Form form = Archives.form(file);
    InputStream text =
        form == Archives.Form.PLAIN ? Archives.unzipped(file) : Archives.csv(file, form);
    return withoutByteOrderMark(text);
  }

  private static InputStream withoutByteOrderMark(InputStream text) throws IOException {
    BufferedInputStream in = new BufferedInputStream(text);
    in.mark(3);
    if (!Archives.startsWith(in.readNBytes(3), 0xEF, 0xBB, 0xBF)) {
      in.reset();
    }
    return in;
  }
}
