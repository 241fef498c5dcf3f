package dev.emotion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.opencv.global.opencv_core.CV_16UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC4;
import static org.bytedeco.opencv.global.opencv_core.NORM_L1;
import static org.bytedeco.opencv.global.opencv_core.norm;

import dev.emotion.ImageException;
import dev.emotion.testing.Programs;
import dev.emotion.testing.SharedData;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.javacpp.indexer.UShortIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFilesTest {
  @TempDir Path folder;

  /** An image of 3 x 2 pixels, each of its own colour: blue 40 * (3 y + x), green and red fixed. */
  private static Mat asymmetric() {
    Mat image = new Mat(2, 3, CV_8UC3);
    try (UByteIndexer pixels = image.createIndexer()) {
      for (int y = 0; y < 2; y++) {
        for (int x = 0; x < 3; x++) {
          pixels.put(y, x, new int[] {40 * (3 * y + x), 100, 200});
        }
      }
    }
    return image;
  }

  private Path written(String name) {
    Path file = folder.resolve(name);
    try (Mat image = asymmetric()) {
      ImageFiles.write(file, image);
    }
    return file;
  }

  private static int[] pixel(Mat image, int x, int y) {
    int[] pixel = new int[3];
    try (UByteIndexer pixels = image.createIndexer()) {
      pixels.get(y, x, pixel);
    }
    return pixel;
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.png", "a.PNG", "a.bmp", "a.tif", "a.ppm"})
  void readsWhatItWroteExactly(String name) {
    try (Mat image = ImageFiles.read(written(name))) {
      assertThat(image.cols()).isEqualTo(3);
      assertThat(image.rows()).isEqualTo(2);
      assertThat(pixel(image, 0, 0)).containsExactly(0, 100, 200);
      assertThat(pixel(image, 2, 0)).containsExactly(80, 100, 200);
      assertThat(pixel(image, 0, 1)).containsExactly(120, 100, 200);
    }
  }

  /** Where the stored pixel (0, 0), with blue 0, and its right neighbour, with blue 40, go. */
  @ParameterizedTest
  @CsvSource({
    "1, 0, 0, 1, 0", "2, 2, 0, 1, 0", "3, 2, 1, 1, 1", "4, 0, 1, 1, 1",
    "5, 0, 0, 0, 1", "6, 1, 0, 1, 1", "7, 1, 2, 1, 1", "8, 0, 2, 0, 1"
  })
  void turnsTheImageAsExifSays(int orientation, int x0, int y0, int x1, int y1) throws IOException {
    Path file = folder.resolve("turned.png");
    Files.write(file, withExif(Files.readAllBytes(written("a.png")), orientation));
    try (Mat image = ImageFiles.read(file)) {
      assertThat(image.cols()).isEqualTo(orientation < 5 ? 3 : 2);
      assertThat(image.rows()).isEqualTo(orientation < 5 ? 2 : 3);
      assertThat(pixel(image, x0, y0)[0]).isEqualTo(0);
      assertThat(pixel(image, x1, y1)[0]).isEqualTo(40);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, -1})
  void ignoresAnOrientationThatDoesNotExist(int orientation) throws IOException {
    byte[] odd = withExif(Files.readAllBytes(written("a.png")), orientation);
    try (Mat image = ImageFiles.decode(odd, "odd.png")) {
      assertThat(pixel(image, 1, 0)[0]).isEqualTo(40);
    }
  }

  /** The PNG with an eXIf chunk (little-endian TIFF header, one directory entry) after IHDR. */
  private static byte[] withExif(byte[] png, int orientation) throws IOException {
    byte[] exif = {
      'e',
      'X',
      'I',
      'f', // the chunk's kind, which its check sum covers
      'I',
      'I',
      42,
      0,
      8,
      0,
      0,
      0, // header: the directory is at 8
      1,
      0, // one entry
      0x12,
      0x01,
      3,
      0,
      1,
      0,
      0,
      0,
      (byte) orientation,
      (byte) (orientation >> 8),
      0,
      0,
      0,
      0,
      0,
      0 // no further directory
    };
    CRC32 sum = new CRC32();
    sum.update(exif);
    int behindHeader = 8 + 25;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(png, 0, behindHeader);
    out.writeInt(exif.length - 4);
    out.write(exif);
    out.writeInt((int) sum.getValue());
    out.write(png, behindHeader, png.length - behindHeader);
    return bytes.toByteArray();
  }

  @Test
  void letsWhiteShineThroughTransparency() {
    Path file = folder.resolve("transparent.png");
    try (Mat image = new Mat(1, 3, CV_8UC4)) {
      try (UByteIndexer pixels = image.createIndexer()) {
        pixels.put(0, 0, new int[] {10, 20, 30, 255});
        pixels.put(0, 1, new int[] {10, 20, 30, 0});
        pixels.put(0, 2, new int[] {100, 0, 255, 51}); // a fifth: 100 / 5 + 255 * 4 / 5 = 224
      }
      ImageFiles.write(file, image);
    }
    try (Mat image = ImageFiles.read(file)) {
      assertThat(image.type()).isEqualTo(CV_8UC3);
      assertThat(pixel(image, 0, 0)).containsExactly(10, 20, 30);
      assertThat(pixel(image, 1, 0)).containsExactly(255, 255, 255);
      assertThat(pixel(image, 2, 0)).containsExactly(224, 204, 255);
    }
  }

  @Test
  void scalesSixteenBitsWithRounding() {
    Path file = folder.resolve("deep.png");
    try (Mat image = new Mat(1, 4, CV_16UC1)) {
      try (UShortIndexer pixels = image.createIndexer()) {
        pixels.put(0, 0, 0);
        pixels.put(0, 1, 65535);
        pixels.put(0, 2, 128 * 257);
        pixels.put(0, 3, 128 * 257 + 200); // nearer to 129; dropping the low byte would give 128
      }
      ImageFiles.write(file, image);
    }
    try (Mat image = ImageFiles.read(file)) {
      assertThat(pixel(image, 0, 0)).containsExactly(0, 0, 0);
      assertThat(pixel(image, 1, 0)).containsExactly(255, 255, 255);
      assertThat(pixel(image, 2, 0)).containsExactly(128, 128, 128);
      assertThat(pixel(image, 3, 0)).containsExactly(129, 129, 129);
    }
  }

  @Test
  void decodesGreyJpegsLikeTheJdk() throws IOException {
    Path folder = SharedData.ferFolder().resolve("validation/happy");
    try (var files = Files.list(folder)) {
      for (Path file : files.sorted().limit(50).toList()) {
        BufferedImage expected = ImageIO.read(file.toFile());
        int[] samples =
            expected
                .getRaster()
                .getPixels(0, 0, expected.getWidth(), expected.getHeight(), (int[]) null);
        try (Mat image = ImageFiles.read(file)) {
          byte[] grey = new FaceCropper(48).whole(image).toBytes();
          assertThat(grey).as(file.toString()).hasSameSizeAs(samples);
          for (int i = 0; i < grey.length; i++) {
            assertThat(grey[i] & 0xFF).as("%s, pixel %d", file, i).isEqualTo(samples[i]);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "webp-exif-prefix-orientation6.webp, webp-ok-control-orientation6.webp, 400 x 512",
    "gif-background-index-beyond-palette.gif, gif-ok-control.gif, 240 x 240",
    "gif-animexts-extension.gif, gif-ok-control.gif, 240 x 240",
    "bmp-16bit-565-v4header.bmp, gif-ok-control.gif, 240 x 240",
  })
  void readsWhatStrangersMetLikeItsPlainTwin(String name, String twin, String size) {
    try (Mat image = ImageFiles.read(SharedData.caseFile(name));
        Mat expected = ImageFiles.read(SharedData.caseFile(twin))) {
      assertThat(image.cols() + " x " + image.rows()).isEqualTo(size);
      // Few colours against many.
      assertThat(norm(image, expected, NORM_L1, new Mat()) / (3.0 * image.total())).isLessThan(20);
    }
  }

  @Test
  void showsCmykJpegsInTheirColours() {
    Path cmyk = SharedData.path("photos/detect/obama_cmyk.jpg");
    Path rgb = SharedData.path("photos/detect/obama.jpg");
    try (Mat left = ImageFiles.read(cmyk);
        Mat right = ImageFiles.read(rgb)) {
      for (int[] point : new int[][] {{450, 230}, {100, 100}, {800, 900}, {450, 1000}}) {
        int[] a = pixel(left, point[0], point[1]);
        int[] b = pixel(right, point[0], point[1]);
        for (int channel = 0; channel < 3; channel++) {
          assertThat(a[channel])
              .as("channel %d at %s", channel, Arrays.toString(point))
              .isBetween(b[channel] - 20, b[channel] + 20);
        }
      }
    }
  }

  @Test
  void rejectsWhatIsNoImage() throws IOException {
    Path file = Files.writeString(folder.resolve("text.jpg"), "no image");
    assertThatThrownBy(() -> ImageFiles.read(file))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith(file + ": no image of a known format, expected JPEG, PNG, ");
  }

  @Test
  void rejectsAnEmptyFile() throws IOException {
    Path file = Files.createFile(folder.resolve("empty.png"));
    assertThatThrownBy(() -> ImageFiles.read(file))
        .isInstanceOf(ImageException.class)
        .hasMessage(file + ": an empty file, expected an image");
  }

  @Test
  void rejectsAFolderAndAMissingFile() {
    assertThatThrownBy(() -> ImageFiles.read(folder))
        .isInstanceOf(ImageException.class)
        .hasMessage(folder + ": a folder, expected a readable image file");
    Path missing = folder.resolve("missing.png");
    assertThatThrownBy(() -> ImageFiles.read(missing))
        .isInstanceOf(ImageException.class)
        .hasMessage(missing + ": no such file, expected an image");
  }

  /** At every length, so that no cut is taken for an image; noise, so that there is much to cut. */
  @ParameterizedTest
  @ValueSource(strings = {"noise.png", "noise.jpg"})
  void rejectsACutFile(String name) throws IOException {
    Path file = folder.resolve(name);
    try (Mat image = new Mat(16, 16, CV_8UC3)) {
      try (UByteIndexer pixels = image.createIndexer()) {
        for (int i = 0; i < 16 * 16; i++) {
          pixels.put(i / 16, i % 16, new int[] {i * 37 % 256, i * 91 % 256, i * 13 % 256});
        }
      }
      ImageFiles.write(file, image);
    }
    byte[] whole = Files.readAllBytes(file);
    for (int length = 1; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> ImageFiles.decode(cut, "cut"))
          .as("%s cut to %d of %d bytes", name, length, whole.length)
          .isInstanceOf(ImageException.class);
    }
  }

  @Test
  void rejectsAPngWithAWrongBit() throws IOException {
    byte[] png = Files.readAllBytes(written("a.png"));
    png[8 + 25 + 8 + 5] ^= 1; // in IDAT
    assertThatThrownBy(() -> ImageFiles.decode(png, "flipped.png"))
        .isInstanceOf(ImageException.class)
        .hasMessage(
            "flipped.png: a PNG damaged in its IDAT chunk at byte 33, expected its check sum");
  }

  @Test
  void rejectsAPngThatClaimsToBeHuge() throws IOException {
    for (int[] size : new int[][] {{0x7FFFFFFF, 0x7FFFFFFF}, {60_000, 60_000}, {0, 5}}) {
      byte[] png = Files.readAllBytes(written("a.png"));
      ByteBuffer header = ByteBuffer.wrap(png);
      header.putInt(16, size[0]).putInt(20, size[1]);
      CRC32 sum = new CRC32();
      sum.update(png, 12, 17);
      header.putInt(29, (int) sum.getValue());
      assertThatThrownBy(() -> ImageFiles.decode(png, "huge.png"))
          .isInstanceOf(ImageException.class)
          .hasMessageStartingWith("huge.png: a PNG of " + size[0] + " x " + size[1] + ", expected");
    }
  }

  @Test
  void rejectsAPngWithFarTooLittleDataForItsSize() throws IOException {
    byte[] png = Files.readAllBytes(written("a.png"));
    ByteBuffer header = ByteBuffer.wrap(png);
    header.putInt(16, 14_000).putInt(20, 14_000);
    CRC32 sum = new CRC32();
    sum.update(png, 12, 17);
    header.putInt(29, (int) sum.getValue());
    assertThatThrownBy(() -> ImageFiles.decode(png, "bomb.png"))
        .isInstanceOf(ImageException.class)
        .hasMessageMatching("bomb.png: a PNG with \\d+ bytes of pixels, expected at least \\d+ .*");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  // Opening it would heed no interruption.
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void rejectsAPipeInsteadOfWaitingForIt() throws IOException, InterruptedException {
    Path pipe = Programs.mkfifo(folder.resolve("pipe.jpg"));
    assertThatThrownBy(() -> ImageFiles.read(pipe))
        .isInstanceOf(ImageException.class)
        .hasMessage(pipe + ": a pipe or device, expected an image file");
  }

  @Test
  void rejectsAnUnknownEndingWhenWriting() {
    Path file = folder.resolve("a.doc");
    try (Mat image = asymmetric()) {
      assertThatThrownBy(() -> ImageFiles.write(file, image))
          .isInstanceOf(ImageException.class)
          .hasMessage(file + ": an unknown ending, expected .png, .jpg or the like");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void canNotWriteToTheRootOfAFileSystem() {
    assertThat(ImageFiles.canWrite(folder.getRoot())).isFalse();
    assertThat(ImageFiles.canWrite(folder.getRoot().resolve("a.png"))).isTrue();
  }

  @Test
  void whatIsBehindTheEndOfAJpegDoesNotCount() throws IOException {
    byte[] jpeg = ImageFiles.encode(".jpg", canvas(), "made");
    byte[] scans = new byte[4 * 1000]; // as the video of a motion photo may have them
    for (int i = 0; i < scans.length; i += 4) {
      scans[i] = (byte) 0xFF;
      scans[i + 1] = (byte) 0xDA;
      scans[i + 3] = 2; // the segment's length
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(jpeg);
    file.write(scans);
    try (Mat image = ImageFiles.decode(file.toByteArray(), "motion.jpg")) {
      assertThat(image.cols()).isEqualTo(20);
    }
    ByteArrayOutputStream before = new ByteArrayOutputStream();
    before.write(jpeg, 0, jpeg.length - 2); // without the end
    before.write(scans);
    assertThatThrownBy(() -> ImageFiles.decode(before.toByteArray(), "bomb.jpg"))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("scans, expected at most 100");
  }

  private static Mat canvas() {
    return new Mat(20, 20, CV_8UC3, Scalar.all(90));
  }
}
