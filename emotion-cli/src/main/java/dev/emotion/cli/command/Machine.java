package dev.emotion.cli.command;

import com.sun.management.OperatingSystemMXBean;
import dev.emotion.text.Words;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What {@code emotion doctor} tells about the computer. Linux tells most. */
final class Machine {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  static final Path DEVICES = Path.of("/dev");
  private static final List<String> FEATURES =
      List.of(
          "sse4_2", "avx", "avx2", "fma", "f16c", "avx512f", "avx512_vnni", "amx_tile", "asimd");

  private Machine() {}

  static String system() {
    return String.join(
        " ",
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        System.getProperty("os.arch"));
  }

  static String java() {
    return Runtime.version() + ", " + System.getProperty("java.home");
  }

  /** Name, number of processors and the instruction sets that matter to the engine. */
  static String cpu() {
    String count = Words.count(Runtime.getRuntime().availableProcessors(), "processor");
    if (!Files.isReadable(CPU_INFO)) {
      return count + ", features not listed on this system";
    }
    try {
      return cpu(Files.readAllLines(CPU_INFO), count);
    } catch (IOException e) {
      return count + ", features unknown: " + e.getMessage();
    }
  }

  static String cpu(List<String> cpuInfo, String count) {
    List<String> flags = List.of(value(cpuInfo, "flags", "Features").split(" "));
    String features = FEATURES.stream().filter(flags::contains).collect(Collectors.joining(" "));
    return Stream.of(count, value(cpuInfo, "model name"), features)
        .filter(text -> !text.isBlank())
        .collect(Collectors.joining(", "));
  }

  private static String value(List<String> cpuInfo, String... keys) {
    return cpuInfo.stream()
        .map(line -> line.split(":", 2))
        .filter(pair -> pair.length == 2 && List.of(keys).contains(pair[0].strip()))
        .map(pair -> pair[1].strip())
        .findFirst()
        .orElse("");
  }

  /** Physical memory and how much of it the JVM's heap may take, in GB of 10^9 bytes. */
  static String memory() {
    double heap = Runtime.getRuntime().maxMemory() / 1e9;
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? String.format(
            Locale.ROOT, "%.1f GB, heap up to %.1f GB", system.getTotalMemorySize() / 1e9, heap)
        : String.format(Locale.ROOT, "heap up to %.1f GB", heap);
  }

  static String display(Map<String, String> environment) {
    String os = System.getProperty("os.name");
    if (!os.startsWith("Linux")) {
      return "that of " + os;
    }
    return Stream.of("WAYLAND_DISPLAY", "DISPLAY")
        .map(environment::get)
        .filter(value -> value != null && !value.isBlank())
        .findFirst()
        .orElse("none");
  }

  static String cameras() {
    if (!System.getProperty("os.name").startsWith("Linux")) {
      return "not listed on this system";
    }
    try (DirectoryStream<Path> videos = Files.newDirectoryStream(DEVICES, "video*")) {
      String found =
          StreamSupport.stream(videos.spliterator(), false)
              .map(Path::toString)
              .sorted()
              .collect(Collectors.joining(" "));
      return found.isEmpty() ? "none" : found;
    } catch (IOException e) {
      return "unknown: " + e.getMessage();
    }
  }
}
