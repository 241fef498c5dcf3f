package dev.emotion.cli.serve.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.EmotionClasses;
import dev.emotion.cli.serve.EmotionServer;
import dev.emotion.draw.EmotionColors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ColorsTest {
  private static final EmotionClasses EIGHT =
      new EmotionClasses(
          Stream.concat(EmotionClasses.FER2013.names().stream(), Stream.of("contempt")).toList());

  /** Who saves an annotated copy and looks at the page sees one picture in two places. */
  @Test
  void thePageAndTheProgramDrawInTheSameColours() throws IOException {
    String page;
    try (InputStream in = EmotionServer.class.getResourceAsStream("page/faces.js")) {
      page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    for (int i = 0; i < EIGHT.count(); i++) {
      assertThat(page)
          .contains("  %s: '#%06x',\n".formatted(EIGHT.name(i), EmotionColors.of(EIGHT, i)));
    }
  }

  @Test
  void aClassOfItsOwnHasAColourOfItsOwn() {
    EmotionClasses classes =
        new EmotionClasses(
            List.of("bored", "angry", "calm", "disgust", "fear", "happy", "neutral", "sad"));

    List<Integer> colors =
        IntStream.range(0, classes.count()).map(i -> EmotionColors.of(classes, i)).boxed().toList();

    assertThat(colors).doesNotHaveDuplicates();
    assertThat(colors.get(5)).isEqualTo(EmotionColors.of(EIGHT, 3));
  }

  @Test
  void beyondEightTheColoursBeginAnew() {
    List<String> names = new ArrayList<>(EIGHT.names());
    names.addAll(List.of("bored", "calm"));

    assertThat(EmotionColors.of(new EmotionClasses(names), 9))
        .isEqualTo(EmotionColors.of(EIGHT, 1));
  }
}
