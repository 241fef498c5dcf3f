package dev.emotion.cli.option;

import dev.emotion.ModelException;
import dev.emotion.classify.FaceClassifier;
import dev.emotion.engine.Compute;
import dev.emotion.explain.Explainer;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelSource;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** Which model to ask, and how. */
public final class ModelOptions {
  @Mixin private ModelOption model;
  @Mixin private LooksOption looks;
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
   * Makes sure that there will be an {@link #explainer}, before anything slow.
   *
   * @throws dev.emotion.ModelException if the model has no feature map to show
   */
  public void requireExplainable() {
    Explainer.require(model.source());
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
    return looks.classifier(opened);
  }

  /**
   * The model's name in messages.
   *
   * @return its file name, or "bundled model"; with how it is asked
   */
  public String name() {
    ModelSource source = model.source();
    return looks.name(source.file().isEmpty() ? "bundled model" : source.name());
  }
}
