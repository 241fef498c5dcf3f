package dev.emotion.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.Font;
import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypefaceTest {

  /** An escape as JSON writes it; put together, since Java reads it even in source. */
  private static String escape(String digits) {
    return "\\" + "u" + digits;
  }

  @Test
  void hasDejaVuSansByteForByte() throws Exception {
    try (InputStream font = Typeface.class.getResourceAsStream("DejaVuSans.ttf")) {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(font.readAllBytes());
      assertThat(HexFormat.of().formatHex(digest))
          .isEqualTo("7da195a74c55bef988d0d48f9508bd5d849425c1770dba5d7bfc6ce9ed848954");
    }
  }

  @Test
  void capitalsStandOnTheLineAndAreAsHighAsAskedFor() {
    Rectangle2D bounds = Typeface.outline("H", 10).getBounds2D();
    assertThat(bounds.getMaxY()).isCloseTo(0, within(1e-6));
    assertThat(bounds.getHeight()).isCloseTo(10, within(1e-6));
    assertThat(Typeface.outline("p", 10).getBounds2D().getMaxY()).isGreaterThan(1);
  }

  @Test
  void theEyeOfAnOIsFree() {
    Shape o = Typeface.outline("o", 100);
    Rectangle2D bounds = o.getBounds2D();
    assertThat(o.contains(bounds.getCenterX(), bounds.getCenterY())).isFalse();
    assertThat(o.contains(bounds.getMinX() + 5, bounds.getCenterY())).isTrue();
  }

  @Test
  void aTextIsAsWideAsItsLetters() {
    assertThat(Typeface.width("sad", 9))
        .isEqualTo(Typeface.width("s", 9) + Typeface.width("a", 9) + Typeface.width("d", 9));
    assertThat(Typeface.width("", 9)).isZero();
  }

  @Test
  void anUmlautHasItsDots() {
    assertThat(Typeface.width("glücklich", 9)).isEqualTo(Typeface.width("glucklich", 9));
    assertThat(Typeface.outline("ü", 9).getBounds2D().getHeight())
        .isGreaterThan(Typeface.outline("u", 9).getBounds2D().getHeight() + 1);
    assertThat(Typeface.outline("u\u0308", 9).getBounds2D())
        .as("in two characters")
        .isEqualTo(Typeface.outline("ü", 9).getBounds2D());
  }

  @ParameterizedTest
  @ValueSource(strings = {"überrascht", "złość", "λύπη", "грусть", "vidám", "şaşkın", "%–…·×"})
  void latinGreekAndCyrillicNeedNoOtherFont(String text) {
    double letters =
        text.codePoints().mapToDouble(c -> Typeface.width(Character.toString(c), 10)).sum();
    assertThat(Typeface.width(text, 10)).isCloseTo(letters, within(1e-6));
    assertThat(text.codePoints())
        .allMatch(c -> Typeface.width(Character.toString(c), 10) < 20, "not an escape");
  }

  @ParameterizedTest
  @ValueSource(strings = {"悲しい", "سعيد", "행복"})
  void otherScriptsAreWrittenInTheMachinesFonts(String text) {
    assumeTrue(
        new Font(Font.SANS_SERIF, Font.PLAIN, 10).canDisplayUpTo(text) < 0,
        "no font of this machine has " + text);
    Rectangle2D bounds = Typeface.outline(text, 10).getBounds2D();
    assertThat(bounds.getHeight()).isBetween(5.0, 25.0);
    assertThat(bounds.getWidth()).isBetween(7.0, text.length() * 16.0);
  }

  @Test
  void whatNoFontHasIsWrittenAsJsonEscapesIt() {
    String nowhere = Character.toString(0xFFFF);
    assertThat(Typeface.width("a" + nowhere, 10))
        .isCloseTo(Typeface.width("a" + escape("ffff"), 10), within(1e-6));
    assertThat(Typeface.width(Character.toString(0x10FFFE), 10))
        .isCloseTo(Typeface.width(escape("dbff") + escape("dffe"), 10), within(1e-6));
  }

  @Test
  void aLineBreakOfAFileNameIsSeen() {
    assertThat(Typeface.width("a\nb", 10))
        .isCloseTo(Typeface.width("a" + escape("000a") + "b", 10), within(1e-6));
  }
}
