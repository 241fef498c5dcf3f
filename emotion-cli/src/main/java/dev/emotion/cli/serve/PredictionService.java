package dev.emotion.cli.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.gson.JsonObject;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.ImagePrediction;
import dev.emotion.classify.BatchingClassifier;
import dev.emotion.explain.Explainer;
import dev.emotion.explain.Explanation;
import dev.emotion.explain.ExplanationImage;
import dev.emotion.image.PixelBudget;
import dev.emotion.image.format.ImageFormat;
import dev.emotion.recognize.AnnotatedImage;
import dev.emotion.recognize.EmotionRecognizer;
import dev.emotion.recognize.ImageInput;
import dev.emotion.recognize.ImageResult;
import dev.emotion.recognize.PredictionJson;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Recognises uploads: several are decoded and searched at once, and their faces go through the
 * network together. Before it is a queue that is not endless.
 */
final class PredictionService implements AutoCloseable {
  /** How long the network waits for the faces of images that are being searched. */
  private static final Duration MAX_WAIT = Duration.ofMillis(3);

  /** Seconds for the images whose clients have gone. */
  private static final long CLOSE_TIMEOUT_SECONDS = 30;

  private static final int BLANK_SIDE = 96;

  private final EmotionRecognizer recognizer;
  private final BatchingClassifier classifier;
  private final Optional<Explainer> explainer;
  private final ThreadPoolExecutor workers;
  private final Duration queueing;
  private final PixelBudget budget;

  /**
   * A service.
   *
   * @param model what to recognise with
   * @param limits of the queue
   * @param metrics get its counts
   */
  PredictionService(ServedModel model, Limits limits, Metrics metrics) {
    this.explainer = model.explainer();
    this.queueing = limits.queueing();
    this.budget = new PixelBudget(limits.pixels() + limits.pixels() / 5);
    AtomicInteger count = new AtomicInteger();
    this.workers =
        new ThreadPoolExecutor(
            model.threads(),
            model.threads(),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(limits.queue()),
            task -> new Thread(task, "emotion-recognize-" + count.incrementAndGet()));
    this.classifier =
        new BatchingClassifier(
            metrics.counted(model.classifier()), MAX_WAIT, workers::getActiveCount);
    this.recognizer = new EmotionRecognizer(model.detector(), classifier, budget);
    metrics.gauge("emotion_queue_pictures", "Images that wait.", () -> workers.getQueue().size());
    metrics.gauge("emotion_active_pictures", "Images that are worked on.", workers::getActiveCount);
  }

  /** An image in a format for the browser. */
  record Image(String type, byte[] content) {}

  /**
   * The faces of an image, as predict's JSON object has them.
   *
   * @param upload the image
   * @return later; fails with an {@link HttpError} if the queue is full or too slow, and with an
   *     {@code ImageException} if the image can't be read
   */
  CompletableFuture<JsonObject> predict(Upload upload) {
    long start = System.nanoTime();
    return submit(
        () -> {
          ImagePrediction prediction = recognizer.recognize(input(upload));
          JsonObject json = PredictionJson.of(prediction);
          json.addProperty("milliseconds", Math.round((System.nanoTime() - start) / 1e4) / 100.0);
          return json;
        });
  }

  /**
   * A copy of an image with the result drawn on it: JPEG for a JPEG, else PNG.
   *
   * @param upload the image
   * @return later; fails as {@link #predict} does
   */
  CompletableFuture<Image> annotate(Upload upload) {
    return submit(
        () -> {
          ImageInput input = input(upload);
          ImagePrediction prediction = recognizer.recognize(input);
          boolean jpeg = upload.header().format() == ImageFormat.JPEG;
          String ending = jpeg ? ".jpg" : ".png";
          byte[] content =
              budget.hold(
                  upload.header().pixels(),
                  () -> AnnotatedImage.encode(input, prediction.faces(), ending));
          return new Image(jpeg ? "image/jpeg" : "image/png", content);
        });
  }

  /**
   * The image as a viewer shows it, in a format that every browser knows.
   *
   * @param upload the image
   * @return later, a JPEG; fails as {@link #predict} does
   */
  CompletableFuture<Image> decode(Upload upload) {
    return submit(
        () ->
            new Image(
                "image/jpeg",
                budget.hold(upload.header().pixels(), () -> input(upload).encode(".jpg"))));
  }

  /**
   * Where the network looked at a face.
   *
   * @param upload the image
   * @param number of the face, counted from 1 from the left
   * @return later, a PNG; fails as {@link #predict} does, and where there is no such face
   */
  CompletableFuture<Image> explain(Upload upload, int number) {
    Explainer explaining =
        explainer.orElseThrow(
            () -> new HttpError(HttpStatus.BAD_REQUEST_400, "this model has no heat-maps"));
    return submit(
        () -> {
          ImageResult seen = recognizer.recognize(List.of(input(upload))).get(0);
          if (seen instanceof ImageResult.Failed failed) {
            throw failed.fault();
          }
          ImageResult.Recognized image = (ImageResult.Recognized) seen;
          int faces = image.pixels().size();
          if (number < 1 || number > faces) {
            throw new HttpError(
                HttpStatus.BAD_REQUEST_400,
                "found face " + number + " of " + faces + ", expected one of them");
          }
          FacePixels face = image.pixels().get(number - 1);
          EmotionScores scores = image.prediction().faces().get(number - 1).scores();
          Explanation explanation = explaining.explain(List.of(face)).get(0);
          return new Image("image/png", ExplanationImage.png(face, scores, explanation));
        });
  }

  /**
   * The faces of an image in deepface's form.
   *
   * @param request reads what is asked; called when there is a thread for it, since it takes time
   *     and memory
   * @return later; fails as {@link #predict} does, and with what reading the request throws
   */
  CompletableFuture<JsonObject> analyze(Supplier<AnalyzeRequest> request) {
    return submit(
        () -> {
          AnalyzeRequest asked = request.get();
          return asked.answer(recognizer.recognize(input(asked.image())));
        });
  }

  private static ImageInput input(Upload upload) {
    return ImageInput.of(upload.name(), upload.content());
  }

  private <T> CompletableFuture<T> submit(Supplier<T> work) {
    long start = System.nanoTime();
    try {
      return CompletableFuture.supplyAsync(
          () -> {
            if (System.nanoTime() - start > queueing.toNanos()) {
              throw busy();
            }
            return work.get();
          },
          workers);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(busy());
    }
  }

  private static HttpError busy() {
    return new HttpError(
        HttpStatus.SERVICE_UNAVAILABLE_503, "busy: too many images are waiting; try again");
  }

  /** Does once what the first image would have to wait for: libraries are loaded, arrays made. */
  void warmUp() {
    recognizer.recognize(ImageInput.of("warm-up", blankImage()));
    int side = classifier.side();
    classifier.classify(List.of(FacePixels.of(side, new byte[side * side])));
  }

  /** A grey image as PGM, the simplest format that there is. */
  private static byte[] blankImage() {
    byte[] header = ("P5 " + BLANK_SIDE + " " + BLANK_SIDE + " 255\n").getBytes(US_ASCII);
    return Arrays.copyOf(header, header.length + BLANK_SIDE * BLANK_SIDE);
  }

  /** Finishes what is under way. */
  @Override
  public void close() {
    workers.shutdown();
    try {
      workers.awaitTermination(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    classifier.close();
  }
}
