package dev.emotion.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PixelBudgetTest {
  private final PixelBudget budget = new PixelBudget(60_000_000);

  /** Holds so many pixels until the gate opens. */
  private CompletableFuture<Void> hold(long pixels, CountDownLatch began, CountDownLatch gate) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () ->
                done.complete(
                    budget.hold(
                        pixels,
                        () -> {
                          began.countDown();
                          try {
                            gate.await();
                          } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                          }
                          return null;
                        })));
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  @Test
  void aSmallImageHasRoomBesideTheLargestAndASecondLargeOneHasNot() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch small = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    CompletableFuture<Void> done = hold(50_000_000, first, gate);
    first.await();
    CompletableFuture<Void> beside = hold(8_000_000, small, gate);
    small.await();

    CompletableFuture<Void> waiting = hold(50_000_000, second, gate);
    assertThat(second.await(200, TimeUnit.MILLISECONDS)).isFalse();

    gate.countDown();
    done.get();
    beside.get();
    waiting.get();
  }

  @Test
  void anImageLargerThanTheBudgetIsWorkedOnAlone() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch huge = new CountDownLatch(1);
    CountDownLatch small = new CountDownLatch(1);
    CompletableFuture<Void> done = hold(Long.MAX_VALUE, huge, gate);
    huge.await();
    CompletableFuture<Void> waiting = hold(1, small, gate);
    assertThat(small.await(200, TimeUnit.MILLISECONDS)).isFalse();
    gate.countDown();
    done.get();
    waiting.get();
  }

  @Test
  void roomIsGivenBackAfterAFailure() {
    for (int i = 0; i < 3; i++) {
      CompletableFuture<Object> failed =
          CompletableFuture.supplyAsync(
              () ->
                  budget.hold(
                      50_000_000,
                      () -> {
                        throw new IllegalStateException("broken");
                      }));
      assertThat(failed.handle((value, failure) -> failure.getMessage()).join()).contains("broken");
    }
  }
}
