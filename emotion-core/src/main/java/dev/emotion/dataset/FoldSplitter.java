package dev.emotion.dataset;

import dev.emotion.DatasetException;
import dev.emotion.EmotionClasses;
import dev.emotion.FacePixels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Deals faces out to folds, class by class: copies of a face together, the faces with most copies
 * first, each to the fold that has the fewest faces of its class so far, and of all where several
 * have. Faces with equally many copies come in the order of a hash of the seed and their pixels.
 */
final class FoldSplitter {
  private final String name;
  private final EmotionClasses classes;
  private final int count;
  private final long seed;

  /**
   * A splitter.
   *
   * @param name of the data set, for errors
   * @param classes of the labels
   * @param count of the folds, at least 2
   * @param seed of the order
   */
  FoldSplitter(String name, EmotionClasses classes, int count, long seed) {
    if (count < 2) {
      throw new IllegalArgumentException(count + " folds, expected 2 or more");
    }
    this.name = name;
    this.classes = classes;
    this.count = count;
    this.seed = seed;
  }

  /** The fold of each face, counted from 0. */
  int[] split(List<LabeledFace> faces) {
    int[] fold = new int[faces.size()];
    int[] sizes = new int[count];
    byClass(faces)
        .forEach(
            (label, copies) -> {
              if (copies.size() < count) {
                throw new DatasetException(
                    name,
                    copies.size() + " different faces of class " + classes.name(label),
                    count + " or more, one for each fold; lower --folds");
              }
              deal(copies, fold, sizes);
            });
    return fold;
  }

  private void deal(List<Copies> ofClass, int[] fold, int[] sizes) {
    int[] here = new int[count];
    for (Copies copies : ofClass) {
      int emptiest = 0;
      for (int i = 1; i < count; i++) {
        if (here[i] < here[emptiest] || (here[i] == here[emptiest] && sizes[i] < sizes[emptiest])) {
          emptiest = i;
        }
      }
      for (int index : copies.indices) {
        fold[index] = emptiest;
      }
      here[emptiest] += copies.indices.size();
      sizes[emptiest] += copies.indices.size();
    }
  }

  /** Different faces by the class that most of their copies have, the first of equals. */
  private Map<Integer, List<Copies>> byClass(List<LabeledFace> faces) {
    Map<FacePixels, List<Integer>> same = new LinkedHashMap<>();
    for (int i = 0; i < faces.size(); i++) {
      same.computeIfAbsent(faces.get(i).pixels(), any -> new ArrayList<>()).add(i);
    }
    Map<Integer, List<Copies>> classes = new TreeMap<>();
    same.forEach(
        (pixels, indices) ->
            classes
                .computeIfAbsent(label(faces, indices), any -> new ArrayList<>())
                .add(new Copies(indices, FaceDigests.digest(Long.toString(seed), pixels))));
    Comparator<Copies> most = Comparator.comparingInt(copies -> -copies.indices.size());
    classes
        .values()
        .forEach(list -> list.sort(most.thenComparing(Copies::lot, Arrays::compareUnsigned)));
    return classes;
  }

  private int label(List<LabeledFace> faces, List<Integer> indices) {
    int[] votes = new int[classes.count()];
    indices.forEach(index -> votes[faces.get(index).label()]++);
    int best = 0;
    for (int i = 1; i < votes.length; i++) {
      if (votes[i] > votes[best]) {
        best = i;
      }
    }
    return best;
  }

  /** The places of the copies of one face, and its lot. */
  @SuppressWarnings("ArrayRecordComponent") // never compared as a record
  private record Copies(List<Integer> indices, byte[] lot) {}
}
