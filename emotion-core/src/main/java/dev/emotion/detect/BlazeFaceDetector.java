package dev.emotion.detect;

import dev.emotion.DetectedFace;
import dev.emotion.FaceBox;
import dev.emotion.ImagePoint;
import dev.emotion.detect.BlazeFaceNetwork.Range;
import dev.emotion.image.Window;
import dev.emotion.system.Parallel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Finds faces with MediaPipe's two BlazeFace networks, also those that lean, are covered in part,
 * or are small. The short-range network looks at the whole image for large faces, the full-range
 * one at overlapping tiles for small ones. Each find is looked at again by the short-range network
 * in a window of its own, turned level, which makes its place and its eye line exact and tells
 * whether it is a face. Where nothing is found, both networks look at the whole image with a
 * border, then turned by quarters (docs/DETECTOR.md has what was measured).
 */
public final class BlazeFaceDetector implements FaceDetector {
  /** Width of the smallest face that is looked for where nothing else is asked, in pixels. */
  public static final int MINIMUM_FACE = 30;

  /** How sure a network must be for its find to be looked at again. */
  private static final double SHORT_RANGE_SCORE = 0.7;

  private static final double FULL_RANGE_SCORE = 0.5;

  /** The same for a second look, and for a face that is followed. */
  private static final double SECOND_LOOK_SCORE = 0.5;

  /** What makes a face: the mean of the first look's score and the second one's. */
  private static final double MIN_SCORE = 0.62;

  /** The same where the first search found nothing, or the short-range network is not sure. */
  private static final double MIN_DOUBTFUL_SCORE = 0.68;

  /** The side of a window around one face, in widths of the network's own box. */
  private static final double WINDOW_OF_A_FACE = 2;

  /** The same for the full-range network, asked where the short-range one is not sure. */
  private static final double WIDER_WINDOW = 4;

  /** Another look follows where the eye line leaned more in the window, in degrees. */
  private static final double LEVEL_ENOUGH = 4;

  /** The second look's face is the first one's from this IoU on. */
  private static final double SAME_FACE = 0.3;

  /** The smallest face's width in the input of the full-range network, in pixels. */
  private static final double MIN_IN_TILE = 12;

  /** Share of a tile that lies in its neighbour: a larger face is found at the next level. */
  private static final double TILE_OVERLAP = 0.25;

  /** How much of a tile more or less is not worth a further tile. */
  private static final double TILE_SLACK = 0.1;

  /** The side of a level's tiles over that of the level before. */
  private static final double LEVEL_STEP = 2;

  /** Tiles of nearly the whole image add nothing to the short-range network's look at it. */
  private static final double MAX_TILE = 0.9;

  /** A find that comes so near to an inner edge of a tile may be cut by it; share of the tile. */
  private static final double TILE_EDGE = 0.02;

  /** The side of the window with a border, in longer sides of the image. */
  private static final double BORDERED = 1.25;

  /**
   * What is tried in turn where nothing was found, until there is a face: one that fills the image
   * or is cut by its edge; a smaller or a blurred one; one that lies or stands on its head.
   */
  private static final List<List<Look>> LAST_RESORTS =
      List.of(
          List.of(new Look(Range.SHORT, 0)),
          List.of(new Look(Range.FULL, 0)),
          List.of(
              new Look(Range.SHORT, 90), new Look(Range.SHORT, -90), new Look(Range.SHORT, 180)),
          List.of(new Look(Range.FULL, 180)));

  /** Smaller faces are the full-range network's; share of the window. */
  private static final double SHORT_RANGE_FACE = 0.2;

  /** The face's box over the network's, which goes from brow to chin. */
  private static final double BOX_SCALE = 1.1;

  /**
   * Tiles of one size: 25 million pixels have as many for faces of 30 pixels. In a larger image the
   * smallest faces that are looked for are larger.
   */
  private static final int MAX_TILES = 350;

  /** Tiles grow by up to so much to span the shorter side of the image. */
  private static final double SNAP = 1.12;

  /** By how much tiles grow until they are few enough. */
  private static final double FINE_STEP = 1.1;

  /** A further thread first makes networks of its own: 12 MB, and as long as two looks. */
  private static final int LOOKS_A_THREAD = 4;

  private final int minimumFace;
  private final double minScore;

  private final Pool<Networks> pool = new Pool<>(Networks::new, Networks::close);

  /** A detector for most photographs and videos. Loads nothing before the first image comes. */
  public BlazeFaceDetector() {
    this(MINIMUM_FACE, 0);
  }

  /**
   * A detector that is asked for something else.
   *
   * @param minimumFace width of the smallest face in pixels, at least 1
   * @param minScore faces that it is less sure of are left out, 0 to 1
   * @throws IllegalArgumentException if one is out of range
   */
  public BlazeFaceDetector(int minimumFace, double minScore) {
    if (minimumFace < 1 || !(minScore >= 0 && minScore <= 1)) {
      throw new IllegalArgumentException(
          "a smallest face of " + minimumFace + " pixels, a score of " + minScore);
    }
    this.minimumFace = minimumFace;
    this.minScore = minScore;
  }

