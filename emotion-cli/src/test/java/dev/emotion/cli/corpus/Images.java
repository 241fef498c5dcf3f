package dev.emotion.cli.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Encoded images for the corpus; 60 x 40 pixels of a pattern unless said otherwise. */
final class Images {
  static final int WIDTH = 60;
  static final int HEIGHT = 40;

  private Images() {}

  static BufferedImage pattern(int type) {
    return pattern(type, WIDTH, HEIGHT);
  }

  static BufferedImage pattern(int type, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, type);
    Graphics2D pen = image.createGraphics();
    for (int i = 0; i < 8; i++) {
      pen.setColor(new Color(i * 30, 255 - i * 30, i * i * 4));
      pen.fillOval(width * i / 10, height * i / 12, width / 4 + 1, height / 3 + 1);
    }
    pen.dispose();
    return image;
  }

  /** An RGB image. */
  static byte[] of(String format) throws IOException {
    return of(format, pattern(BufferedImage.TYPE_INT_RGB));
  }

  static byte[] of(String format, BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, bytes)) {
      throw new IOException("Java writes no " + format + " of this kind");
    }
    return bytes.toByteArray();
  }

  static byte[] progressive(String format) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ImageWriteParam settings = writer.getDefaultWriteParam();
    settings.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    return write(writer, new IIOImage(pattern(BufferedImage.TYPE_INT_RGB), null, null), settings);
  }

  /** Four channels without any marker of their meaning, as CMYK. */
  static byte[] cmyk() throws IOException {
    WritableRaster raster =
        Raster.createInterleavedRaster(java.awt.image.DataBuffer.TYPE_BYTE, WIDTH, HEIGHT, 4, null);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      raster.setPixel(i % WIDTH, i / WIDTH, new int[] {i % 200, i % 100, 50, 20});
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    return write(writer, new IIOImage(raster, null, null), null);
  }

  private static byte[] write(ImageWriter writer, IIOImage image, ImageWriteParam settings)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, image, settings);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  static byte[] animatedGif() throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (int i = 0; i < 5; i++) {
        BufferedImage frame = pattern(BufferedImage.TYPE_INT_RGB);
        writer.writeToSequence(
            new IIOImage(
                frame, null, writer.getDefaultImageMetadata(new ImageTypeSpecifier(frame), null)),
            null);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** 16 colours, one of them transparent, another half. */
  static BufferedImage paletteWithAlpha() {
    byte[] ramp = new byte[16];
    byte[] alpha = new byte[16];
    for (int i = 0; i < 16; i++) {
      ramp[i] = (byte) (i * 17);
      alpha[i] = (byte) (i == 0 ? 0 : i == 1 ? 128 : 255);
    }
    IndexColorModel colors = new IndexColorModel(4, 16, ramp, ramp, ramp, alpha);
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED, colors);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      image.getRaster().setSample(i % WIDTH, i / WIDTH, 0, i % 16);
    }
    return image;
  }

  static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  static byte[] cut(byte[] whole, double share) {
    return Arrays.copyOf(whole, (int) (whole.length * share));
  }

  /** A JPEG with this content as its EXIF block. */
  static byte[] jpegWithExif(byte[] tiff) throws IOException {
    byte[] jpeg = of("jpg");
    ByteBuffer file = ByteBuffer.allocate(jpeg.length + tiff.length + 10);
    file.put(jpeg, 0, 2).putShort((short) 0xFFE1).putShort((short) (tiff.length + 8));
    file.put("Exif\0\0".getBytes(ISO_8859_1)).put(tiff).put(jpeg, 2, jpeg.length - 2);
    return file.array();
  }

  /** A TIFF header and a directory with the orientation. */
  static byte[] exif(int orientation) {
    return ByteBuffer.allocate(26)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("II*\0".getBytes(ISO_8859_1))
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 0x112)
        .putShort((short) 3)
        .putInt(1)
        .putInt(orientation)
        .putInt(0)
        .array();
  }

  /** A PNG that claims a size, with so many bytes of compressed nothing. */
  static byte[] png(int width, int height, int dataBytes) {
    ByteBuffer file = ByteBuffer.allocate(57 + dataBytes);
    file.put("\u0089PNG\r\n\u001A\n".getBytes(ISO_8859_1));
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    chunk(file, "IHDR", header.put(new byte[] {8, 2, 0, 0, 0}).array());
    chunk(file, "IDAT", new byte[dataBytes]);
    chunk(file, "IEND", new byte[0]);
    return file.array();
  }

  private static void chunk(ByteBuffer file, String kind, byte[] content) {
    CRC32 sum = new CRC32();
    sum.update(kind.getBytes(ISO_8859_1));
    sum.update(content);
    file.putInt(content.length).put(kind.getBytes(ISO_8859_1)).put(content);
    file.putInt((int) sum.getValue());
  }

  /** A JPEG whose frame claims a size that its data are far from. */
  static byte[] jpegClaiming(int width, int height) throws IOException {
    byte[] jpeg = of("jpg");
    int frame = find(jpeg, 0xC0);
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) height).putShort(frame + 7, (short) width);
    return jpeg;
  }

  /** A progressive JPEG whose last scan comes so many times. */
  static byte[] jpegOfScans(int scans) throws IOException {
    byte[] jpeg = progressive("jpeg");
    int last = jpeg.length - 2;
    while (jpeg[last] != (byte) 0xFF || jpeg[last + 1] != (byte) 0xDA) {
      last--;
    }
    byte[] scan = Arrays.copyOfRange(jpeg, last, jpeg.length - 2);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(jpeg, 0, jpeg.length - 2);
    for (int i = 0; i < scans; i++) {
      bytes.write(scan);
    }
    bytes.write(jpeg, jpeg.length - 2, 2);
    return bytes.toByteArray();
  }

  /** Where a marker stands. */
  private static int find(byte[] jpeg, int marker) {
    int at = 0;
    while (jpeg[at] != (byte) 0xFF || jpeg[at + 1] != (byte) marker) {
      at++;
    }
    return at;
  }

  /** A file with 32-bit numbers put over it. */
  static byte[] patched(byte[] file, ByteOrder order, int at, int... numbers) {
    ByteBuffer buffer = ByteBuffer.wrap(file.clone()).order(order);
    buffer.position(at);
    for (int number : numbers) {
      buffer.putInt(number);
    }
    return buffer.array();
  }

  /** A TIFF of nothing but a directory. */
  static byte[] tiffClaiming(int width, int height) {
    ByteBuffer file = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
    file.put("II*\0".getBytes(ISO_8859_1)).putInt(8).putShort((short) 8);
    int[][] entries = {
      {256, 4, width},
      {257, 4, height},
      {258, 3, 8},
      {259, 3, 1},
      {262, 3, 1},
      {273, 4, 150},
      {278, 4, height},
      {279, 4, 40},
    };
    for (int[] entry : entries) {
      file.putShort((short) entry[0]).putShort((short) entry[1]).putInt(1).putInt(entry[2]);
    }
    return file.array();
  }
}
