package dev.emotion.dataset;

import dev.emotion.DatasetException;
import dev.emotion.EmotionClasses;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A data set in memory.
 *
 * @param name what reports call it
 * @param classes its classes; every label is an index into them
 * @param splits the faces of each part, in the order of the source; every part has a list, which
 *     may be empty
 * @param skipped what {@code --skip-bad} left out, one line each
 * @param sourceSizes how many images of each size the source holds; none for a set made in memory
 * @param validationSplitOff whether the validation part was split off the training part because the
 *     source brings none
 * @param votes what people said of the faces; empty where nobody was asked
 */
public record EmotionDataset(
    String name,
    EmotionClasses classes,
    Map<Split, List<LabeledFace>> splits,
    List<String> skipped,
    Map<ImageSize, Integer> sourceSizes,
    boolean validationSplitOff,
    Optional<Votes> votes) {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if a label is out of range
   */
  public EmotionDataset {
    Map<Split, List<LabeledFace>> copy = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      copy.put(split, List.copyOf(splits.getOrDefault(split, List.of())));
      for (LabeledFace face : copy.get(split)) {
        if (face.label() < 0 || face.label() >= classes.count()) {
          throw new IllegalArgumentException(
              face.origin() + ": label " + face.label() + ", expected below " + classes.count());
        }
      }
    }
    splits = Map.copyOf(copy);
    skipped = List.copyOf(skipped);
    sourceSizes = Map.copyOf(sourceSizes);
  }

  /**
   * A data set made in memory.
   *
   * @param name what reports call it
   * @param classes its classes
   * @param splits the faces of each part
   * @param skipped what was left out
   */
  public EmotionDataset(
      String name,
      EmotionClasses classes,
      Map<Split, List<LabeledFace>> splits,
      List<String> skipped) {
    this(name, classes, splits, skipped, Map.of(), false, Optional.empty());
  }

  /**
   * This data set with votes beside the labels.
   *
   * @param given of the same faces
   * @return the changed copy
   */
  public EmotionDataset withVotes(Votes given) {
    return new EmotionDataset(
        name, classes, splits, skipped, sourceSizes, validationSplitOff, Optional.of(given));
  }

  /**
   * The faces of one part.
   *
   * @param split the part
   * @return its faces, possibly none
   */
  public List<LabeledFace> faces(Split split) {
    return splits.get(split);
  }

  /**
   * All faces: training, validation, test.
   *
   * @return the faces of all parts
   */
  public List<LabeledFace> all() {
    List<LabeledFace> all = new ArrayList<>();
    for (Split split : Split.values()) {
      all.addAll(faces(split));
    }
    return all;
  }

  /**
   * Which faces the source holds: the same for a CSV and for a folder of the same faces, and
   * whether or not a validation part was split off.
   *
   * @return the fingerprint over split, class name and pixels of every face
   */
  public DatasetFingerprint fingerprint() {
    return FaceDigests.fingerprint(this);
  }

  /** This data set with other training faces. */
  EmotionDataset withTraining(List<LabeledFace> faces) {
    Map<Split, List<LabeledFace>> parts = new EnumMap<>(splits);
    parts.put(Split.TRAIN, faces);
    return new EmotionDataset(
        name, classes, parts, skipped, sourceSizes, validationSplitOff, votes);
  }

  /** This data set with a validation part, split off where there is none. */
  EmotionDataset withValidation(double share, long seed) {
    if (share == 0 || !faces(Split.VALIDATION).isEmpty() || faces(Split.TRAIN).isEmpty()) {
      return this;
    }
    Map<Split, List<LabeledFace>> parts = new EnumMap<>(splits);
    parts.putAll(new StratifiedSplitter(share, seed).split(faces(Split.TRAIN)));
    return new EmotionDataset(name, classes, parts, skipped, sourceSizes, true, votes);
  }

  /**
   * Folds for cross-validation: each face of the training and validation parts is in the validation
   * part of one of them, and in the training part of the others. Faces with the same pixels stay
   * together, every class is spread evenly, and the order in which the faces are stored does not
   * count. The test part is left as it is.
   *
   * @param count at least 2
   * @param seed decides which face is in which fold
   * @return one data set a fold
   * @throws DatasetException if a class has fewer different faces than there are folds
   */
  public List<EmotionDataset> folds(int count, long seed) {
    List<LabeledFace> faces = new ArrayList<>(faces(Split.TRAIN));
    faces.addAll(faces(Split.VALIDATION));
    int[] fold = new FoldSplitter(name, classes, count, seed).split(faces);
    List<EmotionDataset> folds = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      Map<Split, List<LabeledFace>> parts = new EnumMap<>(splits);
      parts.put(Split.TRAIN, new ArrayList<>());
      parts.put(Split.VALIDATION, new ArrayList<>());
      for (int i = 0; i < faces.size(); i++) {
        parts.get(fold[i] == number ? Split.VALIDATION : Split.TRAIN).add(faces.get(i));
      }
      folds.add(
          new EmotionDataset(
              name, classes, parts, skipped, sourceSizes, validationSplitOff, votes));
    }
    return folds;
  }
}
