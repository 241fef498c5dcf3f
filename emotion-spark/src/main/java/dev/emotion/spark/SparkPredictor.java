package dev.emotion.spark;

import dev.emotion.ModelException;
import dev.emotion.detect.DetectorKind;
import dev.emotion.model.ModelSource;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;

/**
 * Reads the emotions in a {@code Dataset} of images. A program of its own needs three lines:
 *
 * <pre>{@code
 * Dataset<Row> images = spark.read().format("binaryFile").load("s3a://bucket/photographs/");
 * Dataset<Row> predictions = new SparkPredictor(spark).predict(images);
 * predictions.write().parquet("s3a://bucket/predictions/");
 * }</pre>
 *
 * <p>A row of the answer is one face, with the names and the numbers of {@code emotion predict
 * --format csv}, not rounded: {@code path}, {@code face} (1 is the first of its image), {@code x},
 * {@code y}, {@code width}, {@code height} (pixels), {@code score}, {@code emotion}, {@code
 * confidence}, {@code probabilities} (a structure), {@code roll} (degrees) and {@code landmarks}.
 * An image without a face is one row with its {@code path} alone, one that can't be read has an
 * {@code error} too.
 *
 * <p>The recogniser is opened once in each executor and stays open as long as that lives: its tasks
 * share it, each with one thread. Images are read sixteen at a time, fewer of large files.
 */
public final class SparkPredictor {
  private static final String PATH = "path";
  private static final String CONTENT = "content";

  /** What has a scheme, which a drive letter is not. */
  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  private final RecognizerKey recognizer;
  private final StructType schema;
  private final Counters counters;

  /**
   * With the model that ships with emotion, and the usual detector.
   *
   * @param spark the session of the images
   */
  public SparkPredictor(SparkSession spark) {
    this(spark, ModelSource.BUNDLED, DetectorKind.BLAZEFACE);
  }

  /**
   * With a model of one's own.
   *
   * @param spark the session of the images
   * @param model {@value ModelSource#BUNDLED}, or a model file as Spark reads files: a path of this
   *     machine, or an address such as {@code hdfs:} or {@code s3a:}. Spark copies it to the
   *     executors under its own name, which no other file of the application may have
   * @param detector finds the faces
   * @throws dev.emotion.ModelException if it is no model
   */
  public SparkPredictor(SparkSession spark, String model, DetectorKind detector) {
    ModelSource source = ModelSource.of(model);
    String file = null;
    if (source.file().isPresent()) {
      URI address = address(model);
      spark.sparkContext().addFile(address.toString());
      file = Path.of(address.getPath()).getFileName().toString();
      ModelSource copy = ModelSource.of(Path.of(SparkFiles.get(file)));
      boolean isAddress = ADDRESS.matcher(model).matches();
      if (!isAddress && !source.fingerprint().equals(copy.fingerprint())) {
        throw new ModelException(
            model, "another model than before in this application", "a file of another name");
      }
      source = copy;
    }
    // All of it: a model that can't be used shall not cost each executor some tries.
    this.schema = PredictionRows.schema(source.contents().manifest().classes());
    this.recognizer = new RecognizerKey(file, source.fingerprint(), detector);
    this.counters =
        new Counters(
            spark.sparkContext().longAccumulator("images"),
            spark.sparkContext().longAccumulator("faces"),
            spark.sparkContext().longAccumulator("failures"));
  }

  /** Where it is; of a link what it leads to, whose name Spark's copy has. */
  private static URI address(String model) {
    try {
      return ADDRESS.matcher(model).matches()
          ? new URI(model)
          : new File(model).getCanonicalFile().toURI();
    } catch (URISyntaxException | IOException e) {
      throw new ModelException(model, e.getMessage(), "a path or an address", e);
    }
  }

  /**
   * Predicts. Nothing runs before an action of Spark asks for the rows, and what asks twice
   * computes twice.
   *
   * @param images with the columns {@code path}, how results call an image, and {@code content},
   *     its file as it is (JPEG, PNG, ...): what Spark's {@code binaryFile} gives. Others are left
   *     aside
   * @return a row for each face, and for each image without one
   * @throws IllegalArgumentException if a column is missing or of another type
   */
  public Dataset<Row> predict(Dataset<Row> images) {
    requireColumn(images, PATH, DataTypes.StringType);
    requireColumn(images, CONTENT, DataTypes.BinaryType);
    return images.select(PATH, CONTENT).mapPartitions(partition(), Encoders.row(schema));
  }

  private static void requireColumn(Dataset<Row> images, String name, DataType expected) {
    DataType found = images.schema().apply(name).dataType();
    if (!found.equals(expected)) {
      throw new IllegalArgumentException(
          "column " + name + ": found " + found.typeName() + ", expected " + expected.typeName());
    }
  }

  /** What a task does. */
  MapPartitionsFunction<Row, Row> partition() {
    return new PredictPartition(recognizer, counters);
  }

  /**
   * The columns of the answer.
   *
   * @return the same for every row; probabilities have a field for each class of the model
   */
  public StructType schema() {
    return schema;
  }

  /**
   * Images that tasks have finished, those that can't be read included. Like the other counts it is
   * an accumulator of Spark's: exact where {@link #predict} is part of the last stage of one
   * action, as when its answer is written. A task that is tried again counts once then; where a
   * shuffle follows, one whose answer was lost counts again.
   *
   * @return of all that was asked of this predictor so far
   */
  public long images() {
    return counters.images().value();
  }

  /**
   * Faces that were found.
   *
   * @return counted like {@link #images}
   */
  public long faces() {
    return counters.faces().value();
  }

  /**
   * Images that can't be read.
   *
   * @return counted like {@link #images}
   */
  public long failures() {
    return counters.failures().value();
  }

  /** What tasks add to. */
  record Counters(LongAccumulator images, LongAccumulator faces, LongAccumulator failures)
      implements java.io.Serializable {}
}
