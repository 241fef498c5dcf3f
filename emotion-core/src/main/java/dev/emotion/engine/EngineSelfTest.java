package dev.emotion.engine;

import dev.emotion.system.Processors;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Conv2D;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a small convolution gives with oneDNN and without.
 *
 * @param usesOneDnn whether the library computes this convolution with oneDNN; it is asked what it
 *     decides, since the times say nothing on a busy machine, and the results may be equal to the
 *     last bit (on AMD's Zen 4 both add in the same order)
 * @param fastMilliseconds the time of one with oneDNN (where it is off: as without)
 * @param plainMilliseconds the time of one without
 * @param difference the largest difference between the two results, relative to the largest value
 */
public record EngineSelfTest(
    boolean usesOneDnn, double fastMilliseconds, double plainMilliseconds, double difference) {
  private static final int REPEATS = 20;

  /** libnd4j's number for engines on the CPU. */
  private static final int ON_CPU = 0;

  /**
   * Runs it: 3x3, 32 to 32 channels, over seven planes of 24 x 23. Takes less than a second.
   *
   * @return the times and the difference
   */
  public static EngineSelfTest run() {
    NativeEngine.prepareThisThread(Processors.cores());
    boolean allowed = Nd4j.getEnvironment().helpersAllowed();
    try (INDArray input = wave(7, 32, 24, 23);
        INDArray weights = wave(3, 3, 32, 32);
        INDArray fast = Nd4j.create(DataType.FLOAT, 7, 32, 24, 23);
        INDArray plain = Nd4j.create(DataType.FLOAT, 7, 32, 24, 23)) {
      boolean usesOneDnn = allowed && hasHelper(input, weights, fast);
      double fastMilliseconds = convolve(input, weights, fast);
      Nd4j.getEnvironment().allowHelpers(false);
      double plainMilliseconds = convolve(input, weights, plain);
      double scale = plain.amaxNumber().doubleValue();
      double difference = fast.sub(plain).amaxNumber().doubleValue() / scale;
      return new EngineSelfTest(usesOneDnn, fastMilliseconds, plainMilliseconds, difference);
    } finally {
      Nd4j.getEnvironment().allowHelpers(allowed);
    }
  }

  /**
   * Whether both give the same, but for rounding.
   *
   * @return false if the engine can't be trusted on this machine
   */
  public boolean agrees() {
    return difference < 1e-4;
  }

  /**
   * Asks what the library asks itself at each operation: is there a helper of oneDNN for it, and
   * does that take these arrays?
   */
  private static boolean hasHelper(INDArray input, INDArray weights, INDArray output) {
    Conv2D operation = operation(input, weights, output);
    // The binding has no static getInstance(); the address is not looked at.
    Nd4jCpu.OpRegistrator registrator =
        new Nd4jCpu.OpRegistrator(Nd4jCpu.Environment.getInstance()).getInstance();
    if (!registrator.hasHelper(operation.opHash(), ON_CPU)) {
      return false;
    }
    OpContext context = Nd4j.getExecutioner().buildContext();
    context.setInputArray(0, input);
    context.setInputArray(1, weights);
    context.setOutputArray(0, output);
    context.setIArguments(operation.iArgs());
    return registrator
        .getPlatformHelper(operation.opHash(), ON_CPU)
        .isUsable(new Nd4jCpu.Context(context.contextPointer()));
  }

  /** Values between -1 and 1 without symmetry. */
  private static INDArray wave(long... shape) {
    long count = 1;
    for (long size : shape) {
      count *= size;
    }
    float[] values = new float[Math.toIntExact(count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(0.37 * i + 1e-5 * i * i);
    }
    return Nd4j.create(values, shape, 'c');
  }

  private static Conv2D operation(INDArray input, INDArray weights, INDArray output) {
    Conv2DConfig same =
        Conv2DConfig.builder()
            .kH(3)
            .kW(3)
            .sH(1)
            .sW(1)
            .paddingMode(PaddingMode.SAME)
            .dataFormat("NCHW")
            .build();
    return new Conv2D(input, weights, null, output, same);
  }

  private static double convolve(INDArray input, INDArray weights, INDArray output) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < REPEATS; i++) {
      long start = System.nanoTime();
      Nd4j.exec(operation(input, weights, output));
      best = Math.min(best, System.nanoTime() - start);
    }
    return best / 1e6;
  }
}
