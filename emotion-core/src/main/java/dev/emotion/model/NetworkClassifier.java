package dev.emotion.model;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.classify.FaceClassifier;
import dev.emotion.engine.NetworkEngine;
import dev.emotion.network.InputEncoder;
import java.util.ArrayList;
import java.util.List;

/** Faces in, scores out, on an engine. Not thread-safe. */
final class NetworkClassifier implements AutoCloseable {
  private final NetworkEngine engine;
  private final InputEncoder encoder;
  private final EmotionClasses classes;
  private final double temperature;

  /**
   * A classifier.
   *
   * @param temperature what the logits are divided by, above 0
   */
  NetworkClassifier(
      NetworkEngine engine, InputEncoder encoder, EmotionClasses classes, double temperature) {
    this.engine = engine;
    this.encoder = encoder;
    this.classes = classes;
    this.temperature = temperature;
  }

  /**
   * Classifies faces.
   *
   * @param faces any number, each of the network's side
   * @return one result per face, in order
   */
  List<EmotionScores> classify(List<FacePixels> faces) {
    List<EmotionScores> scores = new ArrayList<>(faces.size());
    for (int from = 0; from < faces.size(); from += FaceClassifier.MAX_BATCH) {
      List<FacePixels> batch =
          faces.subList(from, Math.min(from + FaceClassifier.MAX_BATCH, faces.size()));
      for (double[] row : engine.probabilities(encoder.values(batch))) {
        scores.add(EmotionScores.of(classes, tempered(row)));
      }
    }
    return scores;
  }

  /** softmax(logits / T), from softmax(logits): each to the power of 1 / T, to the sum of 1. */
  private double[] tempered(double[] probabilities) {
    if (temperature == 1) {
      return probabilities;
    }
    double[] values = new double[probabilities.length];
    double sum = 0;
    for (int c = 0; c < values.length; c++) {
      values[c] = Math.pow(probabilities[c], 1 / temperature);
      sum += values[c];
    }
    for (int c = 0; c < values.length; c++) {
      values[c] /= sum;
    }
    return values;
  }

  @Override
  public void close() {
    engine.close();
  }
}
