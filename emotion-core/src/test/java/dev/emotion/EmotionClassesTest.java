package dev.emotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class EmotionClassesTest {

  @Test
  void keepsTheOfficialOrderOfFer2013() {
    assertThat(EmotionClasses.FER2013.names())
        .containsExactly("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral");
  }

  @Test
  void findsAClassByAnySpelling() {
    assertThat(EmotionClasses.FER2013.indexOf(" Happiness ")).hasValue(3);
    assertThat(EmotionClasses.FER2013.indexOf("anger")).hasValue(0);
    assertThat(EmotionClasses.FER2013.indexOf("contempt")).isEmpty();
  }

  @Test
  void rejectsDoubleSingleAndUncanonicalNames() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EmotionClasses(List.of("happy", "happy")));
    assertThatIllegalArgumentException().isThrownBy(() -> new EmotionClasses(List.of("happy")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EmotionClasses(List.of("happy", "Anger")));
  }
}
