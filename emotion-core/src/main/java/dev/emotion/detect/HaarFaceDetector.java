package dev.emotion.detect;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.emotion.DetectedFace;
import dev.emotion.FaceBox;
import dev.emotion.image.OpenCv;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
 * "Rapid Object Detection using a Boosted Cascade of Simple Features", 2001; cascades by Rainer
 * Lienhart), read from inside OpenCV's own jar. It was also the detector behind many of FER-2013's
 * crops, so its squares suit models trained on them. What it finds counts where a second cascade,
 * {@code haarcascade_frontalface_alt.xml}, sees a face at the same place: the two seldom agree on
 * what is none. Where nothing is found so, the second cascade searches alone. What it finds and
 * misses beside {@link BlazeFaceDetector}: docs/DETECTOR.md.
 */
public final class HaarFaceDetector implements FaceDetector {
  /** Width of the smallest face that is looked for where nothing else is asked, in pixels. */
  public static final int MINIMUM_FACE = BlazeFaceDetector.MINIMUM_FACE;

  private static final String PRIMARY = "haarcascade_frontalface_default.xml";
  private static final String CONFIRMING = "haarcascade_frontalface_alt.xml";

  /** Step from one width of faces to the next; nearer to 1 finds more, also what is no face. */
  private static final double SCALE_FACTOR = 1.1;

  /** What makes a face for the primary cascade, before the confirming one is asked. */
  private static final Bounds FOUND = new Bounds(5, 2);

  /**
   * What makes a face for the confirming cascade, which is sparing with hits and scores otherwise.
   */
  private static final Bounds CONFIRMED = new Bounds(3, Double.NEGATIVE_INFINITY);

  /**
   * What makes a face for the confirming cascade alone, where the primary one finds none in the
   * image.
   */
  private static final Bounds CLEAR_TO_CONFIRMING = new Bounds(5, Double.NEGATIVE_INFINITY);

  /**
   * How much the confirming cascade's face must have in common with the primary one's (intersection
   * over union).
   */
  private static final double AGREEMENT = 0.5;

  /** Share of the shorter side that is added around an image in which nothing was found. */
  private static final double BORDER = 0.15;

  /** A followed face is scaled down to this width: twice the cascade's window. */
  private static final int FOLLOWED_WIDTH = 48;

  /** How much a followed face may have grown or shrunk since it was last seen. */
  private static final double SIZE_CHANGE = 1.3;

  /** Of a pixel in OpenCV's search. */
  private static final long SEARCH_BYTES = 40;

  /** Of the image and its search together: 200 million pixels leave room to search 12 million. */
  private static final long MAX_BYTES = 1_100_000_000;

  /** Pixels; who has more has large faces. */
  private static final long MAX_SEARCHED = 25_000_000;

  /** Likewise, for a face that fills the image. */
  private static final long MAX_BORDERED = 6_000_000;

  /**
   * Likewise, for the confirming cascade alone: each cascade keeps the memory of its largest
   * search.
   */
  private static final long MAX_ALONE = 1_000_000;

  /** The longer side to which a video frame is scaled down for a glance. */
  private static final int GLANCED_SIDE = 480;

  private final int minimumFace;
  private final long maxSearched;

  private final Pool<Cascades> pool = new Pool<>(Cascades::new, Cascades::close);

  /** A detector for upright frontal faces. Loads OpenCV and the cascade. */
  public HaarFaceDetector() {
    this(MINIMUM_FACE);
  }

  /**
   * A detector for faces of another size; loads OpenCV and the cascade.
   *
   * @param minimumFace width of the smallest face in pixels, at least 1; the cascade's own is 24
   */
  public HaarFaceDetector(int minimumFace) {
    this(minimumFace, MAX_SEARCHED);
  }

  HaarFaceDetector(int minimumFace, long maxSearched) {
    if (minimumFace < 1) {
      throw new IllegalArgumentException("a smallest face of " + minimumFace + " pixels");
    }
    this.minimumFace = minimumFace;
    this.maxSearched = maxSearched;
    pool.with(Cascades::primary); // loaded here, or refused
  }

