package dev.emotion.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion.DetectedFace;
import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FaceBox;
import dev.emotion.FacePixels;
import dev.emotion.VideoException;
import dev.emotion.classify.FaceClassifier;
import dev.emotion.detect.FaceDetector;
import dev.emotion.detect.WholeImageDetector;
import dev.emotion.recognize.EmotionRecognizer;
import dev.emotion.video.FrameSource;
import dev.emotion.video.SoundTrack;
import dev.emotion.video.VideoFrame;
import dev.emotion.video.VideoInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames of one grey each, made by code, and a classifier that reads the grey. */
@Timeout(60)
class RecognitionLoopTest {
  private static final EmotionClasses CLASSES = new EmotionClasses(List.of("sad", "happy"));

  /** Frame i is 40 ms after the one before, and as grey as i. */
  private static class GreyFrames implements FrameSource {
    final long count;
    final boolean live;
    final Set<Long> memory = new HashSet<>();
    long next;

    GreyFrames(long count, boolean live) {
      this.count = count;
      this.live = live;
    }

    @Override
    public VideoInfo info() {
      return new VideoInfo("grey", 40, 30, 25, Optional.empty(), live);
    }

    @Override
    public boolean read(VideoFrame into) {
      if (next == count) {
        return false;
      }
      try (Scalar grey = Scalar.all((int) (next % 256))) {
        into.allocate(40, 30).put(grey);
      }
      memory.add(into.image().data().address());
      into.stamp(next, next * 40_000);
      next++;
      return true;
    }

    @Override
    public Optional<VideoException> damage() {
      return Optional.of(new VideoException("grey", "damage", "none"));
    }

    @Override
    public Optional<SoundTrack> sound() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }

  /** Says "happy" with the grey of a face, in 255ths. */
  private record GreyClassifier(UnaryOperator<List<FacePixels>> first) implements FaceClassifier {
    @Override
    public EmotionClasses classes() {
      return CLASSES;
    }

    @Override
    public int side() {
      return 4;
    }

    @Override
    public List<EmotionScores> classify(List<FacePixels> faces) {
      return first.apply(faces).stream()
          .map(face -> face.get(0, 0) / 255.0)
          .map(p -> new EmotionScores(CLASSES, List.of(1 - p, p)))
          .toList();
    }
  }

  private static LoopSettings settings(int every, long maxFrames, boolean allFrames) {
    return LoopSettings.defaults()
        .withEvery(every)
        .withMaxFrames(maxFrames)
        .withSmoothingSeconds(0)
        .withAllFrames(allFrames);
  }

  private static EmotionRecognizer recognizer(
      FaceDetector detector, UnaryOperator<List<FacePixels>> first) {
    return new EmotionRecognizer(detector, new GreyClassifier(first));
  }

  private static EmotionRecognizer wholeImages() {
    return recognizer(new WholeImageDetector(), faces -> faces);
  }

