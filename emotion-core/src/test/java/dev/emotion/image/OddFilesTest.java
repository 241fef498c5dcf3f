package dev.emotion.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.opencv.global.opencv_core.CV_16UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_32FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.emotion.ImageException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.javacpp.indexer.UShortIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole files of kinds that programs write and few readers take. */
class OddFilesTest {
  private static final int RED = 0xC82814;
  private static final int BLUE = 0x1428C8;

  /** A pixel as 0xRRGGBB. */
  private static int pixel(Mat image, int x, int y) {
    int[] bgr = new int[3];
    try (UByteIndexer pixels = image.createIndexer()) {
      pixels.get(y, x, bgr);
    }
    return bgr[2] << 16 | bgr[1] << 8 | bgr[0];
  }

  private static void assertPixels(byte[] file, String size, int left, int right) {
    try (Mat image = ImageFiles.decode(file, "odd")) {
      assertThat(image.type()).isEqualTo(CV_8UC3);
      assertThat(image.cols() + " x " + image.rows()).isEqualTo(size);
      assertThat(Integer.toHexString(pixel(image, 0, 0))).isEqualTo(Integer.toHexString(left));
      assertThat(Integer.toHexString(pixel(image, image.cols() - 1, image.rows() - 1)))
          .isEqualTo(Integer.toHexString(right));
    }
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] latin(String text) {
    return text.getBytes(ISO_8859_1);
  }

  // GIF: the left half red, the right half blue, 24 x 16 pixels.

