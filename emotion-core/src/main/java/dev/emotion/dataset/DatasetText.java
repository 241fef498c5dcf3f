package dev.emotion.dataset;

import dev.emotion.EmotionClasses;
import dev.emotion.dataset.DatasetSummary.DuplicateGroup;
import dev.emotion.dataset.DatasetSummary.Member;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A data set's description for a reader. */
public final class DatasetText {
  /** Longer lists are cut; the JSON has them whole. */
  private static final int LISTED = 5;

  private DatasetText() {}

  /**
   * The description: counts, sizes, duplicates, blank images, skipped inputs, fingerprint.
   *
   * @param summary what was found
   * @return lines, each ended by a line feed
   */
  public static String of(DatasetSummary summary) {
    StringBuilder text = new StringBuilder(summary.name()).append("\n\n");
    counts(text, summary);
    if (summary.count(Split.VALIDATION) == 0) {
      text.append("No validation part: training splits one off its faces.\n");
    }
    text.append('\n');
    EmotionClasses classes = summary.classes();
    fact(text, "Image sizes", "%s", sizes(summary.sourceSizes()));
    duplicates(text, "Exact duplicates", summary.exactDuplicates(), classes);
    duplicates(text, "Near duplicates", summary.nearDuplicates(), classes);
    fact(
        text,
        "Blank images",
        "%d (contrast below %.0f grey levels)",
        summary.blanks().size(),
        DatasetInspector.BLANK_CONTRAST);
    list(text, summary.blanks().stream().map(blank -> member(blank, classes)).toList());
    fact(text, "Skipped inputs", "%d", summary.skipped().size());
    list(text, summary.skipped());
    fact(text, "Fingerprint", "%s", summary.fingerprint().sha256());
    return text.toString();
  }

  private static void counts(StringBuilder text, DatasetSummary summary) {
    List<String> names = summary.classes().names();
    int width = Math.max(5, names.stream().mapToInt(String::length).max().orElse(0));
    String row = "%-" + width + "s  %8s  %10s  %8s  %8s  %7s\n";
    int total = summary.fingerprint().faces();
    text.append(format(row, "Class", "Train", "Validation", "Test", "All", "Share"));
    for (int label = 0; label < names.size(); label++) {
      text.append(
          format(
              row,
              names.get(label),
              summary.counts().get(Split.TRAIN).get(label),
              summary.counts().get(Split.VALIDATION).get(label),
              summary.counts().get(Split.TEST).get(label),
              summary.count(label),
              format("%.1f %%", 100.0 * summary.count(label) / total)));
    }
    text.append(
        format(
            row,
            "all",
            summary.count(Split.TRAIN),
            summary.count(Split.VALIDATION),
            summary.count(Split.TEST),
            total,
            "100.0 %"));
  }

  private static String sizes(Map<ImageSize, Integer> sizes) {
    List<String> bySize =
        sizes.entrySet().stream()
            .sorted(
                Map.Entry.<ImageSize, Integer>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(size -> size.getKey() + " (" + size.getValue() + ")")
            .toList();
    String most = bySize.stream().limit(LISTED).collect(Collectors.joining(", "));
    return bySize.size() <= LISTED ? most : most + " and " + (bySize.size() - LISTED) + " more";
  }

  private static void duplicates(
      StringBuilder text, String title, List<DuplicateGroup> groups, EmotionClasses classes) {
    fact(
        text,
        title,
        "groups: %d (across parts: %d, with different labels: %d), faces: %d",
        groups.size(),
        groups.stream().filter(DuplicateGroup::acrossSplits).count(),
        groups.stream().filter(DuplicateGroup::differentLabels).count(),
        groups.stream().mapToInt(group -> group.members().size()).sum());
    list(
        text,
        groups.stream()
            .filter(group -> group.acrossSplits() || group.differentLabels())
            .map(group -> group(group, classes))
            .toList());
  }

  private static String group(DuplicateGroup group, EmotionClasses classes) {
    int more = group.members().size() - LISTED;
    return group.members().stream()
        .limit(LISTED)
        .map(member -> member(member, classes))
        .collect(Collectors.joining(" = ", "", more > 0 ? " and " + more + " more" : ""));
  }

  private static String member(Member member, EmotionClasses classes) {
    return member.origin() + " (" + member.split().id() + ", " + classes.name(member.label()) + ")";
  }

  private static void fact(StringBuilder text, String name, String format, Object... values) {
    text.append(format("%-18s", name)).append(format(format, values)).append('\n');
  }

  private static void list(StringBuilder text, List<String> lines) {
    lines.stream().limit(LISTED).forEach(line -> text.append("  ").append(line).append('\n'));
    if (lines.size() > LISTED) {
      text.append(format("  ... and %d more\n", lines.size() - LISTED));
    }
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
