package dev.emotion.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What there is to compute with. */
public final class Processors {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path TOPOLOGY = Path.of("/sys/devices/system/cpu");
  private static final String ALLOWED = "Cpus_allowed_list:";

  private Processors() {}

  /**
   * The number of cores that this process may use: two hardware threads of one core count once,
   * since a second one adds nothing to arithmetic that keeps a core busy. Linux tells; elsewhere
   * every processor counts. Limits of a container or an affinity mask are kept.
   *
   * @return at least 1
   */
  public static int cores() {
    int processors = Runtime.getRuntime().availableProcessors();
    try (Stream<String> lines = Files.lines(STATUS)) {
      List<Integer> allowed =
          lines
              .filter(line -> line.startsWith(ALLOWED))
              .findFirst()
              .map(line -> numbers(line.substring(ALLOWED.length()).strip()))
              .orElse(List.of());
      return Math.max(1, Math.min(processors, cores(TOPOLOGY, allowed)));
    } catch (IOException | RuntimeException e) {
      return processors; // not Linux, or one that doesn't tell
    }
  }

  /** Counts the different sets of siblings that the processors belong to. */
  static int cores(Path topology, List<Integer> processors) throws IOException {
    Set<String> cores = new HashSet<>();
    for (int processor : processors) {
      cores.add(
          Files.readString(topology.resolve("cpu" + processor + "/topology/thread_siblings_list")));
    }
    if (cores.isEmpty()) {
      throw new IOException("no processors listed");
    }
    return cores.size();
  }

  /** Reads a list such as {@code 0-2,5}. */
  static List<Integer> numbers(String list) {
    List<Integer> numbers = new ArrayList<>();
    for (String range : list.split(",", -1)) {
      String[] ends = range.split("-", -1);
      IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
          .forEach(numbers::add);
    }
    return numbers;
  }
}
