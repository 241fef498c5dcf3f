package dev.emotion.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion.ModelException;
import dev.emotion.detect.DetectorKind;
import dev.emotion.model.ModelContents;
import dev.emotion.model.ModelManifest;
import dev.emotion.model.ModelSource;
import dev.emotion.testing.SampleImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkPredictorTest {
  private static final StructType IMAGES =
      new StructType()
          .add("path", DataTypes.StringType)
          .add("shop", DataTypes.StringType)
          .add("content", DataTypes.BinaryType);

  private static SparkSession spark;

  @BeforeAll
  static void start() {
    LocalSpark.configure();
    spark = SparkSession.builder().getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static Dataset<Row> images() throws IOException {
    byte[] face = Files.readAllBytes(SampleImage.path());
    return spark.createDataFrame(
        List.of(
            RowFactory.create("a", "x", face),
            RowFactory.create("b", "y", new byte[] {1, 2, 3}),
            RowFactory.create("c", "z", null),
            RowFactory.create(null, "z", face)),
        IMAGES);
  }

  @Test
  void readsImagesOfAnyTable() throws IOException {
    SparkPredictor predictor = new SparkPredictor(spark);
    List<Row> rows =
        predictor
            .predict(images())
            .selectExpr("path", "emotion", "probabilities.happy", "error")
            .sort("path")
            .collectAsList();
    assertThat(rows).hasSize(4);
    assertThat(rows.get(0).getString(1)).isEqualTo("happy");
    assertThat(rows.get(0).getDouble(2)).isBetween(0.5, 1.0);
    assertThat(rows.get(0).isNullAt(3)).isTrue();
    assertThat(rows.get(1).isNullAt(1)).isTrue();
    assertThat(rows.get(1).getString(3)).startsWith("b: ");
    assertThat(rows.get(2).getString(3)).isEqualTo("c: null, expected the bytes of an image");
    assertThat(rows.get(3).getString(0)).isEqualTo("null");
  }

  /** Fails in every task's first try, when all its rows are there. */
  private static Iterator<Row> failFirst(Iterator<Row> rows) {
    List<Row> all = new java.util.ArrayList<>();
    rows.forEachRemaining(all::add);
    if (TaskContext.get().attemptNumber() == 0) {
      throw new IllegalStateException("the first try");
    }
    return all.iterator();
  }

  @Test
  void countsATaskThatIsTriedAgainOnce() throws IOException {
    SparkPredictor predictor = new SparkPredictor(spark, ModelSource.BUNDLED, DetectorKind.NONE);
    MapPartitionsFunction<Row, Row> failing = SparkPredictorTest::failFirst;
    Dataset<Row> rows =
        predictor.predict(images()).mapPartitions(failing, Encoders.row(predictor.schema()));
    assertThat(rows.collectAsList()).hasSize(4);
    assertThat(predictor.images()).isEqualTo(4);
    assertThat(predictor.faces()).isEqualTo(2);
    assertThat(predictor.failures()).isEqualTo(2);
  }

  @Test
  void holdsAChunkOfImagesAtATime() throws Exception {
    SparkPredictor predictor = new SparkPredictor(spark);
    AtomicInteger read = new AtomicInteger();
    Iterator<Row> source = Collections.nCopies(40, RowFactory.create("a", new byte[1])).iterator();
    Iterator<Row> counted =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return source.hasNext();
          }

          @Override
          public Row next() {
            read.incrementAndGet();
            return source.next();
          }
        };
    Iterator<Row> rows = predictor.partition().call(counted);
    assertThat(read).hasValue(0);
    rows.next();
    assertThat(read).hasValue(16);
    int count = 1;
    for (; rows.hasNext(); rows.next()) {
      count++;
    }
    assertThat(count).isEqualTo(40);
  }

  /** Spark would go on with its copy of the first. */
  @Test
  void refusesAnotherModelOfTheSameName(@TempDir Path folder) {
    Path file = folder.resolve("trained.zip");
    ModelManifest manifest = ModelSource.of(ModelSource.BUNDLED).manifest();
    float[] weights = new float[(int) manifest.network().weights()];
    new ModelContents(manifest, weights).write(file);
    new SparkPredictor(spark, file.toString(), DetectorKind.BLAZEFACE);
    new SparkPredictor(spark, file.toString(), DetectorKind.BLAZEFACE);
    weights[0] = 1;
    new ModelContents(manifest, weights).write(file);
    assertThatThrownBy(() -> new SparkPredictor(spark, file.toString(), DetectorKind.BLAZEFACE))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("trained.zip: another model than before in this application");
  }

  @Test
  void refusesATableWithoutContent() {
    SparkPredictor predictor = new SparkPredictor(spark);
    StructType text = new StructType().add("path", "string").add("content", "string");
    Dataset<Row> wrong = spark.createDataFrame(List.of(RowFactory.create("a", "b")), text);
    assertThatThrownBy(() -> predictor.predict(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("column content: found string, expected binary");
    assertThatThrownBy(() -> predictor.predict(wrong.drop("content")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("content");
  }
}
