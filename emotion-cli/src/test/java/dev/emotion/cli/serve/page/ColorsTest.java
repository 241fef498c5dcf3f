package dev.emotion.cli.serve.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.EmotionClasses;
import dev.emotion.cli.serve.EmotionServer;
import dev.emotion.draw.EmotionColors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColorsTest {

  /** Who saves an annotated copy and looks at the page sees one picture in two places. */
  @Test
  void thePageAndTheProgramDrawInTheSameColours() throws IOException {
    String page;
    try (InputStream in = EmotionServer.class.getResourceAsStream("page/faces.js")) {
      page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    EmotionClasses classes = EmotionClasses.FER2013;
    for (int i = 0; i < classes.count(); i++) {
      assertThat(page)
          .contains("  %s: '#%06x',\n".formatted(classes.name(i), EmotionColors.of(classes, i)));
    }
    EmotionClasses others = new EmotionClasses(List.of("calm", "happy"));
    assertThat(EmotionColors.of(others, 1)).isEqualTo(EmotionColors.of(classes, 3));
  }
}
