package dev.emotion.cli.option;

import dev.emotion.FaceClassifier;
import dev.emotion.Processors;
import dev.emotion.TestTimeAugmentation;
import dev.emotion.TestTimeAugmentation.Looks;
import dev.emotion.image.OpenCv;
import dev.emotion.network.EmotionModel;
import dev.emotion.network.Engine;
import dev.emotion.network.NativeEngine;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which model to ask, and how. */
public final class ModelOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "A model file that train wrote (default: the bundled model).")
  private Path model;

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

  /** Takes the argument behind the option only if it is a value: it may be a picture. */
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

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "fast",
      description =
          "${COMPLETION-CANDIDATES}: our own executor, or DL4J's (default: ${DEFAULT-VALUE}).")
  private Engine engine;

  private int threads = Processors.cores();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads to compute with (default: one a core).")
  private void setThreads(int count) {
    if (count < 1) {
      throw new ParameterException(
          command.commandLine(), "--threads: found " + count + ", expected 1 or more");
    }
    threads = count;
  }

  /**
   * What runs networks.
   *
   * @return fast unless told otherwise
   */
  public Engine engine() {
    return engine;
  }

  /**
   * How many threads to compute with.
   *
   * @return at least 1
   */
  public int threads() {
    return threads;
  }

  /**
   * Loads the model and sets the engine's threads.
   *
   * @return the model; the caller closes it
   * @throws dev.emotion.ModelException if the file is no model
   */
  public EmotionModel open() {
    NativeEngine.useThreads(threads);
    OpenCv.useThreads(threads);
    NativeEngine.facts(); // before a class of DL4J's loads libraries beside those under way
    return model == null ? EmotionModel.bundled(engine) : EmotionModel.load(model, engine);
  }

  /**
   * Whether the model can be had without the engine.
   *
   * @return true for the bundled model, asked as usual
   */
  public boolean isUsual() {
    return model == null && engine == Engine.FAST && tta == null;
  }

  /**
   * As {@link #open}, on another thread, for a command that has other work to do meanwhile.
   *
   * @param fewFaces whether it will be asked about a few faces only; for the {@link #isUsual} model
   * @return the model; the caller closes it; a failure shows at the first use
   */
  public LoadingModel openMeanwhile(boolean fewFaces) {
    return new LoadingModel(fewFaces ? this::openForFewFaces : this::open);
  }

  private EmotionModel openForFewFaces() {
    NativeEngine.useThreads(threads);
    OpenCv.useThreads(threads);
    return EmotionModel.bundledForFewFaces();
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
    String name = model == null ? "bundled model" : model.getFileName().toString();
    return tta == null ? name : name + " (" + tta.number() + " looks a face)";
  }
}
