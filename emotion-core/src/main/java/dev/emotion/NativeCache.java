package dev.emotion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder that JavaCPP unpacks native libraries into. It takes {@code ~/.javacpp/cache}, or a
 * folder that others may have made for it; for a user without a home it makes one named "?" in the
 * working directory.
 */
public final class NativeCache {
  private static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

  /** What all libraries take, and some more. */
  private static final long ROOM = 600_000_000;

  private static final long MEGABYTE = 1_000_000;

  private NativeCache() {}

  /**
   * Chooses the folder, unless {@code -Dorg.bytedeco.javacpp.cachedir} did: the one in the user's
   * home, else one in {@code XDG_CACHE_HOME}, else one of the user alone in the folder for
   * temporary files. To be called before the first native library is loaded.
   */
  public static void choose() {
    if (System.getProperty(PROPERTY) == null) {
      choose(
              Path.of(System.getProperty("user.home")),
              Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).map(Path::of),
              Path.of(System.getProperty("java.io.tmpdir")))
          .ifPresent(folder -> System.setProperty(PROPERTY, folder.toString()));
    }
  }

  static Optional<Path> choose(Path home, Optional<Path> cache, Path temporary) {
    Stream<Path> homes =
        Stream.concat(
            Stream.of(home.resolve(".javacpp/cache")).filter(folder -> home.isAbsolute()),
            cache
                .filter(Path::isAbsolute)
                .map(folder -> folder.resolve("emotion/natives"))
                .stream());
    return homes
        .filter(NativeCache::isUsable)
        .findFirst()
        .or(() -> Optional.of(temporary.resolve("emotion-natives")).filter(NativeCache::isPrivate));
  }

  private static boolean isUsable(Path folder) {
    try {
      return Files.isWritable(Files.createDirectories(folder));
    } catch (IOException e) {
      return false;
    }
  }

  /** Nobody else could have put a library there: anyone may write to the folder around it. */
  private static boolean isPrivate(Path folder) {
    try {
      FileAttribute<?> ours =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
      Path probe = Files.createTempDirectory(folder.getParent(), folder.getFileName() + "-", ours);
      try {
        if (!Files.exists(folder)) {
          Files.createDirectory(folder, ours);
        }
        return !Files.isSymbolicLink(folder)
            && Files.isDirectory(folder)
            && Files.getOwner(folder).equals(Files.getOwner(probe))
            && Files.getPosixFilePermissions(folder).equals(Files.getPosixFilePermissions(probe));
      } finally {
        Files.delete(probe);
      }
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** Whether libraries of one of these jars are there: it has a folder named after each jar. */
  static boolean has(List<String> jars) {
    Path usual = Path.of(System.getProperty("user.home"), ".javacpp", "cache");
    Path folder = Path.of(System.getProperty(PROPERTY, usual.toString()));
    try (Stream<Path> inside = Files.list(folder)) {
      return inside
          .map(jar -> jar.getFileName().toString())
          .anyMatch(jar -> jars.stream().anyMatch(jar::startsWith));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * What may keep libraries from being unpacked, to be asked when one can't be loaded.
   *
   * @return what was found, or empty if all looks well; {@link #remedy} says what is expected
   */
  public static Optional<String> fault() {
    String folder = System.getProperty(PROPERTY);
    if (folder == null) {
      return Optional.of("neither home nor temporary folder to unpack it in can be written");
    }
    if (!isUsable(Path.of(folder))) {
      return Optional.of(folder + ", to unpack it in, can't be written");
    }
    try {
      long free = Files.getFileStore(Path.of(folder)).getUsableSpace();
      return free >= ROOM
          ? Optional.empty()
          : Optional.of(free / MEGABYTE + " MB free to unpack it in " + folder);
    } catch (IOException e) {
      return Optional.of(folder + ": " + e.getMessage());
    }
  }

  /**
   * What to do about a {@link #fault}.
   *
   * @return what is expected, in a few words
   */
  public static String remedy() {
    return ROOM / MEGABYTE
        + " MB there, or in another: EMOTION_JAVA_OPTS=-D"
        + PROPERTY
        + "=FOLDER";
  }
}
