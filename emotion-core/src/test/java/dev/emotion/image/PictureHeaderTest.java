package dev.emotion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.emotion.image.PictureHeader.Format;
import dev.emotion.testing.SharedData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PictureHeaderTest {

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

  @ParameterizedTest
  @EnumSource(Format.class)
  void readsWidthAndHeightOfEveryFormat(Format format) {
    byte[] file = encoded("." + format.name().toLowerCase(Locale.ROOT), 300, 17);

    assertThat(PictureHeader.read(file)).contains(new PictureHeader(format, 300, 17));
  }

  @Test
  void readsTheSizeOfEveryPhotographAsItIsStored() throws IOException {
    List<Path> photos;
    try (Stream<Path> files = Files.walk(SharedData.path("photos"))) {
      photos = files.filter(ImageFiles::hasPictureName).toList();
    }
    assertThat(photos).hasSizeGreaterThan(50);
    for (Path photo : photos) {
      PictureHeader header = PictureHeader.read(Files.readAllBytes(photo)).orElseThrow();
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

    assertThat(PictureHeader.read(png).orElseThrow().pixels()).isEqualTo(3_600_000_000L);
  }

  @Test
  void takesSizesBeyondTheSignAsLarge() {
    byte[] png = file(ByteOrder.BIG_ENDIAN, 33, "\u0089PNG\r\n\u001A\n", 13, "IHDR", -1, 1);

    assertThat(PictureHeader.read(png).orElseThrow().pixels()).isEqualTo(0xFFFFFFFFL);
  }

  @Test
  void countsMorePixelsThanANumberHoldsAsTheMost() {
    byte[] png = file(ByteOrder.BIG_ENDIAN, 33, "\u0089PNG\r\n\u001A\n", 13, "IHDR", -1, -1);

    assertThat(PictureHeader.read(png).orElseThrow().pixels()).isEqualTo(Long.MAX_VALUE);
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

    assertThat(PictureHeader.read(tiff)).contains(new PictureHeader(Format.TIFF, 300, 17));
  }

  @Test
  void readsAPlainPixmapWithComments() {
    byte[] file = "P3 # 1 2\n#3\r 300\t17 255 1 2 3".getBytes(StandardCharsets.UTF_8);

    assertThat(PictureHeader.read(file)).contains(new PictureHeader(Format.PNM, 300, 17));
  }

  @Test
  void readsABitmapThatBeginsAtTheTop() {
    byte[] bmp = file(ByteOrder.LITTLE_ENDIAN, 54, "BM", 54, 0, 54, 40, 640, -480);

    assertThat(PictureHeader.read(bmp)).contains(new PictureHeader(Format.BMP, 640, 480));
  }

  @Test
  void readsABitmapOfOs2() {
    byte[] bmp = file(ByteOrder.LITTLE_ENDIAN, 26, "BM", 26, 0, 26, 12, (short) 40, (short) 30);

    assertThat(PictureHeader.read(bmp)).contains(new PictureHeader(Format.BMP, 40, 30));
  }

  @Test
  void readsTheTwoOtherKindsOfWebp() {
    byte[] lossless =
        file(ByteOrder.LITTLE_ENDIAN, 26, "RIFF", 18, "WEBPVP8L", 5, "\u002F", 299 | 16 << 14);
    byte[] extended =
        file(
            ByteOrder.LITTLE_ENDIAN, 30, "RIFF", 22, "WEBPVP8X", 10, 0, "\u002B\u0001\u0000\u0010");

    assertThat(PictureHeader.read(lossless)).contains(new PictureHeader(Format.WEBP, 300, 17));
    assertThat(PictureHeader.read(extended)).contains(new PictureHeader(Format.WEBP, 300, 17));
  }

  @Test
  void findsTheFrameOfAJpegBehindAThumbnail() {
    byte[] thumbnail = encoded(".jpg", 16, 16);
    byte[] picture = encoded(".jpg", 300, 17);
    ByteBuffer both = ByteBuffer.allocate(picture.length + thumbnail.length + 6);
    both.put(picture, 0, 2).put((byte) 0xFF); // a byte of filling before a marker is allowed
    both.putShort((short) 0xFFE1).putShort((short) (thumbnail.length + 2)).put(thumbnail);
    both.put(picture, 2, picture.length - 2);

    assertThat(PictureHeader.read(both.array())).contains(new PictureHeader(Format.JPEG, 300, 17));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void isSafeWithFilesCutAnywhere(Format format) {
    byte[] file = encoded("." + format.name().toLowerCase(Locale.ROOT), 300, 17);
    for (int length = 0; length < Math.min(file.length, 1000); length++) {
      PictureHeader.read(Arrays.copyOf(file, length)); // must not throw
    }
    assertThat(PictureHeader.read(Arrays.copyOf(file, 1))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"hello", "%PDF-1.7", "''", "<svg xmlns='http://www.w3.org/2000/svg'/>"})
  void isEmptyForAnythingElse(String text) {
    assertThat(PictureHeader.read(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  @Test
  void hasNoSizeWhereAJpegHasNoFrame() {
    byte[] jpeg = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xD9};

    assertThat(PictureHeader.read(jpeg).orElseThrow().pixels()).isZero();
  }
}
