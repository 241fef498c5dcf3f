package dev.emotion.track;

import dev.emotion.EmotionScores;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** What each track shows, smoothed over its own past. Not thread-safe. */
final class TrackSmoothers {
  private final long windowMicros;
  private final Map<Integer, ProbabilitySmoother> byTrack = new HashMap<>();

  /**
   * For the tracks of a video.
   *
   * @param seconds how far back to look; 0 gives every answer as it is
   */
  TrackSmoothers(double seconds) {
    this.windowMicros = Math.round(seconds * 1e6);
  }

  /**
   * The faces of a frame, cut to the image.
   *
   * @param time in microseconds of the video, later than that of the frame before
   * @param positions where they are
   * @param scores what the classifier says of each that was seen; as many are taken
   * @param width of the image in pixels
   * @param height of the image in pixels
   */
  List<TrackedFace> faces(
      long time,
      List<FaceTracker.Position> positions,
      Iterator<EmotionScores> scores,
      int width,
      int height) {
    List<TrackedFace> faces = new ArrayList<>();
    for (FaceTracker.Position position : positions) {
      ProbabilitySmoother smoother =
          byTrack.computeIfAbsent(position.number(), n -> new ProbabilitySmoother(windowMicros));
      EmotionScores smoothed =
          position.seen() ? smoother.add(time, scores.next()) : smoother.last();
      position
          .face()
          .within(width, height)
          .ifPresent(face -> faces.add(new TrackedFace(position.number(), face, smoothed)));
    }
    byTrack.values().removeIf(s -> s.isOlder(time - FaceTracker.REMEMBERED_UNSEEN));
    return faces;
  }
}
