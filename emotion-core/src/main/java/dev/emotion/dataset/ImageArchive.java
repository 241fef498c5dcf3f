package dev.emotion.dataset;

import dev.emotion.DatasetException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * An {@link ImageFolder} in a zip archive or a tar archive, plain or gzipped. A zip archive is read
 * where it is. The files of a tar archive, which can only be read from start to end, and those of a
 * zip archive whose names are separated by backslashes, are copied into a temporary zip archive
 * first, which is deleted afterwards: no name in an archive becomes the name of a file.
 *
 * @param file the archive
 */
public record ImageArchive(Path file) implements DatasetSource {
  /** Of an archive's files together, where they are copied to the temporary folder. */
  private static final long MAX_BYTES = 1L << 34;

  @Override
  public EmotionDataset read(ReadSettings settings) {
    try {
      boolean zip = Archives.form(file) == Archives.Form.ZIP;
      if (zip && !Archives.hasBackslashes(file)) {
        return readZip(file, settings);
      }
      Path copy = Files.createTempFile("emotion", ".zip");
      try {
        if (zip) {
          copyZip(copy);
        } else {
          copyTar(copy);
        }
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

  private void copyTar(Path target) throws IOException {
    int count = 0;
    try (TarArchiveInputStream tar = Archives.openTar(file);
        Copy copy = new Copy(target, StandardCharsets.UTF_8)) {
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
        copy.add(name, tar);
      }
    }
  }

  private void copyZip(Path target) throws IOException {
    Charset names = Archives.namesOf(file);
    int count = 0;
    try (ZipFile zip = new ZipFile(file.toFile(), names);
        Copy copy = new Copy(target, names)) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        Archives.checkCount(++count);
        boolean folder = entry.getName().endsWith("\\");
        if (!folder && !Archives.isLeftover(entry.getName())) {
          try (InputStream in = zip.getInputStream(entry)) {
            copy.add(relative(entry.getName().replace('\\', '/')), in);
          }
        }
      }
    }
  }

  /** A zip archive that files are copied to, the first of each name. */
  private static final class Copy implements Closeable {
    private final ZipOutputStream zip;
    private final Set<String> names = new HashSet<>();
    private final byte[] buffer = new byte[1 << 16];
    private long bytes;

    Copy(Path target, Charset charset) throws IOException {
      zip = new ZipOutputStream(Files.newOutputStream(target), charset);
      zip.setLevel(0); // images are compressed already
    }

    void add(String name, InputStream in) throws IOException {
      if (!names.add(name)) {
        return;
      }
      zip.putNextEntry(new ZipEntry(name));
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes += read;
        if (bytes > MAX_BYTES) {
          throw new IOException("more than " + (MAX_BYTES >> 30) + " GiB of files");
        }
        zip.write(buffer, 0, read);
      }
      zip.closeEntry();
    }

    @Override
    public void close() throws IOException {
      zip.close();
    }
  }
}
