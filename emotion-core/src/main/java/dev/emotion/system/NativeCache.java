package dev.emotion.system;

import dev.emotion.NativeException;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder that JavaCPP unpacks native libraries into. It must be one that can be written, whose
 * libraries may be loaded (a {@code noexec} file system forbids that), and with room for them,
 * unless it holds them already. JavaCPP itself takes {@code ~/.javacpp/cache}, or a folder that
 * others may have made for it; for a user without a home it makes one named "?" in the working
 * directory.
 */
final class NativeCache {
  private static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

  /** What all libraries take, and some more. */
  private static final long ROOM = 600_000_000;

  private static final long MEGABYTE = 1_000_000;

  private static final String REMEDY =
      ROOM / MEGABYTE
          + " MB in a folder whose files may be executed: EMOTION_JAVA_OPTS=-D"
          + PROPERTY
          + "=FOLDER";

  /** What was tried where no folder has room; empty where one has, or before. */
  private static volatile List<Candidate> tooSmall = List.of();

  private static boolean chosen;

  private NativeCache() {}

  /**
   * A folder that was tried.
   *
   * @param fault why it won't do; null if it does
   * @param free bytes that can be written to it
   */
  record Candidate(Path folder, String fault, long free) {
    boolean hasRoom() {
      return fault == null && free >= ROOM;
    }

    @Override
    public String toString() {
      return fault != null ? folder + ": " + fault : folder + ": " + free / MEGABYTE + " MB free";
    }
  }

  /**
   * Chooses the folder, unless it was chosen before: what {@code
   * -Dorg.bytedeco.javacpp.cachedir=FOLDER} names, and no other; without it, the first that will do
   * of those in the user's home, in {@code XDG_CACHE_HOME}, in {@code TMPDIR} and in the system's
   * folder for temporary files (of the user alone there), and in the program's own ({@code
   * -Demotion.home=FOLDER}).
   */
  private static synchronized void choose() {
    if (chosen) {
      return;
    }
    chosen = true;
    String given = System.getProperty(PROPERTY);
    List<Candidate> candidates =
        given != null
            ? List.of(examine(Path.of(given).toAbsolutePath()))
            : candidates(
                Path.of(System.getProperty("user.home")),
                path(System.getenv("XDG_CACHE_HOME")),
                Stream.of(System.getenv("TMPDIR"), System.getProperty("java.io.tmpdir"))
                    .flatMap(folder -> path(folder).stream())
                    .distinct()
                    .toList(),
                path(System.getProperty("emotion.home")));
    best(candidates).ifPresent(folder -> System.setProperty(PROPERTY, folder.toString()));
    tooSmall = candidates.stream().anyMatch(Candidate::hasRoom) ? List.of() : candidates;
  }

  private static Optional<Path> path(String name) {
    return Optional.ofNullable(name).filter(text -> !text.isEmpty()).map(Path::of);
  }

  /** Tries the folders in order, up to one that has room for all. */
  static List<Candidate> candidates(
      Path home, Optional<Path> cache, List<Path> temporary, Optional<Path> program) {
    List<Path> folders = new ArrayList<>();
    folders.add(home.resolve(".javacpp/cache"));
    cache.map(folder -> folder.resolve("emotion/natives")).ifPresent(folders::add);
    temporary.forEach(folder -> folders.add(folder.resolve("emotion-natives")));
    program.map(folder -> folder.resolve("natives")).ifPresent(folders::add);
    folders.removeIf(folder -> !folder.isAbsolute());
    List<Candidate> tried = new ArrayList<>();
    for (Path folder : folders) {
      Candidate candidate =
          temporary.contains(folder.getParent()) && !isPrivate(folder)
              ? new Candidate(folder, "not writable, or not of this user alone", 0)
              : examine(folder);
      tried.add(candidate);
      if (candidate.hasRoom()) {
        break;
      }
    }
    return tried;
  }

  /** The first with room for all; where none has, the largest. */
  static Optional<Path> best(List<Candidate> tried) {
    return tried.stream()
        .filter(Candidate::hasRoom)
        .findFirst()
        .or(
            () ->
                tried.stream()
                    .filter(each -> each.fault() == null)
                    .max(Comparator.comparingLong(Candidate::free)))
        .map(Candidate::folder);
  }

  private static Candidate examine(Path folder) {
    // As packaged, or of OpenCV's own jar and the engine's.
    boolean full = has(folder, "natives-") || (has(folder, "opencv-") && has(folder, "dnnl-"));
    try {
      Files.createDirectories(folder);
      // Named by the time: the random numbers of File.createTempFile take 10 ms to begin with.
      File probe = folder.resolve("probe" + System.nanoTime()).toFile();
      if (!probe.createNewFile()) {
        throw new FileAlreadyExistsException(probe.toString());
      }
      try {
        // The system denies that where the file system is mounted so; asking costs no process.
        if (!(probe.setExecutable(true) && probe.canExecute())) {
          return new Candidate(folder, "noexec (no library may be loaded from there)", 0);
        }
      } finally {
        Files.delete(probe.toPath());
      }
      // Not of the FileStore, which wants the mount point: in a chroot there may be none.
      long free = full ? Long.MAX_VALUE : folder.toFile().getUsableSpace();
      return new Candidate(folder, null, free);
    } catch (IOException e) {
      return new Candidate(folder, "not writable", 0); // JavaCPP won't take it, even if it is full
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
  static boolean has(String... jars) {
    String folder = System.getProperty(PROPERTY);
    return folder != null && has(Path.of(folder), jars);
  }

  private static boolean has(Path folder, String... jars) {
    String[] names = Objects.requireNonNullElse(folder.toFile().list(), new String[0]);
    return Arrays.stream(names).anyMatch(name -> Arrays.stream(jars).anyMatch(name::startsWith));
  }

  /**
   * Chooses the folder, if that has not been done.
   *
   * @throws NativeException if no folder will do
   */
  static void require() {
    choose();
    if (!tooSmall.isEmpty() && best(tooSmall).isEmpty()) {
      throw fault(null).orElseThrow();
    }
  }

  /**
   * What keeps libraries from being unpacked, to be asked when one can't be loaded.
   *
   * @param cause the failure
   * @return what was found, or empty if all looks well
   */
  static Optional<NativeException> fault(Throwable cause) {
    return tooSmall.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new NativeException(
                "no folder to unpack them in ("
                    + tooSmall.stream().map(Objects::toString).collect(Collectors.joining("; "))
                    + ")",
                REMEDY,
                cause));
  }
}
