package dev.emotion.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.emotion.EmotionClasses;
import dev.emotion.FacePixels;
import dev.emotion.dataset.DatasetSummary.DuplicateGroup;
import dev.emotion.dataset.DatasetSummary.Member;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatasetInspectorTest {
  private static final int SIDE = 48;

  /** Smooth blobs, different for every seed, as a face has more low than high frequencies. */
  static FacePixels image(long seed) {
    Random random = new Random(seed);
    double[] terms = random.doubles(5 * 12, 0, 1).toArray();
    byte[] grey = new byte[SIDE * SIDE];
    for (int i = 0; i < grey.length; i++) {
      int row = i / SIDE;
      int column = i % SIDE;
      double value = 128;
      for (int t = 0; t < terms.length; t += 5) {
        double x = (column / (double) SIDE - terms[t]) / (0.1 + 0.2 * terms[t + 2]);
        double y = (row / (double) SIDE - terms[t + 1]) / (0.1 + 0.2 * terms[t + 3]);
        value += (terms[t + 4] - 0.5) * 200 * Math.exp(-x * x - y * y);
      }
      grey[i] = (byte) Math.max(0, Math.min(255, value));
    }
    return FacePixels.of(SIDE, grey);
  }

  private static FacePixels change(FacePixels face, IntUnaryOperator value) {
    byte[] grey = face.toBytes();
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) Math.max(0, Math.min(255, value.applyAsInt(grey[i] & 0xFF)));
    }
    return FacePixels.of(SIDE, grey);
  }

  private static LabeledFace face(FacePixels pixels, int label, String origin) {
    return new LabeledFace(pixels, label, origin);
  }

  private static DatasetSummary inspect(
      List<LabeledFace> train, List<LabeledFace> validation, List<LabeledFace> test) {
    Map<Split, List<LabeledFace>> splits = new EnumMap<>(Split.class);
    splits.put(Split.TRAIN, train);
    splits.put(Split.VALIDATION, validation);
    splits.put(Split.TEST, test);
    return DatasetInspector.inspect(
        new EmotionDataset("made", EmotionClasses.FER2013, splits, List.of("bad: row")));
  }

  @Test
  void countsClassesByPart() {
    DatasetSummary summary =
        inspect(
            List.of(face(image(1), 3, "a"), face(image(2), 3, "b"), face(image(3), 0, "c")),
            List.of(face(image(4), 6, "d")),
            List.of());
    assertThat(summary.counts().get(Split.TRAIN)).containsExactly(1, 0, 0, 2, 0, 0, 0);
    assertThat(summary.counts().get(Split.VALIDATION)).containsExactly(0, 0, 0, 0, 0, 0, 1);
    assertThat(summary.counts().get(Split.TEST)).containsOnly(0);
    assertThat(summary.count(Split.TRAIN)).isEqualTo(3);
    assertThat(summary.count(3)).isEqualTo(2);
    assertThat(summary.skipped()).containsExactly("bad: row");
    assertThat(summary.fingerprint().faces()).isEqualTo(4);
  }

  @Test
  void groupsExactCopiesAndSaysWhereTheyHarm() {
    DatasetSummary summary =
        inspect(
            List.of(
                face(image(1), 3, "a"),
                face(image(2), 0, "b"),
                face(image(1), 3, "c"),
                face(image(3), 4, "d")),
            List.of(face(image(3), 4, "e")),
            List.of(face(image(2), 1, "f")));
    assertThat(summary.exactDuplicates())
        .extracting(group -> group.members().stream().map(Member::origin).toList())
        .containsExactly(List.of("a", "c"), List.of("b", "f"), List.of("d", "e"));
    assertThat(summary.exactDuplicates())
        .extracting(DuplicateGroup::acrossSplits)
        .containsExactly(false, true, true);
    assertThat(summary.exactDuplicates())
        .extracting(DuplicateGroup::differentLabels)
        .containsExactly(false, true, false);
    assertThat(summary.nearDuplicates()).isEmpty();
  }

  @Test
  void findsCopiesOfOtherBrightnessAndContrastAndNoise() {
    Random random = new Random(5);
    FacePixels face = image(1);
    DatasetSummary summary =
        inspect(
            List.of(face(face, 0, "a"), face(image(2), 0, "other"), face(face, 0, "copy")),
            List.of(
                face(change(face, v -> v + 20), 0, "brighter"),
                face(change(face, v -> 64 + v / 2), 0, "flatter"),
                face(change(face, v -> v + random.nextInt(21) - 10), 0, "noisy")),
            List.of());
    assertThat(summary.nearDuplicates()).hasSize(1);
    assertThat(summary.nearDuplicates().get(0).members())
        .extracting(Member::origin)
        .containsExactly("a", "copy", "brighter", "flatter", "noisy");
  }

  /** 2,000 faces have two million pairs: 72 MB, if each were kept. */
  @Test
  void linksManyCopiesWithoutKeepingTheirPairs() throws Exception {
    byte[] grey = image(1).toBytes();
    List<FacePixels> faces = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      grey[i] ^= 1;
      faces.add(FacePixels.of(SIDE, grey));
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    ForkJoinPool one = new ForkJoinPool(1); // so that all is on one thread, which can be asked
    try {
      long allocated =
          one.submit(
                  () -> {
                    long before = threads.getCurrentThreadAllocatedBytes();
                    assertThat(NearDuplicates.groups(faces))
                        .containsExactly(IntStream.range(0, 2_000).boxed().toList());
                    return threads.getCurrentThreadAllocatedBytes() - before;
                  })
              .get();
      assertThat(allocated).isLessThan(64 << 20);
    } finally {
      one.shutdown();
    }
  }

  @Test
  void keepsDifferentImagesAndMirrorImagesApart() {
    List<LabeledFace> faces = new ArrayList<>();
    for (int seed = 0; seed < 200; seed++) {
      faces.add(face(image(seed), 0, "f" + seed));
    }
    FacePixels face = image(0);
    byte[] mirrored = new byte[SIDE * SIDE];
    for (int i = 0; i < mirrored.length; i++) {
      mirrored[i] = (byte) face.get(SIDE - 1 - i % SIDE, i / SIDE);
    }
    faces.add(face(FacePixels.of(SIDE, mirrored), 0, "mirror"));
    assertThat(inspect(faces, List.of(), List.of()).nearDuplicates()).isEmpty();
  }

  @Test
  void takesImagesWithoutContrastForBlankAndNotForCopies() {
    FacePixels black = FacePixels.of(SIDE, new byte[SIDE * SIDE]);
    DatasetSummary summary =
        inspect(
            List.of(
                face(black, 0, "black"),
                face(change(image(1), v -> 100 + v / 100), 0, "grey"),
                face(image(1), 0, "face")),
            List.of(face(black, 0, "black too")),
            List.of());
    assertThat(summary.blanks())
        .extracting(Member::origin)
        .containsExactly("black", "grey", "black too");
    assertThat(summary.exactDuplicates()).isEmpty();
    assertThat(summary.nearDuplicates()).isEmpty();
  }

  @Test
  void measuresContrastAsStandardDeviation() {
    // Values 0, 0, 100, 100: mean 50, each 50 away from it.
    assertThat(DatasetInspector.contrast(FacePixels.of(2, new byte[] {0, 0, 100, 100})))
        .isCloseTo(50, within(1e-9));
    // 200 is a negative byte: 200, 200, 200, 240 has mean 210 and deviation sqrt(300).
    assertThat(
            DatasetInspector.contrast(
                FacePixels.of(2, new byte[] {(byte) 200, (byte) 200, (byte) 200, (byte) 240})))
        .isCloseTo(Math.sqrt(300), within(1e-9));
  }

  @Test
  void correlatesPixelsAsPearson() {
    FacePixels a = FacePixels.of(2, new byte[] {1, 2, 3, 4});
    // (-1.5, -.5, .5, 1.5) and (-1, 1, -3, 3): sum of products 4, of squares 5 and 20.
    FacePixels b = FacePixels.of(2, new byte[] {3, 5, 1, 7});
    assertThat(NearDuplicates.correlation(a, b)).isCloseTo(4 / Math.sqrt(5 * 20), within(1e-9));
    assertThat(NearDuplicates.correlation(a, a)).isCloseTo(1, within(1e-9));
  }

  @Test
  void hashesSlowHorizontalAndVerticalWavesToDifferentBits() {
    // cos(pi (2x+1) / 96) is the DCT's first basis function: all of it falls on one frequency.
    byte[] across = new byte[SIDE * SIDE];
    byte[] down = new byte[SIDE * SIDE];
    for (int i = 0; i < across.length; i++) {
      across[i] = (byte) Math.round(128 + 100 * Math.cos(Math.PI * (2 * (i % SIDE) + 1) / 96));
      down[i] = (byte) Math.round(128 + 100 * Math.cos(Math.PI * (2 * (i / SIDE) + 1) / 96));
    }
    assertThat(NearDuplicates.hash(FacePixels.of(SIDE, across)) & 1L << 1).isNotZero();
    assertThat(NearDuplicates.hash(FacePixels.of(SIDE, down)) & 1L << 8).isNotZero();
  }
}
