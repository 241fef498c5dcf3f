package dev.emotion.train;

import dev.emotion.FacePixels;
import dev.emotion.dataset.LabeledFace;
import dev.emotion.system.Parallel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One epoch's batches: every face once, in a seeded order, varied on background threads while the
 * trainer computes. What comes out depends on seed and epoch alone, not on the threads. The last
 * batch may be smaller.
 */
final class FaceBatchIterator implements Iterator<FaceBatch>, AutoCloseable {
  /** Batches made ahead; bounds the memory. */
  private static final int AHEAD = 4;

  private final List<LabeledFace> faces;
  private final List<Integer> order = new ArrayList<>();
  private final int batchSize;
  private final Augmentation augmentation;
  private final long seed;
  private final int epoch;
  private final ExecutorService workers;
  private final ThreadLocal<FaceAugmenter> augmenter;
  private final Deque<Future<FaceBatch>> ahead = new ArrayDeque<>();
  private int submitted;
  private long waitedNanos;

  /**
   * Starts an epoch of a run.
   *
   * @param faces the training faces
   * @param settings of the run
   * @param epoch counted from 1
   * @return the batches
   */
  static FaceBatchIterator of(List<LabeledFace> faces, TrainingSettings settings, int epoch) {
    return new FaceBatchIterator(
        faces,
        settings.batchSize(),
        settings.augmentation(),
        settings.seed(),
        epoch,
        settings.compute().threads());
  }

  /**
   * Starts an epoch.
   *
   * @param faces the training faces
   * @param batchSize faces a batch, at least 1
   * @param augmentation how much they are varied
   * @param seed of the run
   * @param epoch counted from 1
   * @param threads background threads, at least 1
   */
  FaceBatchIterator(
      List<LabeledFace> faces,
      int batchSize,
      Augmentation augmentation,
      long seed,
      int epoch,
      int threads) {
    this.faces = faces;
    this.batchSize = batchSize;
    this.augmentation = augmentation;
    this.seed = seed;
    this.epoch = epoch;
    for (int i = 0; i < faces.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(Seeds.of(seed, Seeds.Use.SHUFFLE, epoch)));
    this.augmenter = ThreadLocal.withInitial(() -> new FaceAugmenter(augmentation));
    if (augmentation != Augmentation.NONE && !faces.isEmpty()) {
      // DataVec's classes load libraries of their own, which two threads must not do at once.
      augmenter.get().augment(faces.get(0).pixels(), new Random(0));
    }
    this.workers =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "emotion-augment");
              thread.setDaemon(true);
              return thread;
            });
    fill();
  }

  /** The number of batches of an epoch. */
  static int batches(int faces, int batchSize) {
    return (faces + batchSize - 1) / batchSize;
  }

  private void fill() {
    while (ahead.size() < AHEAD && submitted < order.size()) {
      List<Integer> part = order.subList(submitted, Math.min(submitted + batchSize, order.size()));
      submitted += part.size();
      ahead.add(workers.submit(() -> make(part)));
    }
  }

  private FaceBatch make(List<Integer> part) {
    List<FacePixels> pixels = new ArrayList<>(part.size());
    List<Integer> labels = new ArrayList<>(part.size());
    for (int index : part) {
      LabeledFace face = faces.get(index);
      Random random = new Random(Seeds.of(seed, Seeds.Use.AUGMENT, epoch, index));
      pixels.add(
          augmentation == Augmentation.NONE
              ? face.pixels()
              : augmenter.get().augment(face.pixels(), random));
      labels.add(face.label());
    }
    return new FaceBatch(pixels, labels, part);
  }

  @Override
  public boolean hasNext() {
    return !ahead.isEmpty();
  }

  @Override
  public FaceBatch next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the epoch is over");
    }
    long start = System.nanoTime();
    FaceBatch batch = Parallel.result(ahead.remove(), "waiting for a batch");
    waitedNanos += System.nanoTime() - start;
    fill();
    return batch;
  }

  /** How long {@link #next} has waited for batches so far. */
  double waitedSeconds() {
    return waitedNanos / 1e9;
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
