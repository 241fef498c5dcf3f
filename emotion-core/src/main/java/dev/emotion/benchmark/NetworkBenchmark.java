package dev.emotion.benchmark;

import dev.emotion.EmotionClasses;
import dev.emotion.FaceClassifier;
import dev.emotion.FacePixels;
import dev.emotion.network.Architecture;
import dev.emotion.network.Engine;
import dev.emotion.network.InputSpec;
import dev.emotion.network.ModelManifest;
import dev.emotion.network.NetworkSettings;
import dev.emotion.network.OptimizerSettings;
import dev.emotion.network.TrainableNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;

/**
 * Times networks on random faces: warm-up first, then wall time. The engine's thread count is
 * whatever was set before.
 */
public final class NetworkBenchmark {
  private static final int WARM_UP = 3;
  private static final int STEPS = 20;
  private static final int SINGLE_WARM_UP = 20;
  private static final int SINGLES = 200;

  private final int batchSize;

  /**
   * A benchmark.
   *
   * @param batchSize faces a step, at least 1
   */
  public NetworkBenchmark(int batchSize) {
    this.batchSize = batchSize;
  }

  /**
   * Times the reference network: {@link Architecture#VGG} of width 32 without dropout, trained with
   * Adam.
   *
   * @return its speed, training included
   */
  public NetworkSpeed reference() {
    ModelManifest manifest =
        new ModelManifest(
            EmotionClasses.FER2013,
            InputSpec.DEFAULT,
            new NetworkSettings(Architecture.VGG, 32, 0),
            0,
            new TreeMap<>(),
            new TreeMap<>());
    OptimizerSettings adam = new OptimizerSettings(OptimizerSettings.Method.ADAM, 0, 0, List.of());
    try (TrainableNetwork network = TrainableNetwork.create(manifest, adam, 1, Engine.FAST)) {
      List<FacePixels> faces = faces(batchSize, network.side());
      List<Integer> labels = new ArrayList<>();
      for (int i = 0; i < batchSize; i++) {
        labels.add(i % network.classes().count());
      }
      double training = rate(() -> network.step(faces, labels, 0, 0.001));
      NetworkSpeed inference = inference(network);
      return new NetworkSpeed(
          OptionalDouble.of(training),
          inference.inferenceImagesPerSecond(),
          inference.latencyMedianMs(),
          inference.latencyP99Ms());
    }
  }

  /**
   * Times a trained model.
   *
   * @param model what to time
   * @return its speed, without training
   */
  public NetworkSpeed inference(FaceClassifier model) {
    List<FacePixels> faces = faces(batchSize, model.side());
    double rate = rate(() -> model.classify(faces));
    List<FacePixels> one = faces.subList(0, 1);
    double[] milliseconds = new double[SINGLES];
    for (int i = -SINGLE_WARM_UP; i < SINGLES; i++) {
      long start = System.nanoTime();
      model.classify(one);
      if (i >= 0) {
        milliseconds[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    Arrays.sort(milliseconds);
    return new NetworkSpeed(
        OptionalDouble.empty(),
        rate,
        milliseconds[SINGLES / 2],
        milliseconds[(int) Math.ceil(0.99 * SINGLES) - 1]);
  }

  private double rate(Runnable work) {
    for (int i = 0; i < WARM_UP; i++) {
      work.run();
    }
    long start = System.nanoTime();
    for (int i = 0; i < STEPS; i++) {
      work.run();
    }
    return (double) STEPS * batchSize / ((System.nanoTime() - start) / 1e9);
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