  private static List<Long> numbers(long... numbers) {
    return LongStream.of(numbers).boxed().toList();
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aFileLosesNoFrameHoweverSlowTheListenerIs() {
    GreyFrames source = new GreyFrames(100, false);
    List<FrameResult> results = new ArrayList<>();
    LoopReport report =
        new RecognitionLoop(wholeImages(), settings(1, 0, false))
            .run(
                source,
                frame -> {
                  pause(frame.result().frame() % 10);
                  return results.add(frame.result());
                },
                () -> false);

    assertThat(report.framesRead()).isEqualTo(100);
    assertThat(report.framesProcessed()).isEqualTo(100);
    assertThat(report.framesDropped()).isZero();
    assertThat(report.stopped()).isFalse();
    assertThat(report.damage()).isPresent();
    assertThat(results).hasSize(100);
    for (int i = 0; i < 100; i++) {
      FrameResult result = results.get(i);
      assertThat(result.frame()).isEqualTo(i);
      assertThat(result.timeMs()).isEqualTo(40.0 * i);
      TrackedFace face = result.faces().get(0);
      assertThat(face.track()).isEqualTo(1);
      assertThat(face.box()).isEqualTo(new FaceBox(0, 0, 40, 30));
      assertThat(face.scores().probability(1)).isEqualTo(i / 255.0);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "3, 1", "4, 2", "16, 14"})
  void leavesTheNetworkTheThreadsThatTheOtherStagesDoNotNeed(int threads, int expected) {
    assertThat(RecognitionLoop.networkThreads(threads)).isEqualTo(expected);
  }

  @Test
  void usesTheMemoryOfAFewFramesAgainAndAgain() {
    GreyFrames source = new GreyFrames(500, false);
    new RecognitionLoop(wholeImages(), settings(1, 0, false))
        .run(source, frame -> true, () -> false);
    assertThat(source.memory).hasSizeLessThanOrEqualTo(10);
  }

  /** It waits until the listener has its first frame, then gives 200 at once. */
  private static GreyFrames flood(CountDownLatch listening) {
    return new GreyFrames(201, true) {
      @Override
      public boolean read(VideoFrame into) {
        try {
          return (next == 0 || listening.await(30, TimeUnit.SECONDS)) && super.read(into);
        } catch (InterruptedException e) {
          return false;
        }
      }
    };
  }

  @RepeatedTest(10)
  void aDroppedFrameIsNotOneThatWasLookedAt() {
    CountDownLatch listening = new CountDownLatch(1);
    List<Long> seen = new ArrayList<>();
    LoopReport report =
        new RecognitionLoop(wholeImages(), settings(1, 8, false))
            .run(
                flood(listening),
                frame -> {
                  seen.add(frame.result().frame());
                  listening.countDown();
                  pause(5);
                  return true;
                },
                () -> false);
    assertThat(seen.size()).isLessThanOrEqualTo(8);
    assertThat(report.framesProcessed()).isEqualTo(seen.size());
    // All of them, unless the source ended before.
    assertThat(seen.size() == 8 || report.framesRead() == 201).isTrue();
    assertThat(report.framesRead()).isGreaterThan(8);
  }

  @RepeatedTest(10)
  void aLiveSourceDropsOldFramesAndCountsThem() {
    CountDownLatch listening = new CountDownLatch(1);
    GreyFrames source = flood(listening);
    List<Long> seen = new ArrayList<>();
    LoopReport report =
        new RecognitionLoop(wholeImages(), settings(1, 0, false))
            .run(
                source,
                frame -> {
                  seen.add(frame.result().frame());
                  listening.countDown();
                  pause(5);
                  return true;
                },
                () -> false);

    assertThat(report.framesRead()).isEqualTo(201);
    assertThat(report.framesDropped()).isPositive();
    assertThat(report.framesProcessed() + report.framesDropped()).isEqualTo(201);
    assertThat(seen).hasSize((int) report.framesProcessed()).isSorted();
    assertThat(seen).as("the newest is never the one that is dropped").contains(200L);
  }

  @RepeatedTest(10)
  void countsDroppedFramesThatWereNotToBeLookedAtToo() {
    CountDownLatch listening = new CountDownLatch(1);
    AtomicLong given = new AtomicLong();
    LoopReport report =
        new RecognitionLoop(wholeImages(), settings(5, 0, true))
            .run(
                flood(listening),
                frame -> {
                  given.incrementAndGet();
                  listening.countDown();
                  pause(5);
                  return true;
                },
                () -> false);
    assertThat(report.framesDropped()).isPositive();
    assertThat(given.get() + report.framesDropped()).isEqualTo(201);
  }

  @Test
  void givesTheFramesBeforeOneThatCanNotBeRead() {
    VideoException fault = new VideoException("grey", "a fault", "none");
    GreyFrames broken =
        new GreyFrames(100, false) {
          @Override
          public boolean read(VideoFrame into) {
            if (next == 7) {
              throw fault;
            }
            return super.read(into);
          }
        };
    List<Long> seen = new ArrayList<>();
    assertThatThrownBy(
            () ->
                new RecognitionLoop(wholeImages(), settings(1, 0, false))
                    .run(broken, frame -> seen.add(frame.result().frame()), () -> false))
        .isSameAs(fault);
    assertThat(seen).isEqualTo(numbers(0, 1, 2, 3, 4, 5, 6));
  }

  @Test
  void looksAtEveryNthFrameOnly() {
    List<Long> seen = new ArrayList<>();
    LoopReport report =
        new RecognitionLoop(wholeImages(), settings(4, 3, false))
            .run(
                new GreyFrames(100, false), frame -> seen.add(frame.result().frame()), () -> false);
    assertThat(seen).containsExactlyElementsOf(numbers(0, 4, 8));
    assertThat(report.framesProcessed()).isEqualTo(3);
  }

  @Test
  void givesFramesInBetweenTheFacesOfTheLastOneLookedAt() {
    List<String> seen = new ArrayList<>();
    new RecognitionLoop(wholeImages(), settings(3, 0, true))
        .run(
            new GreyFrames(5, false),
            frame ->
                seen.add(
                    frame.result().frame()
                        + (frame.processed() ? " looked at " : " with that of ")
                        + Math.round(255 * frame.result().faces().get(0).scores().probability(1))),
            () -> false);
    assertThat(seen)
        .containsExactly(
            "0 looked at 0",
            "1 with that of 0",
            "2 with that of 0",
            "3 looked at 3",
            "4 with that of 3");
  }

  @Test
  void framesWithoutFacesAreFramesToo() {
    FaceDetector blind =
        new FaceDetector() {
          @Override
          public List<DetectedFace> detect(Mat image, int threads) {
            return List.of();
          }

          @Override
          public void close() {}
        };
    List<FrameResult> results = new ArrayList<>();
    new RecognitionLoop(recognizer(blind, faces -> faces), settings(1, 0, false))
        .run(new GreyFrames(20, false), frame -> results.add(frame.result()), () -> false);
    assertThat(results).hasSize(20).allMatch(result -> result.faces().isEmpty());
  }

  @Test
  void theListenerCanStop() {
    List<Long> seen = new ArrayList<>();
    LoopReport report =
        new RecognitionLoop(wholeImages(), settings(1, 0, false))
            .run(
                new GreyFrames(1000, false),
                frame -> seen.add(frame.result().frame()) && seen.size() < 3,
                () -> false);
    assertThat(seen).containsExactlyElementsOf(numbers(0, 1, 2));
    assertThat(report.stopped()).isTrue();
    assertThat(report.damage()).isEmpty();
  }

  @Test
  void stopsWhileTheSourceHangs() {
    GreyFrames hanging =
        new GreyFrames(1000, true) {
          @Override
          public boolean read(VideoFrame into) {
            if (next < 2) {
              return super.read(into);
            }
            pause(60_000);
            return false;
          }
        };
    List<Long> seen = new ArrayList<>();
    long start = System.nanoTime();
    LoopReport report =
        new RecognitionLoop(wholeImages(), settings(1, 0, false))
            .run(hanging, frame -> seen.add(frame.result().frame()), () -> !seen.isEmpty());
    assertThat(report.stopped()).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void aFailureOnAnyThreadIsTheCallers() {
    EmotionRecognizer failing =
        recognizer(
            new WholeImageDetector(),
            faces -> {
              throw new IllegalStateException("no network");
            });
    assertThatThrownBy(
            () ->
                new RecognitionLoop(failing, settings(1, 0, false))
                    .run(new GreyFrames(100, false), frame -> true, () -> false))
        .hasMessage("no network");

    GreyFrames lost =
        new GreyFrames(100, true) {
          @Override
          public boolean read(VideoFrame into) {
            throw new VideoException("camera 0", "gone", "a camera");
          }
        };
    assertThatThrownBy(
            () ->
                new RecognitionLoop(wholeImages(), settings(1, 0, false))
                    .run(lost, frame -> true, () -> false))
        .isInstanceOf(VideoException.class)
        .hasMessageStartingWith("camera 0");

    assertThatThrownBy(
            () ->
                new RecognitionLoop(wholeImages(), settings(1, 0, false))
                    .run(
                        new GreyFrames(100, false),
                        frame -> {
                          throw new IllegalArgumentException("no listener");
                        },
                        () -> false))
        .hasMessage("no listener");
  }

  @Test
  void leavesNoThreadBehind() {
    new RecognitionLoop(wholeImages(), settings(1, 0, false))
        .run(new GreyFrames(10, false), frame -> false, () -> false);
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(
            thread ->
                List.of("emotion-read", "emotion-search", "emotion-track", "emotion-classify")
                    .contains(thread.getName()));
  }

  @Test
  void theSameFileGivesTheSameResultTwice() {
    List<List<FrameResult>> runs = new ArrayList<>();
    for (int run : new int[] {1, 2}) {
      List<FrameResult> results = new ArrayList<>();
      new RecognitionLoop(wholeImages(), LoopSettings.defaults())
          .run(
              new GreyFrames(60, false),
              frame -> {
                pause(run * frame.result().frame() % 3);
                return results.add(frame.result());
              },
              () -> false);
      runs.add(results);
    }
    assertThat(runs.get(0)).isEqualTo(runs.get(1));
    assertThat(runs.get(0)).hasSize(60);
  }
}