  /** An image of more than 25 million pixels is searched in a copy that is scaled down. */
  @Override
  public List<DetectedFace> detect(Mat image, int threads) {
    // Image and search share the memory.
    long maxPixels = Math.min(maxSearched, (MAX_BYTES - 3 * image.total()) / SEARCH_BYTES);
    return faces(reduced(image, maxPixels, minimumFace, onGrey(this::find)));
  }

  /** Looks once, at a copy that is scaled down. */
  @Override
  public List<DetectedFace> glance(Mat frame) {
    double scale = Math.max(frame.cols(), frame.rows()) / (double) GLANCED_SIDE;
    long maxPixels = (long) (frame.total() / (scale * scale));
    return faces(reduced(frame, maxPixels, minimumFace, onGrey(this::searchOnce)));
  }

  private static List<DetectedFace> faces(List<FaceBox> boxes) {
    return boxes.stream().map(DetectedFace::of).sorted(LEFT_TO_RIGHT).toList();
  }

  /** Each search only where the one before found nothing. */
  private List<FaceBox> find(Cascades cascades, Mat grey, int smallest) {
    CopySearch pair = (copy, least) -> searchOnce(cascades, copy, least);
    CopySearch alone = (copy, least) -> seenAlone(cascades, copy, least);
    List<FaceBox> boxes = pair.in(grey, smallest);
    if (boxes.isEmpty()) {
      boxes = reduced(grey, MAX_BORDERED, smallest, beyondTheEdge(pair));
    }
    if (boxes.isEmpty()) {
      boxes = reduced(grey, MAX_ALONE, smallest, beyondTheEdge(alone));
    }
    return boxes;
  }

  /** A width in a copy that is scaled down. */
  private static int inCopy(int width, double scale) {
    return (int) Math.max(1, Math.round(width / scale));
  }

  /** What both cascades find. */
  private List<FaceBox> searchOnce(Cascades cascades, Mat grey, int smallest) {
    return search(cascades.primary(), grey, new Sizes(smallest, 0), FOUND).stream()
        .filter(box -> isConfirmed(cascades, grey, box))
        .toList();
  }

  private boolean isConfirmed(Cascades cascades, Mat grey, FaceBox box) {
    return searchNear(cascades.confirming(), grey, box, CONFIRMED).stream()
        .anyMatch(seen -> seen.iou(box) >= AGREEMENT);
  }

  /** A search of a copy, for faces of a width and more. */
  private interface CopySearch {
    List<FaceBox> in(Mat copy, int smallest);
  }

  /** Searches an image, or a smaller copy of one that has more pixels than that. */
  private static List<FaceBox> reduced(Mat image, long maxPixels, int smallest, CopySearch search) {
    double scale = Math.sqrt((double) image.total() / maxPixels);
    if (scale <= 1) {
      return search.in(image, smallest);
    }
    int width = (int) Math.max(1, Math.round(image.cols() / scale));
    int height = (int) Math.max(1, Math.round(image.rows() / scale));
    try (Mat copy = new Mat();
        Size size = new Size(width, height)) {
      resize(image, copy, size, 0, 0, INTER_AREA);
      return search.in(copy, inCopy(smallest, scale)).stream()
          .map(box -> enlarged(box, scale, image))
          .toList();
    }
  }

  private static FaceBox enlarged(FaceBox box, double scale, Mat image) {
    int left = (int) Math.min(Math.round(box.x() * scale), image.cols() - 1);
    int top = (int) Math.min(Math.round(box.y() * scale), image.rows() - 1);
    int right = (int) Math.min(Math.round((box.x() + box.width()) * scale), image.cols());
    int bottom = (int) Math.min(Math.round((box.y() + box.height()) * scale), image.rows());
    return new FaceBox(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
  }

  @Override
  public List<DetectedFace> follow(Mat image, DetectedFace expected) {
    CopySearch near =
        onGrey((cascades, grey, s) -> searchNear(cascades.primary(), grey, expected.box(), FOUND));
    return FaceDetector.near(faces(near.in(image, minimumFace)), expected);
  }

  /** What a search does with cascades of its own and a grey image. */
  private interface Search {
    List<FaceBox> in(Cascades cascades, Mat grey, int smallest);
  }

  private CopySearch onGrey(Search search) {
    return (image, smallest) ->
        pool.with(
            cascades -> {
              if (image.channels() != 3) {
                return search.in(cascades, image, smallest);
              }
              try (Mat converted = new Mat()) {
                cvtColor(image, converted, COLOR_BGR2GRAY);
                return search.in(cascades, converted, smallest);
              }
            });
  }

  /** Faces of about the expected size in and around the place, which is scaled down for it. */
  private List<FaceBox> searchNear(
      CascadeClassifier classifier, Mat grey, FaceBox expected, Bounds bounds) {
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
      return search(classifier, small, sizes, bounds).stream()
          .map(
              box ->
                  new FaceBox(
                      left + (int) Math.round(box.x() * scale),
                      top + (int) Math.round(box.y() * scale),
                      (int) Math.round(box.width() * scale),
                      (int) Math.round(box.height() * scale)))
          .toList();
    }
  }

