package dev.emotion.cli.option;

import dev.emotion.FaceClassifier;
import dev.emotion.Processors;
import dev.emotion.TestTimeAugmentation;
import dev.emotion.image.OpenCv;
import dev.emotion.network.EmotionModel;
import dev.emotion.network.Engine;
import dev.emotion.network.ModelSource;
import dev.emotion.network.NativeEngine;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which model to ask, and how. */
public final class ModelOptions {
  /** Pictures for which it doesn't pay to start the engine. */
  private static final int FEW = 8;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      defaultValue = ModelSource.BUNDLED,
      description = "A model file that train wrote, or '${DEFAULT-VALUE}', the default.")
  private Path model;

  @Option(
      names = "--tta",
      description = "Averages ten looks at each face (mirrored, shifted): slower, often better.")
  private boolean tta;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "fast",
      completionCandidates = EngineNames.class,
      converter = EngineNames.class,
      description =
          "${COMPLETION-CANDIDATES}: our own executor, or DL4J's (default: ${DEFAULT-VALUE}).")
  private Engine engine;

  private int threads = Processors.cores();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads to compute with; without it, one a core.")
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

  private ModelSource source() {
    return ModelSource.of(model.toString());
  }

  /**
   * Opens the model and sets the engine's threads.
   *
   * @return the model; the caller closes it
   * @throws dev.emotion.ModelException if the file is no model
   */
  public EmotionModel open() {
    return open(engine);
  }

  private EmotionModel open(Engine chosen) {
    NativeEngine.useThreads(threads);
    OpenCv.useThreads(threads);
    return EmotionModel.open(source(), chosen);
  }

  /**
   * The engine for a command that ends after some pictures.
   *
   * @param pictures how many
   * @return the light one if they are few; it pays only where nothing else needs DL4J
   */
  public Engine engineFor(int pictures) {
    boolean usual = source().file().isEmpty() && engine == Engine.FAST && !tta;
    return usual && pictures <= FEW ? Engine.LIGHT : engine;
  }

  /**
   * As {@link #open}, on another thread, for a command that has other work to do meanwhile.
   *
   * @param chosen what runs it
   * @return the model; the caller closes it; a failure shows at the first use
   */
  public LoadingModel openMeanwhile(Engine chosen) {
    return new LoadingModel(() -> open(chosen));
  }

  /**
   * The model, asked as the options say.
   *
   * @param opened what {@link #open} gave
   * @return the model itself, or the mean of several looks
   */
  public FaceClassifier classifier(FaceClassifier opened) {
    return tta ? new TestTimeAugmentation(opened) : opened;
  }

  /**
   * How to call the model.
   *
   * @return its file name, or "bundled model"; with how it is asked
   */
  public String name() {
    ModelSource source = source();
    String name = source.file().isEmpty() ? "bundled model" : source.name();
    return tta ? name + " (ten looks a face)" : name;
  }
}
