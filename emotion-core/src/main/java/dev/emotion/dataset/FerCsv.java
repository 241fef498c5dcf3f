package dev.emotion.dataset;

import dev.emotion.DatasetException;
import dev.emotion.EmotionClasses;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * FER-2013's own form: a CSV with a header and one face per line (Goodfellow et al., "Challenges in
 * Representation Learning", 2013; Kaggle's {@code fer2013.csv} and {@code icml_face_data.csv}).
 *
 * <ul>
 *   <li>{@code emotion}: 0 to 6, in the order of {@link EmotionClasses#FER2013}, whatever classes
 *       it is read with; they are matched by name.
 *   <li>{@code pixels}: the grey values 0 to 255, row by row from the top left, between spaces: 48
 *       x 48, which become as many as the settings ask for.
 *   <li>{@code Usage}: Training, PublicTest (validation) or PrivateTest (test). Without this column
 *       all faces are training faces.
 * </ul>
 *
 * Columns are found by name, in any order and case; others are ignored. Fields may be quoted, but
 * not reach over a line end; LF, CRLF, a UTF-8 byte order mark, spaces around fields and blank
 * lines are fine. The file may be gzipped, or be a CSV in a zip or tar archive; its content says
 * which. It is read in one pass and never held as text.
 *
 * @param file the CSV
 */
public record FerCsv(Path file) implements DatasetSource {

  @Override
  public EmotionDataset read(ReadSettings settings) {
    BadInputs bad = new BadInputs(settings.skipBad());
    Map<Split, List<LabeledFace>> splits = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      splits.put(split, new ArrayList<>());
    }
    EmotionClasses classes = settings.classes().orElse(EmotionClasses.FER2013);
    String name = file.getFileName().toString();
    Map<ImageSize, Integer> sizes = new TreeMap<>();
    int line = 0;
    try (InputStream in = CsvStreams.open(file);
        CsvLines lines = new CsvLines(in)) {
      if (!lines.next()) {
        throw new DatasetException(file.toString(), "an empty file", FerCsvRow.HEADER);
      }
      FerCsvRow row = new FerCsvRow(file, lines, settings.side());
      for (boolean more = lines.next(); more; more = lines.next()) {
        line = lines.number();
        if (row.isBlank()) {
          continue;
        }
        try {
          row.parse();
          int label = label(row, settings, classes);
          splits.get(row.split()).add(new LabeledFace(row.pixels(), label, origin(name, line)));
          sizes.merge(new ImageSize(row.side(), row.side()), 1, Integer::sum);
        } catch (DatasetException e) {
          bad.report(e);
        }
      }
    } catch (IOException e) {
      throw new DatasetException(
          file + (line == 0 ? "" : ":" + (line + 1)),
          "can't be read (" + e.getMessage() + ")",
          "a whole CSV, plain, gzipped or in an archive",
          e);
    }
    int faces = splits.values().stream().mapToInt(List::size).sum();
    if (faces == 0) {
      throw new DatasetException(file.toString(), "no usable row", "one face per line");
    }
    return new EmotionDataset(name, classes, splits, bad.skipped(), sizes, false, Optional.empty())
        .withValidation(settings.validationShare(), settings.seed());
  }

  /**
   * Where a face comes from.
   *
   * @param name the data set's
   * @param line counted from 1, which is the header
   */
  static String origin(String name, int line) {
    return name + ":" + line;
  }

  private int label(FerCsvRow row, ReadSettings settings, EmotionClasses classes) {
    String emotion = EmotionClasses.FER2013.name(row.label());
    OptionalInt label = classes.indexOf(emotion);
    if (label.isEmpty()) {
      throw row.fault(
          "emotion " + row.label() + " (" + emotion + ")", settings.expectedClasses(classes));
    }
    return label.getAsInt();
  }
}
