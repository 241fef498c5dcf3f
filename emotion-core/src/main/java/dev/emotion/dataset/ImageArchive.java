package dev.emotion.dataset;

import dev.emotion.DatasetException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * An {@link ImageFolder} in a zip archive or a tar archive, plain or gzipped. A zip archive is read
 * where it is. The files of a tar archive, which can only be read from start to end, are copied
 * into a temporary zip archive first, which is deleted afterwards: no name in an archive becomes
 * the name of a file.
 *
 * @param file the archive
 */
public record ImageArchive(Path file) implements DatasetSource {
  /** Of a tar archive's files together: they are copied to the temporary folder. */
  private static final long MAX_BYTES = 1L << 34;

  @Override
  public EmotionDataset read(ReadSettings settings) {
    try {
      if (Archives.form(file) == Archives.Form.ZIP) {
        return readZip(file, settings);
      }
      Path copy = Files.createTempFile("emotion", ".zip");
      try {
        copyFiles(copy);
        return readZip(copy, settings);
      } finally {
        Files.deleteIfExists(copy);
      }
    } catch (IOException | IllegalArgumentException | ProviderNotFoundException e) {
      throw new DatasetException(
          file.toString(),
          "can't be read (" + e.getMessage() + ")",
          "a whole archive of image folders",
          e);
    }
  }

  private EmotionDataset readZip(Path zip, ReadSettings settings) throws IOException {
    Charset names = Archives.namesOf(zip);
    try (FileSystem archive = FileSystems.newFileSystem(zip, Map.of("encoding", names.name()))) {
      Path root = archive.getRootDirectories().iterator().next();
      boolean anyLetters = names.equals(StandardCharsets.UTF_8);
      return new ImageFolderReader(root, file.toString(), anyLetters, settings).read();
    }
  }

  /**
   * A name without "." and "..", which the zip file system refuses. Not by {@link Path}, which
   * separates as the machine does.
   */
  static String relative(String name) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : name.split("/", -1)) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return String.join("/", parts);
  }

  private void copyFiles(Path target) throws IOException {
    Set<String> names = new HashSet<>();
    long bytes = 0;
    int count = 0;
    try (TarArchiveInputStream tar = Archives.openTar(file);
        OutputStream out = Files.newOutputStream(target);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(0); // images are compressed already
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Archives.checkCount(++count);
        if (!entry.isFile() || Archives.isLeftover(entry.getName())) {
          continue;
        }
        String name = relative(entry.getName());
        if (entry.isSymbolicLink() || entry.isLink()) {
          throw new DatasetException(
              file + "/" + name,
              "a link in the archive",
              "files (tar's --dereference and --hard-dereference pack what links lead to)");
        }
        bytes += entry.getSize();
        if (bytes > MAX_BYTES) {
          throw new IOException("more than " + (MAX_BYTES >> 30) + " GiB of files");
        }
        if (names.add(name)) {
          zip.putNextEntry(new ZipEntry(name));
          tar.transferTo(zip);
          zip.closeEntry();
        }
      }
    }
  }
}