  /**
   * The same search of a copy with a border: a face that fills the image has no room around it for
   * the cascade's window.
   */
  private static CopySearch beyondTheEdge(CopySearch search) {
    return (copy, smallest) -> {
      int border = (int) (BORDER * Math.min(copy.cols(), copy.rows()));
      try (Mat bordered = new Mat();
          Scalar unused = new Scalar()) {
        copyMakeBorder(copy, bordered, border, border, border, border, BORDER_REPLICATE, unused);
        return search.in(bordered, smallest).stream()
            .map(b -> new FaceBox(b.x() - border, b.y() - border, b.width(), b.height()))
            .flatMap(box -> box.within(copy.cols(), copy.rows()).stream())
            .toList();
      }
    };
  }

  /** What the primary cascade misses, the confirming one may find. */
  private List<FaceBox> seenAlone(Cascades cascades, Mat grey, int smallest) {
    return search(cascades.confirming(), grey, new Sizes(smallest, 0), CLEAR_TO_CONFIRMING);
  }

  /** Widths of faces to look for, in pixels; largest 0: no limit. */
  private record Sizes(int smallest, int largest) {}

  /** How many overlapping hits make a face, and how clear the last stage's yes must be. */
  private record Bounds(int neighbours, double minimumScore) {}

  private List<FaceBox> search(CascadeClassifier classifier, Mat grey, Sizes sizes, Bounds bounds) {
    try (RectVector found = new RectVector();
        IntPointer stages = new IntPointer();
        DoublePointer scores = new DoublePointer();
        Size smallest = new Size(sizes.smallest, sizes.smallest);
        Size largest = new Size(sizes.largest, sizes.largest)) {
      classifier.detectMultiScale3(
          grey, found, stages, scores, SCALE_FACTOR, bounds.neighbours, 0, smallest, largest, true);
      List<FaceBox> boxes = new ArrayList<>();
      for (long i = 0; i < found.size(); i++) {
        try (Rect rect = found.get(i)) {
          if (scores.get(i) >= bounds.minimumScore) {
            boxes.add(new FaceBox(rect.x(), rect.y(), rect.width(), rect.height()));
          }
        }
      }
      return boxes;
    }
  }

  /** The pair that serves one thread. */
  private static final class Cascades {
    private final CascadeClassifier primary = load(PRIMARY);

    /** Read when it is first needed: most of the images of a camera may have no face. */
    private CascadeClassifier confirming;

    CascadeClassifier primary() {
      return primary;
    }

    CascadeClassifier confirming() {
      if (confirming == null) {
        confirming = load(CONFIRMING);
      }
      return confirming;
    }

    void close() {
      primary.close();
      if (confirming != null) {
        confirming.close();
      }
    }
  }

  /** Not from a file: OpenCV takes no file name outside the system's own character set. */
  private static CascadeClassifier load(String name) {
    OpenCv.CASCADES.require();
    CascadeClassifier classifier = new CascadeClassifier();
    try (FileStorage storage = new FileStorage(text(name), FileStorage.READ | FileStorage.MEMORY);
        FileNode root = storage.getFirstTopLevelNode()) {
      if (!classifier.read(root) || classifier.empty()) {
        throw new IllegalStateException("OpenCV doesn't load its own " + name);
      }
    }
    return classifier;
  }

  private static String text(String name) {
    String resource =
        "/org/bytedeco/opencv/" + Loader.getPlatform() + "/share/opencv4/haarcascades/" + name;
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
    pool.close();
  }
}
