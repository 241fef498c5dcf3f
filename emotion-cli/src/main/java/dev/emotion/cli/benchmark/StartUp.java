package dev.emotion.cli.benchmark;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How long a small prediction takes from start to end, in a JVM like this one. */
public final class StartUp {
  /** By name: this package does not depend on the one above it. */
  private static final String MAIN = "dev.emotion.cli.EmotionCli";

  private static final int RUNS = 5;

  private StartUp() {}

  /**
   * Measures some runs, after one to warm the file cache.
   *
   * @return their median in seconds
   * @throws IOException if the program can't be started, or fails
   */
  public static double seconds() throws IOException {
    Path image = Files.createTempFile("emotion", ".pgm");
    try {
      Files.write(image, grey());
      double[] seconds = new double[RUNS];
      for (int i = -1; i < RUNS; i++) {
        long start = System.nanoTime();
        run(image);
        if (i >= 0) {
          seconds[i] = (System.nanoTime() - start) / 1e9;
        }
      }
      Arrays.sort(seconds);
      return seconds[RUNS / 2];
    } finally {
      Files.deleteIfExists(image);
    }
  }

  private static byte[] grey() {
    byte[] header = "P5 48 48 255\n".getBytes(StandardCharsets.US_ASCII);
    byte[] file = Arrays.copyOf(header, header.length + 48 * 48);
    Arrays.fill(file, header.length, file.length, (byte) 128);
    return file;
  }

  private static void run(Path image) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    line.addAll(List.of("-cp", System.getProperty("java.class.path")));
    line.addAll(List.of(MAIN, "predict", "--detector", "none"));
    line.addAll(List.of("--image", image.toString()));
    Process process =
        new ProcessBuilder(line)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    try {
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException("a prediction in another JVM ended with status " + status);
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
