package dev.emotion.onednn;

import dev.emotion.network.Shape;
import dev.emotion.network.Window;
import java.util.Arrays;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;

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
  private static final int SIZE = 1536;
  private static final int IMAGES = 64;
  private static final Shape IMAGE = new Shape(24, 24, 64);
  private static final int FLOATS = 16 << 20;

  /**
   * Measures: the best of some tries, in about a second.
   *
   * @param threads to compute with, at least 1
   * @return the limits
   */
  public static MachineLimits measure(int threads) {
    OneDnn.prepareThisThread(threads);
    try (Arena arena = new Arena();
        Primitives primitives = new Primitives()) {
      FloatPointer a = filled(arena, SIZE * SIZE);
      FloatPointer b = filled(arena, SIZE * SIZE);
      FloatPointer product = filled(arena, SIZE * SIZE);
      final double gemm =
          seconds(
              () ->
                  OneDnn.check(
                      dnnl.dnnl_sgemm(
                          (byte) 'N',
                          (byte) 'N',
                          SIZE,
                          SIZE,
                          SIZE,
                          1,
                          a,
                          SIZE,
                          b,
                          SIZE,
                          0,
                          product,
                          SIZE),
                      "product"));
      dnnl_memory_desc images = primitives.images(dnnl.dnnl_f32, IMAGES, IMAGE);
      dnnl_memory_desc row = primitives.row(IMAGE.channels());
      dnnl_primitive_desc description =
          primitives.convolution(
              false,
              Geometry.of(Window.same(3, 1), IMAGE),
              images,
              primitives.layout(
                  dnnl.dnnl_f32,
                  dnnl.dnnl_format_tag_any,
                  IMAGE.channels(),
                  IMAGE.channels(),
                  3,
                  3),
              row,
              images,
              primitives.followedBy(null, null));
      dnnl_memory_desc weights = Primitives.wanted(description, dnnl.dnnl_query_weights_md);
      int pixels = IMAGES * (int) IMAGE.length();
      Primitive call =
          primitives.make(
              description,
              Map.of(
                  dnnl.DNNL_ARG_SRC, primitives.tensor(images, filled(arena, pixels)),
                  dnnl.DNNL_ARG_WEIGHTS,
                      primitives.tensor(weights, filled(arena, (int) Primitives.floats(weights))),
                  dnnl.DNNL_ARG_BIAS, primitives.tensor(row, filled(arena, IMAGE.channels())),
                  dnnl.DNNL_ARG_DST, primitives.tensor(images, filled(arena, pixels))));
      dnnl_memory_desc large = primitives.row(FLOATS);
      Primitive copy =
          primitives.copy(
              primitives.tensor(large, filled(arena, FLOATS)),
              primitives.tensor(large, filled(arena, FLOATS)));
      primitives.finish(arena);
      return new MachineLimits(
          2.0 * SIZE * SIZE * SIZE / gemm / 1e9,
          2.0 * 9 * IMAGE.channels() * pixels / seconds(call) / 1e9,
          2.0 * Float.BYTES * FLOATS / seconds(copy) / 1e9);
    }
  }

  private static FloatPointer filled(Arena arena, int length) {
    FloatPointer values = arena.take(length);
    float[] some = new float[length];
    Arrays.fill(some, 0.25f);
    return values.put(some);
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
