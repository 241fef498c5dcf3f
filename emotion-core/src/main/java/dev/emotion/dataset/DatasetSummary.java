package dev.emotion.dataset;

import dev.emotion.EmotionClasses;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What is in a data set, and what is odd about it.
 *
 * @param name what reports call it
 * @param classes its classes
 * @param counts the number of faces of each class, in class order, for every part
 * @param sourceSizes how many images of each size the source holds
 * @param exactDuplicates groups of faces with the same pixels, blank ones left out
 * @param nearDuplicates groups of faces that look alike, not all with the same pixels
 * @param blanks faces with hardly any contrast
 * @param skipped the bad inputs that were left out, one line each
 * @param fingerprint says which faces these are
 */
public record DatasetSummary(
    String name,
    EmotionClasses classes,
    Map<Split, List<Integer>> counts,
    Map<ImageSize, Integer> sourceSizes,
    List<DuplicateGroup> exactDuplicates,
    List<DuplicateGroup> nearDuplicates,
    List<Member> blanks,
    List<String> skipped,
    DatasetFingerprint fingerprint) {

  /** Copies. */
  public DatasetSummary {
    Map<Split, List<Integer>> copy = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      copy.put(split, List.copyOf(counts.get(split)));
    }
    counts = Map.copyOf(copy);
    sourceSizes = Map.copyOf(sourceSizes);
    exactDuplicates = List.copyOf(exactDuplicates);
    nearDuplicates = List.copyOf(nearDuplicates);
    blanks = List.copyOf(blanks);
    skipped = List.copyOf(skipped);
  }

  /**
   * A face of the data set.
   *
   * @param split its part
   * @param label its class index
   * @param origin where it comes from
   */
  public record Member(Split split, int label, String origin) {}

  /**
   * Faces that are the same.
   *
   * @param members two or more, in the order of the data set
   */
  public record DuplicateGroup(List<Member> members) {

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException for fewer than two
     */
    public DuplicateGroup {
      members = List.copyOf(members);
      if (members.size() < 2) {
        throw new IllegalArgumentException("a group of " + members.size() + ", expected 2 or more");
      }
    }

    /**
     * Whether it reaches over parts, so that one of them gives away another.
     *
     * @return true if its members are of two or more parts
     */
    public boolean acrossSplits() {
      return members.stream().map(Member::split).distinct().count() > 1;
    }

    /**
     * Whether the members contradict each other.
     *
     * @return true if they are of two or more classes
     */
    public boolean differentLabels() {
      return members.stream().map(Member::label).distinct().count() > 1;
    }
  }

  /**
   * The number of faces of a part.
   *
   * @param split the part
   * @return 0 or more
   */
  public int count(Split split) {
    return counts.get(split).stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * The number of faces of a class in all parts.
   *
   * @param label class index
   * @return 0 or more
   */
  public int count(int label) {
    return counts.values().stream().mapToInt(of -> of.get(label)).sum();
  }
}
