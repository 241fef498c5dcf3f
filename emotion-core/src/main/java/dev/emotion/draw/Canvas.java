package dev.emotion.draw;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.addWeighted;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.FONT_HERSHEY_DUPLEX;
import static org.bytedeco.opencv.global.opencv_imgproc.FONT_HERSHEY_SIMPLEX;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_NEAREST;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_8;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_AA;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.getTextSize;
import static org.bytedeco.opencv.global.opencv_imgproc.putText;
import static org.bytedeco.opencv.global.opencv_imgproc.rectangle;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.emotion.FacePixels;
import dev.emotion.image.ImageFiles;
import dev.emotion.image.OpenCv;
import java.nio.file.Path;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * An image to draw on: charts, contact sheets and annotated photographs all use it. It draws with
 * OpenCV's built-in line font, because AWT has no fonts on many servers; text is ASCII. Colours are
 * {@code 0xRRGGBB}; positions are pixels from the top left; what lies outside is not drawn.
 */
public final class Canvas implements AutoCloseable {
  private final Mat mat;
  private final boolean owned;

  private Canvas(Mat mat, boolean owned) {
    this.mat = mat;
    this.owned = owned;
  }

  /**
   * An empty canvas.
   *
   * @param width pixels, at least 1
   * @param height pixels, at least 1
   * @param background its colour
   */
  public Canvas(int width, int height, int background) {
    this(blank(width, height, background), true);
  }

  /**
   * A canvas over an image.
   *
   * @param image 8-bit BGR (CV_8UC3); drawn on, still the caller's to close
   * @return the canvas
   */
  public static Canvas on(Mat image) {
    if (image.type() != CV_8UC3) {
      throw new IllegalArgumentException("OpenCV type " + image.type() + ", expected CV_8UC3");
    }
    return new Canvas(image, false);
  }

  private static Mat blank(int width, int height, int background) {
    OpenCv.IMAGES.require();
    try (Scalar color = color(background)) {
      return new Mat(height, width, CV_8UC3, color);
    }
  }

  /**
   * Width.
   *
   * @return pixels
   */
  public int width() {
    return mat.cols();
  }

  /**
   * Height.
   *
   * @return pixels
   */
  public int height() {
    return mat.rows();
  }

  /**
   * Fills a rectangle.
   *
   * @param x left edge
   * @param y top edge
   * @param width pixels; nothing is drawn below 1
   * @param height pixels; nothing is drawn below 1
   * @param color 0xRRGGBB
   */
  public void fill(int x, int y, int width, int height, int color) {
    if (width >= 1 && height >= 1) {
      rectangleOf(x, y, width, height, FILLED, LINE_8, color);
    }
  }

  /**
   * Lays a see-through colour over a rectangle.
   *
   * @param x left edge; the rectangle must lie inside the canvas
   * @param y top edge
   * @param width pixels; nothing is drawn below 1
   * @param height pixels; nothing is drawn below 1
   * @param color 0xRRGGBB
   * @param opacity 0 (nothing) to 1 (as {@link #fill})
   */
  public void shade(int x, int y, int width, int height, int color, double opacity) {
    if (width < 1 || height < 1) {
      return;
    }
    try (Rect rect = new Rect(x, y, width, height);
        Mat target = new Mat(mat, rect);
        Scalar scalar = color(color);
        Mat layer = new Mat(height, width, CV_8UC3, scalar)) {
      addWeighted(layer, opacity, target, 1 - opacity, 0, target);
    }
  }

  /**
   * Draws the edge of a rectangle, the line centred on it.
   *
   * @param x left edge
   * @param y top edge
   * @param width pixels, at least 1
   * @param height pixels, at least 1
   * @param degrees how far the rectangle is turned around its centre, clockwise positive
   * @param thickness of the line in pixels, at least 1
   * @param color 0xRRGGBB
   */
  public void outline(
      int x, int y, int width, int height, double degrees, int thickness, int color) {
    if (degrees == 0) {
      rectangleOf(x, y, width, height, thickness, LINE_8, color);
      return;
    }
    double cos = Math.cos(Math.toRadians(degrees)) / 2;
    double sin = Math.sin(Math.toRadians(degrees)) / 2;
    double[] corners = new double[8];
    for (int i = 0; i < 4; i++) {
      double right = (i == 1 || i == 2 ? 1 : -1) * width;
      double down = (i >= 2 ? 1 : -1) * height;
      corners[2 * i] = x + width / 2.0 + cos * right - sin * down;
      corners[2 * i + 1] = y + height / 2.0 + sin * right + cos * down;
    }
    for (int i = 0; i < 8; i += 2) {
      int next = (i + 2) % 8;
      line(corners[i], corners[i + 1], corners[next], corners[next + 1], thickness, color);
    }
  }

