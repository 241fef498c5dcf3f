package dev.emotion.cli.option;

import dev.emotion.ModelException;
import dev.emotion.classify.FaceClassifier;
import dev.emotion.classify.TestTimeAugmentation;
import dev.emotion.classify.TestTimeAugmentation.Looks;
import dev.emotion.engine.Compute;
import dev.emotion.explain.Explainer;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelSource;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** Which model to ask, and how. */
public final class ModelOptions {

  @Mixin private ModelOption model;

  @Option(
      names = "--tta",
      arity = "0..1",
      paramLabel = "HOW",
      fallbackValue = "full",
      preprocessor = OptionalValue.class,
      description =
          "Averages several looks at each face, which is slower and often better: mirror is two,"
              + " full ten, mirrored and shifted; without a value, full.")
  private Looks tta;

  /** Takes the argument behind the option only if it is a value: it may be an image. */
  static final class OptionalValue implements IParameterPreprocessor {
    @Override
    public boolean preprocess(
        Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      boolean attached = "=".equals(info.get("separator"));
      boolean named =
          !args.isEmpty()
              && Arrays.stream(Looks.values())
                  .anyMatch(looks -> looks.name().equalsIgnoreCase(args.peek()));
      if (!attached && !named) {
        args.push(((OptionSpec) option).fallbackValue());
      }
      return false; // go on as usual
    }
  }

  @Mixin private ComputeOptions computing;

  /**
   * How to compute.
   *
   * @return all of the machine, in float32, unless told otherwise
   */
  public Compute compute() {
    return computing.compute();
  }

  /**
   * How many threads to compute with.
   *
   * @return at least 1
   */
  public int threads() {
    return computing.threads();
  }

  /**
   * Opens the model.
   *
   * @return the model; the caller closes it
   * @throws dev.emotion.ModelException if the file is no model
   */
  public EmotionModel open() {
    return open(computing.threads());
  }

  /**
   * Opens the model for a program that works on several images at a time.
   *
   * @param threadsPerCall of the engine
   * @return the model; the caller closes it
   * @throws dev.emotion.ModelException if the file is no model
   */
  public EmotionModel open(int threadsPerCall) {
    return EmotionModel.open(model.source(), computing.compute(threadsPerCall));
  }

  /**
   * As {@link #open}, on another thread, for a command that has other work to do meanwhile.
   *
   * @return the model; the caller closes it; a failure shows at the first use
   */
  public LoadingModel openMeanwhile() {
    Compute compute = compute(); // a precision that can't be had is refused here
    return new LoadingModel(() -> EmotionModel.open(model.source(), compute));
  }

  /**
   * What says where the model looks, at a face as it is: once, whatever {@code --tta} says.
   *
   * @return the explainer; the caller closes it
   * @throws dev.emotion.ModelException if the model has no feature map to show
   */
  public Explainer explainer() {
    return Explainer.open(model.source());
  }

  /**
   * As {@link #explainer}, for a command that has other things to show as well.
   *
   * @param messages where to say why there is none
   * @return the explainer, which the caller closes; empty where the model has no feature map
   */
  public Optional<Explainer> explainerIfAny(PrintWriter messages) {
    try {
      return Optional.of(explainer());
    } catch (ModelException e) { // a network of dense layers alone, such as Keras files may have
      messages.println("emotion: no heat-maps: " + e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * The model, asked as the options say.
   *
   * @param opened what {@link #open} gave
   * @return the model itself, or the mean of several looks
   */
  public FaceClassifier classifier(FaceClassifier opened) {
    return tta == null ? opened : new TestTimeAugmentation(opened, tta);
  }

  /**
   * How to call the model.
   *
   * @return its file name, or "bundled model"; with how it is asked
   */
  public String name() {
    ModelSource source = model.source();
    String name = source.file().isEmpty() ? "bundled model" : source.name();
    return tta == null ? name : name + " (" + tta.number() + " looks a face)";
  }
}
