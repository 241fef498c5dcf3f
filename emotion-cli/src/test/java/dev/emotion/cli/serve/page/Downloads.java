package dev.emotion.cli.serve.page;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;

/** Files that the browser saves. */
final class Downloads {
  private static final int PATIENCE_SECONDS = 60;

  private Downloads() {}

  /** Waits for a file; Chromium gives it its name when it is whole. */
  static Path await(Path file) throws IOException {
    try (WatchService watch = FileSystems.getDefault().newWatchService()) {
      file.getParent()
          .register(
              watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      while (!Files.exists(file) || Files.size(file) == 0) {
        WatchKey change = watch.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (change == null) {
          throw new AssertionError("no " + file + " was saved");
        }
        change.pollEvents();
        change.reset();
      }
      return file;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
