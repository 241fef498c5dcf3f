package dev.emotion.cli.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A file system in memory with room for a number of pages of 4 KiB: a disk that fills at once. */
public final class SmallDisk implements AutoCloseable {
  private static final int PAGE = 4096;

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /**
   * Mounts one; without the right to, the test is skipped.
   *
   * @param folder an empty folder
   * @param pages how much it holds, at least 1
   * @return the disk, to be closed
   */
  public static SmallDisk on(Path folder, int pages) {
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", size(pages), "tmpfs", folder.toString()),
        "needs Linux and the right to mount");
    return new SmallDisk(folder);
  }

  /**
   * What a file takes of it.
   *
   * @param bytes the file's size
   * @return pages
   */
  public static long pages(long bytes) {
    return (bytes + PAGE - 1) / PAGE;
  }

  /**
   * Changes how much it holds.
   *
   * @param pages at least what it holds now
   */
  public void resize(int pages) {
    if (!run("mount", "-o", "remount," + size(pages), folder.toString())) {
      throw new IllegalStateException("no remount of " + folder);
    }
  }

  /** Takes all that is left. */
  public void fill() {
    try {
      Path filler = Files.createFile(folder.resolve("filler"));
      int free = (int) Files.getFileStore(folder).getUsableSpace();
      Files.write(filler, new byte[free]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What is on it, besides the filler.
   *
   * @return names of files and folders, relative to the disk
   */
  public List<String> names() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> folder.relativize(file).toString())
          .filter(name -> !name.isEmpty() && !name.equals("filler"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    run("umount", "-l", folder.toString());
  }

  private static String size(int pages) {
    return "size=" + pages * PAGE;
  }

  private static boolean run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().transferTo(OutputStream.nullOutputStream());
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // no such command
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