  private void rectangleOf(
      int x, int y, int width, int height, int thickness, int lineType, int color) {
    try (Rect rect = new Rect(x, y, width, height);
        Scalar scalar = color(color)) {
      rectangle(mat, rect, scalar, thickness, lineType, 0);
    }
  }

  /**
   * Draws a smooth line.
   *
   * @param x0 start
   * @param y0 start
   * @param x1 end
   * @param y1 end
   * @param thickness pixels, at least 1
   * @param color 0xRRGGBB
   */
  public void line(double x0, double y0, double x1, double y1, int thickness, int color) {
    int fraction = 4; // bits: positions to a sixteenth of a pixel
    int one = 1 << fraction;
    try (Point from = new Point((int) Math.round(x0 * one), (int) Math.round(y0 * one));
        Point to = new Point((int) Math.round(x1 * one), (int) Math.round(y1 * one));
        Scalar scalar = color(color)) {
      org.bytedeco.opencv.global.opencv_imgproc.line(
          mat, from, to, scalar, thickness, LINE_AA, fraction);
    }
  }

  /**
   * Writes one line of text.
   *
   * @param text ASCII; other characters appear as '?'
   * @param x left edge of the first letter
   * @param baseline y of the line the letters stand on
   * @param capHeight height of a capital letter in pixels, legible from 7
   * @param color 0xRRGGBB
   */
  public void text(String text, int x, int baseline, int capHeight, int color) {
    try (Point origin = new Point(x, baseline);
        Scalar scalar = color(color)) {
      putText(
          mat,
          text,
          origin,
          font(capHeight),
          scale(capHeight),
          scalar,
          stroke(capHeight),
          LINE_AA,
          false);
    }
  }

  /**
   * How wide a text will be.
   *
   * @param text ASCII
   * @param capHeight height of a capital letter in pixels
   * @return pixels
   */
  public static int textWidth(String text, int capHeight) {
    int[] baseline = new int[1];
    try (Size size =
        getTextSize(text, font(capHeight), scale(capHeight), stroke(capHeight), baseline)) {
      return size.width();
    }
  }

  /**
   * Draws an image, scaled to fill a rectangle; enlarged pixels stay squares.
   *
   * @param image 8-bit BGR or grey; not modified, still the caller's to close
   * @param x left edge; the rectangle must lie inside the canvas
   * @param y top edge
   * @param width pixels, at least 1
   * @param height pixels, at least 1
   */
  public void image(Mat image, int x, int y, int width, int height) {
    try (Mat colour = new Mat();
        Mat scaled = new Mat();
        Size size = new Size(width, height);
        Rect rect = new Rect(x, y, width, height);
        Mat target = new Mat(mat, rect)) {
      Mat source = image;
      if (image.channels() == 1) {
        cvtColor(image, colour, COLOR_GRAY2BGR);
        source = colour;
      }
      resize(source, scaled, size, 0, 0, width < image.cols() ? INTER_AREA : INTER_NEAREST);
      scaled.copyTo(target);
    }
  }

  /**
   * Draws a face, scaled to a square.
   *
   * @param face grey pixels
   * @param x left edge; the square must lie inside the canvas
   * @param y top edge
   * @param size width and height in pixels, at least 1
   */
  public void face(FacePixels face, int x, int y, int size) {
    try (Mat grey = new Mat(face.side(), face.side(), CV_8UC1)) {
      grey.data().put(face.toBytes(), 0, face.side() * face.side());
      image(grey, x, y, size, size);
    }
  }

  /**
   * Writes the image to a file; see {@link ImageFiles#write}.
   *
   * @param file its ending chooses the format
   */
  public void write(Path file) {
    ImageFiles.write(file, mat);
  }

  @Override
  public void close() {
    if (owned) {
      mat.close();
    }
  }

  private static int font(int capHeight) {
    return capHeight < 11 ? FONT_HERSHEY_SIMPLEX : FONT_HERSHEY_DUPLEX;
  }

  /** Capital letters of the Hershey fonts are 21 units high at scale 1. */
  private static double scale(int capHeight) {
    return capHeight / 21.0;
  }

  private static int stroke(int capHeight) {
    return Math.max(1, capHeight / 16);
  }

  private static Scalar color(int rgb) {
    return new Scalar(rgb & 0xFF, rgb >> 8 & 0xFF, rgb >> 16 & 0xFF, 0);
  }
}
