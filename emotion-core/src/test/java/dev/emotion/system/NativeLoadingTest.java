package dev.emotion.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class NativeLoadingTest {
  @Test
  void loadsOneAfterTheOtherOnOneThreadAndGoesOnPastAFailure() {
    List<String> threads = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 5; i++) {
      NativeLoading.begin(
          () -> {
            threads.add(Thread.currentThread().getName());
            throw new UnsatisfiedLinkError("made by the test");
          });
    }
    NativeLoading.await();

    assertThat(threads).hasSize(5).containsOnly("emotion-natives");
  }

  @Test
  void waitsEvenWhenInterruptedAndKeepsTheInterruption() throws Exception {
    CountDownLatch loaded = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    NativeLoading.begin(
        () -> {
          try {
            goOn.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          loaded.countDown();
        });
    List<Boolean> seen = Collections.synchronizedList(new ArrayList<>());
    Thread waiting =
        new Thread(
            () -> {
              NativeLoading.await();
              seen.add(loaded.getCount() == 0);
              seen.add(Thread.currentThread().isInterrupted());
            });
    waiting.start();
    waiting.interrupt();
    Thread.sleep(50); // time to return too early in
    goOn.countDown();
    waiting.join();

    assertThat(seen).containsExactly(true, true);
  }
}
