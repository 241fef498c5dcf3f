package dev.emotion.spark;

import dev.emotion.detect.DetectorKind;
import dev.emotion.engine.Compute;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelSource;
import dev.emotion.recognize.EmotionRecognizer;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkFiles;

/**
 * Tells executors which recogniser to open.
 *
 * @param file the model's name among Spark's files; null for the bundled one
 * @param fingerprint of the model
 * @param detector finds the faces
 */
record RecognizerKey(String file, String fingerprint, DetectorKind detector)
    implements Serializable {

  /** Of this JVM; they are closed by its end. */
  private static final Map<RecognizerKey, EmotionRecognizer> OPEN = new ConcurrentHashMap<>();

  /** The recogniser of this JVM, opened by the first who asks. */
  EmotionRecognizer open() {
    return OPEN.computeIfAbsent(this, RecognizerKey::load);
  }

  private EmotionRecognizer load() {
    ModelSource source =
        file == null
            ? ModelSource.of(ModelSource.BUNDLED)
            : ModelSource.of(Path.of(SparkFiles.get(file)));
    // Spark has a task for each core: more threads would only take turns.
    EmotionModel model = EmotionModel.open(source, new Compute(1));
    try {
      return new EmotionRecognizer(detector.open(), model);
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }
}
