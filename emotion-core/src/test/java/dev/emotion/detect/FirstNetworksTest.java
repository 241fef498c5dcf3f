package dev.emotion.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.image.OpenCv;
import dev.emotion.testing.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first networks of a process, read by two threads at the same moment. Without a lock one in
 * some dozens of processes fails, crashes, or never ends.
 */
class FirstNetworksTest {
  @TempDir private Path folder;

  /** The process: ends with status 1, and OpenCV's words, where a network can't be read. */
  static final class Readers {
    private Readers() {}

    public static void main(String[] args) throws InterruptedException {
      OpenCv.NETWORKS.require();
      byte[] file = BlazeFaceNetwork.weights(BlazeFaceNetwork.Range.SHORT);
      AtomicInteger ready = new AtomicInteger();
      Thread[] threads = new Thread[2];
      for (int i = 0; i < threads.length; i++) {
        threads[i] =
            new Thread(
                () -> {
                  ready.incrementAndGet();
                  while (ready.get() < threads.length) {
                    Thread.onSpinWait();
                  }
                  BlazeFaceNetwork.read(file);
                });
        threads[i].setUncaughtExceptionHandler(
            (thread, failure) -> {
              failure.printStackTrace();
              Runtime.getRuntime().halt(1);
            });
        threads[i].start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  @RepeatedTest(10)
  void areBothRead() throws Exception {
    Path out = folder.resolve("out");
    List<String> command = Programs.java();
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Readers.class.getName()));
    Process readers =
        new ProcessBuilder(command)
            .directory(folder.toFile()) // for the JVM's words of a crash
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    boolean ended = readers.waitFor(60, TimeUnit.SECONDS);
    readers.destroyForcibly();
    assertThat(ended).as("ends, instead of searching a broken table for ever").isTrue();
    assertThat(readers.waitFor()).as(Files.readString(out)).isZero();
  }
}
