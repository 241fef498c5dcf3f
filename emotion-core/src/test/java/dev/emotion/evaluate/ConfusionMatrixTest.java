package dev.emotion.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.emotion.EmotionClasses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
  private static final EmotionClasses TWO = new EmotionClasses(List.of("happy", "sad"));

  @Test
  void rejectsAMatrixThatIsNotSquare() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ConfusionMatrix(TWO, List.of(List.of(1L, 2L), List.of(3L))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ConfusionMatrix(TWO, List.of(List.of(1L, 2L))));
  }

  @Test
  void rejectsNegativeCounts() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ConfusionMatrix(TWO, List.of(List.of(1L, 2L), List.of(3L, -1L))));
  }

  @Test
  void copiesItsRows() {
    List<Long> row = new ArrayList<>(List.of(1L, 2L));
    ConfusionMatrix matrix = new ConfusionMatrix(TWO, List.of(row, List.of(3L, 4L)));
    row.set(0, 100L);
    assertThat(matrix.count(0, 0)).isEqualTo(1);
  }
}
