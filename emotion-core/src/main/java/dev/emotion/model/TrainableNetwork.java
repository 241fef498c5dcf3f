package dev.emotion.model;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.ModelException;
import dev.emotion.classify.FaceClassifier;
import dev.emotion.engine.Compute;
import dev.emotion.engine.InitialWeights;
import dev.emotion.engine.NetworkEngine;
import dev.emotion.engine.Optimizer;
import dev.emotion.engine.OptimizerSettings;
import dev.emotion.network.InputEncoder;
import dev.emotion.network.NetworkSpec;
import dev.emotion.network.Precision;
import dev.emotion.network.Softmax;
import dev.emotion.onednn.OneDnn;
import dev.emotion.onednn.OperationTime;
import dev.emotion.onednn.TrainingPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network in training: takes one gradient step at a time, classifies with the weights of the
 * moment, or their average, and saves itself. The same seed, steps and thread count give
 * bit-identical weights. Not thread-safe; holds native memory until closed.
 */
public final class TrainableNetwork implements FaceClassifier, AutoCloseable {
  /**
   * Measured: 3.1 for the designs and mini-XCEPTION at batches of 128 to 512. A network of other
   * layers may take more: those that don't count, such as dropout, have arrays here too.
   */
  private static final long COPIES_OF_ACTIVATIONS = 4;

  /** While it trains, the probabilities are the network's own. */
  private static final double UNCALIBRATED = 1;

  private final NetworkSpec spec;
  private Dl4jSettings settings;
  private final ModelManifest manifest;
  private final InputEncoder encoder;
  private final Compute compute;
  private final float[] weights;
  private final AnsweringWeights answering;

  /** First summed over a batch, then the step that the optimizer makes of it. */
  private final float[] gradient;

  private final Optimizer optimizer;
  private final TrainingPlan plan;
  private List<SlowSlice> slow = List.of();

  /** Made from the answering network when it is asked for; null after its weights change. */
  private NetworkClassifier inference;

  private boolean closed;

  private TrainableNetwork(ModelFile.Checkpoint begin, Compute compute) {
    this.settings = begin.settings();
    this.manifest = begin.manifest();
    this.spec = manifest.network();
    this.encoder = new InputEncoder(manifest.input());
    this.compute = compute;
    this.weights = begin.weights();
    this.answering = new AnsweringWeights(weights, begin.averaged());
    this.gradient = new float[weights.length];
    this.optimizer = new Optimizer(spec, settings.optimizer(), begin.optimizerState());
    prepareThread();
    this.plan = TrainingPlan.of(spec, settings.optimizer().classWeights(), compute.precision());
  }

  private void prepareThread() {
    OneDnn.prepareThisThread(compute.threads());
  }

  /**
   * A network with random weights.
   *
   * @param manifest classes, input and design; what {@link #save} will write
   * @param optimizer how it learns
   * @param seed of the weights
   * @param compute with how many threads, in which precision
   * @return the network; the caller closes it
   */
  public static TrainableNetwork create(
      ModelManifest manifest, OptimizerSettings optimizer, long seed, Compute compute) {
    NetworkSpec spec = manifest.network();
    return new TrainableNetwork(
        new ModelFile.Checkpoint(
            manifest,
            Dl4jSettings.of(optimizer, seed),
            InitialWeights.of(spec, seed),
            new float[Optimizer.stateLength(spec, optimizer)],
            Optional.empty()),
        compute);
  }

  /**
   * A network that starts from a trained model's weights. Where the classes differ, the last layer
   * starts from random weights.
   *
   * @param base the trained model
   * @param manifest classes and design; input and design must be the base's
   * @param optimizer how it learns
   * @param seed of the last layer's weights
   * @param compute with how many threads, in which precision
   * @return the network; the caller closes it
   * @throws ModelException if the base can't be read or has another design
   */
  public static TrainableNetwork fineTune(
      ModelSource base,
      ModelManifest manifest,
      OptimizerSettings optimizer,
      long seed,
      Compute compute) {
    BaseWeights trained = BaseWeights.of(base, manifest);
    TrainableNetwork network = create(manifest, optimizer, seed, compute);
    trained.copyTo(network.weights);
    return network;
  }

  /**
   * Mixes a base's weights into those that classify and are saved; those that learn stay as they
   * are. A last layer of other classes is not mixed.
   *
   * @param source the model that was fine-tuned
   * @param share of its weights, above 0, below 1
   * @throws ModelException if it can't be read or has another design
   */
  public void mixIn(ModelSource source, double share) {
    closeInference();
    answering.mixIn(BaseWeights.of(source, manifest), share);
  }

  /**
   * Goes on from a checkpoint, with the optimizer's state.
   *
   * @param checkpoint written by {@link #saveCheckpoint}
   * @param compute with how many threads, in which precision
   * @return the network; the caller closes it
   * @throws ModelException if it can't be read
   */
  public static TrainableNetwork resume(Path checkpoint, Compute compute) {
    return new TrainableNetwork(ModelFile.readCheckpoint(checkpoint), compute);
  }

