package dev.emotion.system;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Writes files that appear whole or not at all: into a temporary file in the same folder, which is
 * moved to its place when it is complete and deleted when it is not. Only where a file can't be
 * moved to that place is it written there: onto a file that is a mount point, as in containers.
 */
public final class AtomicFile {

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes everything.
     *
     * @param out buffered; closed by the caller
     * @throws IOException if writing fails
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Of a file's name that is part of that of its temporary one, in characters. */
  private static final int MAX_NAME = 60;

  /** In a row, as Linux allows. */
  private static final int MAX_LINKS = 40;

  private AtomicFile() {}

  /**
   * Whether two paths name one file: writing to one replaces what is read from the other.
   *
   * @param a need not exist
   * @param b need not exist
   * @return false where one of them isn't there or can't be looked at, which is told when it is
   *     used
   */
  public static boolean isSame(Path a, Path b) {
    try {
      return Files.exists(a) && Files.exists(b) && Files.isSameFile(a, b);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Writes a text as UTF-8.
   *
   * @param file the file; replaced where it exists
   * @param text its content
   * @throws UncheckedIOException if it can't be written; the message names the file
   */
  public static void write(Path file, String text) {
    write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Writes a file.
   *
   * @param file the file; replaced where it exists. Through a symbolic link the file behind it is
   *     written; a device or pipe is written to directly
   * @param content writes the content
   * @throws UncheckedIOException if it can't be written; the message names the file
   */
  public static void write(Path file, Content content) {
    try {
      Path target = target(file);
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target))) {
          content.writeTo(out);
        }
      } else {
        replace(target, content);
      }
    } catch (IOException e) {
      // A cause that names the file, not the temporary one.
      FileSystemException cause =
          new FileSystemException(file.toString(), null, "can't be written: " + reason(e));
      cause.initCause(e);
      throw new UncheckedIOException(cause.getMessage(), cause);
    }
  }

  /**
   * Deletes the temporary files that killed processes left beside a file, but for those that can't
   * be deleted: another user's, in a folder for all. For files that no other process writes at the
   * same time.
   *
   * @param file the file, there or not
   */
  public static void deleteRemains(Path file) {
    try {
      Path target = target(file);
      try (DirectoryStream<Path> remains =
          Files.newDirectoryStream(target.getParent(), other -> isTemporary(other, target))) {
        for (Path temporary : remains) {
          Files.deleteIfExists(temporary);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // They stay, in nobody's way.
    }
  }

  private static boolean isTemporary(Path file, Path target) {
    String name = file.getFileName().toString();
    String start = temporaryStart(target);
    return name.startsWith(start) && name.substring(start.length()).matches("[0-9a-z]{1,13}\\.tmp");
  }

  /** What the names of its temporary files begin with; file systems bear no name much longer. */
  private static String temporaryStart(Path target) {
    String name = target.getFileName().toString();
    return "." + (name.length() > MAX_NAME ? Integer.toHexString(name.hashCode()) : name) + ".";
  }

  /**
   * The file that is written: the one behind symbolic links.
   *
   * @param file there or not
   * @return its absolute path
   * @throws IOException if the links can't be followed
   */
  public static Path target(Path file) throws IOException {
    if (Files.exists(file)) {
      return file.toRealPath();
    }
    Path target = file.toAbsolutePath();
    for (int i = 0; i < MAX_LINKS && Files.isSymbolicLink(target); i++) {
      target = target.resolveSibling(Files.readSymbolicLink(target));
    }
    return target;
  }

  private static void replace(Path target, Content content) throws IOException {
    // Not Files.createTempFile: its files can't be read by others, whatever the umask says.
    String random = Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 36);
    Path temporary = target.resolveSibling(temporaryStart(target) + random + ".tmp");
    try {
      try (OutputStream out =
          new BufferedOutputStream(
              Files.newOutputStream(
                  temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
        content.writeTo(out);
      }
      move(temporary, target);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void move(Path temporary, Path target) throws IOException {
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!isMountPoint(target)) {
        throw e;
      }
      try (OutputStream out = Files.newOutputStream(target)) {
        Files.copy(temporary, out);
      }
    }
  }

  /** By proc_pid_mountinfo(5), which Linux has: the fifth word is where something is mounted. */
  private static boolean isMountPoint(Path file) {
    String name = file.toString().replace("\\", "\\134").replace(" ", "\\040");
    try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
      return mounts.anyMatch(mount -> mount.split(" ", 6)[4].equals(name));
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  private static String reason(IOException e) {
    String kind = e.getClass().getSimpleName();
    return switch (kind) {
      case "NoSuchFileException" -> "no such folder";
      case "AccessDeniedException" -> "not allowed";
      default -> {
        // Without the temporary file's name, where the system gives a reason.
        String text = e instanceof FileSystemException fault ? fault.getReason() : null;
        text = text == null ? e.getMessage() : text;
        yield text == null ? kind : text;
      }
    };
  }
}
