package dev.emotion.draw;

import static org.bytedeco.opencv.global.opencv_core.CV_32FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_32SC2;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.addWeighted;
import static org.bytedeco.opencv.global.opencv_core.subtract;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_NEAREST;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_8;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_AA;
import static org.bytedeco.opencv.global.opencv_imgproc.blendLinear;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.fillPoly;
import static org.bytedeco.opencv.global.opencv_imgproc.rectangle;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.emotion.FacePixels;
import dev.emotion.image.ImageFiles;
import dev.emotion.image.OpenCv;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatExpr;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * An image to draw on: charts, contact sheets and annotated photographs all use it. Colours are
 * {@code 0xRRGGBB}; positions are pixels from the top left; what lies outside is not drawn.
 */
public final class Canvas implements AutoCloseable {
  /** Bits of a position behind the point: to a sixteenth of a pixel. */
  private static final int FRACTION = 4;

  /** Letters are filled so many times as large, then made smaller: smooth edges. */
  private static final int FINE = 4;

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
    int one = 1 << FRACTION;
    try (Point from = new Point((int) Math.round(x0 * one), (int) Math.round(y0 * one));
        Point to = new Point((int) Math.round(x1 * one), (int) Math.round(y1 * one));
        Scalar scalar = color(color)) {
      org.bytedeco.opencv.global.opencv_imgproc.line(
          mat, from, to, scalar, thickness, LINE_AA, FRACTION);
    }
  }

  /**
   * Writes one line of text; see {@link Typeface} for its letters.
   *
   * @param text any
   * @param x left edge of the first letter
   * @param baseline y of the line the letters stand on
   * @param capHeight height of a capital letter in pixels, legible from 7
   * @param color 0xRRGGBB
   */
  public void text(String text, int x, int baseline, int capHeight, int color) {
    Shape letters = Typeface.outline(text, capHeight);
    Rectangle2D place = letters.getBounds2D(); // not java.awt.Rectangle, which loads AWT
    int left = Math.max(0, x + (int) Math.floor(place.getMinX()) - 1);
    int top = Math.max(0, baseline + (int) Math.floor(place.getMinY()) - 1);
    int width = Math.min(width(), x + (int) Math.ceil(place.getMaxX()) + 1) - left;
    int height = Math.min(height(), baseline + (int) Math.ceil(place.getMaxY()) + 1) - top;
    if (width <= 0 || height <= 0) {
      return;
    }
    try (Rect rect = new Rect(left, top, width, height);
        Mat target = new Mat(mat, rect);
        Scalar scalar = color(color);
        Mat ink = new Mat(height, width, CV_8UC3, scalar);
        Mat share = coverage(letters, left - x, top - baseline, width, height);
        MatExpr others = subtract(Scalar.ONE, share);
        Mat rest = others.asMat()) {
      blendLinear(ink, target, share, rest, target);
    }
  }

  /**
   * Writes one line of text around a middle.
   *
   * @param text any
   * @param middle x
   * @param baseline y of the line the letters stand on
   * @param capHeight height of a capital letter in pixels
   * @param color 0xRRGGBB
   */
  public void centred(String text, int middle, int baseline, int capHeight, int color) {
    text(text, middle - textWidth(text, capHeight) / 2, baseline, capHeight, color);
  }

  /**
   * Writes one line of text up to a right edge.
   *
   * @param text any
   * @param right x of its end
   * @param baseline y of the line the letters stand on
   * @param capHeight height of a capital letter in pixels
   * @param color 0xRRGGBB
   */
  public void endingAt(String text, int right, int baseline, int capHeight, int color) {
    text(text, right - textWidth(text, capHeight), baseline, capHeight, color);
  }

  /** Which share of each pixel lies in a shape: 32-bit, 0 to 1. */
  private static Mat coverage(Shape shape, int left, int top, int width, int height) {
    AffineTransform place = AffineTransform.getScaleInstance(FINE, FINE);
    place.translate(1 - left, 1 - top); // what fillPoly cuts off leaves marks on the edge
    try (Mat fine = new Mat((height + 2) * FINE, (width + 2) * FINE, CV_8UC1, Scalar.BLACK);
        MatVector outlines = outlines(shape, place);
        Point origin = new Point(0, 0);
        Rect inner = new Rect(FINE, FINE, width * FINE, height * FINE);
        Mat seen = new Mat(fine, inner);
        Mat coarse = new Mat();
        Size size = new Size(width, height)) {
      fillPoly(fine, outlines, Scalar.WHITE, LINE_8, FRACTION, origin);
      resize(seen, coarse, size, 0, 0, INTER_AREA);
      Mat share = new Mat();
      coarse.convertTo(share, CV_32FC1, 1 / 255.0, 0);
      return share;
    }
  }

  /** The closed curves of a shape as polygons. */
  private static MatVector outlines(Shape shape, AffineTransform place) {
    MatVector polygons = new MatVector();
    List<Integer> points = new ArrayList<>();
    double[] point = new double[6];
    for (PathIterator path = shape.getPathIterator(place, 0.2); !path.isDone(); path.next()) {
      if (path.currentSegment(point) == PathIterator.SEG_CLOSE) {
        polygons.push_back(polygon(points));
        points.clear();
      } else {
        points.add((int) Math.round(point[0] * (1 << FRACTION)));
        points.add((int) Math.round(point[1] * (1 << FRACTION)));
      }
    }
    return polygons;
  }

  private static Mat polygon(List<Integer> points) {
    Mat polygon = new Mat(points.size() / 2, 1, CV_32SC2);
    IntBuffer numbers = polygon.createBuffer();
    points.forEach(numbers::put);
    return polygon;
  }

  /**
   * How wide a text will be.
   *
   * @param text any
   * @param capHeight height of a capital letter in pixels
   * @return pixels
   */
  public static int textWidth(String text, int capHeight) {
    return (int) Math.ceil(Typeface.width(text, capHeight));
  }

  /**
   * A text cut to a width, with an ellipsis where something was cut off.
   *
   * @param text any
   * @param capHeight height of a capital letter in pixels
   * @param widest pixels
   * @return the text, or its beginning
   */
  public static String shortened(String text, int capHeight, int widest) {
    if (textWidth(text, capHeight) <= widest) {
      return text;
    }
    int end = text.length();
    String cut;
    do {
      end = text.offsetByCodePoints(end, -1);
      cut = text.substring(0, end) + "…";
    } while (end > 0 && textWidth(cut, capHeight) > widest);
    return cut;
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
   * Sets pixels.
   *
   * @param colors 0xRRGGBB row by row
   * @param x left edge; the rectangle must lie inside the canvas
   * @param y top edge
   * @param width of a row, at least 1
   */
  public void pixels(int[] colors, int x, int y, int width) {
    byte[] row = new byte[3 * width];
    for (int from = 0; from < colors.length; from += width) {
      for (int i = 0; i < width; i++) {
        int color = colors[from + i];
        row[3 * i] = (byte) color;
        row[3 * i + 1] = (byte) (color >> 8);
        row[3 * i + 2] = (byte) (color >> 16);
      }
      mat.ptr(y + from / width, x).put(row);
    }
  }

  /**
   * The image as the bytes of a file; see {@link ImageFiles#encode}.
   *
   * @param ending chooses the format: .png or .jpg
   * @return the file's content
   */
  public byte[] encode(String ending) {
    return ImageFiles.encode(ending, mat, "a drawing");
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

  private static Scalar color(int rgb) {
    return new Scalar(rgb & 0xFF, rgb >> 8 & 0xFF, rgb >> 16 & 0xFF, 0);
  }
}
