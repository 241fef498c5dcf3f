package dev.emotion.classify;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * A classifier for many threads: the faces of calls that come at about the same time go through
 * another classifier together, on one thread of its own. That is quicker than one call after the
 * other, and the engine keeps threads for one caller only. Thread-safe.
 */
public final class BatchingClassifier implements FaceClassifier, AutoCloseable {
  private final FaceClassifier single;
  private final Duration maxWait;
  private final IntSupplier expected;
  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::run, "emotion-network");
  private volatile boolean closed;

  /** Came while a batch was gathered, and had no room in it. */
  private volatile Call held;

  private record Call(List<FacePixels> faces, CompletableFuture<List<EmotionScores>> scores) {}

  /**
   * A classifier over another.
   *
   * @param single called by one thread at a time; stays the caller's to close
   * @param maxWait how long the first call of a batch waits for others
   * @param expected how many calls may come soon, the waiting ones included; with no more than have
   *     come, none waits
   */
  public BatchingClassifier(FaceClassifier single, Duration maxWait, IntSupplier expected) {
    this.single = single;
    this.maxWait = maxWait;
    this.expected = expected;
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public EmotionClasses classes() {
    return single.classes();
  }

  @Override
  public int side() {
    return single.side();
  }

  /**
   * Waits for the answer.
   *
   * @throws IllegalStateException if this classifier is closed
   */
  @Override
  public List<EmotionScores> classify(List<FacePixels> faces) {
    if (faces.isEmpty()) {
      return List.of();
    }
    Call call = new Call(faces, new CompletableFuture<>());
    calls.add(call);
    if (closed) { // after the add: either this thread sees it or the other one the call
      refuseWaiting();
    }
    try {
      return call.scores.join();
    } catch (CompletionException e) {
      throw new IllegalStateException("classification failed", e.getCause());
    }
  }

  /**
   * How many calls wait for the next batch.
   *
   * @return 0 or more
   */
  int waiting() {
    return calls.size() + (held == null ? 0 : 1);
  }

  private void run() {
    try {
      while (!closed) {
        classifyTogether(gather());
      }
    } catch (InterruptedException e) {
      // closed
    } finally {
      refuseWaiting();
    }
  }

  private List<Call> gather() throws InterruptedException {
    List<Call> batch = new ArrayList<>(List.of(held == null ? calls.take() : held));
    held = null;
    int faces = batch.get(0).faces.size();
    long end = System.nanoTime() + maxWait.toNanos();
    while (faces < EXACT_BATCH) {
      long wait = batch.size() < expected.getAsInt() ? end - System.nanoTime() : 0;
      Call next = calls.poll(wait, TimeUnit.NANOSECONDS);
      if (next == null) {
        return batch;
      }
      faces += next.faces.size();
      if (faces > EXACT_BATCH) {
        held = next;
        return batch;
      }
      batch.add(next);
    }
    return batch;
  }

  private void classifyTogether(List<Call> batch) {
    try {
      List<FacePixels> faces = batch.stream().flatMap(call -> call.faces.stream()).toList();
      List<EmotionScores> scores = single.classify(faces);
      int from = 0;
      for (Call call : batch) {
        int to = from + call.faces.size();
        call.scores.complete(scores.subList(from, to));
        from = to;
      }
    } catch (RuntimeException | Error e) { // the callers' to report; this thread goes on
      batch.forEach(call -> call.scores.completeExceptionally(e));
    }
  }

  private void refuseWaiting() {
    Call first = held;
    if (first != null) {
      calls.add(first);
      held = null;
    }
    for (Call call = calls.poll(); call != null; call = calls.poll()) {
      call.scores.completeExceptionally(new IllegalStateException("the classifier is closed"));
    }
  }

  /** Refuses what still waits; waits for the batch under way. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    refuseWaiting();
  }
}
