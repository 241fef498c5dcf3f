package dev.emotion.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;

/**
 * Compares rows of Spark, as JSON, with the lines of {@code emotion predict --format json}: the
 * same images, each once, with the same fields and boxes, and probabilities to 1e-6, of which
 * predict's rounding to six digits takes half. With libraries that Spark itself has.
 */
public final class SameAsPredict {
  private static final double PROBABILITIES = 1e-6;

  /** Predict rounds to a tenth of a pixel, and of a degree. */
  private static final double LANDMARKS = 0.0501;

  private static final ObjectMapper JSON = new ObjectMapper();

  private SameAsPredict() {}

  /**
   * For scripts: reads Spark's folder, and says how far the two are apart.
   *
   * @param args a folder in Parquet, a file of predict's
   * @throws IOException if a file can't be read
   */
  public static void main(String[] args) throws IOException {
    List<String> rows;
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      rows = spark.read().parquet(args[0]).toJSON().collectAsList();
    }
    List<String> lines = Files.readAllLines(Path.of(args[1]));
    double difference = largestDifference(lines, rows);
    System.out.println(
        lines.size() + " images, each once, as predict's; the largest difference " + difference);
  }

  /** Of two probabilities, or scores. Fails where anything else differs. */
  static double largestDifference(List<String> predict, List<String> spark) throws IOException {
    Map<String, JsonNode> expected = byImage(predict);
    Map<String, JsonNode> found = byPath(spark);
    check(found.keySet().equals(expected.keySet()), "images", expected.keySet(), found.keySet());
    double difference = 0;
    for (String image : found.keySet()) {
      difference = Math.max(difference, compare(image, expected.get(image), found.get(image), 0));
    }
    return difference;
  }

  /** Predict's lines, but for the size of the image, which Spark's rows don't have. */
  private static Map<String, JsonNode> byImage(List<String> lines) throws IOException {
    Map<String, JsonNode> images = new TreeMap<>();
    for (String line : lines) {
      ObjectNode json = (ObjectNode) JSON.readTree(line);
      json.remove(List.of("width", "height"));
      images.put(json.remove("image").asText(), json);
    }
    return images;
  }

  /** Spark's rows as predict's lines: the faces of each image in their order, each once. */
  private static Map<String, JsonNode> byPath(List<String> rows) throws IOException {
    Map<String, Map<Integer, ObjectNode>> paths = new TreeMap<>();
    for (String row : rows) {
      ObjectNode json = (ObjectNode) JSON.readTree(row.replace("file:/", "/"));
      String path = json.remove("path").asText();
      int number = json.has("face") ? json.remove("face").asInt() : 0; // 0: none, or an error
      Map<Integer, ObjectNode> faces = paths.computeIfAbsent(path, name -> new TreeMap<>());
      check(faces.put(number, json) == null, path + " face " + number, "once", "twice");
    }
    Map<String, JsonNode> images = new TreeMap<>();
    paths.forEach((path, faces) -> images.put(path, image(path, faces)));
    return images;
  }

  private static ObjectNode image(String path, Map<Integer, ObjectNode> faces) {
    ObjectNode image = JSON.createObjectNode();
    if (faces.containsKey(0)) {
      check(faces.size() == 1, path, "no face beside a row without one", faces);
      ObjectNode alone = faces.get(0);
      return alone.has("error") ? alone : image.set("faces", JSON.createArrayNode());
    }
    ArrayNode list = image.putArray("faces");
    faces.forEach(
        (number, face) -> {
          check(number == list.size() + 1, path, list.size() + 1, number);
          ObjectNode box = face.putObject("box");
          for (String name : List.of("x", "y", "width", "height")) {
            box.set(name, face.remove(name));
          }
          list.add(face);
        });
    return image;
  }

  private static double compare(String where, JsonNode expected, JsonNode found, double tolerance) {
    if (expected.isNumber() && found.isNumber()) {
      double difference = Math.abs(expected.asDouble() - found.asDouble());
      check(difference <= tolerance, where, expected, found);
      return difference;
    }
    if (expected.isValueNode()) {
      check(expected.equals(found), where, expected, found);
      return 0;
    }
    check(names(expected).equals(names(found)), where, expected, found);
    check(expected.size() == found.size(), where, expected, found);
    double largest = 0;
    for (int i = 0; expected.isArray() && i < expected.size(); i++) {
      String place = where + " face " + i;
      largest = Math.max(largest, compare(place, expected.get(i), found.get(i), tolerance));
    }
    for (String name : names(expected)) {
      double within =
          switch (name) {
            case "probabilities", "confidence", "score" -> PROBABILITIES;
            case "roll", "landmarks" -> LANDMARKS;
            default -> tolerance;
          };
      double difference = compare(where + " " + name, expected.get(name), found.get(name), within);
      largest = Math.max(largest, within == LANDMARKS ? 0 : difference);
    }
    return largest;
  }

  private static Set<String> names(JsonNode node) {
    Set<String> names = new TreeSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static void check(boolean right, String where, Object expected, Object found) {
    if (!right) {
      throw new AssertionError(where + ": found " + found + ", expected " + expected);
    }
  }
}
