package dev.emotion.dataset;

import dev.emotion.DatasetException;
import dev.emotion.image.format.ImageFormat;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * What is in a zip or a tar archive (the latter plain or gzipped). The first bytes decide what a
 * file is, not its name.
 */
final class Archives {
  /** The whole of FER-2013 in Kaggle's archives, which hold other CSVs beside it. */
  static final List<String> FER_NAMES = List.of("fer2013.csv", "icml_face_data.csv");

  /** More than any face data set has. */
  static final int MAX_ENTRIES = 2_000_000;

  private static final int TAR_MAGIC = 257; // POSIX.1-1988: where "ustar" stands

  /** The forms of a file. */
  enum Form {
    ZIP,
    TAR,
    PLAIN
  }

  private Archives() {}

  /** What a file is; gzip around it does not count. */
  static Form form(Path file) throws IOException {
    try (InputStream raw = Files.newInputStream(file)) {
      if (startsWith(raw.readNBytes(4), 'P', 'K', 3, 4)) {
        return Form.ZIP;
      }
    }
    try (InputStream in = unzipped(file)) {
      byte[] head = in.readNBytes(TAR_MAGIC + 5);
      boolean tar =
          head.length == TAR_MAGIC + 5
              && new String(head, TAR_MAGIC, 5, StandardCharsets.US_ASCII).equals("ustar");
      return tar ? Form.TAR : Form.PLAIN;
    }
  }

