package dev.emotion.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;

/** Memory as the system counts it. */
public final class ProcessMemory {
  private ProcessMemory() {}

  /**
   * How much memory this process can still get: what the machine has left, caches that it would
   * give back not counted, and in a container no more than that has beside this process.
   *
   * @return bytes
   */
  public static long availableBytes() {
    return Math.min(machineBytes(), containerBytes() - residentBytes());
  }

  /**
   * How much memory this process could get at most, if it gave back all that it holds: what the
   * machine has left, and no more than the container has.
   *
   * @return bytes
   */
  public static long attainableBytes() {
    return Math.min(machineBytes(), containerBytes());
  }

  private static long machineBytes() {
    NativeLibrary.JAVACPP.require();
    return Pointer.availablePhysicalBytes();
  }

  private static long containerBytes() {
    return containerBytes(Path.of("/proc/self/cgroup"), Path.of("/sys/fs/cgroup"));
  }

  /**
   * The memory limit of a process's control group (cgroups(7)), of version 1 or 2. Java's own bean
   * takes 50 ms to say it.
   *
   * @param groups the file that names the process's groups
   * @param root where the groups are
   * @return bytes; the largest long if there is no limit
   */
  static long containerBytes(Path groups, Path root) {
    try (Stream<String> lines = Files.lines(groups)) {
      return lines
          .map(line -> line.split(":", 3)) // number, controllers, path
          .flatMap(
              group ->
                  switch (group[1]) {
                    case "" -> limits(root, group[2], "memory.max");
                    case "memory" ->
                        limits(root.resolve("memory"), group[2], "memory.limit_in_bytes");
                    default -> Stream.empty();
                  })
          .min(Long::compare)
          .orElse(Long.MAX_VALUE);
    } catch (IOException | UncheckedIOException e) { // no Linux, or no control groups
      return Long.MAX_VALUE;
    }
  }

  /**
   * Those of a group, of all that it is in, and of the root: what a container sees as that is its
   * own group, whatever its path outside.
   */
  private static Stream<Long> limits(Path root, String group, String file) {
    return Stream.concat(
            Stream.of(root),
            Stream.iterate(
                Path.of(root.toString(), group),
                folder -> folder.startsWith(root),
                Path::getParent))
        .map(folder -> folder.resolve(file))
        .filter(Files::isReadable)
        .map(ProcessMemory::limit);
  }

  private static long limit(Path file) {
    try {
      String value = Files.readString(file).strip();
      return value.equals("max") ? Long.MAX_VALUE : Long.parseLong(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The memory this process holds now, native and Java; where the system does not tell (it does on
   * Linux), without what it shares with others.
   *
   * @return bytes
   */
  public static long residentBytes() {
    return ofLinux("VmRSS:");
  }

  /**
   * The most memory this process has held so far, native and Java; where the system does not tell
   * (it does on Linux), what it holds now.
   *
   * @return bytes
   */
  public static long peakResidentBytes() {
    return ofLinux("VmHWM:");
  }

  private static long ofLinux(String name) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElseGet(ProcessMemory::physicalBytes);
    } catch (IOException e) {
      return physicalBytes();
    }
  }

  private static long physicalBytes() {
    NativeLibrary.JAVACPP.require();
    return Pointer.physicalBytes();
  }
}
