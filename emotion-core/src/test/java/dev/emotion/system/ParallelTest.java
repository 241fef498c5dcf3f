package dev.emotion.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParallelTest {
  private static final List<Integer> ITEMS = IntStream.range(0, 200).boxed().toList();

  @Test
  void keepsTheOrder() {
    assertThat(Parallel.map(ITEMS, 4, item -> item + 1))
        .isEqualTo(IntStream.rangeClosed(1, 200).boxed().toList());
    assertThat(Parallel.map(List.<Integer>of(), 4, item -> item)).isEmpty();
  }

  @Test
  void worksOnAsManyThreadsAsAllowedAndNoMore() {
    CountDownLatch together = new CountDownLatch(3);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Parallel.map(
        ITEMS,
        3,
        item -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          together.countDown();
          await(together);
          return now.decrementAndGet();
        });
    assertThat(most.get()).isEqualTo(3);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void staysOnTheCallersThreadWhereOneIsAllowed() {
    Thread caller = Thread.currentThread();
    assertThat(Parallel.map(ITEMS, 1, item -> Thread.currentThread())).containsOnly(caller);
  }

  @Test
  void throwsWhatTheWorkThrows() {
    for (int threads : new int[] {1, 4}) {
      assertThatThrownBy(
              () ->
                  Parallel.map(
                      ITEMS,
                      threads,
                      item -> {
                        throw new IllegalArgumentException("no");
                      }))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
