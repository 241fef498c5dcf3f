package dev.emotion.detect;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_dnn.blobFromImage;
import static org.bytedeco.opencv.global.opencv_dnn.readNetFromTFLite;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import dev.emotion.FaceLandmarks;
import dev.emotion.ImagePoint;
import dev.emotion.image.OpenCv;
import dev.emotion.image.Window;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_core.StringVector;
import org.bytedeco.opencv.opencv_dnn.Net;

/**
 * One of the two networks of MediaPipe's BlazeFace (Bazarevsky et al., "BlazeFace: Sub-millisecond
 * Neural Face Detection on Mobile GPUs", 2019), run by OpenCV. The weights are those of the npm
 * package {@code @mediapipe/face_detection} 0.4.1657300184, byte for byte. Serves one thread at a
 * time.
 */
final class BlazeFaceNetwork implements AutoCloseable {

  /** Which network: its file, the side of its input, its outputs, and the grids of its anchors. */
  enum Range {
    /** For faces that are at least about a fifth of the window. */
    SHORT("face_detection_short_range.tflite", 128, "classificators", "regressors", 16, 2, 8, 6),

    /** For smaller ones too. */
    FULL(
        "face_detection_full_range.tflite",
        192,
        "reshaped_classifier_face_4",
        "reshaped_regressor_face_4",
        48,
        1);

    private final String file;
    private final int side;
    private final String scores;
    private final String boxes;
    private final List<ImagePoint> anchors;

    /** The grids are pairs: cells a row, anchors a cell. */
    Range(String file, int side, String scores, String boxes, int... grids) {
      this.file = file;
      this.side = side;
      this.scores = scores;
      this.boxes = boxes;
      this.anchors = anchors(grids);
    }

    /** Of the network's square input, in pixels. */
    int side() {
      return side;
    }

    /** The centres of the grids' cells, row by row, as shares of the window. */
    private static List<ImagePoint> anchors(int... grids) {
      List<ImagePoint> anchors = new ArrayList<>();
      for (int grid = 0; grid < grids.length; grid += 2) {
        double cells = grids[grid];
        for (int y = 0; y < cells; y++) {
          for (int x = 0; x < cells; x++) {
            for (int i = 0; i < grids[grid + 1]; i++) {
              anchors.add(new ImagePoint((x + 0.5) / cells, (y + 0.5) / cells));
            }
          }
        }
      }
      return anchors;
    }
  }

  /** Numbers of an anchor's answer: centre x, y, width, height, then x and y of six points. */
  private static final int NUMBERS = 16;

  private static final int POINTS = 4;

  private final Range range;
  private final Net net;
  private final StringVector outputs;

  /** Reads the network from the resources. */
  BlazeFaceNetwork(Range range) {
    OpenCv.NETWORKS.require();
    this.range = range;
    this.net = read(weights(range));
    this.outputs = new StringVector(range.scores, range.boxes);
  }

  /**
   * One at a time: the first call fills a table of OpenCV's that is not locked, and a second one
   * meanwhile finds no convolutions in it.
   */
  static synchronized Net read(byte[] file) {
    return readNetFromTFLite(file);
  }

  /** The file as MediaPipe published it. */
  static byte[] weights(Range range) {
    try (InputStream in = BlazeFaceNetwork.class.getResourceAsStream(range.file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Looks for faces in a window of an image.
   *
   * @param image 8-bit BGR or grey; not modified
   * @param window what to look at; outside of the image it is black
   * @param minScore 0 to 1
   * @return the faces in it, the surest first, in the image's pixels
   */
  @SuppressWarnings("try") // the scope closes what is made in it
  List<Hit> detect(Mat image, Window window, double minScore) {
    try (PointerScope scope = new PointerScope()) {
      Mat input = window.cut(image, range.side, BORDER_CONSTANT);
      if (input.channels() == 1) {
        cvtColor(input, input, COLOR_GRAY2RGB);
      }
      // -1 to 1, RGB, planes.
      Size size = new Size(range.side, range.side);
      Scalar middle = new Scalar(127.5, 127.5, 127.5, 0);
      net.setInput(blobFromImage(input, 1 / 127.5, size, middle, true, false, CV_32F));
      MatVector answers = new MatVector();
      net.forward(answers, outputs);
      return Hit.merged(
          hits(answers.get(0).createBuffer(), answers.get(1).createBuffer(), window, minScore));
    }
  }

  private List<Hit> hits(FloatBuffer scores, FloatBuffer boxes, Window window, double minScore) {
    double least = Math.log(minScore / (1 - minScore));
    List<Hit> hits = new ArrayList<>();
    for (int i = 0; i < range.anchors.size(); i++) {
      if (scores.get(i) >= least) {
        ImagePoint anchor = range.anchors.get(i);
        int at = NUMBERS * i;
        double side = (boxes.get(at + 2) + boxes.get(at + 3)) / 2 / range.side * window.side();
        if (side > 0) {
          double score = 1 / (1 + Math.exp(-scores.get(i)));
          ImagePoint[] points = new ImagePoint[POINTS];
          for (int p = 0; p < POINTS; p++) {
            points[p] = point(boxes, at + 4 + 2 * p, anchor, window);
          }
          FaceLandmarks landmarks = new FaceLandmarks(points[0], points[1], points[2], points[3]);
          hits.add(new Hit(score, point(boxes, at, anchor, window), side, landmarks));
        }
      }
    }
    return hits;
  }

  /** Two numbers relative to the anchor, as a place in the image. */
  private ImagePoint point(FloatBuffer boxes, int at, ImagePoint anchor, Window window) {
    return window.toImage(
        anchor.x() + boxes.get(at) / range.side, anchor.y() + boxes.get(at + 1) / range.side);
  }

  @Override
  public void close() {
    outputs.close();
    net.close();
  }
}
