package dev.emotion.spark;

import dev.emotion.ImageException;
import dev.emotion.recognize.EmotionRecognizer;
import dev.emotion.recognize.ImageInput;
import dev.emotion.recognize.ImageResult;
import dev.emotion.spark.SparkPredictor.Counters;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/** A task: images (path, content) in, rows of {@link PredictionRows} out, a chunk at a time. */
final class PredictPartition implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1;

  /** Images whose faces go through the network together; their files are all in memory. */
  private static final int CHUNK = 16;

  /** No further image is taken into a chunk from this size of its files on. */
  private static final long CHUNK_BYTES = 32 << 20;

  private final RecognizerKey recognizer;
  private final Counters counters;

  PredictPartition(RecognizerKey recognizer, Counters counters) {
    this.recognizer = recognizer;
    this.counters = counters;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> images) {
    EmotionRecognizer opened = recognizer.open();
    return new Iterator<>() {
      private final Queue<Row> ready = new ArrayDeque<>();

      @Override
      public boolean hasNext() {
        if (ready.isEmpty() && images.hasNext()) {
          for (ImageResult result : opened.recognize(chunk(images))) {
            ready.addAll(rows(result));
          }
        }
        return !ready.isEmpty();
      }

      @Override
      public Row next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return ready.remove();
      }
    };
  }

  private static List<ImageInput> chunk(Iterator<Row> images) {
    List<ImageInput> inputs = new ArrayList<>();
    long bytes = 0;
    while (inputs.size() < CHUNK && bytes < CHUNK_BYTES && images.hasNext()) {
      Row image = images.next();
      String name = image.isNullAt(0) ? "null" : image.getString(0);
      if (image.isNullAt(1)) {
        inputs.add(
            ImageInput.unreadable(name, new ImageException(name, "null", "the bytes of an image")));
      } else {
        byte[] content = image.getAs(1);
        inputs.add(ImageInput.of(name, content));
        bytes += content.length;
      }
    }
    return inputs;
  }

  private List<Row> rows(ImageResult result) {
    counters.images().add(1);
    if (result instanceof ImageResult.Recognized recognized) {
      counters.faces().add(recognized.prediction().faces().size());
      return PredictionRows.of(recognized.prediction());
    }
    counters.failures().add(1);
    ImageResult.Failed failed = (ImageResult.Failed) result;
    return List.of(PredictionRows.failure(failed.input().name(), failed.fault().getMessage()));
  }
}
