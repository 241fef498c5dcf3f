package dev.emotion;

import java.util.ArrayList;
import java.util.List;

/**
 * A classifier that looks at every face ten times and averages the probabilities: as it is and
 * shifted to the left, right, top and bottom, each of these also mirrored. Ten times as slow as one
 * look; how much it helps depends on the model, so measure it with {@code evaluate --tta}. Where a
 * shift leaves pixels uncovered, the edge pixels are repeated.
 */
public final class TestTimeAugmentation implements FaceClassifier {
  /** Shifts as shares of the face's side: one pixel of FER-2013's 48; two measured worse. */
  private static final double SHIFT = 1 / 48.0;

  private static final int[][] DIRECTIONS = {{0, 0}, {-1, 0}, {1, 0}, {0, -1}, {0, 1}};

  private final FaceClassifier single;

  /**
   * A classifier over another.
   *
   * @param single looks once at each view; still the caller's to close
   */
  public TestTimeAugmentation(FaceClassifier single) {
    this.single = single;
  }

  @Override
  public EmotionClasses classes() {
    return single.classes();
  }

  @Override
  public int side() {
    return single.side();
  }

  @Override
  public List<EmotionScores> classify(List<FacePixels> faces) {
    List<FacePixels> views = new ArrayList<>();
    for (FacePixels face : faces) {
      int shift = (int) Math.max(1, Math.round(face.side() * SHIFT));
      for (int[] direction : DIRECTIONS) {
        views.add(view(face, direction[0] * shift, direction[1] * shift, false));
        views.add(view(face, direction[0] * shift, direction[1] * shift, true));
      }
    }
    List<EmotionScores> scores = single.classify(views);
    int viewsOfFace = 2 * DIRECTIONS.length;
    List<EmotionScores> means = new ArrayList<>(faces.size());
    for (int i = 0; i < views.size(); i += viewsOfFace) {
      means.add(mean(scores.subList(i, i + viewsOfFace)));
    }
    return means;
  }

  /** The face moved by (dx, dy) pixels to the right and down, then mirrored if asked for. */
  private static FacePixels view(FacePixels face, int dx, int dy, boolean mirrored) {
    int side = face.side();
    byte[] view = new byte[side * side];
    for (int y = 0; y < side; y++) {
      int fromY = Math.min(Math.max(y - dy, 0), side - 1);
      for (int x = 0; x < side; x++) {
        int fromX = Math.min(Math.max((mirrored ? side - 1 - x : x) - dx, 0), side - 1);
        view[y * side + x] = (byte) face.get(fromX, fromY);
      }
    }
    return FacePixels.of(side, view);
  }

  private static EmotionScores mean(List<EmotionScores> views) {
    EmotionClasses classes = views.get(0).classes();
    double[] mean = new double[classes.count()];
    for (EmotionScores view : views) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += view.probability(i) / views.size();
      }
    }
    return EmotionScores.of(classes, mean).withMinConfidence(views.get(0).minConfidence());
  }
}
