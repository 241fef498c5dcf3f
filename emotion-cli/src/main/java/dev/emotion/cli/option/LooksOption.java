package dev.emotion.cli.option;

import dev.emotion.classify.FaceClassifier;
import dev.emotion.classify.TestTimeAugmentation;
import dev.emotion.classify.TestTimeAugmentation.Looks;
import java.util.Arrays;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** How often to look at each face: {@code --tta}. */
final class LooksOption {
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

  /**
   * A model, asked as the option says.
   *
   * @param model the model
   * @return the model itself, or the mean of several looks
   */
  public FaceClassifier classifier(FaceClassifier model) {
    return tta == null ? model : new TestTimeAugmentation(model, tta);
  }

  /**
   * The name of a model that is asked as the option says.
   *
   * @param model its name
   * @return with the number of looks where there are several
   */
  public String name(String model) {
    return tta == null ? model : model + " (" + tta.number() + " looks a face)";
  }
}