  /**
   * About how much memory the arrays of training take: all activations of a batch, their gradients,
   * and the weights with the optimizer's state.
   *
   * @param network what is trained
   * @param batchSize faces a step
   * @return bytes
   */
  public static long estimatedBytes(NetworkSpec network, int batchSize) {
    return Float.BYTES
        * (COPIES_OF_ACTIVATIONS * network.activations() * batchSize + 8 * network.weights());
  }

  /**
   * What a model file says beside epoch, metrics and temperature, which each save brings; the epoch
   * is that of the checkpoint the network was resumed from.
   *
   * @return the manifest
   */
  public ModelManifest manifest() {
    return manifest;
  }

  /**
   * The number of weights, batch-normalisation statistics included.
   *
   * @return a count
   */
  public long parameters() {
    return weights.length;
  }

  /** A copy of all weights, batch-normalisation statistics included. */
  float[] weights() {
    return weights.clone();
  }

  /**
   * Sets the random numbers of dropout, so that an epoch does not depend on those before it.
   *
   * @param seed any number
   */
  public void seedDropout(long seed) {
    plan.seedDropout(seed);
  }

  /**
   * One step of gradient descent on one batch.
   *
   * @param faces at least one, each of {@link #side()} pixels
   * @param labels a class index a face
   * @param labelSmoothing share of each target that is spread over all classes (Szegedy et al.,
   *     2015), 0 for none
   * @param learningRate of this step, 0 or more
   * @return loss and hits before the step
   */
  public StepResult step(
      List<FacePixels> faces, List<Integer> labels, double labelSmoothing, double learningRate) {
    return step(faces, labels, targets(labels, labelSmoothing), learningRate);
  }

  private List<double[]> targets(List<Integer> labels, double smoothing) {
    return labels.stream().map(label -> target(label, classes().count(), smoothing)).toList();
  }

  /**
   * A label as a target.
   *
   * @param label the class index
   * @param classes their number
   * @param smoothing share of the target that is spread over all classes, 0 up to but not 1
   * @return a share for each class, their sum 1
   */
  public static double[] target(int label, int classes, double smoothing) {
    double[] shares = new double[classes];
    Arrays.fill(shares, smoothing / classes);
    shares[label] += 1 - smoothing;
    return shares;
  }

