package dev.emotion.detect;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.emotion.FaceBox;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_objdetect;
import org.bytedeco.opencv.opencv_core.FileNode;
import org.bytedeco.opencv.opencv_core.FileStorage;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.RectVector;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.CascadeClassifier;

/**
 * Finds frontal faces with OpenCV's {@code haarcascade_frontalface_default.xml} (Viola and Jones,
 * "Rapid Object Detection using a Boosted Cascade of Simple Features", 2001; cascade by Rainer
 * Lienhart), read from inside OpenCV's own jar. It was also the detector behind many of FER-2013's
 * crops, so its squares suit models trained on them.
 */
public final class HaarFaceDetector implements FaceDetector {
  /** What to add around its boxes so that faces are framed as in FER-2013: nothing. */
  public static final double MARGIN = 0;

  private static final Comparator<FaceBox> LEFT_TO_RIGHT =
      Comparator.comparingInt(FaceBox::x).thenComparingInt(FaceBox::y);

  /** Share of the shorter side that is added around a picture in which nothing was found. */
  private static final double BORDER = 0.15;

  /** A followed face is scaled down to this width: twice the cascade's window. */
  private static final int FOLLOWED_WIDTH = 48;

  /** How much a followed face may have grown or shrunk since it was last seen. */
  private static final double SIZE_CHANGE = 1.3;

  /** Pixels: each takes 40 bytes in OpenCV's search, and who has more has large faces. */
  private static final long MOST_SEARCHED = 25_000_000;

  private final HaarSettings settings;
  private final long mostSearched;
  private final String cascade = cascade();

  /** A cascade serves one thread at a time: each call takes one, and puts it back. */
  private final Queue<CascadeClassifier> idle = new ConcurrentLinkedQueue<>();

  /**
   * A detector; loads OpenCV and the cascade.
   *
   * @param settings how thoroughly to search
   */
  public HaarFaceDetector(HaarSettings settings) {
    this(settings, MOST_SEARCHED);
  }

  HaarFaceDetector(HaarSettings settings, long mostSearched) {
    this.settings = settings;
    this.mostSearched = mostSearched;
    idle.add(load());
  }

  /** A picture of more than 25 million pixels is searched in a copy that is scaled down. */
  @Override
  public List<FaceBox> detect(Mat image) {
    return onGrey(
        image,
        (classifier, grey) -> {
          double scale = Math.sqrt((double) grey.total() / mostSearched);
          return scale <= 1
              ? searchAll(classifier, grey, settings.minimumFace())
              : searchReduced(classifier, grey, scale);
        });
  }

  @Override
  public List<FaceBox> detect(Mat image, double scale) {
    int smallest = smallest(scale);
    return onGrey(image, (classifier, grey) -> search(classifier, grey, everySize(smallest)));
  }

  /** The smallest face to look for in a copy that is scaled down. */
  private int smallest(double scale) {
    return (int) Math.max(1, Math.round(settings.minimumFace() / scale));
  }

  private List<FaceBox> searchAll(CascadeClassifier classifier, Mat grey, int smallest) {
    List<FaceBox> boxes = search(classifier, grey, everySize(smallest));
    return boxes.isEmpty() ? searchBeyondTheEdge(classifier, grey, smallest) : boxes;
  }

  private List<FaceBox> searchReduced(CascadeClassifier classifier, Mat grey, double scale) {
    int width = (int) Math.max(1, Math.round(grey.cols() / scale));
    int height = (int) Math.max(1, Math.round(grey.rows() / scale));
    try (Mat reduced = new Mat();
        Size size = new Size(width, height)) {
      resize(grey, reduced, size, 0, 0, INTER_AREA);
      return searchAll(classifier, reduced, smallest(scale)).stream()
          .map(box -> enlarged(box, scale, grey))
          .toList();
    }
  }

