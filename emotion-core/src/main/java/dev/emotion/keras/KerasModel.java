package dev.emotion.keras;

import dev.emotion.EmotionClasses;
import dev.emotion.ModelException;
import dev.emotion.network.InputSpec;
import dev.emotion.network.NetworkSpec;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A network that Keras trained, in the terms of this program. What its outputs mean is known only
 * of a file that this program exported: Keras doesn't say.
 */
public final class KerasModel {
  private final String where;
  private final NetworkSpec network;
  private final float[] weights;
  private final Scaling scaling;
  private final String origin;
  private final Optional<EmotionClasses> classes;
  private final boolean logits;
  private final Set<String> leftOut;

  KerasModel(
      String where,
      KerasFile file,
      NetworkSpec network,
      float[] weights,
      Scaling scaling,
      boolean logits,
      Set<String> leftOut) {
    this.where = where;
    this.network = network;
    this.weights = weights;
    this.scaling = scaling;
    this.logits = logits;
    this.leftOut = Set.copyOf(leftOut);
    this.classes = file.classes();
    String version = file.version().isEmpty() ? "" : " " + file.version();
    this.origin = "Keras" + version + (file.backend().isEmpty() ? "" : " on " + file.backend());
  }

  /**
   * Reads a model.
   *
   * @param file {@code .h5} or {@code .hdf5} of Keras 1 to 3, or {@code .keras}
   * @return the model
   * @throws ModelException if it is none, or has something that this program can't compute
   */
  public static KerasModel read(Path file) {
    return read(file, OptionalInt.empty(), OptionalInt.empty());
  }

  /**
   * Reads a model that may lack something.
   *
   * @param file {@code .h5} or {@code .hdf5} of Keras 1 to 3, or {@code .keras}; or the weights of
   *     VGG16 or VGG19 without top
   * @param side of a face in pixels, where the file doesn't say
   * @param head how many classes the last layer has, which is put on a network without one: of
   *     zeros, so that all classes are equally likely until it is trained; empty for a network that
   *     has its own
   * @return the model
   * @throws ModelException if it is none, lacks more, or has something that this program can't
   *     compute
   */
  public static KerasModel read(Path file, OptionalInt side, OptionalInt head) {
    return Translator.translate(file.toString(), KerasFile.read(file, side), side, head);
  }

  /**
   * The layers.
   *
   * @return a network with a softmax at its end
   */
  public NetworkSpec network() {
    return network;
  }

  /**
   * The weights.
   *
   * @return in the order of the network; a new array
   */
  public float[] weights() {
    return weights.clone();
  }

  /**
   * Which Keras wrote the file.
   *
   * @return such as "Keras 2.0.5 on tensorflow"; of which the oldest files say less
   */
  public String origin() {
    return origin;
  }

  /**
   * What the outputs mean.
   *
   * @return the names in a file that this program exported; empty for others
   */
  public Optional<EmotionClasses> classes() {
    return classes;
  }

  /**
   * Whether Keras's answers are logits, of which this program gives the softmax.
   *
   * @return whether the file has no softmax
   */
  public boolean logits() {
    return logits;
  }

  /**
   * Layers that Keras has in training only, and that are not in the network.
   *
   * @return their kinds
   */
  public Set<String> leftOut() {
    return leftOut;
  }

  /**
   * How pixels become input.
   *
   * @param range what the model was given; may be left out where it scales pixels itself
   * @return mean and scale
   * @throws ModelException if the range is needed, or the model's own scaling is out of range
   */
  public InputSpec input(Optional<InputRange> range) {
    if (range.isEmpty() && scaling.equals(Scaling.NONE)) {
      throw new ModelException(
          where,
          "no Rescaling layer, so its input may be anything",
          "--input-range 0..1, -1..1 or 0..255, as it was trained");
    }
    InputRange given = range.orElse(InputRange.PIXELS);
    // factor * (pixel - mean) / scale + offset
    double scale = given.scale() / scaling.factor();
    double mean = given.mean() - scaling.offset() * scale;
    try {
      return new InputSpec(network.input().height(), mean, scale);
    } catch (IllegalArgumentException e) {
      throw new ModelException(where, "an input of " + e.getMessage(), "one that emotion knows", e);
    }
  }
}
