package dev.emotion.recognize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.ImagePrediction;
import dev.emotion.classify.BatchingClassifier;
import dev.emotion.classify.FaceClassifier;
import dev.emotion.detect.BlazeFaceDetector;
import dev.emotion.detect.FaceDetector;
import dev.emotion.detect.WholeImageDetector;
import dev.emotion.engine.Compute;
import dev.emotion.image.ImageFiles;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelSource;
import dev.emotion.model.TrainableNetwork;
import dev.emotion.testing.SampleImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One recogniser for many threads: every answer is that of a single thread, to the last bit. */
class SharedRecognizerTest {
  private static final int THREADS = 16;
  private static final int PREDICTIONS = 10_000;

  @TempDir Path folder;

  /** One thread an operation: on a busy machine several would mostly wait for each other. */
  @Test
  void sixteenThreadsGetTheAnswersOfOne() throws Exception {
    try (EmotionModel model = open(smallModel(), new Compute(1));
        FaceDetector detector = new WholeImageDetector()) {
      assertSameAnswers(new EmotionRecognizer(detector, model), images(40), PREDICTIONS);
    }
  }

  /** Each with its own number of threads, all at work at the same time. */
  @Test
  void sixteenRecognizersWithDifferentSettingsGiveTheAnswersOfEachAlone() throws Exception {
    Path file = smallModel();
    List<ImageInput> inputs = images(8);
    List<Compute> computes =
        IntStream.range(0, THREADS).mapToObj(i -> new Compute(1 + i % 4)).toList();
    List<List<ImagePrediction>> alone = new ArrayList<>();
    for (Compute compute : computes) {
      try (EmotionModel model = open(file, compute);
          FaceDetector detector = new WholeImageDetector()) {
        alone.add(predictions(detector, model, inputs));
      }
    }
    CyclicBarrier start = new CyclicBarrier(THREADS);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<List<ImagePrediction>>> tasks = new ArrayList<>();
      for (Compute compute : computes) {
        tasks.add(
            () -> {
              try (EmotionModel model = open(file, compute);
                  FaceDetector detector = new WholeImageDetector()) {
                start.await();
                return predictions(detector, model, inputs);
              }
            });
      }
      List<Future<List<ImagePrediction>>> together = threads.invokeAll(tasks);
      for (int i = 0; i < THREADS; i++) {
        assertThat(together.get(i).get()).as("%s", computes.get(i)).isEqualTo(alone.get(i));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static EmotionModel open(Path file, Compute compute) {
    return EmotionModel.open(ModelSource.of(file), compute);
  }

  private Path smallModel() {
    Path file = folder.resolve("untrained.zip");
    try (TrainableNetwork network = SmallNetwork.create()) {
      network.save(file, 0, Map.of(), 1);
    }
    return file;
  }

  @Test
  void sixteenThreadsFindTheFacesThatOneFinds() throws Exception {
    try (EmotionModel model = EmotionModel.bundled();
        FaceDetector detector = new BlazeFaceDetector()) {
      assertSameAnswers(new EmotionRecognizer(detector, model), images(8), 80);
    }
  }

  /** As in serve: faces of several threads in one batch. */
  @Test
  void batchesOfManyThreadsGiveTheAnswersOfOne() throws Exception {
    try (EmotionModel model = EmotionModel.bundled();
        FaceDetector detector = new WholeImageDetector();
        BatchingClassifier batching =
            new BatchingClassifier(model, Duration.ofMillis(1), () -> THREADS)) {
      List<ImageInput> inputs = images(40);
      List<ImagePrediction> serial = predictions(detector, model, inputs);
      List<ImagePrediction> shared =
          onAllThreads(new EmotionRecognizer(detector, batching), inputs, 320);
      for (int i = 0; i < shared.size(); i++) {
        assertThat(shared.get(i)).isEqualTo(serial.get(i % inputs.size()));
      }
    }
  }

  private static List<ImagePrediction> predictions(
      FaceDetector detector, FaceClassifier classifier, List<ImageInput> inputs) {
    EmotionRecognizer recognizer = new EmotionRecognizer(detector, classifier);
    return inputs.stream().map(recognizer::recognize).toList();
  }

  private static void assertSameAnswers(
      EmotionRecognizer recognizer, List<ImageInput> inputs, int count) throws Exception {
    List<ImagePrediction> serial = inputs.stream().map(recognizer::recognize).toList();
    assertThat(serial).anyMatch(prediction -> !prediction.faces().isEmpty());
    List<ImagePrediction> shared = onAllThreads(recognizer, inputs, count);
    assertThat(shared).hasSize(count);
    for (int i = 0; i < count; i++) {
      assertThat(shared.get(i)).isEqualTo(serial.get(i % inputs.size()));
    }
  }

  /** Prediction i is of image i modulo their number; neighbours are of different threads. */
  private static List<ImagePrediction> onAllThreads(
      EmotionRecognizer recognizer, List<ImageInput> inputs, int count) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    CyclicBarrier start = new CyclicBarrier(THREADS);
    try {
      List<Callable<List<ImagePrediction>>> tasks = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int first = thread;
        tasks.add(
            () -> {
              start.await();
              List<ImagePrediction> mine = new ArrayList<>();
              for (int i = first; i < count; i += THREADS) {
                mine.add(recognizer.recognize(inputs.get(i % inputs.size())));
              }
              return mine;
            });
      }
      List<Future<List<ImagePrediction>>> done = threads.invokeAll(tasks);
      List<ImagePrediction> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(done.get(i % THREADS).get().get(i / THREADS));
      }
      return all;
    } finally {
      threads.shutdownNow();
    }
  }

  /** Pieces of the sample, each another, encoded. */
  private static List<ImageInput> images(int count) {
    List<ImageInput> images = new ArrayList<>();
    try (Mat sample = ImageFiles.read(SampleImage.path())) {
      for (int i = 0; i < count; i++) {
        try (Rect place = new Rect(100 + 2 * i, i, 220, 200);
            Mat piece = new Mat(sample, place)) {
          images.add(ImageInput.of("piece " + i, ImageFiles.encode(".bmp", piece, "piece")));
        }
      }
    }
    return images;
  }
}
