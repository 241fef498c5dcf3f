package dev.emotion.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClassWeightsTest {
  /** Sixteen faces of class 0, none of 1, four of 2. */
  private static final List<Integer> LABELS =
      Stream.of(Collections.nCopies(16, 0), Collections.nCopies(4, 2))
          .flatMap(List::stream)
          .toList();

  @Test
  void balancedClassesCountAlike() {
    List<Double> weights = ClassWeights.BALANCED.of(LABELS, 3);
    // Twenty faces, two classes present: 20 / (2 * 16) and 20 / (2 * 4).
    assertThat(weights.get(0)).isCloseTo(0.625, within(1e-12));
    assertThat(weights.get(2)).isCloseTo(2.5, within(1e-12));
  }

  @Test
  void theRootIsInBetween() {
    List<Double> weights = ClassWeights.ROOT.of(LABELS, 3);
    // As 1/4 to 1/2, and 16 times the one and 4 times the other are 20.
    assertThat(weights.get(0)).isCloseTo(20.0 / 24, within(1e-12));
    assertThat(weights.get(2)).isCloseTo(40.0 / 24, within(1e-12));
  }

  @Test
  void aClassWithoutFacesCountsOne() {
    assertThat(ClassWeights.BALANCED.of(LABELS, 3).get(1)).isEqualTo(1.0);
    assertThat(ClassWeights.ROOT.of(LABELS, 3).get(1)).isEqualTo(1.0);
  }

  @Test
  void noneIsNoWeights() {
    assertThat(ClassWeights.NONE.of(LABELS, 3)).isEmpty();
  }
}
