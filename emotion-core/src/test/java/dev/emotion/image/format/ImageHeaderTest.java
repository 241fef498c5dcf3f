package dev.emotion.image.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.emotion.image.ImageFiles;
import dev.emotion.testing.SharedData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ImageHeaderTest {

  private static byte[] encoded(String ending, int width, int height) {
    try (Mat image = new Mat(height, width, CV_8UC3)) {
      return ImageFiles.encode(ending, image, "test");
    }
  }

  private static byte[] file(ByteOrder order, int length, Object... parts) {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(order);
    for (Object part : parts) {
      if (part instanceof String text) {
        buffer.put(text.getBytes(StandardCharsets.ISO_8859_1));
      } else if (part instanceof Short number) {
        buffer.putShort(number);
      } else {
        buffer.putInt((Integer) part);
      }
    }
    return buffer.array();
  }

  private static void assertSize(byte[] file, ImageFormat format, long width, long height) {
    ImageHeader header = ImageHeader.read(file).orElseThrow();
    assertThat(header.format()).isEqualTo(format);
    assertThat(List.of(header.width(), header.height())).containsExactly(width, height);
    assertThat(header.unsupported()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "PNM"})
  void readsWidthAndHeightOfEveryFormat(ImageFormat format) {
    byte[] file = encoded(format.endings().get(0), 300, 17);

    assertSize(file, format, 300, 17);
  }

  @Test
  void readsTheSizeOfEveryPhotographAsItIsStored() throws IOException {
    List<Path> photos;
    try (Stream<Path> files = Files.walk(SharedData.path("photos"))) {
      photos = files.filter(ImageFormat::isImage).toList();
    }
    assertThat(photos).hasSizeGreaterThan(50);
    for (Path photo : photos) {
      ImageHeader header = ImageHeader.read(Files.readAllBytes(photo)).orElseThrow();
      try (Mat image = ImageFiles.read(photo)) {
        // EXIF rotation may swap the two.
        assertThat(List.of(header.width(), header.height()))
            .as(photo.toString())
            .containsExactlyInAnyOrder((long) image.cols(), (long) image.rows());
      }
    }
  }

  @Test
  void seesTheSizeThatATinyFileClaims() {
    byte[] png =
        file(ByteOrder.BIG_ENDIAN, 33, "\u0089PNG\r\n\u001A\n", 13, "IHDR", 60_000, 60_000);

    assertThat(ImageHeader.read(png).orElseThrow().pixels()).isEqualTo(3_600_000_000L);
  }

  @Test
  void takesSizesBeyondTheSignAsLarge() {
    byte[] png = file(ByteOrder.BIG_ENDIAN, 33, "\u0089PNG\r\n\u001A\n", 13, "IHDR", -1, 1);

    assertThat(ImageHeader.read(png).orElseThrow().pixels()).isEqualTo(0xFFFFFFFFL);
  }

  @Test
  void countsMorePixelsThanANumberHoldsAsTheMost() {
    byte[] png = file(ByteOrder.BIG_ENDIAN, 33, "\u0089PNG\r\n\u001A\n", 13, "IHDR", -1, -1);

    assertThat(ImageHeader.read(png).orElseThrow().pixels()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void readsATiffOfTheOtherByteOrder() {
    byte[] tiff =
        file(
            ByteOrder.BIG_ENDIAN,
            64,
            "MM\0*",
            8,
            (short) 2,
            (short) 256,
            (short) 3,
            1,
            (short) 300,
            (short) 0,
            (short) 257,
            (short) 4,
            1,
            17);

    assertSize(tiff, ImageFormat.TIFF, 300, 17);
  }

  @Test
  void readsAPlainPixmapWithComments() {
    byte[] file = "P3 # 1 2\n#3\r 300\t17 255 1 2 3".getBytes(StandardCharsets.UTF_8);

    assertSize(file, ImageFormat.PNM, 300, 17);
  }

  @Test
  void readsABitmapThatBeginsAtTheTop() {
    byte[] bmp = file(ByteOrder.LITTLE_ENDIAN, 54, "BM", 54, 0, 54, 40, 640, -480);

    assertSize(bmp, ImageFormat.BMP, 640, 480);
  }

  @Test
  void readsABitmapOfOs2() {
    byte[] bmp = file(ByteOrder.LITTLE_ENDIAN, 26, "BM", 26, 0, 26, 12, (short) 40, (short) 30);

    assertSize(bmp, ImageFormat.BMP, 40, 30);
  }

  @Test
  void readsTheTwoOtherKindsOfWebp() {
    byte[] lossless =
        file(ByteOrder.LITTLE_ENDIAN, 26, "RIFF", 18, "WEBPVP8L", 5, "/", 299 | 16 << 14);
    byte[] extended =
        file(ByteOrder.LITTLE_ENDIAN, 30, "RIFF", 22, "WEBPVP8X", 10, 0, "+\u0001\u0000\u0010");

    assertSize(lossless, ImageFormat.WEBP, 300, 17);
    assertSize(extended, ImageFormat.WEBP, 300, 17);
  }

  @Test
  void findsTheFrameOfAJpegBehindAThumbnail() {
    byte[] thumbnail = encoded(".jpg", 16, 16);
    byte[] image = encoded(".jpg", 300, 17);
    ByteBuffer both = ByteBuffer.allocate(image.length + thumbnail.length + 6);
    both.put(image, 0, 2).put((byte) 0xFF); // a byte of filling before a marker is allowed
    both.putShort((short) 0xFFE1).putShort((short) (thumbnail.length + 2)).put(thumbnail);
    both.put(image, 2, image.length - 2);

    assertSize(both.array(), ImageFormat.JPEG, 300, 17);
  }

  @ParameterizedTest
  @EnumSource(names = {"JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "PNM"})
  void isSafeWithFilesCutAnywhere(ImageFormat format) {
    byte[] file = encoded(format.endings().get(0), 300, 17);
    for (int length = 0; length < Math.min(file.length, 1000); length++) {
      ImageHeader.read(Arrays.copyOf(file, length)); // must not throw
    }
    assertThat(ImageHeader.read(Arrays.copyOf(file, 1))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"hello", "%PDF-1.7", "''"})
  void isEmptyForAnythingElse(String text) {
    assertThat(ImageHeader.read(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  @Test
  void hasNoSizeWhereAJpegHasNoFrame() {
    byte[] jpeg = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xD9};

    assertThat(ImageHeader.read(jpeg).orElseThrow().pixels()).isZero();
  }
}
