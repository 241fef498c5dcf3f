package dev.emotion.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion.FacePixels;
import dev.emotion.dataset.LabeledFace;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaceBatchIteratorTest {

  /** Face i is all grey i, with label i % 7. */
  private static List<LabeledFace> faces(int count) {
    List<LabeledFace> faces = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] grey = new byte[48 * 48];
      java.util.Arrays.fill(grey, (byte) i);
      faces.add(new LabeledFace(FacePixels.of(48, grey), i % 7, "made:" + i));
    }
    return faces;
  }

  private static List<FaceBatch> epoch(Augmentation how, long seed, int epoch, int threads) {
    List<FaceBatch> batches = new ArrayList<>();
    try (FaceBatchIterator iterator =
        new FaceBatchIterator(faces(100), 32, how, seed, epoch, threads)) {
      iterator.forEachRemaining(batches::add);
      assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
    }
    return batches;
  }

  @Test
  void showsEveryFaceOnceWithItsLabelAndALastPartialBatch() {
    List<FaceBatch> batches = epoch(Augmentation.NONE, 1, 1, 2);
    assertThat(batches).extracting(b -> b.faces().size()).containsExactly(32, 32, 32, 4);
    assertThat(FaceBatchIterator.batches(100, 32)).isEqualTo(4);
    List<Integer> seen = new ArrayList<>();
    for (FaceBatch batch : batches) {
      for (int i = 0; i < batch.faces().size(); i++) {
        int face = batch.faces().get(i).get(0, 0);
        assertThat(batch.labels().get(i)).isEqualTo(face % 7);
        assertThat(batch.indices().get(i)).isEqualTo(face);
        seen.add(face);
      }
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 100).boxed().toList());
    assertThat(seen).isNotEqualTo(IntStream.range(0, 100).boxed().toList());
  }

  @Test
  void isTheSameForAnyNumberOfThreads() {
    assertThat(epoch(Augmentation.STRONG, 3, 2, 1)).isEqualTo(epoch(Augmentation.STRONG, 3, 2, 4));
  }

  @Test
  void differsFromEpochToEpochAndFromSeedToSeed() {
    List<FaceBatch> first = epoch(Augmentation.STANDARD, 3, 1, 2);
    assertThat(epoch(Augmentation.STANDARD, 3, 2, 2)).isNotEqualTo(first);
    assertThat(epoch(Augmentation.STANDARD, 4, 1, 2)).isNotEqualTo(first);
  }
}
