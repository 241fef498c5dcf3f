package dev.emotion.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;

/** Memory as the system counts it. */
public final class ProcessMemory {
  private ProcessMemory() {}

  /**
   * How much memory the machine has left, caches that it would give back not counted.
   *
   * @return bytes
   */
  public static long availableBytes() {
    NativeLibrary.JAVACPP.require();
    return Pointer.availablePhysicalBytes();
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