  @Override
  public List<DetectedFace> detect(Mat image, int threads) {
    List<Hit> hits = new ArrayList<>(wholeImage(image));
    hits.addAll(inTiles(image, threads));
    List<Hit> faces = confirmed(image, hits, MIN_SCORE, threads);
    return faces(faces.isEmpty() ? anyway(image, threads) : faces);
  }

  /**
   * Both networks look at the whole image once; boxes and eye lines of large faces are not yet
   * exact. What the full-range network alone finds is looked at again.
   */
  @Override
  public List<DetectedFace> glance(Mat frame) {
    Window window = around(frame, 1, 0);
    List<Hit> hits = new ArrayList<>(wholeImage(frame));
    List<Hit> smaller =
        pool.with(n -> n.of(Range.FULL).detect(frame, window, FULL_RANGE_SCORE)).stream()
            .filter(hit -> hits.stream().noneMatch(hit::isSame))
            .toList();
    hits.addAll(confirmed(frame, smaller, MIN_SCORE, 1));
    return faces(hits);
  }

  @Override
  public List<DetectedFace> follow(Mat image, DetectedFace expected) {
    FaceBox box = expected.box();
    double side = WINDOW_OF_A_FACE * box.width() / BOX_SCALE;
    Window window = new Window(box.center(), side, expected.roll());
    return FaceDetector.near(
        faces(pool.with(n -> n.of(Range.SHORT).detect(image, window, SECOND_LOOK_SCORE))),
        expected);
  }

  private List<DetectedFace> faces(List<Hit> hits) {
    return hits.stream()
        .filter(hit -> hit.score() >= minScore)
        .map(BlazeFaceDetector::face)
        .filter(face -> face.box().width() >= minimumFace)
        .sorted(LEFT_TO_RIGHT)
        .toList();
  }

  private List<Hit> wholeImage(Mat image) {
    Window window = around(image, 1, 0);
    return pool.with(n -> n.of(Range.SHORT).detect(image, window, SHORT_RANGE_SCORE));
  }

  /** A square around the image. */
  private static Window around(Mat image, double scale, double degrees) {
    ImagePoint center = new ImagePoint(image.cols() / 2.0, image.rows() / 2.0);
    return new Window(center, scale * Math.max(image.cols(), image.rows()), degrees);
  }

  /** The faces of the first of the last resorts that has any. */
  private List<Hit> anyway(Mat image, int threads) {
    boolean small = minimumFace < SHORT_RANGE_FACE * around(image, BORDERED, 0).side();
    List<Hit> faces = List.of();
    for (List<Look> looks : LAST_RESORTS) {
      if (faces.isEmpty() && (small || looks.get(0).range() == Range.SHORT)) {
        List<Hit> hits =
            inAll(looks, threads, (networks, look) -> lookAtAll(networks, image, look));
        faces = confirmed(image, hits, MIN_DOUBTFUL_SCORE, threads);
      }
    }
    return faces;
  }

  private static List<Hit> lookAtAll(Networks networks, Mat image, Look look) {
    double minScore = look.range() == Range.SHORT ? SHORT_RANGE_SCORE : FULL_RANGE_SCORE;
    Window window = around(image, BORDERED, look.degrees());
    return networks.of(look.range()).detect(image, window, minScore);
  }

  private List<Hit> inTiles(Mat image, int threads) {
    return inAll(
        tiles(image),
        threads,
        (networks, tile) ->
            networks.of(Range.FULL).detect(image, tile, FULL_RANGE_SCORE).stream()
                .filter(hit -> !isCut(hit, tile, image))
                .toList());
  }

  /** All finds of several looks; many looks are taken on several threads. */
  private <T> List<Hit> inAll(
      List<T> places, int threads, BiFunction<Networks, T, List<Hit>> look) {
    int enough = Math.max(1, Math.min(threads, places.size() / LOOKS_A_THREAD));
    return Parallel.map(places, enough, place -> pool.with(n -> look.apply(n, place))).stream()
        .flatMap(List::stream)
        .toList();
  }

  /** Of several levels, from those for the smallest faces to nearly the whole image. */
  private List<Window> tiles(Mat image) {
    double side = minimumFace / BOX_SCALE * Range.FULL.side() / MIN_IN_TILE;
    while (level(image, side).size() > MAX_TILES) {
      side *= FINE_STEP;
    }
    int shorter = Math.min(image.cols(), image.rows());
    if (side < shorter && shorter < SNAP * side) {
      side = shorter; // one row of tiles instead of two
    }
    List<Window> tiles = new ArrayList<>();
    for (; side < MAX_TILE * Math.max(image.cols(), image.rows()); side *= LEVEL_STEP) {
      tiles.addAll(level(image, side));
    }
    return tiles;
  }

