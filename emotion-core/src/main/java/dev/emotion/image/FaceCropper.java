package dev.emotion.image;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.emotion.DetectedFace;
import dev.emotion.FaceBox;
import dev.emotion.FacePixels;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Turns a region of an image into {@link FacePixels}, always by these steps in this order:
 *
 * <ol>
 *   <li>level: a head that leans ({@link DetectedFace#tilt}) is turned, bilinear;
 *   <li>square: the shorter side of the box grows around its centre to the longer one, and no more
 *       ({@code scripts/reference/crops.py} tries others);
 *   <li>cut: where the square reaches outside the image, the edge pixels are repeated; of a square
 *       of more than 8192 pixels a side, a reduced copy is taken for that;
 *   <li>grey: colour becomes 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601, as FER-2013 and JPEG have
 *       it); grey stays as it is;
 *   <li>resize: by area averaging when shrinking, bilinear when growing, not at all at equal size.
 * </ol>
 *
 * Training folders, photographs and video frames all come through here, so a face looks to the
 * network as it did in training. Thread-safe.
 */
public final class FaceCropper {
  /** Side of the largest square whose outside is filled in: 200 MB in colour. */
  private static final int MAX_SQUARE = 8192;

  /** Leaning faces are turned at up to so many times the size of the result. */
  private static final int TURNED = 4;

  private final int side;

  /**
   * A cropper.
   *
   * @param side of the faces it makes, in pixels, at least 1
   */
  public FaceCropper(int side) {
    if (side < 1) {
      throw new IllegalArgumentException("a side of " + side + " pixels");
    }
    this.side = side;
  }

  /**
   * Cuts one face out of an image.
   *
   * @param image 8-bit BGR (CV_8UC3) or grey (CV_8UC1); not modified, still the caller's to close
   * @param box the face; may reach outside the image
   * @return the face
   */
  public FacePixels crop(Mat image, FaceBox box) {
    int square = Math.max(box.width(), box.height());
    int left = box.x() + Math.floorDiv(box.width() - square, 2);
    int top = box.y() + Math.floorDiv(box.height() - square, 2);
    return cut(image, left, top, square);
  }

  /**
   * Cuts one face out of an image, turned level where the head leans.
   *
   * @param image 8-bit BGR (CV_8UC3) or grey (CV_8UC1); not modified, still the caller's to close
   * @param face may reach outside the image
   * @return the face
   */
  public FacePixels crop(Mat image, DetectedFace face) {
    FaceBox box = face.box();
    if (face.tilt() == 0) {
      return crop(image, box);
    }
    int square = Math.max(box.width(), box.height());
    Window window = new Window(box.center(), square, face.tilt());
    try (Mat level = window.cut(image, Math.min(square, TURNED * side), BORDER_REPLICATE)) {
      return whole(level);
    }
  }

  /**
   * Takes a whole image as one face.
   *
   * @param image 8-bit BGR or grey; not modified, still the caller's to close
   * @return the face
   */
  public FacePixels whole(Mat image) {
    return crop(image, new FaceBox(0, 0, image.cols(), image.rows()));
  }

  /**
   * Scales a face, as an image of these pixels would be.
   *
   * @param face of any size
   * @return the face; itself at equal size
   */
  public FacePixels whole(FacePixels face) {
    if (face.side() == side) {
      return face;
    }
    try (BytePointer bytes = new BytePointer(face.toBytes());
        Mat image = new Mat(face.side(), face.side(), CV_8UC1, bytes)) {
      return whole(image);
    }
  }

  private FacePixels cut(Mat image, int left, int top, int square) {
    if (image.type() != CV_8UC1 && image.type() != CV_8UC3) {
      throw new IllegalArgumentException(
          "image of OpenCV type " + image.type() + ", expected CV_8UC1 or CV_8UC3");
    }
    // The part of the square inside the image; at least one pixel, so that there is an edge.
    int x0 = Math.min(Math.max(left, 0), image.cols() - 1);
    int y0 = Math.min(Math.max(top, 0), image.rows() - 1);
    int x1 = Math.max(Math.min(left + square, image.cols()), x0 + 1);
    int y1 = Math.max(Math.min(top + square, image.rows()), y0 + 1);
    try (Rect inside = new Rect(x0, y0, x1 - x0, y1 - y0);
        Mat part = new Mat(image, inside);
        Mat bordered = new Mat();
        Mat grey = new Mat();
        Mat small = new Mat();
        Size size = new Size(side, side)) {
      Mat result = part;
      if (x1 - x0 != square || y1 - y0 != square) {
        border(part, bordered, Math.max(0, x0 - left), Math.max(0, y0 - top), square);
        result = bordered;
      }
      if (result.channels() == 3) {
        cvtColor(result, grey, COLOR_BGR2GRAY);
        result = grey;
      }
      if (result.cols() != side || result.rows() != side) {
        int how = result.cols() > side ? INTER_AREA : INTER_LINEAR;
        resize(result, small, size, 0, 0, how);
        result = small;
      }
      return pixels(result);
    }
  }

  /** Repeats the edge pixels of a part around it until it is a square. */
  private static void border(Mat part, Mat result, int addLeft, int addTop, int square) {
    if (square > MAX_SQUARE) {
      // An image of 1 x 1,000,000 pixels would become one of 3 terabytes.
      double scale = (double) MAX_SQUARE / square;
      int width = (int) Math.max(1, Math.round(part.cols() * scale));
      int height = (int) Math.max(1, Math.round(part.rows() * scale));
      int x = (int) Math.min(Math.round(addLeft * scale), MAX_SQUARE - width);
      int y = (int) Math.min(Math.round(addTop * scale), MAX_SQUARE - height);
      try (Size size = new Size(width, height);
          Mat reduced = new Mat()) {
        resize(part, reduced, size, 0, 0, INTER_AREA);
        border(reduced, result, x, y, MAX_SQUARE);
      }
      return;
    }
    int addBottom = square - addTop - part.rows();
    int addRight = square - addLeft - part.cols();
    try (Scalar unused = new Scalar()) {
      copyMakeBorder(
          part,
          result,
          addTop,
          Math.max(0, addBottom),
          addLeft,
          Math.max(0, addRight),
          BORDER_REPLICATE,
          unused);
    }
  }

  private FacePixels pixels(Mat grey) {
    byte[] bytes = new byte[side * side];
    for (int row = 0; row < side; row++) {
      grey.ptr(row).get(bytes, row * side, side);
    }
    return FacePixels.of(side, bytes);
  }
}
