package dev.emotion.recognize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion.EmotionClasses;
import dev.emotion.FacePixels;
import dev.emotion.ImagePrediction;
import dev.emotion.detect.BlazeFaceDetector;
import dev.emotion.detect.FaceDetector;
import dev.emotion.detect.HaarFaceDetector;
import dev.emotion.explain.Explainer;
import dev.emotion.image.ImageFiles;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelSource;
import dev.emotion.model.TrainableNetwork;
import dev.emotion.network.InputSpec;
import dev.emotion.system.ProcessMemory;
import dev.emotion.testing.SampleImage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds native memory gives it back when it is closed, and is not to be used after. */
class ClosingTest {
  private static final int TIMES = 200;

  /** What the JVM and the C library may still take when all is warm. */
  private static final long SLACK_BYTES = 24L << 20;

  @Test
  void twoHundredRecognizersTakeNoMoreMemoryThanAFew() {
    long after = 0;
    for (int i = 1; i <= TIMES; i++) {
      try (EmotionRecognizer recognizer = EmotionRecognizer.bundled()) {
        assertThat(recognizer.recognize(SampleImage.path()).faces()).hasSize(1);
      }
      if (i == TIMES / 4) {
        after = ProcessMemory.residentBytes();
      }
    }
    assertThat(ProcessMemory.residentBytes() - after).isLessThan(SLACK_BYTES);
  }

  @Test
  void aClosedRecognizerRefusesImagesAndMayBeClosedAgain() {
    EmotionRecognizer recognizer = EmotionRecognizer.bundled();
    recognizer.recognize(SampleImage.path());
    recognizer.close();
    recognizer.close();

    assertRefused(() -> recognizer.recognize(SampleImage.path()));
    assertRefused(() -> recognizer.classify(List.of(face(recognizer.classes()))));
    recognizer.close();
  }

  private static FacePixels face(EmotionClasses anyOf) {
    assertThat(anyOf.count()).isPositive();
    int side = InputSpec.DEFAULT.side();
    return FacePixels.of(side, new byte[side * side]);
  }

  private static void assertRefused(ThrowingCallable use) {
    assertThatThrownBy(use)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching("the (detector|network) is closed");
  }

  /** Each call ends with its answer, or is refused; nothing crashes. */
  @Test
  void mayBeClosedWhileOtherThreadsPredict() throws Exception {
    ImagePrediction expected;
    try (EmotionRecognizer recognizer = EmotionRecognizer.bundled()) {
      expected = recognizer.recognize(SampleImage.path());
    }
    for (int round = 0; round < 5; round++) {
      EmotionRecognizer recognizer = EmotionRecognizer.bundled();
      CountDownLatch atWork = new CountDownLatch(4);
      ExecutorService threads = Executors.newFixedThreadPool(4);
      try {
        List<Future<Void>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          Callable<Void> call =
              () -> {
                while (true) { // until it is refused
                  assertThat(recognizer.recognize(SampleImage.path())).isEqualTo(expected);
                  atWork.countDown();
                }
              };
          calls.add(threads.submit(call));
        }
        assertThat(atWork.await(2, TimeUnit.MINUTES)).as("every thread has an answer").isTrue();
        recognizer.close();
        for (Future<Void> call : calls) {
          assertThatThrownBy(call::get)
              .isInstanceOf(ExecutionException.class)
              .hasCauseInstanceOf(IllegalStateException.class)
              .hasMessageContaining("is closed");
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }

  static Stream<FaceDetector> detectors() {
    return Stream.of(new BlazeFaceDetector(), new HaarFaceDetector());
  }

  @ParameterizedTest
  @MethodSource("detectors")
  void aClosedDetectorRefusesImages(FaceDetector detector) {
    try (Mat image = ImageFiles.read(SampleImage.path())) {
      assertThat(detector.detect(image)).isNotEmpty();
      detector.close();
      detector.close();
      assertRefused(() -> detector.detect(image));
      assertRefused(() -> detector.glance(image));
    }
  }

  @Test
  void aClosedModelRefusesFaces() {
    EmotionModel model = EmotionModel.bundled();
    model.close();
    model.close();

    assertRefused(() -> model.classify(List.of(face(model.classes()))));
  }

  @Test
  void aClosedExplainerRefusesFaces() {
    Explainer explainer = Explainer.open(ModelSource.of(ModelSource.BUNDLED));
    explainer.close();
    explainer.close();

    assertRefused(() -> explainer.explain(List.of(face(EmotionClasses.FER2013))));
  }

  @Test
  void aClosedNetworkInTrainingRefusesSteps() {
    TrainableNetwork network = SmallNetwork.create();
    List<FacePixels> faces = List.of(face(EmotionClasses.FER2013));
    network.step(faces, List.of(0), 0, 0.1);
    network.close();
    network.close();

    assertRefused(() -> network.step(faces, List.of(0), 0, 0.1));
    assertRefused(() -> network.recomputeStatistics(List.of(faces)));
    assertRefused(() -> network.classify(faces));
  }
}