  /** Tiles of one size. */
  private static List<Window> level(Mat image, double side) {
    List<Window> tiles = new ArrayList<>();
    for (double x : centers(image.cols(), side)) {
      for (double y : centers(image.rows(), side)) {
        tiles.add(new Window(new ImagePoint(x, y), side, 0));
      }
    }
    return tiles;
  }

  /** The centres of tiles along one side of the image. */
  private static double[] centers(int length, double side) {
    double tiles = (length / side - TILE_OVERLAP) / (1 - TILE_OVERLAP);
    int count = side >= length ? 1 : (int) Math.max(2, Math.ceil(tiles - TILE_SLACK));
    double[] centers = new double[count];
    for (int i = 0; i < count; i++) {
      centers[i] = count == 1 ? length / 2.0 : side / 2 + i * (length - side) / (count - 1);
    }
    return centers;
  }

  private static boolean isCut(Hit hit, Window tile, Mat image) {
    return isCut(hit.center().x(), hit.side(), tile.center().x(), tile.side(), image.cols())
        || isCut(hit.center().y(), hit.side(), tile.center().y(), tile.side(), image.rows());
  }

  /** Whether one of the tile's edges across this direction, inside the image, may cut the find. */
  private static boolean isCut(
      double center, double side, double tileCenter, double tileSide, int length) {
    double reach = side / 2 + TILE_EDGE * tileSide;
    double start = tileCenter - tileSide / 2;
    double end = tileCenter + tileSide / 2;
    return (start > 0 && center - reach < start) || (end < length && center + reach > end);
  }

  /** The finds that a second look confirms, as it sees them, with the mean of both scores. */
  private List<Hit> confirmed(Mat image, List<Hit> hits, double minScore, int threads) {
    return Hit.distinct(
        inAll(
            Hit.distinct(hits),
            threads,
            (networks, first) ->
                closer(networks, image, first)
                    .filter(hit -> hit.score() >= minScore)
                    .or(
                        () ->
                            wider(networks, image, first)
                                .filter(hit -> hit.score() >= MIN_DOUBTFUL_SCORE))
                    .stream()
                    .toList()));
  }

  /** The short-range network's second look. */
  private static Optional<Hit> closer(Networks networks, Mat image, Hit first) {
    Optional<Hit> second = lookAgain(networks.of(Range.SHORT), image, first, WINDOW_OF_A_FACE);
    if (second.isPresent() && turn(first, second.get()) > LEVEL_ENOUGH) {
      second = lookAgain(networks.of(Range.SHORT), image, second.get(), WINDOW_OF_A_FACE);
    }
    return second.map(hit -> hit.withScore((first.score() + hit.score()) / 2));
  }

  /** The full-range network's, which knows blurred faces where it sees more around them. */
  private static Optional<Hit> wider(Networks networks, Mat image, Hit first) {
    return lookAgain(networks.of(Range.FULL), image, first, WIDER_WINDOW)
        .map(hit -> hit.withScore((first.score() + hit.score()) / 2));
  }

  /** By how many degrees two eye lines differ, 0 to 180. */
  private static double turn(Hit first, Hit second) {
    double turn = Math.abs(first.landmarks().roll() - second.landmarks().roll());
    return Math.min(turn, 360 - turn);
  }

  private static Optional<Hit> lookAgain(
      BlazeFaceNetwork network, Mat image, Hit hit, double faces) {
    Window window = new Window(hit.center(), faces * hit.side(), hit.landmarks().roll());
    return network.detect(image, window, SECOND_LOOK_SCORE).stream()
        .filter(again -> again.iou(hit) > SAME_FACE)
        .max(Comparator.comparingDouble(again -> again.iou(hit)));
  }

  private static DetectedFace face(Hit hit) {
    double side = BOX_SCALE * hit.side();
    int width = (int) Math.max(1, Math.round(side));
    int left = (int) Math.round(hit.center().x() - side / 2);
    int top = (int) Math.round(hit.center().y() - side / 2);
    FaceBox box = new FaceBox(left, top, width, width);
    return new DetectedFace(box, hit.score(), Optional.of(hit.landmarks()));
  }

  /** Which network looks at the image with a border, and how far its window is turned. */
  private record Look(Range range, double degrees) {}

  /** The pair that serves one thread, each read when it is first needed. */
  private static final class Networks {
    private final Map<Range, BlazeFaceNetwork> loaded = new EnumMap<>(Range.class);

    BlazeFaceNetwork of(Range range) {
      return loaded.computeIfAbsent(range, BlazeFaceNetwork::new);
    }

    void close() {
      loaded.values().forEach(BlazeFaceNetwork::close);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
