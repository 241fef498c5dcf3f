package dev.emotion.cli.serve;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.ImagePrediction;
import dev.emotion.image.PictureHeader;
import dev.emotion.recognize.AnnotatedPicture;
import dev.emotion.recognize.EmotionRecognizer;
import dev.emotion.recognize.ImageInput;
import dev.emotion.report.PredictionJson;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpStatus;

/** Recognises uploads on a few threads, with a queue before them that is not endless. */
final class PredictionService implements AutoCloseable {
  /** How many pictures may wait. */
  private static final int QUEUE = 64;

  private static final PredictionJson JSON = new PredictionJson();

  private final EmotionRecognizer recognizer;
  private final ThreadPoolExecutor workers;

  /**
   * A service.
   *
   * @param recognizer thread-safe
   * @param threads how many pictures to work on at once, at least 1
   */
  PredictionService(EmotionRecognizer recognizer, int threads) {
    this.recognizer = recognizer;
    AtomicInteger count = new AtomicInteger();
    this.workers =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            task -> new Thread(task, "emotion-recognize-" + count.incrementAndGet()));
  }

  /** A picture in a format for the browser. */
  record Picture(String type, byte[] content) {}

  /**
   * The faces of a picture, as predict's JSON object has them.
   *
   * @param upload the picture
   * @return later; fails with an {@link HttpFault} at once if the queue is full, and with an {@code
   *     ImageException} if the picture can't be read
   */
  CompletableFuture<JsonObject> predict(Upload upload) {
    long start = System.nanoTime();
    return submit(
        () -> {
          ImagePrediction prediction = recognizer.recognize(input(upload));
          JsonObject json = JsonParser.parseString(JSON.prediction(prediction)).getAsJsonObject();
          json.addProperty("milliseconds", (System.nanoTime() - start) / 10_000 / 100.0);
          return json;
        });
  }

  /**
   * A copy of a picture with the result drawn on it: JPEG for a JPEG, else PNG.
   *
   * @param upload the picture
   * @return later; fails as {@link #predict} does
   */
  CompletableFuture<Picture> annotate(Upload upload) {
    return submit(
        () -> {
          ImageInput input = input(upload);
          ImagePrediction prediction = recognizer.recognize(input);
          boolean jpeg =
              PictureHeader.read(upload.content()).map(PictureHeader::format).orElse(null)
                  == PictureHeader.Format.JPEG;
          byte[] content =
              AnnotatedPicture.encode(input, prediction.faces(), jpeg ? ".jpg" : ".png");
          return new Picture(jpeg ? "image/jpeg" : "image/png", content);
        });
  }

  private static ImageInput input(Upload upload) {
    return ImageInput.of(upload.name(), upload.content());
  }

  private <T> CompletableFuture<T> submit(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, workers);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new HttpFault(
              HttpStatus.SERVICE_UNAVAILABLE_503,
              "busy: too many pictures are waiting; try again"));
    }
  }

  /** Finishes what is under way. */
  @Override
  public void close() {
    workers.shutdown();
  }
}
