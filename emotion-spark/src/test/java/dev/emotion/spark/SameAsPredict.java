package dev.emotion.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * Compares rows of Spark, as JSON, with the lines of {@code emotion predict --format json}: the
 * same pictures, each once, with the same fields and boxes, and probabilities to 1e-6, of which
 * predict's rounding to six digits takes half.
 */
final class SameAsPredict {
  private static final double PROBABILITIES = 1e-6;

  /** Predict rounds to a tenth of a pixel, and of a degree. */
  private static final double LANDMARKS = 0.0501;

  private SameAsPredict() {}

  /**
   * For scripts: reads Spark's folder, and says how far the two are apart.
   *
   * @param args a folder in Parquet, a file of predict's
   * @throws IOException if a file can't be read
   */
  public static void main(String[] args) throws IOException {
    List<String> rows;
    try (SparkSession spark = SparkSession.builder().master("local[1]").getOrCreate()) {
      rows = spark.read().parquet(args[0]).toJSON().collectAsList();
    }
    List<String> lines = Files.readAllLines(Path.of(args[1]));
    double difference = largestDifference(lines, rows);
    System.out.println(
        rows.size() + " pictures, each once, as predict's; the largest difference " + difference);
  }

  /** Of two probabilities, or scores. Fails where anything else differs. */
  static double largestDifference(List<String> predict, List<String> spark) {
    Map<String, JsonElement> expected = byImage(predict);
    Map<String, JsonElement> found = byImage(spark);
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    return found.keySet().stream()
        .mapToDouble(image -> compare(image, expected.get(image), found.get(image), 0))
        .max()
        .orElseThrow();
  }

  /** Fails where one is there twice. */
  private static Map<String, JsonElement> byImage(List<String> lines) {
    return lines.stream()
        .map(line -> line.replace("file:/", "/"))
        .map(JsonParser::parseString)
        .map(JsonElement::getAsJsonObject)
        .collect(Collectors.toMap(json -> json.get("image").getAsString(), Function.identity()));
  }

  private static double compare(
      String where, JsonElement expected, JsonElement found, double tolerance) {
    double difference = 0;
    if (expected.isJsonObject()) {
      JsonObject object = expected.getAsJsonObject();
      assertThat(found.getAsJsonObject().keySet()).as(where).isEqualTo(object.keySet());
      for (String key : object.keySet()) {
        double within =
            switch (key) {
              case "probabilities", "confidence", "score" -> PROBABILITIES;
              case "roll", "landmarks" -> LANDMARKS;
              default -> tolerance;
            };
        double one =
            compare(where + " " + key, object.get(key), found.getAsJsonObject().get(key), within);
        difference = Math.max(difference, within == LANDMARKS ? 0 : one);
      }
    } else if (expected.isJsonArray()) {
      JsonArray array = expected.getAsJsonArray();
      assertThat(found.getAsJsonArray()).as(where).hasSize(array.size());
      for (int i = 0; i < array.size(); i++) {
        String place = where + " " + i;
        difference =
            Math.max(
                difference, compare(place, array.get(i), found.getAsJsonArray().get(i), tolerance));
      }
    } else if (expected.getAsJsonPrimitive().isNumber()) {
      difference = Math.abs(expected.getAsDouble() - found.getAsDouble());
      assertThat(difference).as(where).isLessThanOrEqualTo(tolerance);
    } else {
      assertThat(found).as(where).isEqualTo(expected);
    }
    return difference;
  }
}
