package dev.emotion.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.train.FoldScores.Fold;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldScoresTest {
  private static final FoldScores SCORES =
      new FoldScores(
          List.of(
              new Fold(1, 20, 10, 3, 5, 0.5, 0.25),
              new Fold(2, 20, 10, 4, 5, 0.7, 0.5),
              new Fold(3, 20, 10, 5, 5, 0.9, 0.75)));

  @Test
  void hasMeanAndSampleDeviation() {
    assertThat(SCORES.mean(Fold::accuracy)).isEqualTo(0.7, within(1e-12));
    assertThat(SCORES.deviation(Fold::accuracy)).isEqualTo(0.2, within(1e-12));
    assertThat(SCORES.deviation(Fold::macroF1)).isEqualTo(0.25, within(1e-12));
    assertThat(new FoldScores(SCORES.folds().subList(0, 1)).deviation(Fold::accuracy)).isZero();
  }

  @Test
  void tellsEachFoldAndTheMeans() {
    assertThat(SCORES.text())
        .isEqualTo(
            """
            fold 1: epoch 3 of 5, validation accuracy 50.00 %, macro F1 0.2500, 10 faces
            fold 2: epoch 4 of 5, validation accuracy 70.00 %, macro F1 0.5000, 10 faces
            fold 3: epoch 5 of 5, validation accuracy 90.00 %, macro F1 0.7500, 10 faces
            3 folds: validation accuracy 70.00 % (standard deviation 20.00), macro F1 0.5000 (0.2500)
            """);
  }

  @Test
  void writesARowAFold() {
    assertThat(SCORES.csv())
        .isEqualTo(
            "fold,train_faces,validation_faces,best_epoch,epochs,accuracy,macro_f1\n"
                + "1,20,10,3,5,0.5,0.25\n2,20,10,4,5,0.7,0.5\n3,20,10,5,5,0.9,0.75\n");
  }

  @Test
  void writesJson() {
    JsonObject json = JsonParser.parseString(SCORES.json()).getAsJsonObject();
    assertThat(json.getAsJsonArray("folds")).hasSize(3);
    JsonObject second = json.getAsJsonArray("folds").get(1).getAsJsonObject();
    assertThat(second.toString())
        .isEqualTo(
            "{\"fold\":2,\"trainFaces\":20,\"validationFaces\":10,\"bestEpoch\":4,\"epochs\":5,"
                + "\"accuracy\":0.7,\"macroF1\":0.5}");
    JsonObject macroF1 = json.getAsJsonObject("macroF1");
    assertThat(macroF1.get("mean").getAsDouble()).isEqualTo(0.5, within(1e-12));
    assertThat(macroF1.get("standardDeviation").getAsDouble()).isEqualTo(0.25, within(1e-12));
    assertThat(json.getAsJsonObject("accuracy").get("mean").getAsDouble())
        .isEqualTo(0.7, within(1e-12));
  }
}