  /** A file's content, without gzip around it. */
  static InputStream unzipped(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      raw.mark(2);
      boolean gzip = startsWith(raw.readNBytes(2), 0x1F, 0x8B);
      raw.reset();
      return gzip ? new GZIPInputStream(raw, 1 << 16) : raw;
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /** Whether a file is an archive that holds images in folders, and not FER-2013's CSV. */
  static boolean holdsImages(Path file) throws IOException {
    if (form(file) == Form.PLAIN) {
      return false;
    }
    char separator = hasBackslashes(file) ? '\\' : '/';
    boolean[] images = {false};
    forEachFile(
        file,
        (name, start) -> {
          if (FER_NAMES.contains(lowerCaseName(name))) {
            images[0] = false;
            return false;
          }
          images[0] = images[0] || (name.lastIndexOf(separator) > 0 && isImage(name, start));
          return true;
        });
    return images[0];
  }

  /** As {@link ImageFormat#isImage(Path)} says of a file outside. */
  private static boolean isImage(String name, Start start) throws IOException {
    return ImageFormat.named(lowerCaseName(name)).isPresent()
        || ImageFormat.isImage(start.read(ImageFormat.HEAD_BYTES));
  }

  /** The one CSV in an archive. */
  static InputStream csv(Path file, Form form) throws IOException {
    List<String> names = new ArrayList<>();
    forEachFile(
        file,
        (name, start) -> {
          if (lowerCaseName(name).endsWith(".csv")) {
            names.add(name);
          }
          return true;
        });
    String chosen = chosen(names, file);
    return form == Form.ZIP ? zipEntry(file, chosen) : tarEntry(file, chosen);
  }

  private static String chosen(List<String> names, Path file) {
    for (String known : FER_NAMES) {
      for (String name : names) {
        if (lowerCaseName(name).equals(known)) {
          return name;
        }
      }
    }
    if (names.size() != 1) {
      throw new DatasetException(
          file.toString(),
          names.isEmpty()
              ? "no .csv in the archive, nor images in folders"
              : names.size() + " in the archive: " + firstNames(names),
          names.isEmpty() ? "one CSV, or a folder of images a class" : "one CSV");
    }
    return names.get(0);
  }

  private static String firstNames(List<String> names) {
    String first = names.stream().limit(3).collect(Collectors.joining(", "));
    String shortened = first.length() > 200 ? first.substring(0, 200) : first;
    return names.size() > 3 || first.length() > 200 ? shortened + ", ..." : shortened;
  }

  private static InputStream zipEntry(Path file, String name) throws IOException {
    ZipFile zip = open(file);
    try {
      return new FilterInputStream(zip.getInputStream(zip.getEntry(name))) {
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

  /** Names that are not marked as UTF-8 are of some old character set: any will do. */
  private static ZipFile open(Path file) throws IOException {
    return new ZipFile(file.toFile(), StandardCharsets.ISO_8859_1);
  }

  /** Whether it is a zip archive whose names have backslashes alone, as old .NET writes them. */
  static boolean hasBackslashes(Path file) throws IOException {
    if (form(file) != Form.ZIP) {
      return false;
    }
    try (ZipFile zip = open(file)) {
      return zip.stream().anyMatch(entry -> entry.getName().contains("\\"))
          && zip.stream().noneMatch(entry -> entry.getName().contains("/"));
    } catch (IllegalArgumentException e) { // a damaged name, which is told where names are read
      return false;
    }
  }

  /**
   * What a zip archive's names are written in.
   *
   * @return UTF-8 where all are that, marked as such or not; otherwise a set that takes any bytes,
   *     of which ASCII alone is certain
   */
  static Charset namesOf(Path zip) throws IOException {
    try (ZipFile names = new ZipFile(zip.toFile(), StandardCharsets.UTF_8)) {
      names.stream().forEach(ZipEntry::getName); // fails at one that is none
      return StandardCharsets.UTF_8;
    } catch (ZipException | IllegalArgumentException e) {
      return StandardCharsets.ISO_8859_1;
    }
  }

  private static InputStream tarEntry(Path file, String name) throws IOException {
    TarArchiveInputStream tar = openTar(file);
    try {
      TarArchiveEntry entry = tar.getNextEntry();
      while (entry != null && !(entry.isFile() && entry.getName().equals(name))) {
        entry = tar.getNextEntry();
      }
      if (entry == null) {
        throw new IOException("it changed while it was read");
      }
      return tar;
    } catch (IOException | RuntimeException e) {
      tar.close();
      throw e;
    }
  }

  /** A tar archive, to be read entry by entry. */
  static TarArchiveInputStream openTar(Path file) throws IOException {
    return new TarArchiveInputStream(
        new BufferedInputStream(unzipped(file), 1 << 16), StandardCharsets.UTF_8.name());
  }

  /** The first bytes of a file in an archive; asked for once. */
  private interface Start {
    byte[] read(int count) throws IOException;
  }

  private interface Visitor {
    boolean visit(String name, Start start) throws IOException;
  }

  /** Gives an archive's files to a visitor until that returns false. */
  private static void forEachFile(Path file, Visitor visitor) throws IOException {
    int entries = 0;
    if (form(file) == Form.ZIP) {
      try (ZipFile zip = open(file)) {
        for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().<ZipEntry>map(e -> e)::iterator) {
          checkCount(++entries);
          if (!entry.isDirectory()
              && !isLeftover(entry.getName())
              && !visitor.visit(entry.getName(), count -> start(zip, entry, count))) {
            return;
          }
        }
      } catch (IllegalArgumentException e) {
        throw new DatasetException(
            file.toString(), "a name in the archive that is no UTF-8", "a whole archive", e);
      }
      return;
    }
    try (TarArchiveInputStream tar = openTar(file)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        checkCount(++entries);
        if (entry.isFile()
            && !isLeftover(entry.getName())
            && !visitor.visit(entry.getName(), tar::readNBytes)) {
          return;
        }
      }
    }
  }

  private static byte[] start(ZipFile zip, ZipEntry entry, int count) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readNBytes(count);
    }
  }

  static void checkCount(int entries) throws IOException {
    if (entries > MAX_ENTRIES) {
      throw new IOException("more than " + MAX_ENTRIES + " files");
    }
  }

  /** What macOS adds to archives. */
  static boolean isLeftover(String name) {
    return name.startsWith("__MACOSX") || lowerCaseName(name).startsWith("._");
  }

  private static String lowerCaseName(String name) {
    int separator = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
    return name.substring(separator + 1).toLowerCase(Locale.ROOT);
  }

  static boolean startsWith(byte[] bytes, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xFF) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
