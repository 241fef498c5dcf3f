package dev.emotion.cli.option;

import dev.emotion.DatasetException;
import dev.emotion.dataset.EmotionDataset;
import dev.emotion.dataset.LabeledFace;
import dev.emotion.dataset.Split;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which part of a data set to measure on. */
public final class PartOptions {

  /** What {@code --split} takes. */
  private enum Part {
    TRAIN,
    VALIDATION,
    TEST,
    ALL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    List<LabeledFace> of(EmotionDataset data) {
      return this == ALL ? data.all() : data.faces(Split.valueOf(name()));
    }
  }

  @Option(
      names = "--split",
      defaultValue = "test",
      paramLabel = "PART",
      description =
          "The part of the data set to measure on: ${COMPLETION-CANDIDATES}"
              + " (default: ${DEFAULT-VALUE}). A FER-2013 CSV's PrivateTest is test, PublicTest"
              + " validation.")
  private Part split;

  /**
   * The faces of the part.
   *
   * @param data the data set
   * @return at least one face
   * @throws DatasetException if there is none
   */
  public List<LabeledFace> faces(EmotionDataset data) {
    List<LabeledFace> faces = split.of(data);
    if (faces.isEmpty()) {
      String there =
          Arrays.stream(Part.values())
              .filter(part -> !part.of(data).isEmpty())
              .map(part -> "--split " + part)
              .collect(Collectors.joining(" or "));
      throw new DatasetException(data.name(), "no " + split + " part", there);
    }
    return faces;
  }

  /**
   * The part's name in messages.
   *
   * @param data the data set
   * @return such as "fer2013.csv, test"
   */
  public String name(EmotionDataset data) {
    return data.name() + ", " + split;
  }
}
