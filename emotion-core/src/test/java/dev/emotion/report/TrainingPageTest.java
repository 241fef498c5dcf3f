package dev.emotion.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.train.EpochSummary;
import dev.emotion.train.TrainingResult;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingPageTest {
  @TempDir private Path folder;

  @Test
  void waitsForTheNextEpochOnlyWhileTheRunGoesOn() {
    Path file = folder.resolve("report.html");
    TrainingPage page = new TrainingPage(file, "Training: run", 4);
    List<EpochSummary> history = List.of(new EpochSummary(1, 0.1, 2, 0.3, 1.9, 0.4, 60, 100));

    page.write(new TrainingResult(history, false));
    assertThat(file).content().contains("epoch 1 of at most 4, running", "\"refresh\"", "3 min");

    page.writeStopped(new TrainingResult(history, false));
    assertThat(file)
        .content()
        .contains("epoch 1 of at most 4, stopped", "with --resume, at most")
        .doesNotContain("\"refresh\"");

    page.write(new TrainingResult(history, true));
    assertThat(file)
        .content()
        .contains("epoch 1 of at most 4, finished")
        .doesNotContain("\"refresh\"");
  }
}
