package dev.emotion.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.EmotionClasses;
import dev.emotion.FacePixels;
import dev.emotion.dataset.EmotionDataset;
import dev.emotion.dataset.LabeledFace;
import dev.emotion.dataset.Split;
import dev.emotion.engine.Compute;
import dev.emotion.engine.OptimizerSettings;
import dev.emotion.network.Architecture;
import dev.emotion.network.NetworkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RateFinderTest {
  @TempDir Path folder;

  /** Class c has a bright band at its own height, in noise. */
  private static EmotionDataset data() {
    Random random = new Random(1);
    List<LabeledFace> faces = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      byte[] grey = new byte[48 * 48];
      random.nextBytes(grey);
      for (int p = 0; p < grey.length; p++) {
        grey[p] = (byte) ((grey[p] & 0xFF) / 2 + (p / 48 / 7 == i % 7 ? 110 : 0));
      }
      faces.add(new LabeledFace(FacePixels.of(48, grey), i % 7, "made:" + i));
    }
    return new EmotionDataset(
        "made",
        EmotionClasses.FER2013,
        Map.of(Split.TRAIN, faces.subList(0, 63), Split.VALIDATION, faces.subList(63, 70)),
        List.of());
  }

  private Optional<RateRange> run(String name, int stopAfter) {
    TrainingSettings settings =
        TrainingSettings.defaults(Architecture.MINI, 1)
            .withNetwork(new NetworkSettings(Architecture.MINI, 4, 0))
            .withDescent(Descent.plain(OptimizerSettings.Method.SGD))
            .withTargets(TargetSettings.LABELS)
            .withAugmentation(Augmentation.NONE)
            .withBatchSize(16)
            .withCompute(new Compute(1));
    TrainingFiles files = TrainingFiles.of(folder.resolve(name + ".zip"), folder.resolve(name));
    return new RateFinder(settings, files)
        .run(
            data(),
            new RateFinder.Listener() {
              private int steps;

              @Override
              public void stepped(int done, int total, double rate, double loss) {
                steps++;
                assertThat(done).isEqualTo(steps);
                assertThat(total).isEqualTo(100); // an epoch has 4, which are too few
              }

              @Override
              public boolean stopRequested() {
                return steps == stopAfter;
              }
            });
  }

  @Test
  void raisesTheRateByTheSameFactorAndWritesNoModel() throws IOException {
    RateRange range = run("a", Integer.MAX_VALUE).orElseThrow();
    List<Double> rates = range.rates();
    assertThat(rates.get(0)).isEqualTo(1e-5, within(1e-12));
    for (int i = 1; i < rates.size(); i++) {
      assertThat(rates.get(i) / rates.get(i - 1)).isEqualTo(Math.pow(1e5, 1 / 99.0), within(1e-9));
    }
    assertThat(rates.size() == 100 || range.exploded())
        .as("of 100 steps %d, exploded: %s", rates.size(), range.exploded())
        .isTrue();
    assertThat(range.suggestion().orElseThrow()).isBetween(1e-4, 0.1);
    assertThat(Files.readString(folder.resolve("a/rate.csv")))
        .startsWith("step,learning_rate,loss,smoothed_loss\n1,1.0E-5,")
        .hasLineCount(rates.size() + 1);
    assertThat(Files.readAllBytes(folder.resolve("a/rate.png"))).startsWith(0x89, 'P', 'N', 'G');
    assertThat(folder).isDirectoryNotContaining("glob:**.zip");
    assertThat(folder.resolve("a")).isDirectoryNotContaining("glob:**.zip");
    assertThat(run("b", Integer.MAX_VALUE)).contains(range); // the seed decides everything
  }

  @Test
  void writesNothingWhenItIsStopped() {
    assertThat(run("c", 3)).isEmpty();
    assertThat(folder.resolve("c")).isDirectoryNotContaining("glob:**rate*");
  }
}
