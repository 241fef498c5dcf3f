package dev.emotion.executor;

import dev.emotion.network.Window;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A convolution as a product for each image, {@code output = patches weights + bias}: a patch is
 * what the window sees at one place, [kernel height * kernel width * in]. For one image it is
 * quicker than oneDNN's convolution where few places meet many weights, because that copies all
 * weights at each call (docs/EXECUTOR.md). A few images go the same way, so that a face's answer is
 * the same to the last bit, alone or with others.
 */
final class PatchProduct implements Runnable {
  private static final long FEW_IMAGES = 8;
  private static final long FEW_PLACES = 64;
  private static final long MANY_WEIGHTS = 250_000;

  private final Window window;
  private final int height;
  private final int width;
  private final int channels;
  private final int outputHeight;
  private final int outputWidth;
  private final INDArray patches;
  private final INDArray weights;
  private final INDArray[] outputs;
  private final FloatPointer inputValues;
  private final FloatPointer patchValues;
  private final FloatPointer outputValues;
  private final float[] image;
  private final float[] cut;
  private final float[] bias;

  /**
   * Prepares the product; all arrays are float32 and c-contiguous.
   *
   * @param input [images, height, width, in]
   * @param output [images, output height, output width, out]
   * @param patches [output height * output width, kernel height * kernel width * in], to work in
   * @param weights [kernel height, kernel width, in, out]
   * @param bias [out]
   */
  PatchProduct(
      Window window,
      INDArray input,
      INDArray output,
      INDArray patches,
      INDArray weights,
      INDArray bias) {
    this.window = window;
    this.height = (int) input.size(1);
    this.width = (int) input.size(2);
    this.channels = (int) input.size(3);
    this.outputHeight = (int) output.size(1);
    this.outputWidth = (int) output.size(2);
    this.patches = patches;
    this.weights = weights.reshape('c', patches.size(1), weights.size(3));
    long places = patches.size(0);
    this.outputs = new INDArray[(int) output.size(0)];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] =
          Activation.rows(output)
              .get(NDArrayIndex.interval(i * places, (i + 1) * places), NDArrayIndex.all());
    }
    this.inputValues = (FloatPointer) input.data().pointer();
    this.patchValues = (FloatPointer) patches.data().pointer();
    this.outputValues = (FloatPointer) output.data().pointer();
    this.image = new float[height * width * channels];
    this.cut = new float[(int) patches.length()];
    this.bias = new float[(int) (places * output.size(3))];
    float[] one = bias.toFloatVector();
    for (int i = 0; i < this.bias.length; i++) {
      this.bias[i] = one[i % one.length];
    }
  }

  /** Whether this way is the quicker one (measured on two cores with AVX-512). */
  static boolean pays(INDArray output, INDArray weights) {
    long places = output.size(1) * output.size(2);
    return output.size(0) <= FEW_IMAGES && places <= FEW_PLACES && weights.length() >= MANY_WEIGHTS;
  }

  @Override
  public void run() {
    for (int i = 0; i < outputs.length; i++) {
      inputValues.position((long) i * image.length).get(image);
      cutPatches();
      patchValues.put(cut);
      outputValues.position((long) i * bias.length).put(bias);
      Ops.multiplyAndAdd(patches, weights, outputs[i]);
    }
  }

  private void cutPatches() {
    int top = window.paddingTop(height);
    int left = window.paddingLeft(width);
    int next = 0;
    for (int y = 0; y < outputHeight; y++) {
      for (int x = 0; x < outputWidth; x++) {
        for (int row = 0; row < window.height(); row++) {
          for (int column = 0; column < window.width(); column++) {
            int fromY = y * window.strideY() + row - top;
            int fromX = x * window.strideX() + column - left;
            if (fromY >= 0 && fromY < height && fromX >= 0 && fromX < width) {
              System.arraycopy(image, (fromY * width + fromX) * channels, cut, next, channels);
            } else {
              Arrays.fill(cut, next, next + channels, 0);
            }
            next += channels;
          }
        }
      }
    }
  }
}