  private static FaceBox enlarged(FaceBox box, double scale, Mat grey) {
    int left = (int) Math.min(Math.round(box.x() * scale), grey.cols() - 1);
    int top = (int) Math.min(Math.round(box.y() * scale), grey.rows() - 1);
    int right = (int) Math.min(Math.round((box.x() + box.width()) * scale), grey.cols());
    int bottom = (int) Math.min(Math.round((box.y() + box.height()) * scale), grey.rows());
    return new FaceBox(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
  }

  @Override
  public List<FaceBox> follow(Mat image, FaceBox expected) {
    return onGrey(image, (classifier, grey) -> searchNear(classifier, grey, expected));
  }

  /** What a search does with a cascade of its own and a grey picture. */
  private interface Search {
    List<FaceBox> in(CascadeClassifier classifier, Mat grey);
  }

  private List<FaceBox> onGrey(Mat image, Search search) {
    CascadeClassifier classifier = idle.poll();
    if (classifier == null) {
      classifier = load();
    }
    try (Mat converted = new Mat()) {
      if (image.channels() == 3) {
        cvtColor(image, converted, COLOR_BGR2GRAY);
        return search.in(classifier, converted);
      }
      return search.in(classifier, image);
    } finally {
      idle.add(classifier);
    }
  }

  /** Faces of about the expected size in and around the place, which is scaled down for it. */
  private List<FaceBox> searchNear(CascadeClassifier classifier, Mat grey, FaceBox expected) {
    int around = expected.width() / 2;
    int left = Math.max(0, expected.x() - around);
    int top = Math.max(0, expected.y() - around);
    int right = Math.min(grey.cols(), expected.x() + expected.width() + around);
    int bottom = Math.min(grey.rows(), expected.y() + expected.height() + around);
    if (right <= left || bottom <= top) {
      return List.of();
    }
    double scale = Math.max(1, (double) expected.width() / FOLLOWED_WIDTH);
    double width = expected.width() / scale;
    Sizes sizes = new Sizes((int) (width / SIZE_CHANGE), (int) Math.ceil(width * SIZE_CHANGE));
    try (Rect place = new Rect(left, top, right - left, bottom - top);
        Mat part = new Mat(grey, place);
        Mat small = new Mat();
        Size size =
            new Size(
                (int) Math.max(1, Math.round((right - left) / scale)),
                (int) Math.max(1, Math.round((bottom - top) / scale)))) {
      resize(part, small, size, 0, 0, INTER_AREA);
      return search(classifier, small, sizes).stream()
          .map(
              box ->
                  new FaceBox(
                      left + (int) Math.round(box.x() * scale),
                      top + (int) Math.round(box.y() * scale),
                      (int) Math.round(box.width() * scale),
                      (int) Math.round(box.height() * scale)))
          .filter(box -> box.overlap(expected) > 0)
          .sorted(Comparator.comparingDouble(box -> -box.overlap(expected)))
          .toList();
    }
  }

  /** A face that fills the picture has no room around it for the cascade's window. */
  private List<FaceBox> searchBeyondTheEdge(CascadeClassifier classifier, Mat grey, int smallest) {
    int border = (int) (BORDER * Math.min(grey.cols(), grey.rows()));
    try (Mat bordered = new Mat();
        Scalar unused = new Scalar()) {
      copyMakeBorder(grey, bordered, border, border, border, border, BORDER_REPLICATE, unused);
      return search(classifier, bordered, everySize(smallest)).stream()
          .map(box -> inside(box, border, grey))
          .sorted(LEFT_TO_RIGHT)
          .toList();
    }
  }

  /** The box without the border; its centre is in the picture, since a border is narrower. */
  private static FaceBox inside(FaceBox box, int border, Mat grey) {
    int left = Math.max(0, box.x() - border);
    int top = Math.max(0, box.y() - border);
    int right = Math.min(grey.cols(), box.x() - border + box.width());
    int bottom = Math.min(grey.rows(), box.y() - border + box.height());
    return new FaceBox(left, top, right - left, bottom - top);
  }

  /** Widths of faces to look for, in pixels; largest 0: no limit. */
  private record Sizes(int smallest, int largest) {}

  private Sizes everySize(int smallest) {
    return new Sizes(smallest, 0);
  }

  private List<FaceBox> search(CascadeClassifier classifier, Mat grey, Sizes sizes) {
    try (RectVector found = new RectVector();
        IntPointer stages = new IntPointer();
        DoublePointer scores = new DoublePointer();
        Size smallest = new Size(sizes.smallest, sizes.smallest);
        Size largest = new Size(sizes.largest, sizes.largest)) {
      classifier.detectMultiScale3(
          grey,
          found,
          stages,
          scores,
          settings.scaleFactor(),
          settings.neighbours(),
          0,
          smallest,
          largest,
          true);
      List<FaceBox> boxes = new ArrayList<>();
      for (long i = 0; i < found.size(); i++) {
        try (Rect rect = found.get(i)) {
          if (scores.get(i) >= settings.minimumScore()) {
            boxes.add(new FaceBox(rect.x(), rect.y(), rect.width(), rect.height()));
          }
        }
      }
      boxes.sort(LEFT_TO_RIGHT);
      return boxes;
    }
  }

  /** Not from a file: OpenCV takes no file name outside the system's own character set. */
  private CascadeClassifier load() {
    CascadeClassifier classifier = new CascadeClassifier();
    try (FileStorage storage = new FileStorage(cascade, FileStorage.READ | FileStorage.MEMORY);
        FileNode root = storage.getFirstTopLevelNode()) {
      if (!classifier.read(root) || classifier.empty()) {
        throw new IllegalStateException("OpenCV doesn't load its own face cascade");
      }
    }
    return classifier;
  }

  private static String cascade() {
    String resource =
        "/org/bytedeco/opencv/"
            + Loader.getPlatform()
            + "/share/opencv4/haarcascades/haarcascade_frontalface_default.xml";
    try (InputStream in = opencv_objdetect.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing: is OpenCV's platform jar there?");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    for (CascadeClassifier next = idle.poll(); next != null; next = idle.poll()) {
      next.close();
    }
  }
}
