package dev.emotion.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Splits a validation part off training faces: of each class the same share, to the nearest face,
 * and at least one where the class has two.
 *
 * <p>A face's lot is a hash of the seed and its pixels; the lowest go to validation. So the split
 * does not depend on the order or the form in which the faces are stored, and exact copies of a
 * face stay together, but for those that the border itself falls among.
 */
final class StratifiedSplitter {
  private final double share;
  private final long seed;

  /** A splitter for a share in 0..1. */
  StratifiedSplitter(double share, long seed) {
    this.share = share;
    this.seed = seed;
  }

  /** The training and the validation part, each in the order given. */
  Map<Split, List<LabeledFace>> split(List<LabeledFace> faces) {
    Map<Integer, List<Drawn>> classes = new TreeMap<>();
    for (int i = 0; i < faces.size(); i++) {
      LabeledFace face = faces.get(i);
      byte[] lot = FaceDigests.digest(Long.toString(seed), face.pixels());
      classes.computeIfAbsent(face.label(), label -> new ArrayList<>()).add(new Drawn(i, lot));
    }
    boolean[] validation = new boolean[faces.size()];
    for (List<Drawn> drawn : classes.values()) {
      drawn.sort((a, b) -> Arrays.compareUnsigned(a.lot, b.lot));
      drawn.subList(0, wanted(drawn.size())).forEach(d -> validation[d.index] = true);
    }
    Map<Split, List<LabeledFace>> parts = new EnumMap<>(Split.class);
    parts.put(Split.TRAIN, new ArrayList<>());
    parts.put(Split.VALIDATION, new ArrayList<>());
    for (int i = 0; i < faces.size(); i++) {
      parts.get(validation[i] ? Split.VALIDATION : Split.TRAIN).add(faces.get(i));
    }
    return parts;
  }

  private int wanted(int faces) {
    return faces < 2 ? 0 : (int) Math.min(faces - 1, Math.max(1, Math.round(faces * share)));
  }

  /** A face's index and what it drew. */
  private record Drawn(int index, byte[] lot) {}
}
