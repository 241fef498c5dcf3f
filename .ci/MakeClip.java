import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * Makes a clip: {@code java MakeClip.java IMAGE OUT.y4m FRAMES}. The image moves slowly to the
 * right in frames of 320 x 240 pixels, 25 a second, not compressed.
 */
public final class MakeClip {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;

  private MakeClip() {}

  public static void main(String[] args) throws IOException {
    BufferedImage image = ImageIO.read(Path.of(args[0]).toFile());
    int frames = Integer.parseInt(args[2]);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(Path.of(args[1])))) {
      out.write(ascii("YUV4MPEG2 W" + WIDTH + " H" + HEIGHT + " F25:1 Ip A1:1 C420jpeg\n"));
      for (int i = 0; i < frames; i++) {
        out.write(ascii("FRAME\n"));
        out.write(yuv(frame(image, (WIDTH - HEIGHT) * i / frames)));
      }
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static BufferedImage frame(BufferedImage image, int x) {
    BufferedImage frame = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = frame.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    g.drawImage(image, x, 0, HEIGHT, HEIGHT, null);
    g.dispose();
    return frame;
  }

  /** Full-range BT.601, as JPEG has it; colour of every other pixel in every other row. */
  private static byte[] yuv(BufferedImage frame) {
    byte[] bytes = new byte[WIDTH * HEIGHT * 3 / 2];
    int u = WIDTH * HEIGHT;
    int v = u + u / 4;
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int rgb = frame.getRGB(x, y);
        int r = rgb >> 16 & 0xFF;
        int g = rgb >> 8 & 0xFF;
        int b = rgb & 0xFF;
        bytes[y * WIDTH + x] = (byte) Math.round(0.299 * r + 0.587 * g + 0.114 * b);
        if (x % 2 == 0 && y % 2 == 0) {
          bytes[u++] = (byte) Math.round(128 - 0.168736 * r - 0.331264 * g + 0.5 * b);
          bytes[v++] = (byte) Math.round(128 + 0.5 * r - 0.418688 * g - 0.081312 * b);
        }
      }
    }
    return bytes;
  }
}
