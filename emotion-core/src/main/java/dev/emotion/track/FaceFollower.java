package dev.emotion.track;

import dev.emotion.DetectedFace;
import dev.emotion.recognize.EmotionRecognizer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Follows faces from frame to frame: looks for the known ones near the place where they should be,
 * takes those in that a search of the frame found, and gives each its number. Not thread-safe.
 */
final class FaceFollower {
  private final EmotionRecognizer recognizer;
  private final FaceTracker tracker = new FaceTracker();

  FaceFollower(EmotionRecognizer recognizer) {
    this.recognizer = recognizer;
  }

  /**
   * Goes on to the next frame.
   *
   * @param image 8-bit BGR; not modified
   * @param time in microseconds of the video, later than that of the frame before
   * @param found what a search of the frame gave
   * @return the faces in it by their numbers
   */
  List<FaceTracker.Position> follow(Mat image, long time, FrameSearch.Found found) {
    List<DetectedFace> searched = found.faces().orElse(List.of());
    List<FaceTracker.Candidate> candidates = new ArrayList<>();
    for (DetectedFace expected : tracker.expected(time)) {
      if (isNew(expected, candidates)) {
        for (DetectedFace face : recognizer.follow(image, expected)) {
          if (isNew(face, candidates)) {
            // Somebody else may have come to this place: the search says that there is a face.
            boolean bySearch = searched.stream().anyMatch(other -> isSame(face, other));
            candidates.add(candidate(image, face, bySearch));
          }
        }
      }
    }
    for (DetectedFace face : searched) {
      if (isNew(face, candidates)) {
        DetectedFace exact = recognizer.follow(image, face).stream().findFirst().orElse(face);
        candidates.add(candidate(image, exact, true));
      }
    }
    if (found.cut()) {
      tracker.cut();
    }
    return tracker.update(time, candidates);
  }

  private static FaceTracker.Candidate candidate(Mat image, DetectedFace face, boolean searched) {
    return new FaceTracker.Candidate(face, Appearance.of(image, face.box()), searched);
  }

  private static boolean isNew(DetectedFace face, List<FaceTracker.Candidate> candidates) {
    return candidates.stream().noneMatch(candidate -> isSame(face, candidate.face()));
  }

  private static boolean isSame(DetectedFace face, DetectedFace other) {
    return face.box().iou(other.box()) > FaceTracker.SAME;
  }
}
