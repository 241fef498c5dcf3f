package dev.emotion.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * The real data that some tests measure on. It lies outside the repository: in the folder that the
 * system property {@code emotion.data} or the environment variable {@code EMOTION_DATA} names, else
 * in {@code ../shared/data} beside the repository. Where it is missing, the asking test is skipped
 * and says so.
 */
public final class SharedData {
  private static final String FER_ARCHIVE = "fer2013-training-publictest.tar.gz";

  private SharedData() {}

  /**
   * A file or folder of the shared data.
   *
   * @param relative its path below the data folder, with '/'
   * @return where it is; the calling test is skipped if it isn't there
   */
  public static Path path(String relative) {
    Path path = root().resolve(relative);
    Assumptions.assumeTrue(
        Files.exists(path), "skipped: no " + path + " (set EMOTION_DATA to the shared data)");
    return path;
  }

  /**
   * FER-2013's Training and PublicTest faces as image folders, unpacked once into the temporary
   * folder.
   *
   * @return the folder that holds {@code train/} and {@code validation/}; read only
   */
  public static Path ferFolder() {
    Path archive = path(FER_ARCHIVE);
    return cached(
        archive,
        "folder",
        target -> {
          Files.createDirectory(target);
          run("tar", "-xzf", archive.toString(), "-C", target.toString());
        });
  }

  /**
   * The same faces as the official CSV, about 270 MB, made once by the data's own script.
   *
   * @return the CSV; read only
   */
  public static Path ferCsv() {
    Path script = path("MakeFerCsv.java");
    Path folder = ferFolder();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return cached(
        path(FER_ARCHIVE),
        "fer2013.csv",
        target -> run(java, script.toString(), folder.toString(), target.toString()));
  }

  /**
   * A small input of ../shared/cases, beside the data.
   *
   * @param relative its path below that folder, with '/'
   * @return where it is; the calling test is skipped if it isn't there
   */
  public static Path caseFile(String relative) {
    Path path = root().resolveSibling("cases").resolve(relative);
    Assumptions.assumeTrue(Files.exists(path), "skipped: no " + path);
    return path;
  }

  private static Path root() {
    String named = System.getProperty("emotion.data", System.getenv("EMOTION_DATA"));
    if (named != null && !named.isBlank()) {
      return Path.of(named).toAbsolutePath();
    }
    Path folder = Path.of("").toAbsolutePath();
    while (folder.getParent() != null && !Files.isDirectory(folder.resolve("emotion-core"))) {
      folder = folder.getParent();
    }
    return folder.resolveSibling("shared").resolve("data");
  }

  private interface Maker {
    void make(Path target) throws IOException, InterruptedException;
  }

  /**
   * What {@code maker} makes of this archive, once for each user; parallel test runs may both make
   * it, and the first one counts.
   */
  private static Path cached(Path archive, String name, Maker maker) {
    try {
      String key =
          String.join(
              "-",
              "emotion-tests",
              System.getProperty("user.name"),
              Long.toString(Files.size(archive)),
              Long.toString(Files.getLastModifiedTime(archive).toMillis()));
      Path folder =
          Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")).resolve(key));
      Path ready = folder.resolve(name);
      if (!Files.exists(ready)) {
        Path making = Files.createTempDirectory(folder, "making");
        try {
          maker.make(making.resolve(name));
          Files.move(making.resolve(name), ready);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
          // Another run was quicker.
        } finally {
          Folders.delete(making);
        }
      }
      return ready;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(List.of(command) + " ended with " + process.exitValue());
    }
  }
}
