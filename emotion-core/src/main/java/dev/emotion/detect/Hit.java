package dev.emotion.detect;

import dev.emotion.FaceLandmarks;
import dev.emotion.ImagePoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * A place where a network sees a face: a square from the brow to the chin.
 *
 * @param score 0 to 1
 * @param center of the square, in the image's pixels
 * @param side of the square, in the image's pixels
 * @param landmarks in the image's pixels
 */
record Hit(double score, ImagePoint center, double side, FaceLandmarks landmarks) {
  /** Hits that overlap more (IoU) are one face. */
  private static final double SAME_FACE = 0.3;

  /** The same, of the smaller hit's area: a part of a face is none of its own. */
  private static final double MAX_COVERED = 0.6;

  private static final Comparator<Hit> SUREST_FIRST = Comparator.comparingDouble(hit -> -hit.score);

  /**
   * The faces of one window: hits of one face become their mean, weighted by their scores
   * (MediaPipe's weighted non-maximum suppression).
   *
   * @return the surest first, each with its surest hit's score
   */
  static List<Hit> merged(List<Hit> hits) {
    List<Hit> rest = hits.stream().sorted(SUREST_FIRST).toList();
    List<Hit> faces = new ArrayList<>();
    while (!rest.isEmpty()) {
      Hit surest = rest.get(0);
      // "Not other" holds for itself whatever its numbers are.
      Map<Boolean, List<Hit>> others =
          rest.stream().collect(Collectors.partitioningBy(h -> h.iou(surest) <= SAME_FACE));
      faces.add(mean(surest.score, others.get(false)));
      rest = others.get(true);
    }
    return faces;
  }

  /**
   * The faces of several windows: of hits of one face the surest stays (non-maximum suppression).
   *
   * @return the surest first
   */
  static List<Hit> distinct(List<Hit> hits) {
    List<Hit> faces = new ArrayList<>();
    hits.stream()
        .sorted(SUREST_FIRST)
        .filter(hit -> faces.stream().noneMatch(hit::isSame))
        .forEach(faces::add);
    return faces;
  }

  /** Whether both are one face: they overlap, or one lies on the other. */
  boolean isSame(Hit other) {
    double smaller = Math.min(side, other.side);
    return iou(other) > SAME_FACE || shared(other) / (smaller * smaller) > MAX_COVERED;
  }

  /** The same place, seen with another score. */
  Hit withScore(double other) {
    return new Hit(other, center, side, landmarks);
  }

  /** Intersection over union of the squares, taken as upright, 0 to 1. */
  double iou(Hit other) {
    double shared = shared(other);
    return shared / (side * side + other.side * other.side - shared);
  }

  /** The area that both squares cover, in pixels. */
  private double shared(Hit other) {
    return common(center.x(), side, other.center.x(), other.side)
        * common(center.y(), side, other.center.y(), other.side);
  }

  private static double common(double center, double side, double otherCenter, double otherSide) {
    double start = Math.max(center - side / 2, otherCenter - otherSide / 2);
    double end = Math.min(center + side / 2, otherCenter + otherSide / 2);
    return Math.max(0, end - start);
  }

  private static Hit mean(double score, List<Hit> hits) {
    FaceLandmarks landmarks =
        new FaceLandmarks(
            mean(hits, hit -> hit.landmarks.rightEye()),
            mean(hits, hit -> hit.landmarks.leftEye()),
            mean(hits, hit -> hit.landmarks.nose()),
            mean(hits, hit -> hit.landmarks.mouth()));
    return new Hit(score, mean(hits, Hit::center), weighted(hits, Hit::side), landmarks);
  }

  private static ImagePoint mean(List<Hit> hits, Function<Hit, ImagePoint> point) {
    return new ImagePoint(
        weighted(hits, hit -> point.apply(hit).x()), weighted(hits, hit -> point.apply(hit).y()));
  }

  private static double weighted(List<Hit> hits, ToDoubleFunction<Hit> value) {
    double sum = hits.stream().mapToDouble(hit -> hit.score * value.applyAsDouble(hit)).sum();
    return sum / hits.stream().mapToDouble(Hit::score).sum();
  }
}
