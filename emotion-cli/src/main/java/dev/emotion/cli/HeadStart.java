package dev.emotion.cli;

import dev.emotion.image.OpenCv;
import dev.emotion.network.NativeEngine;
import java.util.List;
import java.util.Map;

/**
 * Loads the native libraries of a command in the background while its command line is read: a third
 * of a second on one core, which the user does not wait for.
 */
final class HeadStart {
  /**
   * What to load after the engine, for commands that need the engine before any other library: two
   * threads must not load at the same time. That is why train and realtime are not here: they begin
   * with pictures and video.
   */
  private static final Map<String, Runnable> MORE =
      Map.of(
          "predict",
          OpenCv::loadForDetection,
          "serve",
          OpenCv::loadForDetection,
          "evaluate",
          () -> {},
          "benchmark",
          () -> {});

  private static final String UNPACKING =
      "emotion: first start: unpacking the engine, once for good; some seconds";

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
      NativeEngine.whenUnpacking(() -> System.err.println(UNPACKING));
    }
    if (MORE.containsKey(args[0])) {
      NativeEngine.begin(MORE.get(args[0]));
    }
  }
}
