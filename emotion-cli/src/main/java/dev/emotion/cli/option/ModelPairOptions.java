package dev.emotion.cli.option;

import dev.emotion.classify.FaceClassifier;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which two models to ask, and how. */
public final class ModelPairOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description =
          "A model file, or 'bundled' for the model that is built in; given twice, A and B.")
  private List<Path> models = new ArrayList<>();

  @Mixin private LooksOption looks;
  @Mixin private ComputeOptions computing;

  /**
   * Checks that two models were given.
   *
   * @throws UsageError if not
   */
  public void validate() {
    if (models.size() != 2) {
      throw new UsageError(
          command,
          "--model: found "
              + models.size()
              + " of them, expected two, such as"
              + " --model bundled --model mine.zip");
    }
  }

  /**
   * Loads one of the models.
   *
   * @param index 0 for A, 1 for B
   * @return the model; the caller closes it
   * @throws dev.emotion.ModelException if the file is no model
   */
  public EmotionModel open(int index) {
    return EmotionModel.open(ModelSource.of(models.get(index).toString()), computing.compute());
  }

  /**
   * A model, asked as the options say.
   *
   * @param opened what {@link #open} gave
   * @return the model itself, or the mean of several looks
   */
  public FaceClassifier classifier(FaceClassifier opened) {
    return looks.classifier(opened);
  }

  /**
   * The models' names in messages. Not their files' names alone: those are often the same.
   *
   * @return two, each as it was typed, with how it is asked
   */
  public List<String> names() {
    return models.stream().map(Path::toString).map(looks::name).toList();
  }
}
