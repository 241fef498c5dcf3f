package dev.emotion.dataset;

import dev.emotion.DatasetException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Opens a CSV that may be compressed: the first bytes decide, not the name. */
final class CsvStreams {
  /** The whole of FER-2013 in Kaggle's archives, which hold other CSVs beside it. */
  private static final List<String> FER_NAMES = List.of("fer2013.csv", "icml_face_data.csv");

  private CsvStreams() {}

  /** The text of the CSV, without a byte order mark. */
  static InputStream open(Path file) throws IOException {
    byte[] magic;
    try (InputStream in = Files.newInputStream(file)) {
      magic = in.readNBytes(4);
    }
    InputStream text;
    if (startsWith(magic, 0x1F, 0x8B)) {
      text = gunzip(file);
    } else if (startsWith(magic, 'P', 'K', 3, 4)) {
      text = unzip(file);
    } else {
      text = Files.newInputStream(file);
    }
    return withoutByteOrderMark(text);
  }

  private static InputStream gunzip(Path file) throws IOException {
    InputStream raw = Files.newInputStream(file);
    try {
      return new GZIPInputStream(raw, 1 << 16);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private static InputStream unzip(Path file) throws IOException {
    // Names that are not marked as UTF-8 are of some old character set: any will do.
    ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.ISO_8859_1);
    try {
      return new FilterInputStream(zip.getInputStream(csvEntry(zip, file))) {
        @Override
        public void close() throws IOException {
          zip.close();
        }
      };
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static ZipEntry csvEntry(ZipFile zip, Path file) {
    List<? extends ZipEntry> entries;
    try {
      entries =
          zip.stream()
              .filter(e -> lowerCaseName(e).endsWith(".csv") && !e.getName().startsWith("__MACOSX"))
              .toList();
    } catch (IllegalArgumentException e) {
      throw new DatasetException(
          file.toString(), "a name in the archive that is no UTF-8", "a whole archive", e);
    }
    if (entries.size() > 1) {
      List<? extends ZipEntry> known =
          entries.stream().filter(e -> FER_NAMES.contains(lowerCaseName(e))).toList();
      entries = known.isEmpty() ? entries : known;
    }
    if (entries.size() != 1) {
      throw new DatasetException(
          file.toString(),
          entries.isEmpty()
              ? "no .csv in the archive"
              : entries.size() + " in the archive: " + firstNames(entries),
          "one CSV");
    }
    return entries.get(0);
  }

  private static String firstNames(List<? extends ZipEntry> entries) {
    String names =
        entries.stream().limit(3).map(ZipEntry::getName).collect(Collectors.joining(", "));
    String shortened = names.length() > 200 ? names.substring(0, 200) : names;
    return entries.size() > 3 || names.length() > 200 ? shortened + ", ..." : shortened;
  }

  private static String lowerCaseName(ZipEntry entry) {
    String name = entry.getName().toLowerCase(Locale.ROOT);
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private static InputStream withoutByteOrderMark(InputStream text) throws IOException {
    BufferedInputStream in = new BufferedInputStream(text);
    in.mark(3);
    if (!startsWith(in.readNBytes(3), 0xEF, 0xBB, 0xBF)) {
      in.reset();
    }
    return in;
  }

  private static boolean startsWith(byte[] bytes, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xFF) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