  private static byte[] gif() throws IOException {
    BufferedImage image = new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 24 * 16; i++) {
      image.setRGB(i % 24, i / 24, i % 24 < 12 ? RED : BLUE);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "gif", bytes);
    return bytes.toByteArray();
  }

  private static int behindTable(byte[] gif) {
    return 13 + (3 << ((gif[10] & 7) + 1));
  }

  private static byte[] with(byte[] file, int at, byte[] insertion) {
    return concat(Arrays.copyOf(file, at), insertion, Arrays.copyOfRange(file, at, file.length));
  }

  private static byte[] patched(byte[] file, int at, int... bytes) {
    byte[] copy = file.clone();
    for (int i = 0; i < bytes.length; i++) {
      copy[at + i] = (byte) bytes[i];
    }
    return copy;
  }

  private static int descriptor(byte[] gif) {
    int at = behindTable(gif);
    while (gif[at] != 0x2C) {
      at++;
    }
    return at;
  }

  @Test
  void readsAGifWhoseBackgroundIsBeyondItsTable() throws IOException {
    assertPixels(patched(gif(), 11, 200), "24 x 16", RED, BLUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!\u00FF\u000BANIMEXTS1.0\u0003\u0001\u0000\u0000\u0000",
        "!\u00FF\u000BNETSCAPE2.0\u0003\u0001\u0000\u0000\u0005spare\u0000",
        "!\u00FF\u0002ab\u0000",
        "!\u00FE\u0000",
        "!\u0001\u0003xyz\u0002ab\u0000",
        "\u0000\u0000",
        "!\u00F9\u0004\u0000\u0000\u0000\u0000\u0002ab\u0000"
      })
  void readsAGifWhateverStandsBeforeItsFrame(String block) throws IOException {
    byte[] gif = gif();
    assertPixels(with(gif, behindTable(gif), latin(block)), "24 x 16", RED, BLUE);
  }

  @Test
  void readsAGifWithSpareDataBehindItsPixels() throws IOException {
    byte[] gif = gif();
    // Before the end of the last row of blocks and the end of the file.
    assertPixels(with(gif, gif.length - 2, latin("\u0003abc")), "24 x 16", RED, BLUE);
  }

  @Test
  void growsAGifWhoseFrameIsBeyondTheScreen() throws IOException {
    assertPixels(patched(gif(), 6, 10, 0, 10, 0), "24 x 16", RED, BLUE);
    byte[] gif = gif();
    byte[] moved = patched(gif, descriptor(gif) + 1, 6, 0, 4, 0);
    assertPixels(moved, "30 x 20", 0xFFFFFF, BLUE);
  }

  @Test
  void putsAFrameOnItsScreen() throws IOException {
    byte[] gif = patched(gif(), 6, 40, 0, 30, 0);
    assertPixels(gif, "40 x 30", RED, 0xFFFFFF);
  }

  @Test
  void readsAGifWithATableOfItsFrameAlone() throws IOException {
    byte[] gif = gif();
    int flags = gif[10] & 7;
    byte[] table = Arrays.copyOfRange(gif, 13, behindTable(gif));
    int frame = descriptor(gif);
    byte[] local = patched(with(gif, frame + 10, table), frame + 9, 0x80 | flags);
    byte[] none =
        concat(Arrays.copyOf(local, 13), Arrays.copyOfRange(local, behindTable(gif), local.length));
    assertPixels(patched(none, 10, 0x70), "24 x 16", RED, BLUE);
  }

  @Test
  void refusesAGifThatEndsInItsFrame() throws IOException {
    byte[] gif = gif();
    for (int length = 1; length < gif.length - 2; length++) {
      byte[] cut = Arrays.copyOf(gif, length);
      assertThatThrownBy(() -> ImageFiles.decode(cut, "cut.gif"))
          .as("cut to %d of %d", length, gif.length)
          .isInstanceOf(ImageException.class);
    }
  }

  // BMP

  @ParameterizedTest
  @CsvSource({
    "40, 16, f800, 7e0, 1f, 0",
    "52, 16, f800, 7e0, 1f, 0",
    "56, 16, f800, 7e0, 1f, 0",
    "108, 16, f800, 7e0, 1f, 0",
    "124, 16, f800, 7e0, 1f, 0",
    "108, 16, 7c00, 3e0, 1f, 8000",
    "124, 16, f00, f0, f, f000",
    "56, 32, ff0000, ff00, ff, ff000000",
    "108, 32, ff, ff00, ff0000, ff000000",
    "40, 32, ff000000, ff0000, ff00, 0"
  })
  void readsBitFieldsUnderEveryHeaderOfABmp(
      int header, int bits, String red, String green, String blue, String alpha) {
    long[] masks = new long[4];
    String[] words = {red, green, blue, alpha};
    for (int i = 0; i < 4; i++) {
      masks[i] = Long.parseLong(words[i], 16);
    }
    int fields = header == 40 ? 12 : 0;
    int rowBytes = (2 * bits / 8 + 3) / 4 * 4;
    ByteBuffer file = ByteBuffer.allocate(14 + header + fields + rowBytes);
    file.order(ByteOrder.LITTLE_ENDIAN).put(latin("BM")).putInt(file.capacity()).putInt(0);
    file.putInt(14 + header + fields).putInt(header).putInt(2).putInt(1);
    file.putShort((short) 1).putShort((short) bits).putInt(3).putInt(rowBytes);
    file.position(14 + 40);
    for (int i = 0; i < (header >= 56 ? 4 : 3); i++) {
      file.putInt((int) masks[i]);
    }
    file.position(14 + header + fields);
    // White beside red without the others.
    for (long pixel : new long[] {masks[0] | masks[1] | masks[2] | masks[3], masks[0] | masks[3]}) {
      if (bits == 16) {
        file.putShort((short) pixel);
      } else {
        file.putInt((int) pixel);
      }
    }
    assertPixels(file.array(), "2 x 1", 0xFFFFFF, 0xFF0000);
  }

  /** As many programs save a picture from the clipboard. */
  @Test
  void showsABmpWhoseTransparencyIsLeftOut() {
    ByteBuffer file = ByteBuffer.allocate(14 + 56 + 8).order(ByteOrder.LITTLE_ENDIAN);
    file.put(latin("BM")).putInt(file.capacity()).putInt(0).putInt(14 + 56);
    file.putInt(56)
        .putInt(2)
        .putInt(1)
        .putShort((short) 1)
        .putShort((short) 32)
        .putInt(3)
        .putInt(8);
    file.position(14 + 40);
    file.putInt(0xFF0000).putInt(0xFF00).putInt(0xFF).putInt(0xFF000000);
    file.putInt(0x00FF0000).putInt(0x00123456);
    assertPixels(file.array(), "2 x 1", 0xFF0000, 0x123456);
  }

  // TIFF: two pixels, uncompressed.

  private static byte[] tiff(
      ByteOrder order, boolean big, int bits, int photometric, int format, byte[] samples) {
    long[][] entries = {
      {256, 3, 2},
      {257, 3, 1},
      {258, 3, bits},
      {259, 3, 1},
      {262, 3, photometric},
      {273, 4, 400},
      {277, 3, 1},
      {278, 3, 1},
      {279, 4, samples.length},
      {339, 3, format}
    };
    ByteBuffer file = ByteBuffer.allocate(400 + samples.length).order(order);
    file.put(latin(order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM"));
    if (big) {
      file.putShort((short) 43).putShort((short) 8).putShort((short) 0).putLong(16);
      file.putLong(entries.length);
    } else {
      file.putShort((short) 42).putInt(8).putShort((short) entries.length);
    }
    for (long[] entry : entries) {
      file.putShort((short) entry[0]).putShort((short) entry[1]);
      if (big) {
        file.putLong(1);
      } else {
        file.putInt(1);
      }
      int at = file.position();
      if (entry[1] == 3) {
        file.putShort((short) entry[2]);
      } else {
        file.putInt((int) entry[2]);
      }
      file.position(at + (big ? 8 : 4));
    }
    return file.position(400).put(samples).array();
  }

  @ParameterizedTest
  @CsvSource({"II, false", "MM, false", "II, true", "MM, true"})
  void readsBothKindsOfTiffInBothByteOrders(String order, boolean big) {
    ByteOrder bytes = order.equals("II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    byte[] eight = tiff(bytes, big, 8, 1, 1, new byte[] {40, (byte) 200});
    assertPixels(eight, "2 x 1", 0x282828, 0xC8C8C8);
  }

  /** Samples 1 and all bits, 0 black (photometric 1) or white (0). */
  @ParameterizedTest
  @CsvSource({"2, 1, 55, ff", "2, 0, aa, 00", "4, 1, 11, ff", "4, 0, ee, 00"})
  void readsTiffsOfFewGreys(int bits, int photometric, String left, String right) {
    int pixels = bits == 2 ? 0b01_11_0000 : 0x1F;
    byte[] file =
        tiff(ByteOrder.LITTLE_ENDIAN, false, bits, photometric, 1, new byte[] {(byte) pixels});
    assertPixels(
        file, "2 x 1", 0x10101 * Integer.parseInt(left, 16), 0x10101 * Integer.parseInt(right, 16));
  }

  @Test
  void readsATiffOf16BitsWhoseZeroIsWhite() {
    byte[] samples = {0, 0, (byte) 0xFF, (byte) 0xFF};
    byte[] file = tiff(ByteOrder.LITTLE_ENDIAN, false, 16, 0, 1, samples);
    assertPixels(file, "2 x 1", 0xFFFFFF, 0);
  }

  /** All red samples before all green and all blue ones, 16 bits each. */
  @Test
  void readsATiffOf16BitsInSeparatePlanes() {
    ByteBuffer file = ByteBuffer.allocate(400).order(ByteOrder.LITTLE_ENDIAN);
    file.put(latin("II*\0")).putInt(8).putShort((short) 11);
    int[][] entries = {
      {256, 3, 1, 2}, {257, 3, 1, 1}, {258, 3, 3, 200}, {259, 3, 1, 1}, {262, 3, 1, 2},
      {273, 4, 3, 210}, {277, 3, 1, 3}, {278, 3, 1, 1}, {279, 4, 3, 230}, {284, 3, 1, 2},
      {339, 3, 3, 250}
    };
    for (int[] entry : entries) {
      file.putShort((short) entry[0]).putShort((short) entry[1]).putInt(entry[2]).putInt(entry[3]);
    }
    for (int i = 0; i < 3; i++) {
      file.putShort(200 + 2 * i, (short) 16).putInt(210 + 4 * i, 300 + 4 * i);
      file.putInt(230 + 4 * i, 4).putShort(250 + 2 * i, (short) 1);
      int shift = 16 - 8 * i;
      file.putShort(300 + 4 * i, (short) ((RED >> shift & 0xFF) * 257));
      file.putShort(302 + 4 * i, (short) ((BLUE >> shift & 0xFF) * 257));
    }
    assertPixels(file.array(), "2 x 1", RED, BLUE);
  }

  /** Two pixels, the samples of the first and of the second; extra is tag 338, -1 for none. */
  private static byte[] tiff(
      int bits, int photometric, int samples, int extra, int planes, int... values) {
    int bytes = bits / 8 * values.length;
    int[][] entries = {
      {256, 3, 1, 2},
      {257, 3, 1, 1},
      {258, 3, samples, samples > 2 ? 200 : bits * 0x10001},
      {259, 3, 1, 1},
      {262, 3, 1, photometric},
      {273, 4, 1, 300},
      {277, 3, 1, samples},
      {278, 3, 1, 1},
      {279, 4, 1, bytes},
      {284, 3, 1, planes},
      {338, 3, 1, extra}
    };
    int count = extra < 0 ? entries.length - 1 : entries.length;
    ByteBuffer file = ByteBuffer.allocate(300 + bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.put(latin("II*\0")).putInt(8).putShort((short) count);
    for (int[] entry : Arrays.copyOf(entries, count)) {
      file.putShort((short) entry[0]).putShort((short) entry[1]).putInt(entry[2]).putInt(entry[3]);
    }
    for (int i = 0; i < samples; i++) {
      file.putShort(200 + 2 * i, (short) bits);
    }
    file.position(300);
    for (int value : values) {
      switch (bits) {
        case 8 -> file.put((byte) value);
        case 16 -> file.putShort((short) (value * 257));
        default -> file.putInt(value);
      }
    }
    return file.array();
  }

  /** 1: mixed with black already, 2: not; programs that say nothing mostly don't mix. */
  @ParameterizedTest
  @CsvSource({"8, 1", "8, 2", "8, 0", "8, -1", "16, 1", "16, 2", "16, 0", "16, -1"})
  void mixesTheColoursOfATiffWithWhiteOnce(int bits, int extra) {
    int[] values =
        extra == 1
            ? new int[] {200, 40, 20, 255, 20, 0, 51, 51}
            : new int[] {200, 40, 20, 255, 100, 0, 255, 51};
    assertPixels(tiff(bits, 2, 4, extra, 1, values), "2 x 1", RED, 0xE0CCFF);
  }

  @ParameterizedTest
  @CsvSource({"8, 1, 20", "8, 2, 100", "16, 1, 20", "16, 2, 100"})
  void mixesGreyOfATiffWithWhite(int bits, int extra, int grey) {
    assertPixels(tiff(bits, 1, 2, extra, 1, 40, 255, grey, 51), "2 x 1", 0x282828, 0xE0E0E0);
  }

  @ParameterizedTest
  @CsvSource({"8, 0", "8, -1", "16, 0", "16, -1"})
  void leavesOutASecondSampleOfATiffThatIsNoOpacity(int bits, int extra) {
    assertPixels(tiff(bits, 1, 2, extra, 1, 40, 255, 100, 51), "2 x 1", 0x282828, 0x646464);
  }

  @Test
  void planesOfOneSampleAreNone() {
    assertPixels(tiff(16, 1, 1, -1, 2, 128, 255), "2 x 1", 0x808080, 0xFFFFFF);
    assertPixels(tiff(16, 0, 1, -1, 2, 128, 255), "2 x 1", 0x7F7F7F, 0);
  }

  @Test
  void saysWhichSamplesOfATiffAreNotRead() {
    assertRefused(tiff(8, 2, 5, 0, 1, new int[10]), "a TIFF of 5 samples a pixel, expected 1 to 4");
    assertRefused(
        tiff(32, 1, 2, 2, 1, new int[4]),
        "a TIFF of 2 samples a pixel, of 32 bits each, expected at most 16 bits");
    assertRefused(
        tiff(8, 0, 2, 2, 1, new int[4]),
        "a TIFF of grey with opacity whose zero is white, expected");
  }

  @Test
  void saysWhatIsNotReadOfATiff() {
    byte[] compressed = tiff(ByteOrder.LITTLE_ENDIAN, false, 8, 1, 1, new byte[2]);
    ByteBuffer.wrap(compressed)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(10 + 3 * 12 + 8, (short) 50000);
    assertRefused(compressed, "a TIFF compressed with Zstandard, expected none, LZW, deflate");
    ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    assertRefused(
        tiff(order, false, 16, 1, 3, new byte[4]),
        "a TIFF of floating point samples of 16 bits, expected 32 or 64 bits");
    assertRefused(
        tiff(order, false, 16, 5, 1, new byte[4]),
        "a TIFF of 16 bits a sample in CMYK, expected grey or RGB, or 8 bits");
    assertRefused(tiff(order, false, 16, 32803, 1, new byte[4]), "a camera raw image, expected");
  }

  private static void assertRefused(byte[] file, String message) {
    assertThatThrownBy(() -> ImageFiles.decode(file, "odd"))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith("odd: " + message);
  }

  // PNM: 51 and 255 of 255, or what is the same.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "P2 2 1 255 51 255",
        "P2\n# a comment\n2 1\n15\n3 15",
        "P5 2 1 255 3\u00FF",
        "P5\n2 # width\n1\n255\n3\u00FF",
        "P5 2 1 15\n\u0003\u000F",
        "P5 2 1 1000\n\u0000\u00C8\u0003\u00E8",
        "P5 2 1 65535\n33\u00FF\u00FF",
        "P5 2 1 65535\n\u00033\u000F\u00FF", // 12 bits in 16
        "P3 2 1 255 51 51 51 255 255 255",
        "P6 2 1 255\n333\u00FF\u00FF\u00FF",
        "P7\nWIDTH 2\nHEIGHT 1\nDEPTH 1\nMAXVAL 255\nTUPLTYPE GRAYSCALE\nENDHDR\n3\u00FF",
        "P7\nWIDTH 2\nHEIGHT 1\nDEPTH 2\nMAXVAL 255\nENDHDR\n3\u00FF\u0000\u0000",
      })
  void readsEveryKindOfPnm(String text) {
    assertPixels(latin(text), "2 x 1", 0x333333, 0xFFFFFF);
  }

  /** 4095 is white, and no pixel of this is; 65535 would say nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"P5 2 1 4095\n\u00033\u0003\u00FF", "P2 2 1 4095 819 1023"})
  void doesNotStretchAPnmThatSaysWhatIsWhite(String text) {
    assertPixels(latin(text), "2 x 1", 0x333333, 0x404040);
  }

  @ParameterizedTest
  @ValueSource(strings = {"P1 2 1 10", "P1\n2 1\n1 0\n", "P4 2 1 \u0080"})
  void readsBitmapsWhoseOneIsBlack(String text) {
    assertPixels(latin(text), "2 x 1", 0, 0xFFFFFF);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "P3 2 1 255 200 40 20 20 40 200",
        "P6 2 1 255\n\u00C8(\u0014\u0014(\u00C8",
        "P7\nWIDTH 2\nHEIGHT 1\nDEPTH 3\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\n"
            + "\u00C8(\u0014\u0014(\u00C8",
        "P7\nWIDTH 2\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nENDHDR\n"
            + "\u00C8(\u0014\u00FF\u0014(\u00C8\u00FF"
      })
  void readsTheColoursOfPnm(String text) {
    assertPixels(latin(text), "2 x 1", RED, BLUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"P5 2 1 255 3", "P3 2 1 255 1 2 3 4 5", "P2 2 1 255 51 x5", "P6 2 1 255\n"})
  void refusesAPnmThatEndsEarly(String text) {
    assertRefused(latin(text), "a damaged or cut-off PNM");
  }

  // WebP and JPEG

  /** VP8L of one pixel: five codes of one symbol each, so that no bits are left for the pixel. */
  @Test
  void readsAWebpOfThirtyBytes() {
    StringBuilder bits = new StringBuilder("000"); // no transform, no cache, one group of codes
    for (int symbol : new int[] {40, 200, 20}) { // green, red, blue
      bits.append("101").append(reversed(symbol));
    }
    bits.append("101").append(reversed(255)).append("1000"); // alpha, distance
    byte[] codes = new byte[(bits.length() + 7) / 8];
    for (int i = 0; i < bits.length(); i++) {
      codes[i / 8] |= (byte) ((bits.charAt(i) - '0') << i % 8);
    }
    int content = 5 + codes.length;
    byte[] padding = new byte[content % 2];
    byte[] file =
        concat(
            latin("RIFF"),
            little(12 + content + padding.length),
            latin("WEBPVP8L"),
            little(content),
            new byte[] {0x2F, 0, 0, 0, 0},
            codes,
            padding);
    assertThat(file.length).isLessThanOrEqualTo(32);
    assertPixels(file, "1 x 1", RED, RED);
  }

  /** Eight bits, the lowest first. */
  private static String reversed(int number) {
    return new StringBuilder(Integer.toBinaryString(256 | number).substring(1))
        .reverse()
        .toString();
  }

  private static byte[] little(int number) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
  }

  @Test
  void namesAJpegOf12BitsAndALosslessOne() {
    byte[] jpeg;
    try (Mat image = new Mat(8, 8, CV_8UC3)) {
      jpeg = ImageFiles.encode(".jpg", image, "made");
    }
    int frame = 2;
    while (jpeg[frame] != (byte) 0xFF || jpeg[frame + 1] != (byte) 0xC0) {
      frame++;
    }
    assertRefused(patched(jpeg, frame + 4, 12), "a JPEG of 12 bits a sample, expected 8 bits");
    assertRefused(patched(jpeg, frame + 1, 0xC3), "a lossless JPEG, expected a baseline");
  }

  // Depth: a fifth of white, and white.

  @ParameterizedTest
  @CsvSource({"51, 255", "205, 1023", "819, 4095", "3277, 16383", "13107, 65535"})
  void stretchesFewerBitsThanSixteen(int grey, int white) {
    for (String ending : new String[] {".png", ".tiff"}) {
      try (Mat image = new Mat(1, 2, CV_16UC1)) {
        try (UShortIndexer samples = image.createIndexer()) {
          samples.put(0, 0, grey);
          samples.put(0, 1, white);
        }
        assertPixels(ImageFiles.encode(ending, image, ending), "2 x 1", 0x333333, 0xFFFFFF);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.2, 1, 333333", // as they are
    "0, 51, 255, 333333", // beyond 0..1
    "-100, -80, 0, 333333", // below 0
    "0, 0.002, 0.01, 333333", // black to the eye
  })
  void stretchesFloatingPointThatCannotBeSeen(float low, float grey, float high, String expected) {
    try (Mat image = new Mat(1, 5, CV_32FC1)) {
      try (FloatIndexer samples = image.createIndexer()) {
        samples.put(0, 0, grey);
        samples.put(0, 1, low);
        samples.put(0, 2, Float.NaN);
        samples.put(0, 3, Float.POSITIVE_INFINITY);
        samples.put(0, 4, high);
      }
      byte[] file = ImageFiles.encode(".tiff", image, "float");
      assertPixels(file, "5 x 1", Integer.parseInt(expected, 16), 0xFFFFFF);
    }
  }

  // Orientation: an image of which a quarter is blue, turned so that it comes to the left top.

  private static byte[] exif(int orientation, boolean little, int type, boolean prefix) {
    ByteBuffer exif = ByteBuffer.allocate(26);
    exif.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    exif.put(latin(little ? "II" : "MM")).putShort((short) 42).putInt(8).putShort((short) 1);
    exif.putShort((short) 0x112).putShort((short) type).putInt(1);
    switch (type) {
      case 1, 6 -> exif.put((byte) orientation);
      case 3, 8 -> exif.putShort((short) orientation);
      default -> exif.putInt(orientation);
    }
    return prefix ? concat(latin("Exif\0\0"), exif.array()) : exif.array();
  }

  private static Mat stored(int orientation) {
    Mat upright = new Mat(32, 48, CV_8UC3);
    try (UByteIndexer pixels = upright.createIndexer()) {
      for (int i = 0; i < 32 * 48; i++) {
        boolean corner = i % 48 < 24 && i / 48 < 16;
        pixels.put(i / 48, i % 48, corner ? new int[] {250, 0, 0} : new int[] {0, 200, 0});
      }
    }
    int back = orientation == 6 ? 8 : orientation == 8 ? 6 : orientation; // the others undo
    try (upright) {
      return new Orientation(back).apply(upright);
    }
  }

  private static byte[] withExif(String ending, Mat image, byte[] exif) {
    byte[] file = ImageFiles.encode(ending, image, ending);
    return switch (ending) {
      case ".jpg" ->
          with(
              file,
              2,
              concat(new byte[] {(byte) 0xFF, (byte) 0xE1, 0, (byte) (2 + exif.length)}, exif));
      case ".png" -> {
        byte[] chunk = concat(latin("eXIf"), exif);
        CRC32 sum = new CRC32();
        sum.update(chunk);
        byte[] length = ByteBuffer.allocate(4).putInt(exif.length).array();
        byte[] check = ByteBuffer.allocate(4).putInt((int) sum.getValue()).array();
        yield with(file, 33, concat(length, chunk, check));
      }
      default -> {
        byte[] extended =
            concat(
                latin("VP8X"), little(10), little(8), size24(image.cols()), size24(image.rows()));
        byte[] chunk = concat(latin("EXIF"), little(exif.length), exif);
        byte[] body = concat(extended, Arrays.copyOfRange(file, 12, file.length), chunk);
        yield concat(latin("RIFF"), little(4 + body.length), latin("WEBP"), body);
      }
    };
  }

  private static byte[] size24(int size) {
    return Arrays.copyOf(little(size - 1), 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {".jpg", ".png", ".webp"})
  void turnsUprightWhateverKindOfNumberExifHas(String ending) {
    for (int orientation = 1; orientation <= 8; orientation++) {
      try (Mat stored = stored(orientation)) {
        for (int type : new int[] {1, 3, 4, 6, 8, 9}) {
          for (boolean little : new boolean[] {true, false}) {
            // A JPEG has the prefix always, the others where a program put it there.
            for (boolean prefix : new boolean[] {true, ending.equals(".jpg")}) {
              byte[] file = withExif(ending, stored, exif(orientation, little, type, prefix));
              try (Mat image = ImageFiles.decode(file, "turned")) {
                String what = orientation + " as type " + type + (little ? " II" : " MM");
                assertThat(image.cols() + " x " + image.rows()).as(what).isEqualTo("48 x 32");
                assertThat(pixel(image, 4, 4) & 0xFF).as(what).isGreaterThan(200);
                assertThat(pixel(image, 43, 4) & 0xFF).as(what).isLessThan(60);
                assertThat(pixel(image, 4, 27) & 0xFF).as(what).isLessThan(60);
              }
            }
          }
        }
      }
    }
  }
}
