package dev.emotion.cli.serve;

import dev.emotion.image.ImageFiles;
import dev.emotion.testing.SampleImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Image files for the tests. */
final class TestImages {
  private TestImages() {}

  /** A grey image. */
  static byte[] encoded(String ending, int width, int height) {
    try (Mat image = new Mat(height, width, opencv_core.CV_8UC3, Scalar.all(128))) {
      return ImageFiles.encode(ending, image, "test");
    }
  }

  /**
   * The sample photograph as several files: as it is, small, mirrored, twice in one; and an image
   * of nothing.
   *
   * @param folder where to write them
   */
  static List<Path> withFaces(Path folder) {
    try (Mat photo = ImageFiles.read(SampleImage.path());
        Mat small = new Mat();
        Mat mirrored = new Mat();
        Mat two = new Mat();
        Size half = new Size(photo.cols() / 2, photo.rows() / 2);
        Mat nothing = new Mat(120, 160, opencv_core.CV_8UC3, Scalar.all(128))) {
      opencv_imgproc.resize(photo, small, half);
      opencv_core.flip(small, mirrored, 1);
      opencv_core.hconcat(small, mirrored, two);
      return List.of(
          write(folder.resolve("photo.png"), photo),
          write(folder.resolve("small.png"), small),
          write(folder.resolve("mirrored.jpg"), mirrored),
          write(folder.resolve("two.jpg"), two),
          write(folder.resolve("nothing.png"), nothing));
    }
  }

  private static Path write(Path file, Mat image) {
    ImageFiles.write(file, image);
    return file;
  }

  /** A PNG that claims a size and has no pixels. */
  static byte[] pngOf(int width, int height) {
    ByteBuffer file = ByteBuffer.allocate(45);
    file.put("\u0089PNG\r\n\u001A\n".getBytes(StandardCharsets.ISO_8859_1));
    byte[] header =
        ByteBuffer.allocate(17)
            .put("IHDR".getBytes(StandardCharsets.US_ASCII))
            .putInt(width)
            .putInt(height)
            .put(new byte[] {8, 2, 0, 0, 0})
            .array();
    chunk(file, header);
    chunk(file, "IEND".getBytes(StandardCharsets.US_ASCII));
    return file.array();
  }

  private static void chunk(ByteBuffer file, byte[] kindAndContent) {
    CRC32 sum = new CRC32();
    sum.update(kindAndContent);
    file.putInt(kindAndContent.length - 4).put(kindAndContent).putInt((int) sum.getValue());
  }

  /** A form with files in the field "image". */
  static byte[] form(String boundary, byte[]... files) {
    ByteBuffer form = ByteBuffer.allocate(10_000_000);
    for (byte[] file : files) {
      String head =
          "--"
              + boundary
              + "\r\nContent-Disposition: form-data; name=\"image\"; filename=\"my face.png\"\r\n"
              + "Content-Type: image/png\r\n\r\n";
      form.put(head.getBytes(StandardCharsets.UTF_8)).put(file).put((byte) '\r').put((byte) '\n');
    }
    form.put(("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
    byte[] bytes = new byte[form.position()];
    form.flip().get(bytes);
    return bytes;
  }
}
