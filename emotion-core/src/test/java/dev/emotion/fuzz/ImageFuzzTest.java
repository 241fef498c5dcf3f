package dev.emotion.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_16UC4;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC4;
import static org.bytedeco.opencv.global.opencv_core.randu;

import dev.emotion.ImageException;
import dev.emotion.detect.BlazeFaceDetector;
import dev.emotion.detect.FaceDetector;
import dev.emotion.image.FaceCropper;
import dev.emotion.image.ImageFiles;
import dev.emotion.testing.Fuzzing;
import dev.emotion.testing.Mutator;
import dev.emotion.testing.SampleImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

/** Images of all formats: each is refused, or gives pixels in which faces can be searched. */
class ImageFuzzTest {
  private static final int PNG_SIGNATURE = 0x89504E47;
  private static final int FIRST_CHUNK = 8;

  @Test
  void aDamagedImageIsRefusedOrHasPixels() throws Exception {
    Mutator mutator = new Mutator(Fuzzing.seed(), images());
    try (FaceDetector detector = new BlazeFaceDetector()) {
      FaceCropper cropper = new FaceCropper(48);
      Fuzzing.run(
          "pictures",
          1500,
          () -> mutator.number(4) == 0 ? mutator.next() : withCheckSums(mutator.next()),
          input -> {
            try (Mat image = ImageFiles.decode(input, "fuzzed")) {
              assertThat(image.type()).isEqualTo(CV_8UC3);
              assertThat(image.cols()).isPositive();
              assertThat(cropper.whole(image).side()).isEqualTo(48);
              // The search takes ten times as long as all the rest, and sees only pixels.
              if (image.total() < 10_000 && mutator.number(8) == 0) {
                detector.detect(image);
              }
              return true;
            } catch (ImageException e) {
              assertThat(e.getMessage()).startsWith("fuzzed: ").doesNotContain("\n");
              return false;
            }
          });
    }
  }

  private static List<byte[]> images() throws IOException {
    List<byte[]> images = new ArrayList<>();
    for (int type : new int[] {CV_8UC1, CV_8UC3, CV_8UC4, CV_16UC4}) {
      try (Mat image = new Mat(23, 31, type);
          Mat low = new Mat(new double[] {0});
          Mat high = new Mat(new double[] {255})) {
        randu(image, low, high);
        for (String ending :
            List.of(".png", ".jpg", ".webp", ".bmp", ".gif", ".tiff", ".ppm", ".pam")) {
          try {
            images.add(ImageFiles.encode(ending, image, "seed" + ending));
          } catch (ImageException e) {
            // not every format has every type
          }
        }
      }
    }
    for (String name : List.of("face.heic", "face.avif")) {
      images.add(Files.readAllBytes(SampleImage.face(name)));
    }
    assertThat(images).hasSizeGreaterThan(15);
    return images;
  }

  /** A PNG with right check sums, so that its content is looked at; other files as they are. */
  private static byte[] withCheckSums(byte[] file) {
    if (file.length < FIRST_CHUNK || ByteBuffer.wrap(file).getInt() != PNG_SIGNATURE) {
      return file;
    }
    ByteBuffer chunks = ByteBuffer.wrap(file);
    int at = FIRST_CHUNK;
    while (at + 12 <= file.length) {
      int length = chunks.getInt(at);
      if (length < 0 || length > file.length - at - 12) {
        break;
      }
      CRC32 sum = new CRC32();
      sum.update(file, at + 4, length + 4);
      chunks.putInt(at + 8 + length, (int) sum.getValue());
      at += length + 12;
    }
    return file;
  }
}
