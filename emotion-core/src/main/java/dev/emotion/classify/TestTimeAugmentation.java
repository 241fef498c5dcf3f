package dev.emotion.classify;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A classifier that looks at every face several times and averages the probabilities. Each look
 * costs as much as a face; how much it helps depends on the model, so measure it with {@code
 * evaluate --tta}. Where a shift leaves pixels uncovered, the edge pixels are repeated.
 */
public final class TestTimeAugmentation implements FaceClassifier {
  /** How a face is looked at. */
  public enum Looks {
    /** As it is and mirrored. */
    MIRROR("two", new int[][] {{0, 0}}),
    /** As it is and shifted to the left, right, top and bottom, each of these also mirrored. */
    FULL("ten", new int[][] {{0, 0}, {-1, 0}, {1, 0}, {0, -1}, {0, 1}});

    private final String number;
    private final int[][] directions;

    Looks(String number, int[][] directions) {
      this.number = number;
      this.directions = directions;
    }

    /**
     * How many.
     *
     * @return a word
     */
    public String number() {
      return number;
    }

    /**
     * The name in options.
     *
     * @return lower case
     */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Shifts as shares of the face's side: one pixel of FER-2013's 48; two measured worse. */
  private static final double SHIFT = 1 / 48.0;

  private final FaceClassifier single;
  private final Looks looks;

  /**
   * A classifier over another.
   *
   * @param single looks once at each view; still the caller's to close
   * @param looks how often, at what
   */
  public TestTimeAugmentation(FaceClassifier single, Looks looks) {
    this.single = single;
    this.looks = looks;
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
      for (int[] direction : looks.directions) {
        views.add(view(face, direction[0] * shift, direction[1] * shift, false));
        views.add(view(face, direction[0] * shift, direction[1] * shift, true));
      }
    }
    List<EmotionScores> scores = single.classify(views);
    int viewsOfFace = 2 * looks.directions.length;
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
