package dev.emotion.dataset;

import dev.emotion.FacePixels;
import dev.emotion.dataset.DatasetSummary.DuplicateGroup;
import dev.emotion.dataset.DatasetSummary.Member;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks for what spoils a data set: duplicates, above all between the part that is learned from and
 * those that are measured on, and images with nothing on them.
 */
public final class DatasetInspector {
  /**
   * Below this standard deviation, in grey levels, an image counts as blank. In FER-2013 the blank
   * ones lie below 4.2, the faintest face at 9.1.
   */
  public static final double BLANK_CONTRAST = 5;

  private DatasetInspector() {}

  /**
   * Describes a data set. Time grows with the square of the number of faces: about a second for
   * FER-2013.
   *
   * @param dataset the faces
   * @return what was found
   */
  public static DatasetSummary inspect(EmotionDataset dataset) {
    Map<Split, List<Integer>> counts = new EnumMap<>(Split.class);
    List<Member> blanks = new ArrayList<>();
    Map<FacePixels, List<Member>> images = new LinkedHashMap<>();
    for (Split split : Split.values()) {
      Integer[] count = new Integer[dataset.classes().count()];
      Arrays.fill(count, 0);
      for (LabeledFace face : dataset.faces(split)) {
        count[face.label()]++;
        Member member = new Member(split, face.label(), face.origin());
        if (contrast(face.pixels()) < BLANK_CONTRAST) {
          blanks.add(member);
        } else {
          images.computeIfAbsent(face.pixels(), any -> new ArrayList<>()).add(member);
        }
      }
      counts.put(split, List.of(count));
    }
    List<List<Member>> copies = List.copyOf(images.values());
    List<DuplicateGroup> near =
        NearDuplicates.groups(List.copyOf(images.keySet())).stream()
            .map(group -> group.stream().map(copies::get).flatMap(Collection::stream).toList())
            .map(DuplicateGroup::new)
            .toList();
    return new DatasetSummary(
        dataset.name(),
        dataset.classes(),
        counts,
        dataset.sourceSizes(),
        copies.stream().filter(same -> same.size() > 1).map(DuplicateGroup::new).toList(),
        near,
        blanks,
        dataset.skipped(),
        dataset.fingerprint());
  }

  /** The standard deviation of the pixels in grey levels, 0 to 127.5. */
  static double contrast(FacePixels face) {
    byte[] grey = face.toBytes();
    long sum = 0;
    long squares = 0;
    for (byte b : grey) {
      long value = b & 0xFF;
      sum += value;
      squares += value * value;
    }
    double mean = (double) sum / grey.length;
    return Math.sqrt(Math.max(0, (double) squares / grey.length - mean * mean));
  }
}
