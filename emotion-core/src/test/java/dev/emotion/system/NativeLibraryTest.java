package dev.emotion.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion.NativeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NativeLibraryTest {
  @Test
  void loadsOnceAndEachAfterTheOtherOnOneThread() {
    List<String> threads = Collections.synchronizedList(new ArrayList<>());
    List<NativeLibrary> libraries = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      libraries.add(new NativeLibrary(() -> threads.add(Thread.currentThread().getName())));
    }
    libraries.forEach(NativeLibrary::begin);
    libraries.forEach(NativeLibrary::require);
    libraries.forEach(NativeLibrary::require);

    assertThat(threads).hasSize(5).containsOnly("emotion-natives");
  }

  @Test
  void tellsTheReasonEachTimeAndTriesOnce() {
    AtomicInteger tries = new AtomicInteger();
    NativeLibrary library =
        new NativeLibrary(
            () -> {
              tries.incrementAndGet();
              throw new UnsatisfiedLinkError("made by the test");
            });
    library.begin();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(library::require)
          .isInstanceOf(NativeException.class)
          .hasMessageContaining("made by the test");
    }
    assertThat(tries).hasValue(1);
  }

  private static final class Broken {
    static {
      fail();
    }

    private static void fail() {
      throw new UnsatisfiedLinkError("made by the test");
    }

    static void touch() {}
  }

  /** The second touch is another error, and of the first only words are left. */
  @Test
  void tellsTheReasonOfAClassThatFailedBefore() {
    for (int i = 0; i < 2; i++) {
      NativeLibrary library = new NativeLibrary(Broken::touch);
      assertThatThrownBy(library::require)
          .isInstanceOf(NativeException.class)
          .hasMessageContaining("native libraries: made by the test, expected");
    }
  }

  @Test
  void waitsForAnotherOneUnderWayEvenWhenInterruptedAndKeepsTheInterruption() throws Exception {
    NativeLibrary loaded = new NativeLibrary(() -> {});
    loaded.require();
    CountDownLatch goOn = new CountDownLatch(1);
    NativeLibrary slow =
        new NativeLibrary(
            () -> {
              try {
                goOn.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    slow.begin();
    List<Boolean> seen = Collections.synchronizedList(new ArrayList<>());
    Thread waiting =
        new Thread(
            () -> {
              loaded.require(); // nobody may touch JavaCPP meanwhile
              seen.add(goOn.getCount() == 0);
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