  /**
   * Takes one gradient step towards any targets.
   *
   * @param faces at least one, each of {@link #side()} pixels
   * @param labels a class index a face, by which loss and hits are counted
   * @param targets a share for each class, a face; each row's sum 1
   * @param learningRate of this step
   * @return what the network said before the step
   * @throws IllegalArgumentException if the numbers of faces, labels and targets differ or are 0
   */
  public StepResult step(
      List<FacePixels> faces, List<Integer> labels, List<double[]> targets, double learningRate) {
    if (faces.isEmpty() || faces.size() != labels.size() || faces.size() != targets.size()) {
      throw new IllegalArgumentException(
          faces.size() + " faces, " + labels.size() + " labels, " + targets.size() + " targets");
    }
    prepareThread();
    closeInference();
    double[][] logits =
        plan.gradient(weights, encoder.values(faces), targets.toArray(double[][]::new), gradient);
    optimizer.step(weights, gradient, faces.size(), settings.iterations(), learningRate);
    for (SlowSlice slice : slow) {
      slice.slow(gradient);
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] -= gradient[i];
    }
    settings = settings.at(learningRate, settings.iterations() + 1);
    return result(logits, labels);
  }

  /**
   * Weights that learn at a share of the rate. Both methods' steps are proportional to the rate, so
   * a share of the step is the step at that share of the rate, and the optimizer's state is that of
   * the full rate, whatever the share.
   */
  private record SlowSlice(NetworkSpec.Slice slice, double share) {
    void slow(float[] change) {
      for (int i = (int) slice.from(); i < slice.from() + slice.length(); i++) {
        change[i] = share == 0 ? 0 : (float) share * change[i]; // even where the step isn't finite
      }
    }
  }

  /**
   * Lets the layers before the last learn less from now on, or not at all. Batch normalisation's
   * means and variances follow the faces all the same.
   *
   * @param frozen how many layers with weights keep them, counted from the input
   * @param share of the learning rate for the others before the last, 0 to 1
   * @throws IllegalArgumentException if there are fewer layers before the last, but for {@link
   *     Integer#MAX_VALUE}
   */
  public void learnAt(int frozen, double share) {
    Map<String, List<NetworkSpec.Slice>> slices = spec.slices();
    List<String> names =
        spec.layers().stream()
            .map(NetworkSpec.Node::name)
            .filter(name -> !slices.getOrDefault(name, List.of()).isEmpty())
            .filter(name -> !name.equals(spec.output().name()))
            .toList();
    if (frozen > names.size() && frozen != Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          frozen + " layers with weights, the network has " + names.size() + " before the last");
    }
    List<SlowSlice> all = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      double rate = i < frozen ? 0 : share;
      slices.get(names.get(i)).stream()
          .filter(slice -> rate != 1 && !Optimizer.isStatistic(slice))
          .forEach(slice -> all.add(new SlowSlice(slice, rate)));
    }
    slow = List.copyOf(all);
  }

  /**
   * Moves the averaged weights towards those of the moment (Polyak and Juditsky, 1992; as an
   * exponential moving average, batch normalisation's statistics included). From the first call on,
   * the averaged weights are what classifies and what is saved.
   *
   * @param decay the share of the average that is kept, 0 up to but not 1
   */
  public void average(double decay) {
    closeInference();
    answering.average(decay);
  }

  /**
   * Works out batch normalisation's means and variances anew, for the weights that answer. Those
   * that training leaves are a moving average, of varied faces and of weights that changed; faces
   * to be classified are not varied (Wu and Johnson, "Rethinking 'Batch' in BatchNorm", 2021).
   *
   * @param batches faces as they are; at least one
   */
  public void recomputeStatistics(Iterable<List<FacePixels>> batches) {
    prepareThread();
    closeInference();
    NormStatistics statistics = new NormStatistics(spec);
    for (List<FacePixels> faces : batches) {
      plan.statistics(answering.values(), encoder.values(faces), gradient);
      statistics.add(answering.values(), gradient, faces.size());
    }
    statistics.writeTo(answering.values());
  }

  /**
   * Whether all weights are numbers, those that are trained and those that answer.
   *
   * @return false after a step that broke them
   */
  public boolean isFinite() {
    return isFinite(weights) && isFinite(answering.values());
  }

  private static boolean isFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Times the passes forward and backward of one step, which it does not take.
   *
   * @param faces at least one, each of {@link #side()} pixels
   * @param labels a class index a face
   * @return the time of each kind of layer
   */
  public List<OperationTime> profile(List<FacePixels> faces, List<Integer> labels) {
    prepareThread();
    return plan.profile(
        weights, encoder.values(faces), targets(labels, 0).toArray(double[][]::new));
  }

  private static StepResult result(double[][] logits, List<Integer> labels) {
    double loss = 0;
    int correct = 0;
    for (int i = 0; i < logits.length; i++) {
      double max = Double.NEGATIVE_INFINITY;
      int best = 0;
      for (int c = 0; c < logits[i].length; c++) {
        if (logits[i][c] > max) {
          max = logits[i][c];
          best = c;
        }
      }
      int label = labels.get(i);
      loss += Softmax.loss(logits[i], label);
      correct += best == label ? 1 : 0;
    }
    return new StepResult(loss / logits.length, correct);
  }

  /**
   * Saves the model for use.
   *
   * @param file written whole or not at all
   * @param epoch epochs done
   * @param metrics what it reached
   * @param temperature what its logits are to be divided by, above 0
   * @throws java.io.UncheckedIOException if it can't be written
   */
  public void save(Path file, int epoch, Map<String, Double> metrics, double temperature) {
    Dl4jSettings written =
        answering.areLearning() ? settings : settings.at(settings.learningRate(), 0);
    ModelFile.write(file, written, answering.values(), manifest.after(epoch, metrics, temperature));
  }

  /**
   * Saves the model with the optimizer's state, to go on from later.
   *
   * @param file written whole or not at all
   * @param epoch epochs done
   * @param metrics what it reached
   * @throws java.io.UncheckedIOException if it can't be written
   */
  public void saveCheckpoint(Path file, int epoch, Map<String, Double> metrics) {
    ModelFile.writeCheckpoint(
        file,
        new ModelFile.Checkpoint(
            manifest.after(epoch, metrics, UNCALIBRATED),
            settings,
            weights,
            optimizer.state(),
            answering.averaged()));
  }

  @Override
  public EmotionClasses classes() {
    return manifest.classes();
  }

  @Override
  public int side() {
    return manifest.input().side();
  }

  @Override
  public List<EmotionScores> classify(List<FacePixels> faces) {
    if (closed) {
      throw new IllegalStateException("the network is closed");
    }
    if (inference == null) {
      inference =
          new NetworkClassifier(
              NetworkEngine.of(spec, answering.values(), compute.in(Precision.FP32)),
              encoder,
              manifest.classes(),
              UNCALIBRATED);
    }
    return inference.classify(faces);
  }

  /** Forgets what was made of the weights, which change now. */
  private void closeInference() {
    answering.changed();
    if (inference != null) {
      inference.close();
      inference = null;
    }
  }

  @Override
  public void close() {
    closed = true;
    closeInference();
    plan.close();
  }
}
