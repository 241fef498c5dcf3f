package dev.emotion.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.network.Shape;
import dev.emotion.network.Window;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PatchProductTest {

  @ParameterizedTest
  @CsvSource({
    "6, 6, 3, 3, 1, 1, true, 0",
    "7, 5, 3, 3, 2, 2, true, 0",
    "6, 8, 3, 3, 2, 1, true, 0",
    "6, 6, 2, 4, 1, 1, true, 0",
    "7, 5, 3, 2, 1, 2, false, 0",
    "5, 6, 3, 3, 2, 2, false, 1",
    "3, 3, 1, 1, 1, 1, true, 0"
  })
  void equalsTheConvolution(
      int height,
      int width,
      int kernelHeight,
      int kernelWidth,
      int strideY,
      int strideX,
      boolean same,
      int padding) {
    Window window = new Window(kernelHeight, kernelWidth, strideY, strideX, padding, padding, same);
    int in = 3;
    int out = 5;
    Shape shape = window.over(new Shape(height, width, in), out);
    long rows = shape.height();
    long columns = shape.width();
    int images = 3;
    INDArray image = Nd4j.rand(DataType.FLOAT, images, height, width, in).subi(0.5);
    INDArray weights = Nd4j.rand(DataType.FLOAT, kernelHeight, kernelWidth, in, out).subi(0.5);
    INDArray bias = Nd4j.rand(DataType.FLOAT, out);
    INDArray expected = Nd4j.create(DataType.FLOAT, images, rows, columns, out);
    INDArray found = expected.dup();
    Ops.convolution(window, Ops.HEIGHT_WIDTH_IN_OUT, expected, image, weights, bias).run();
    INDArray patches =
        Nd4j.create(DataType.FLOAT, rows * columns, (long) kernelHeight * kernelWidth * in);
    PatchProduct product = new PatchProduct(window, image, found, patches, weights, bias);
    product.run();
    product.run(); // the second run must not add to the first
    assertThat(found.toString()).isNotEqualTo(expected.like().toString());
    assertThat(found.equalsWithEps(expected, 1e-5)).as("%s%n%s", found, expected).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 6, 256, true",
    "8, 6, 256, true",
    "32, 6, 256, false",
    "1, 12, 256, false",
    "1, 6, 32, false"
  })
  void paysForFewImagesOfFewPixelsAndManyWeights(int images, int side, int channels, boolean pays) {
    INDArray output = Nd4j.create(DataType.FLOAT, images, side, side, channels);
    INDArray weights = Nd4j.create(DataType.FLOAT, 3, 3, channels, channels);
    assertThat(PatchProduct.pays(output, weights)).isEqualTo(pays);
  }
}
