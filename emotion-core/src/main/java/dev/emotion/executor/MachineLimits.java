package dev.emotion.executor;

import dev.emotion.network.Window;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What this machine's native library reaches at best, in single precision: the bounds for any
 * network on it.
 *
 * @param gemmGflops product of two matrices of 1,536 x 1,536, 10^9 operations a second
 * @param convolutionGflops the reference network's convolutions of 64 channels on 64 images of 24 x
 *     24 pixels, forward, 10^9 operations a second
 * @param memoryGigabytes copied a second, read and written counted, between arrays larger than the
 *     caches
 */
public record MachineLimits(double gemmGflops, double convolutionGflops, double memoryGigabytes) {
  private static final int REPEATS = 7;

  /**
   * Measures: the best of some tries, in about a second.
   *
   * @return the limits for the number of threads in force
   */
  public static MachineLimits measure() {
    int size = 1536;
    int images = 64;
    int side = 24;
    int channels = 64;
    int floats = 16 << 20;
    try (Arena arena = new Arena(DataType.FLOAT)) {
      INDArray a = arena.take(size, size).assign(0.5);
      INDArray b = arena.take(size, size).assign(0.25);
      INDArray product = arena.take(size, size);
      final double gemm = seconds(() -> Ops.multiply(a, false, b, product));
      INDArray input = arena.take(images, side, side, channels).assign(0.5);
      INDArray output = arena.take(images, side, side, channels);
      INDArray weights = arena.take(channels, channels, 3, 3).assign(0.25);
      Window window = Window.same(3, 1);
      Call call = Ops.convolution(window, Ops.OUT_IN_HEIGHT_WIDTH, output, input, weights);
      final double convolution = seconds(call);
      INDArray from = arena.take(floats).assign(1);
      INDArray to = arena.take(floats).assign(2);
      double copy = seconds(() -> to.assign(from));
      return new MachineLimits(
          2.0 * size * size * size / gemm / 1e9,
          2.0 * 9 * channels * channels * images * side * side / convolution / 1e9,
          2.0 * Float.BYTES * floats / copy / 1e9);
    }
  }

  private static double seconds(Runnable work) {
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < REPEATS; i++) {
      long start = System.nanoTime();
      work.run();
      best = Math.min(best, (System.nanoTime() - start) / 1e9);
    }
    return best;
  }
}
