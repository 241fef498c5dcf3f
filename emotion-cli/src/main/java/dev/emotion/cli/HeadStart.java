package dev.emotion.cli;

import dev.emotion.image.OpenCv;
import dev.emotion.onednn.OneDnn;
import dev.emotion.system.NativeLibrary;
import java.util.List;

/**
 * Loads the native libraries of a command in the background while its command line is read: a third
 * of a second on one core, which the user does not wait for.
 */
final class HeadStart {
  private static final String UNPACKING =
      "emotion: first start: unpacking native libraries, once for good; some seconds";

  private HeadStart() {}

  /**
   * Begins, if there is a command that needs it, and has the user told where it takes long.
   *
   * @param args the command line
   */
  static void begin(String[] args) {
    List<String> line = List.of(args);
    if (line.isEmpty() || line.contains("--help") || line.contains("--version")) {
      return;
    }
    if (!line.contains("--quiet")) {
      NativeLibrary.whenUnpacking(() -> System.err.println(UNPACKING));
    }
    switch (args[0]) {
      case "predict", "serve" -> {
        OpenCv.NETWORKS.begin();
        OneDnn.LIBRARY.begin();
      }
      case "evaluate", "benchmark" -> OneDnn.LIBRARY.begin();
      default -> {
        // The others begin with reading.
      }
    }
  }
}
