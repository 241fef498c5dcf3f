package dev.emotion.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.emotion.text.Csv;
import dev.emotion.text.JsonText;
import dev.emotion.text.Words;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What the trainings of a cross-validation reached.
 *
 * @param folds in order, at least one
 */
public record FoldScores(List<Fold> folds) {

  /**
   * What one training reached: its best epoch, on the faces that it did not learn.
   *
   * @param number counted from 1
   * @param trainFaces it learned from
   * @param validationFaces it was measured on
   * @param bestEpoch the epoch whose model is kept
   * @param epochs that were run
   * @param accuracy share of the validation faces classified right
   * @param macroF1 mean of the classes' F1 on them
   */
  public record Fold(
      int number,
      int trainFaces,
      int validationFaces,
      int bestEpoch,
      int epochs,
      double accuracy,
      double macroF1) {}

  /** Copies. */
  public FoldScores {
    folds = List.copyOf(folds);
  }

  /**
   * The mean over the folds.
   *
   * @param value such as {@code Fold::accuracy}
   * @return its mean, each fold counting the same
   */
  public double mean(ToDoubleFunction<Fold> value) {
    return folds.stream().mapToDouble(value).average().orElseThrow();
  }

  /**
   * The standard deviation over the folds, as of a sample (divided by their number less one).
   *
   * @param value such as {@code Fold::accuracy}
   * @return the deviation; 0 of a single fold
   */
  public double deviation(ToDoubleFunction<Fold> value) {
    double mean = mean(value);
    double squares =
        folds.stream().mapToDouble(f -> Math.pow(value.applyAsDouble(f) - mean, 2)).sum();
    return Math.sqrt(squares / Math.max(1, folds.size() - 1));
  }

  /**
   * For a reader: a line for each fold, then the means and their deviations.
   *
   * @return lines, each ended by a line feed
   */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Fold f : folds) {
      text.append(
          String.format(
              Locale.ROOT,
              "fold %d: epoch %d of %d, validation accuracy %.2f %%, macro F1 %.4f, %d faces\n",
              f.number(),
              f.bestEpoch(),
              f.epochs(),
              100 * f.accuracy(),
              f.macroF1(),
              f.validationFaces()));
    }
    return text.append(
            String.format(
                Locale.ROOT,
                "%s: validation accuracy %.2f %% (standard deviation %.2f), macro F1 %.4f (%.4f)\n",
                Words.count(folds.size(), "fold"),
                100 * mean(Fold::accuracy),
                100 * deviation(Fold::accuracy),
                mean(Fold::macroF1),
                deviation(Fold::macroF1)))
        .toString();
  }

  /**
   * A row a fold.
   *
   * @return CSV with a header
   */
  public String csv() {
    StringBuilder text =
        new StringBuilder(
            Csv.row(
                List.of(
                    "fold",
                    "train_faces",
                    "validation_faces",
                    "best_epoch",
                    "epochs",
                    "accuracy",
                    "macro_f1")));
    for (Fold f : folds) {
      text.append(
          Csv.row(
              List.of(
                  Integer.toString(f.number()),
                  Integer.toString(f.trainFaces()),
                  Integer.toString(f.validationFaces()),
                  Integer.toString(f.bestEpoch()),
                  Integer.toString(f.epochs()),
                  Double.toString(f.accuracy()),
                  Double.toString(f.macroF1()))));
    }
    return text.toString();
  }

  /**
   * The folds, and mean and deviation of accuracy and macro F1.
   *
   * @return one JSON object, ended by a line feed
   */
  public String json() {
    JsonArray each = new JsonArray();
    for (Fold f : folds) {
      JsonObject fold = new JsonObject();
      fold.addProperty("fold", f.number());
      fold.addProperty("trainFaces", f.trainFaces());
      fold.addProperty("validationFaces", f.validationFaces());
      fold.addProperty("bestEpoch", f.bestEpoch());
      fold.addProperty("epochs", f.epochs());
      fold.addProperty("accuracy", f.accuracy());
      fold.addProperty("macroF1", f.macroF1());
      each.add(fold);
    }
    JsonObject json = new JsonObject();
    json.add("folds", each);
    json.add("accuracy", summary(Fold::accuracy));
    json.add("macroF1", summary(Fold::macroF1));
    return JsonText.indented(json);
  }

  private JsonObject summary(ToDoubleFunction<Fold> value) {
    JsonObject json = new JsonObject();
    json.addProperty("mean", mean(value));
    json.addProperty("standardDeviation", deviation(value));
    return json;
  }
}
