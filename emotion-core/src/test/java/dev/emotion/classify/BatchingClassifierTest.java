package dev.emotion.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.testing.FakeClassifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchingClassifierTest {
  private static final EmotionClasses CLASSES = new EmotionClasses(List.of("dark", "light"));
  private static final Duration NONE = Duration.ZERO;
  private static final Duration LONG = Duration.ofSeconds(50);

  /**
   * One pixel a face; the answer is its brightness. It waits for the gate, and notes its batches.
   */
  private static final class Slow implements FaceClassifier {
    final List<Integer> batches = new CopyOnWriteArrayList<>();
    final CountDownLatch began = new CountDownLatch(1);
    final CountDownLatch gate = new CountDownLatch(1);

    @Override
    public EmotionClasses classes() {
      return CLASSES;
    }

    @Override
    public int side() {
      return 1;
    }

    @Override
    public List<EmotionScores> classify(List<FacePixels> faces) {
      batches.add(faces.size());
      began.countDown();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return faces.stream().map(BatchingClassifierTest::scores).toList();
    }
  }

  private final Slow slow = new Slow();
  private final ExecutorService callers = Executors.newCachedThreadPool();

  private static EmotionScores scores(FacePixels face) {
    double light = face.get(0, 0) / 255.0;
    return EmotionScores.of(CLASSES, new double[] {1 - light, light});
  }

  private static FacePixels face(int brightness) {
    return FacePixels.of(1, new byte[] {(byte) brightness});
  }

  private CompletableFuture<List<EmotionScores>> call(FaceClassifier classifier, int... faces) {
    List<FacePixels> pixels = IntStream.of(faces).mapToObj(BatchingClassifierTest::face).toList();
    return CompletableFuture.supplyAsync(() -> classifier.classify(pixels), callers);
  }

  @AfterEach
  void stop() {
    slow.gate.countDown();
    callers.shutdownNow();
  }

  @Test
  void callsThatComeWhileTheNetworkIsBusyGoTogetherAndGetTheirOwnAnswers() throws Exception {
    try (BatchingClassifier batching = new BatchingClassifier(slow, LONG, () -> 0)) {
      CompletableFuture<List<EmotionScores>> first = call(batching, 1);
      slow.began.await();
      CompletableFuture<List<EmotionScores>> second = call(batching, 20, 30);
      CompletableFuture<List<EmotionScores>> third = call(batching, 40, 50, 60);
      while (batching.waiting() < 2) {
        Thread.sleep(1); // unlike spinning, a time-out can end it
      }
      slow.gate.countDown();

      assertThat(first.get()).containsExactly(scores(face(1)));
      assertThat(second.get()).containsExactly(scores(face(20)), scores(face(30)));
      assertThat(third.get()).containsExactly(scores(face(40)), scores(face(50)), scores(face(60)));
      assertThat(slow.batches).containsExactly(1, 5);
    }
  }

  @Test
  void noMoreFacesGoTogetherThanAnswerAsIfAlone() throws Exception {
    try (BatchingClassifier batching = new BatchingClassifier(slow, LONG, () -> 0)) {
      CompletableFuture<List<EmotionScores>> first = call(batching, 1);
      slow.began.await();
      List<CompletableFuture<List<EmotionScores>>> others = new ArrayList<>();
      for (int size : new int[] {9, 6, 1, 20, 3}) {
        others.add(call(batching, IntStream.rangeClosed(1, size).toArray()));
        while (batching.waiting() < others.size()) {
          Thread.sleep(1); // unlike spinning, a time-out can end it
        }
      }
      slow.gate.countDown();

      for (CompletableFuture<List<EmotionScores>> other : others) {
        assertThat(other.get()).startsWith(scores(face(1)));
      }
      assertThat(first.get()).hasSize(1);
      assertThat(slow.batches).containsExactly(1, 15, 1, 20, 3);
    }
  }

  @Test
  void waitsForTheCallsThatAreExpected() throws Exception {
    slow.gate.countDown();
    try (BatchingClassifier batching = new BatchingClassifier(slow, LONG, () -> 2)) {
      CompletableFuture<List<EmotionScores>> first = call(batching, 1);
      CompletableFuture<List<EmotionScores>> second = call(batching, 2);

      assertThat(first.get()).containsExactly(scores(face(1)));
      assertThat(second.get()).containsExactly(scores(face(2)));
      assertThat(slow.batches).containsExactly(2);
    }
  }

  @Test
  void doesNotWaitForCallsThatDoNotCome() throws Exception {
    slow.gate.countDown();
    try (BatchingClassifier alone = new BatchingClassifier(slow, LONG, () -> 1);
        BatchingClassifier disappointed = new BatchingClassifier(slow, NONE, () -> 9)) {
      assertThat(call(alone, 7).get(20, TimeUnit.SECONDS)).hasSize(1);
      assertThat(call(disappointed, 7).get(20, TimeUnit.SECONDS)).hasSize(1);
    }
  }

  @Test
  void noFacesNeedNoNetwork() {
    try (BatchingClassifier batching = new BatchingClassifier(slow, NONE, () -> 1)) {
      assertThat(batching.classify(List.of())).isEmpty();
    }
  }

  @Test
  void aFailureReachesItsCallersAndTheNextCallWorks() {
    FaceClassifier moody =
        new FakeClassifier(
            CLASSES,
            face -> {
              if (face.get(0, 0) == 0) {
                throw new IllegalArgumentException("too dark");
              }
              return scores(face);
            });
    try (BatchingClassifier batching = new BatchingClassifier(moody, NONE, () -> 1)) {
      assertThatThrownBy(() -> batching.classify(List.of(face(0)))).hasRootCauseMessage("too dark");
      assertThat(batching.classify(List.of(face(9)))).containsExactly(scores(face(9)));
    }
  }

  @Test
  void aClosedOneRefusesInsteadOfKeepingItsCallersWaiting() {
    BatchingClassifier batching = new BatchingClassifier(slow, NONE, () -> 1);
    batching.close();

    assertThatThrownBy(() -> batching.classify(List.of(face(1))))
        .isInstanceOf(IllegalStateException.class)
        .hasStackTraceContaining("closed");
  }
}
