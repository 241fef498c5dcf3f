package dev.emotion.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.testing.SharedData;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On the real faces, in both forms. */
class FerDataTest {

  @Test
  void csvAndFolderHoldTheSameFacesInThePublishedNumbers() {
    EmotionDataset csv = new FerCsv(SharedData.ferCsv()).read(ReadSettings.defaults());
    EmotionDataset folder = new ImageFolder(SharedData.ferFolder()).read(ReadSettings.defaults());
    assertThat(counts(csv, Split.TRAIN)).containsExactly(3995, 436, 4097, 7215, 4830, 3171, 4965);
    assertThat(counts(csv, Split.VALIDATION)).containsExactly(467, 56, 496, 895, 653, 415, 607);
    assertThat(csv.faces(Split.TEST)).isEmpty();
    assertThat(csv.fingerprint().faces()).isEqualTo(28_709 + 3_589);
    assertThat(folder.fingerprint()).isEqualTo(csv.fingerprint());
    assertThat(folder.all().get(1206).pixels()).isEqualTo(csv.all().get(1206).pixels());
    assertThat(csv.all().get(1206).origin()).isEqualTo("fer2013.csv:1208");

    DatasetSummary summary = DatasetInspector.inspect(folder);
    // Counted with NumPy over the same files: 1,272 groups of equal arrays besides the blank ones.
    assertThat(summary.exactDuplicates()).hasSize(1272);
    assertThat(summary.exactDuplicates().stream().filter(g -> g.acrossSplits())).hasSize(269);
    assertThat(summary.exactDuplicates().stream().filter(g -> g.differentLabels())).hasSize(46);
    assertThat(summary.blanks()).hasSize(14);
    assertThat(summary.nearDuplicates()).hasSizeBetween(800, 1000);
  }

  private static List<Integer> counts(EmotionDataset dataset, Split split) {
    Integer[] counts = new Integer[dataset.classes().count()];
    Arrays.fill(counts, 0);
    dataset.faces(split).forEach(face -> counts[face.label()]++);
    return List.of(counts);
  }
}
