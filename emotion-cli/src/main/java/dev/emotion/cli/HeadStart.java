package dev.emotion.cli;

import dev.emotion.image.OpenCv;
import dev.emotion.network.NativeEngine;
import java.util.List;

/**
 * Loads the native libraries of a command in the background while its command line is read: half a
 * second on one core, which the user does not wait for.
 */
final class HeadStart {
  /** Commands that run networks. */
  private static final List<String> COMPUTING =
      List.of("predict", "realtime", "serve", "evaluate", "train", "benchmark");

  /** Those of them that search pictures for faces. */
  private static final List<String> DETECTING = List.of("predict", "realtime", "serve");

  private HeadStart() {}

  /**
   * Begins, if there is a command that needs it.
   *
   * @param args the command line
   */
  static void begin(String[] args) {
    if (args.length < 2 || !COMPUTING.contains(args[0]) || asksForHelp(args)) {
      return;
    }
    NativeEngine.begin(DETECTING.contains(args[0]) ? OpenCv::loadForDetection : () -> {});
  }

  private static boolean asksForHelp(String[] args) {
    return List.of(args).contains("--help") || List.of(args).contains("--version");
  }
}
