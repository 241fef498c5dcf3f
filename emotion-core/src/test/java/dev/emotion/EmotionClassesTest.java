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

  /** As macOS writes the names of files, and everything else doesn't. */
  @Test
  void takesAnAccentOfItsOwnForTheLetterWithIt() {
    EmotionClasses composed = new EmotionClasses(List.of("col\u00E8re", "joie"));
    assertThat(composed.indexOf("Cole\u0300re")).hasValue(0);
    assertThat(new EmotionClasses(List.of("cole\u0300re", "joie"))).isEqualTo(composed);
    assertThat(EmotionClasses.canonical("J\u030C")).isEqualTo("\u01F0");
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
