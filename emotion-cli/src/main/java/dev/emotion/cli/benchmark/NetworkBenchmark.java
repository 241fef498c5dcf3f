package dev.emotion.cli.benchmark;

import dev.emotion.EmotionClasses;
import dev.emotion.FacePixels;
import dev.emotion.classify.FaceClassifier;
import dev.emotion.engine.Compute;
import dev.emotion.engine.InitialWeights;
import dev.emotion.engine.OptimizerSettings;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelContents;
import dev.emotion.model.ModelManifest;
import dev.emotion.model.TrainableNetwork;
import dev.emotion.network.Architecture;
import dev.emotion.network.InputSpec;
import dev.emotion.network.NetworkSettings;
import dev.emotion.onednn.OperationTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Times networks on random faces: warm-up first, then wall time. */
public final class NetworkBenchmark {
  private static final int WARM_UP = 3;
  private static final int STEPS = 20;
  private static final int PROFILES = 10;

  /** Small batches are quick: more of them, so that the figure is steady. */
  private static final long ENOUGH_NANOS = 500_000_000;

  private static final int MAX_STEPS = 500;
  private static final int SINGLE_WARM_UP = 50;
  private static final int SINGLES = 1000;
  private static final List<Integer> BATCH_SIZES = List.of(1, 8, 32, 64);

  private final int batchSize;
  private final int width;
  private final Compute compute;
  private final BenchmarkText text;
  private List<OperationTime> trainingStep = List.of();

  /**
   * A benchmark.
   *
   * @param batchSize faces a step, at least 1
   * @param width of the reference network
   * @param compute with how many threads, in which precision
   * @param text is told each figure as it is known
   */
  public NetworkBenchmark(int batchSize, int width, Compute compute, BenchmarkText text) {
    this.batchSize = batchSize;
    this.width = width;
    this.compute = compute;
    this.text = text;
  }

  /**
   * Times the reference network: {@link Architecture#VGG} without dropout, trained with Adam.
   *
   * @return its speed, training included
   */
  public NetworkSpeed reference() {
    ModelManifest manifest =
        new ModelManifest(
            EmotionClasses.FER2013,
            InputSpec.DEFAULT,
            new NetworkSettings(Architecture.VGG, width, 0),
            0,
            new TreeMap<>(),
            new TreeMap<>());
    OptimizerSettings adam = new OptimizerSettings(OptimizerSettings.Method.ADAM, 0, 0, List.of());
    try (TrainableNetwork network = TrainableNetwork.create(manifest, adam, 1, compute)) {
      List<FacePixels> faces = faces(batchSize, network.side());
      List<Integer> labels = new ArrayList<>();
      for (int i = 0; i < batchSize; i++) {
        labels.add(i % network.classes().count());
      }
      double training = rate(batchSize, () -> network.step(faces, labels, 0, 0.001));
      text.training(training);
      trainingStep = profile(network, faces, labels);
      NetworkSpeed inference = inference(manifest);
      return new NetworkSpeed(
          OptionalDouble.of(training),
          inference.inferenceImagesPerSecond(),
          inference.byBatchSize(),
          inference.latencyMedianMs(),
          inference.latencyP99Ms());
    }
  }

  private NetworkSpeed inference(ModelManifest manifest) {
    float[] weights = InitialWeights.of(manifest.network(), 1);
    try (EmotionModel model = EmotionModel.open(new ModelContents(manifest, weights), compute)) {
      return inference(model);
    }
  }

  /**
   * Where the time of a step of {@link #reference} went.
   *
   * @return the means of some passes, by kind of layer; empty before
   */
  public List<OperationTime> trainingStep() {
    return trainingStep;
  }

  private static List<OperationTime> profile(
      TrainableNetwork network, List<FacePixels> faces, List<Integer> labels) {
    Map<String, OperationTime> sums = new LinkedHashMap<>();
    for (int i = 0; i < PROFILES; i++) {
      for (OperationTime time : network.profile(faces, labels)) {
        sums.merge(
            time.layer(),
            time,
            (a, b) ->
                new OperationTime(
                    a.layer(),
                    a.count(),
                    a.forwardMs() + b.forwardMs(),
                    a.backwardMs() + b.backwardMs()));
      }
    }
    return sums.values().stream()
        .map(
            sum ->
                new OperationTime(
                    sum.layer(),
                    sum.count(),
                    sum.forwardMs() / PROFILES,
                    sum.backwardMs() / PROFILES))
        .toList();
  }

  /**
   * Times a trained model.
   *
   * @param model what to time
   * @return its speed, without training
   */
  public NetworkSpeed inference(FaceClassifier model) {
    SortedMap<Integer, Double> rates = new TreeMap<>();
    for (int size : BATCH_SIZES) {
      rates.put(size, inferenceRate(model, size));
    }
    double asked = rates.computeIfAbsent(batchSize, size -> inferenceRate(model, size));
    text.inference(asked, rates);
    List<FacePixels> one = faces(1, model.side());
    double[] milliseconds = new double[SINGLES];
    for (int i = -SINGLE_WARM_UP; i < SINGLES; i++) {
      long start = System.nanoTime();
      model.classify(one);
      if (i >= 0) {
        milliseconds[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    Arrays.sort(milliseconds);
    double median = milliseconds[SINGLES / 2];
    double p99 = milliseconds[(int) Math.ceil(0.99 * SINGLES) - 1];
    text.latency(median, p99);
    return new NetworkSpeed(OptionalDouble.empty(), asked, rates, median, p99);
  }

  private static double inferenceRate(FaceClassifier model, int size) {
    List<FacePixels> faces = faces(size, model.side());
    return rate(size, () -> model.classify(faces));
  }

  private static double rate(int images, Runnable work) {
    for (int i = 0; i < WARM_UP; i++) {
      work.run();
    }
    long start = System.nanoTime();
    int steps = 0;
    do {
      work.run();
      steps++;
    } while (steps < STEPS || (System.nanoTime() - start < ENOUGH_NANOS && steps < MAX_STEPS));
    return (double) steps * images / ((System.nanoTime() - start) / 1e9);
  }

  private static List<FacePixels> faces(int count, int side) {
    Random random = new Random(1);
    List<FacePixels> faces = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] grey = new byte[side * side];
      random.nextBytes(grey);
      faces.add(FacePixels.of(side, grey));
    }
    return faces;
  }
}
