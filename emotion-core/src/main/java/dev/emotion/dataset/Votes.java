package dev.emotion.dataset;

import dev.emotion.DatasetException;
import dev.emotion.EmotionClasses;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * What people said of the faces of a data set: FER+, ten votes a face (Barsoum et al., "Training
 * Deep Networks for Facial Expression Recognition with Crowd-Sourced Label Distribution", 2016).
 *
 * <p>The file is a CSV with a column of counts for each of {@link #COLUMNS}, and one of
 *
 * <ul>
 *   <li>{@code Usage}: row i has the votes of row i of the CSV of faces, as in FER+'s own {@code
 *       fer2013new.csv}, which fits the official {@code fer2013.csv}. Nothing in the rows names the
 *       face, so everything that can show another order is checked: the number of rows, each row's
 *       part, and that votes and labels agree as often as they must.
 *   <li>{@code name}: the image's path below the data folder. A column {@code ferplus_row} of -1
 *       says that there are no votes.
 * </ul>
 *
 * Columns are found by name, in any order and case; others are ignored. Votes are asked for by a
 * face's {@link LabeledFace#origin}, and mapped to classes by name.
 */
public final class Votes {
  /** What people could say; NF: not a face. */
  static final List<String> COLUMNS =
      List.of(
          "neutral",
          "happiness",
          "surprise",
          "sadness",
          "anger",
          "disgust",
          "fear",
          "contempt",
          "unknown",
          "NF");

  /**
   * Of the faces on which people have a plurality among the classes, the share whose label it is:
   * 0.66 in FER-2013, about 0.2 where rows are of another order.
   */
  private static final double MIN_AGREEMENT = 0.45;

  private final Path file;
  private final Map<String, int[]> byOrigin;

  private Votes(Path file, Map<String, int[]> byOrigin) {
    this.file = file;
    this.byOrigin = new HashMap<>();
    byOrigin.forEach((origin, counts) -> this.byOrigin.put(key(origin), counts));
  }

  /** A name as programs on any system write it: macOS has accents apart from their letters. */
  static String key(String origin) {
    return Normalizer.normalize(origin, Normalizer.Form.NFC);
  }

  /**
   * Reads the votes of a data set's faces.
   *
   * @param file the CSV of votes, plain, gzipped or zipped
   * @param data all faces, as they were read
   * @return the votes of those that the file has votes of
   * @throws DatasetException if it can't be read, has a fault, or does not belong to the data
   */
  public static Votes read(Path file, EmotionDataset data) {
    try (InputStream in = CsvStreams.open(file);
        CsvLines lines = new CsvLines(in)) {
      if (!lines.next()) {
        throw new DatasetException(file.toString(), "an empty file", VotesRow.HEADER);
      }
      VotesRow row = new VotesRow(file, lines);
      Votes votes =
          new Votes(file, row.isByName() ? byName(row, lines) : byRow(file, row, lines, data));
      votes.requireSome(data.all(), "of " + data.name());
      return votes;
    } catch (IOException e) {
      throw new DatasetException(
          file.toString(),
          "can't be read (" + e.getMessage() + ")",
          "a whole CSV of votes, plain, gzipped or zipped",
          e);
    }
  }

  private static Map<String, int[]> byName(VotesRow row, CsvLines lines) throws IOException {
    Map<String, int[]> votes = new HashMap<>();
    while (lines.next()) {
      if (!row.isBlank()) {
        row.parse();
        if (votes.containsKey(row.name())) {
          throw row.fault("a second row of " + row.name(), "one an image");
        }
        votes.put(row.name(), row.voted() ? row.counts() : null);
      }
    }
    votes.values().removeIf(counts -> counts == null);
    return votes;
  }

  private static Map<String, int[]> byRow(
      Path file, VotesRow row, CsvLines lines, EmotionDataset data) throws IOException {
    Map<String, Split> parts = storedParts(data);
    Map<String, int[]> votes = new LinkedHashMap<>();
    Map<Split, Integer> found = new EnumMap<>(Split.class);
    DatasetException misplaced = null;
    while (lines.next()) {
      if (!row.isBlank()) {
        row.parse();
        String origin = FerCsv.origin(data.name(), votes.size() + 2);
        Split part = parts.get(origin);
        if (part != null && part != row.split() && misplaced == null) {
          misplaced = row.fault(row.split().usage(), part.usage() + " as " + origin + " has it");
        }
        votes.put(origin, row.counts());
        found.merge(row.split(), 1, Integer::sum);
      }
    }
    Map<Split, Integer> expected = new EnumMap<>(Split.class);
    parts.values().forEach(part -> expected.merge(part, 1, Integer::sum));
    boolean sameNumber =
        data.skipped().isEmpty()
            ? found.equals(expected)
            : votes.size() == parts.size() + data.skipped().size();
    if (!sameNumber || !votes.keySet().containsAll(parts.keySet())) {
      throw new DatasetException(
          file.toString(),
          rows(found) + ", row by row",
          rows(expected)
              + (data.skipped().isEmpty() ? "" : " and " + data.skipped().size() + " skipped")
              + " as "
              + data.name()
              + " has; only the official fer2013.csv has FER+'s rows, other data takes votes by"
              + " name");
    }
    if (misplaced != null) {
      throw misplaced;
    }
    Votes result = new Votes(file, votes);
    result.checkAgreement(data);
    return votes;
  }

  /** The part that each face has in its file. */
  private static Map<String, Split> storedParts(EmotionDataset data) {
    Map<String, Split> parts = new HashMap<>();
    for (Split split : Split.values()) {
      Split stored = FaceDigests.stored(split, data);
      data.faces(split).forEach(face -> parts.put(face.origin(), stored));
    }
    return parts;
  }

  private static String rows(Map<Split, Integer> counts) {
    String parts =
        counts.entrySet().stream()
            .map(part -> part.getKey().usage() + " " + part.getValue())
            .collect(Collectors.joining(", "));
    return counts.values().stream().mapToInt(Integer::intValue).sum() + " rows (" + parts + ")";
  }

  private void checkAgreement(EmotionDataset data) {
    int compared = 0;
    int agree = 0;
    for (LabeledFace face : data.all()) {
      OptionalInt plurality = plurality(face.origin(), data.classes());
      if (plurality.isPresent()) {
        compared++;
        agree += plurality.getAsInt() == face.label() ? 1 : 0;
      }
    }
    if (agree < MIN_AGREEMENT * compared) {
      throw new DatasetException(
          file.toString(),
          String.format(
              Locale.ROOT,
              "people who say what %s says of %.0f %% of the faces",
              data.name(),
              100.0 * agree / compared),
          "about 65 %: the rows are of another order; only the official fer2013.csv has FER+'s,"
              + " other data takes votes by name");
    }
  }

  /**
   * Where they come from.
   *
   * @return the file
   */
  public Path file() {
    return file;
  }

  /**
   * Whether people were asked about a face.
   *
   * @param origin the face's
   * @return true if there are votes, of whatever kind
   */
  public boolean has(String origin) {
    return byOrigin.containsKey(key(origin));
  }

  /**
   * How many faces people were asked about.
   *
   * @param faces any
   * @return those of them that there are votes of
   */
  public int matched(List<LabeledFace> faces) {
    return (int) faces.stream().filter(face -> has(face.origin())).count();
  }

  /**
   * Makes sure that people were asked about some of these faces.
   *
   * @param faces one or more
   * @param which of what or whom they are, for the message
   * @throws DatasetException if there are votes of none
   */
  public void requireSome(List<LabeledFace> faces, String which) {
    if (matched(faces) == 0) {
      throw new DatasetException(
          file.toString(),
          "votes of none of the faces " + which,
          "names such as " + faces.get(0).origin());
    }
  }

  /**
   * The votes for each class. Others (such as contempt, unknown, NF where the classes lack them)
   * count as none.
   *
   * @param origin the face's
   * @param classes what to count
   * @return one number per class, in a new array; empty if nobody voted for any
   */
  public Optional<double[]> counts(String origin, EmotionClasses classes) {
    int[] all = byOrigin.getOrDefault(key(origin), new int[0]);
    double[] counts = new double[classes.count()];
    for (int i = 0; i < all.length; i++) {
      OptionalInt index = classes.indexOf(COLUMNS.get(i));
      if (index.isPresent()) {
        counts[index.getAsInt()] += all[i];
      }
    }
    return Arrays.stream(counts).sum() == 0 ? Optional.empty() : Optional.of(counts);
  }

  /**
   * What more people said than anything else.
   *
   * @param origin the face's
   * @param classes what is looked for
   * @return a class index; empty if two answers have as many votes, or the first is none of the
   *     classes
   */
  public OptionalInt plurality(String origin, EmotionClasses classes) {
    int[] all = byOrigin.get(key(origin));
    if (all == null) {
      return OptionalInt.empty();
    }
    int most = Arrays.stream(all).max().orElse(0);
    if (Arrays.stream(all).filter(count -> count == most).count() > 1) {
      return OptionalInt.empty();
    }
    int first = 0;
    while (all[first] != most) {
      first++;
    }
    return classes.indexOf(COLUMNS.get(first));
  }

  /**
   * Says which faces have which votes.
   *
   * @param faces the faces that count
   * @return a SHA-256 in hexadecimal, whatever the order and the form of the file
   */
  public String fingerprint(List<LabeledFace> faces) {
    return FaceDigests.fingerprint(
        faces.stream().filter(face -> has(face.origin())).toList(),
        face -> Arrays.toString(byOrigin.get(key(face.origin()))));
  }
}
