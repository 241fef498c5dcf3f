package dev.emotion.cli.serve.page;

import dev.emotion.testing.SampleImage;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * Pictures and clips for the page, made of the sample picture: one face, at about 171,69 with side
 * 110.
 */
final class Pictures {
  private Pictures() {}

  /** Two faces side by side, in 1024 x 512 pixels. */
  static Path twoFaces(Path file) throws IOException {
    BufferedImage sample = sample();
    BufferedImage pair = new BufferedImage(1024, 512, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = pair.createGraphics();
    graphics.drawImage(sample, 0, 0, null);
    graphics.drawImage(sample, 512, 0, null);
    graphics.dispose();
    ImageIO.write(pair, "png", file.toFile());
    return file;
  }

  /** The sample turned by 30 degrees clockwise. */
  static Path leaning(Path file) throws IOException {
    BufferedImage sample = sample();
    BufferedImage turned =
        new BufferedImage(sample.getWidth(), sample.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = turned.createGraphics();
    graphics.rotate(Math.toRadians(30), sample.getWidth() / 2.0, sample.getHeight() / 2.0);
    graphics.drawImage(sample, 0, 0, null);
    graphics.dispose();
    ImageIO.write(turned, "png", file.toFile());
    return file;
  }

  /** The sample as a TIFF. */
  static Path tiff(Path file) throws IOException {
    ImageIO.write(sample(), "tiff", file.toFile());
    return file;
  }

  /** Nobody, in 320 x 200 pixels. */
  static Path noFace(Path file) throws IOException {
    ImageIO.write(new BufferedImage(320, 200, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    return file;
  }

  /**
   * The upper 512 x 400 pixels of the sample as a camera held on its side stores them: turned to
   * the left, with EXIF orientation 6, "turn right to view".
   */
  static Path onItsSide(Path file) throws IOException {
    BufferedImage upright = sample().getSubimage(0, 0, 512, 400);
    BufferedImage stored = new BufferedImage(400, 512, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 400; y++) {
      for (int x = 0; x < 512; x++) {
        stored.setRGB(y, 511 - x, upright.getRGB(x, y));
      }
    }
    byte[] jpeg = jpeg(stored);
    byte[] exif = {
      (byte) 0xFF,
      (byte) 0xE1,
      0,
      34, // APP1, with its length
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8, // TIFF header, big-endian
      0,
      1, // one entry:
      1,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      6,
      0,
      0, // orientation, short, one value, 6
      0,
      0,
      0,
      0
    };
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(jpeg, 0, 2);
      out.write(exif);
      out.write(jpeg, 2, jpeg.length - 2);
    }
    return file;
  }

  /**
   * What a camera sees, 640 x 480 pixels, as MJPEG (JPEG after JPEG): the face in the left half of
   * the picture, swaying a little.
   */
  static Path clip(Path file) throws IOException {
    BufferedImage sample = sample();
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < 20; i++) {
        int sway = (int) Math.round(6 * Math.sin(2 * Math.PI * i / 20));
        BufferedImage frame = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = frame.createGraphics();
        graphics.drawImage(sample.getSubimage(100 + sway, 20, 320, 240), 0, 0, 640, 480, null);
        graphics.dispose();
        out.write(jpeg(frame));
      }
    }
    return file;
  }

  private static byte[] jpeg(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", bytes);
    return bytes.toByteArray();
  }

  /** As RGB without transparency, which JPEG has not. */
  private static BufferedImage sample() throws IOException {
    BufferedImage read = ImageIO.read(SampleImage.path().toFile());
    BufferedImage rgb =
        new BufferedImage(read.getWidth(), read.getHeight(), BufferedImage.TYPE_INT_RGB);
    rgb.getGraphics().drawImage(read, 0, 0, null);
    return rgb;
  }
}
