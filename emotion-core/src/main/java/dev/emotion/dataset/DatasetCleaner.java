package dev.emotion.dataset;

import dev.emotion.FacePixels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Leaves training faces out that teach nothing, or something wrong. The parts that are measured on
 * stay as they are. Faces are the same if all their pixels are.
 */
public final class DatasetCleaner {
  /** Why a training face is left out; the first that is true counts. */
  public enum Reason {
    /** Nothing is on it: its contrast is below {@link DatasetInspector#BLANK_CONTRAST}. */
    BLANK("blank"),
    /** The validation or the test part has it too: it would be learned by heart. */
    MEASURED_ON("also in another part"),
    /** The training part has it with several labels, so nobody knows which is right. */
    CONTRADICTORY("with several labels"),
    /** It came before, with the same label. */
    REPEATED("seen before");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * A cleaned data set.
   *
   * @param dataset what is left
   * @param leftOut the number of training faces left out for each reason
   */
  public record Cleaned(EmotionDataset dataset, Map<Reason, Integer> leftOut) {
    /** Copies. */
    public Cleaned {
      leftOut = Collections.unmodifiableMap(new EnumMap<>(leftOut));
    }
  }

  private DatasetCleaner() {}

  /**
   * Cleans the training part.
   *
   * @param dataset any; not modified
   * @return the same validation and test part, and fewer training faces, in their order
   */
  public static Cleaned clean(EmotionDataset dataset) {
    Set<FacePixels> measured = new HashSet<>();
    for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
      dataset.faces(split).forEach(face -> measured.add(face.pixels()));
    }
    Map<FacePixels, Set<Integer>> labels = new HashMap<>();
    for (LabeledFace face : dataset.faces(Split.TRAIN)) {
      labels.computeIfAbsent(face.pixels(), any -> new HashSet<>()).add(face.label());
    }
    Map<Reason, Integer> leftOut = new EnumMap<>(Reason.class);
    for (Reason reason : Reason.values()) {
      leftOut.put(reason, 0);
    }
    List<LabeledFace> kept = new ArrayList<>();
    Set<FacePixels> seen = new HashSet<>();
    for (LabeledFace face : dataset.faces(Split.TRAIN)) {
      FacePixels pixels = face.pixels();
      Reason reason = null;
      if (DatasetInspector.contrast(pixels) < DatasetInspector.BLANK_CONTRAST) {
        reason = Reason.BLANK;
      } else if (measured.contains(pixels)) {
        reason = Reason.MEASURED_ON;
      } else if (labels.get(pixels).size() > 1) {
        reason = Reason.CONTRADICTORY;
      } else if (!seen.add(pixels)) {
        reason = Reason.REPEATED;
      }
      if (reason == null) {
        kept.add(face);
      } else {
        leftOut.merge(reason, 1, Integer::sum);
      }
    }
    return new Cleaned(dataset.withTraining(kept), leftOut);
  }
}
