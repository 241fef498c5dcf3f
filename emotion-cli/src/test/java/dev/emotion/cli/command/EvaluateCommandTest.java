package dev.emotion.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.EmotionClasses;
import dev.emotion.cli.testing.CliRun;
import dev.emotion.cli.testing.UntrainedModel;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the command with the smallest network, untrained, on faces of one grey. */
class EvaluateCommandTest {
  @TempDir static Path folder;
  private static Path model;
  private static Path data;

  @BeforeAll
  static void makeModelAndData() throws IOException {
    model = folder.resolve("tiny.zip");
    UntrainedModel.write(model);
    data = folder.resolve("faces.csv");
    StringBuilder csv = new StringBuilder("emotion,pixels,Usage\n");
    for (int label = 0; label < 7; label++) {
      csv.append(row(label, 30 * label, "PrivateTest"));
    }
    csv.append(row(3, 200, "Training"));
    Files.writeString(data, csv);
  }

  private static String row(int label, int grey, String usage) {
    return label + "," + (grey + " ").repeat(48 * 48).strip() + "," + usage + "\n";
  }

  private static CliRun evaluate(Object... more) {
    return run(data, more);
  }

  private static CliRun run(Path source, Object... more) {
    Object[] args = new Object[more.length + 5];
    System.arraycopy(new Object[] {"evaluate", "--data", source, "--model", model}, 0, args, 0, 5);
    System.arraycopy(more, 0, args, 5, more.length);
    return CliRun.of(args);
  }

  @Test
  void printsTheReadableReportOfTheTestPart() {
    CliRun run = evaluate();
    assertThat(run.status()).isZero();
    assertThat(run.err()).isEmpty();
    // Seven faces, one a class; the same network says whatever it says of each.
    assertThat(run.out())
        .startsWith("tiny.zip on faces.csv, test: 7 faces\n\nAccuracy ")
        .contains("\nClass ", "\nConfusion matrix (rows actual, columns predicted)\n");
  }

  @Test
  void writesNothingButJsonToStdoutWithADash() {
    CliRun run = evaluate("--json", "-", "--split", "all");
    JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(run.status()).isZero();
    assertThat(json.get("count").getAsInt()).isEqualTo(8);
    assertThat(json.getAsJsonObject("perClass").keySet())
        .containsExactlyElementsOf(EmotionClasses.FER2013.names());
  }

  @Test
  void writesTheFilesAskedFor() throws IOException {
    Path out = Files.createDirectory(folder.resolve("with space"));
    CliRun run =
        evaluate(
            "--json",
            out.resolve("e.json"),
            "--confusion-matrix",
            out.resolve("m.png"),
            "--predictions",
            out.resolve("p.csv"));
    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("Accuracy");
    assertThat(out.toFile().list()).containsExactlyInAnyOrder("e.json", "m.png", "p.csv");
    assertThat(Files.readAllLines(out.resolve("p.csv")))
        .hasSize(8)
        .element(1)
        .asString()
        .startsWith("faces.csv:2,angry,");
    assertThat(Files.readAllBytes(out.resolve("m.png"))).startsWith(0x89, 'P', 'N', 'G');
    CliRun csv = evaluate("--confusion-matrix", out.resolve("m.csv"));
    assertThat(csv.status()).isZero();
    assertThat(Files.readAllLines(out.resolve("m.csv")))
        .hasSize(8)
        .element(0)
        .isEqualTo("actual/predicted,angry,disgust,fear,happy,sad,surprise,neutral");
  }

  private static final String ANSWERS =
      "neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n";

  /** What people say of the faces: their labels, but for a second happy one, which is neutral. */
  private static final List<String> PEOPLE =
      List.of(
          "0,0,0,0,9,1,0,0,0,0",
          "0,0,0,0,1,9,0,0,0,0",
          "0,0,1,0,0,0,9,0,0,0",
          "0,9,1,0,0,0,0,0,0,0",
          "1,0,0,9,0,0,0,0,0,0",
          "0,1,9,0,0,0,0,0,0,0",
          "9,1,0,0,0,0,0,0,0,0",
          "9,1,0,0,0,0,0,0,0,0");

  private static Path votes(List<String> rows) throws IOException {
    StringBuilder csv = new StringBuilder("Usage,Image name," + ANSWERS);
    for (int i = 0; i < rows.size(); i++) {
      csv.append(i < 7 ? "PrivateTest,x," : "Training,x,").append(rows.get(i)).append('\n');
    }
    return Files.writeString(folder.resolve("votes.csv"), csv);
  }

  @Test
  void comparesWithPeoplesVotes() throws IOException {
    CliRun run = evaluate("--votes", votes(PEOPLE), "--split", "all", "--json", "-");
    assertThat(run.status()).as(run.err()).isZero();
    JsonObject found = JsonParser.parseString(run.out()).getAsJsonObject().getAsJsonObject("votes");
    assertThat(found.keySet()).containsExactly("matched", "plurality", "bothAgree", "saidButNot");
    assertThat(found.get("matched").getAsInt()).isEqualTo(8);
    assertThat(found.getAsJsonObject("plurality").get("count").getAsInt()).isEqualTo(8);
    assertThat(found.getAsJsonObject("bothAgree").get("count").getAsInt()).isEqualTo(7);
    assertThat(evaluate("--votes", votes(PEOPLE)).out())
        .contains("\nPeople's votes on 7 of 7 faces\nRight by plurality ");
  }

  @Test
  void refusesVotesOfOtherFaces() throws IOException {
    CliRun run = evaluate("--votes", votes(PEOPLE.subList(0, 7)));
    assertThat(run.status()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("emotion: " + folder.resolve("votes.csv") + ": 7 rows (PrivateTest 7)")
        .contains("expected 8 rows (Training 1, PrivateTest 7) as faces.csv has")
        .hasLineCount(1);
    CliRun absent = evaluate("--votes", folder.resolve("absent.csv"));
    assertThat(absent.status()).isEqualTo(3);
    assertThat(absent.err()).contains("absent.csv").hasLineCount(1);
  }

  @Test
  void endsWithFiveBelowTheLeastAccuracy() {
    CliRun low = evaluate("--min-accuracy", "1");
    assertThat(low.status()).isEqualTo(5);
    assertThat(low.out()).contains("Accuracy");
    assertThat(low.err()).startsWith("emotion: accuracy is 0.").hasLineCount(1);
    assertThat(evaluate("--min-accuracy", "0").status()).isZero();
  }

  @Test
  void namesThePartsThereAreWhenTheOneAskedForIsNot() {
    CliRun run = evaluate("--split", "VALIDATION");
    assertThat(run.status()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualTo(
            "emotion: faces.csv: no validation part, expected --split train or --split test or"
                + " --split all\n");
  }

  @Test
  void listsWhatItSkippedAndEndsWithFour() throws IOException {
    Path bad = folder.resolve("bad.csv");
    Files.writeString(bad, Files.readString(data) + "3,1 2 3,PrivateTest\n");
    CliRun strict = run(bad);
    assertThat(strict.status()).isEqualTo(3);
    assertThat(strict.err()).contains("bad.csv:10").hasLineCount(1);
    CliRun skipping = run(bad, "--skip-bad");
    assertThat(skipping.status()).isEqualTo(4);
    assertThat(skipping.out()).contains("test: 7 faces");
    assertThat(skipping.err()).startsWith("emotion: skipped: ").contains("bad.csv:10");
  }

  @Test
  void rejectsWrongOptionValuesBeforeAnyWork() throws IOException {
    Path missing = folder.resolve("missing/e.json");
    evaluate("--min-accuracy", "65").assertUsageError("--min-accuracy: found 65");
    evaluate("--confusion-matrix", "m.gif").assertUsageError("FILE.png or FILE.csv");
    evaluate("--json", missing).assertUsageError("--json: there is no folder");
    Path link = Files.createSymbolicLink(folder.resolve("link.json"), missing);
    evaluate("--json", link).assertUsageError("--json: there is no folder " + missing.getParent());
    evaluate("--predictions", folder).assertUsageError("is a folder");
    evaluate("--split", "tset").assertUsageError("--split");
    evaluate("--predictions", data)
        .assertUsageError("--predictions: " + data + " is the file of --data, expected another");
    evaluate("--json", folder.resolve("./tiny.zip"))
        .assertUsageError("is the file of --model, expected");
    evaluate("--json", "new.json", "--predictions", "./new.json")
        .assertUsageError("--json: new.json is the file of --predictions, expected another");
  }

  /** The proof of the narrow waist, on images of other sizes, in colour, and turned by EXIF. */
  @Test
  void judgesImagesAsPredictDoesWithoutADetector() throws IOException {
    Path root = folder.resolve("pictures");
    int[][] sizes = {{48, 48}, {60, 40}, {130, 90}, {20, 31}};
    for (int i = 0; i < 8; i++) {
      String name = EmotionClasses.FER2013.name(i % 7) + "/" + i;
      byte[] image = coloured(i % 2 == 0 ? "png" : "jpg", sizes[i % 4][0], sizes[i % 4][1], i);
      save(root, name + (i % 2 == 0 ? ".png" : ".jpg"), image);
    }
    save(root, "sad/turned.jpg", turned(coloured("jpg", 60, 40, 9)));
    Path csv = folder.resolve("predictions.csv");
    CliRun evaluated = run(root, "--predictions", csv);
    assertThat(evaluated.status()).as(evaluated.err()).isZero();
    CliRun predicted =
        CliRun.of(
            "predict",
            "--recursive",
            "--detector",
            "none",
            "--format",
            "csv",
            "--model",
            model,
            root.resolve("test"));

    Map<String, String[]> used = new HashMap<>();
    predicted.out().lines().skip(1).map(row -> row.split(",")).forEach(v -> used.put(file(v), v));
    List<String> rows = Files.readAllLines(csv);
    assertThat(rows).hasSize(10);
    assertThat(used).hasSize(9);
    for (String row : rows.subList(1, rows.size())) {
      String[] measured = row.split(",");
      String[] other = used.get(file(measured));
      assertThat(other[6]).as(row).isEqualTo(measured[2]);
      for (int c = 0; c < 7; c++) {
        assertThat(Double.parseDouble(other[8 + c]))
            .as(row)
            .isCloseTo(Double.parseDouble(measured[3 + c]), within(2e-6));
      }
    }
  }

  private static String file(String[] row) {
    return Path.of(row[0]).getFileName().toString();
  }

  private static void save(Path root, String name, byte[] image) throws IOException {
    Path file = root.resolve("test").resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, image);
  }

  private static byte[] coloured(String format, int width, int height, int seed)
      throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, (x * 5 + seed * 40) % 256 << 16 | y * 4 % 256 << 8 | (x + y) % 256);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  /** The JPEG with an EXIF segment that says: to be turned by 90 degrees. */
  private static byte[] turned(byte[] jpeg) {
    String exif = "Exif\0\0II*\0\b\0\0\0\1\0\u0012\1\3\0\1\0\0\0\6\0\0\0\0\0\0\0";
    ByteBuffer turned = ByteBuffer.allocate(jpeg.length + 4 + exif.length());
    turned.put(jpeg, 0, 2).putShort((short) 0xFFE1).putShort((short) (2 + exif.length()));
    turned.put(exif.getBytes(StandardCharsets.ISO_8859_1)).put(jpeg, 2, jpeg.length - 2);
    return turned.array();
  }

  @Test
  void looksTenTimesWithTta() throws IOException {
    Path root = folder.resolve("one");
    save(root, "happy/a.png", coloured("png", 48, 48, 1));
    Path once = folder.resolve("once.csv");
    Path tenTimes = folder.resolve("ten.csv");
    assertThat(run(root, "--predictions", once).status()).isZero();
    CliRun run = run(root, "--predictions", tenTimes, "--tta");
    assertThat(run.out()).contains("(ten looks a face)");
    assertThat(Files.readString(tenTimes)).isNotEqualTo(Files.readString(once));
    assertThat(run(root, "--tta", "full").out()).contains("(ten looks a face)");
    assertThat(run(root, "--tta", "mirror").out()).contains("(two looks a face)");
    assertThat(run(root, "--tta=mirror").out()).contains("(two looks a face)");
    run(root, "--tta=miror").assertUsageError("--tta");
    Path config = Files.writeString(folder.resolve("tta.properties"), "tta = true\n");
    assertThat(run(root, "--config", config).out()).contains("(ten looks a face)");
    Files.writeString(config, "tta = mirror\n");
    assertThat(run(root, "--config", config).out()).contains("(two looks a face)");
  }

  @Test
  void namesTheModelAndItsClassesWhereTheDataHasOthers() throws IOException {
    Path bored = Files.createDirectories(folder.resolve("other/test/bored"));
    Files.writeString(bored.resolve("a.pgm"), "P5 1 1 255\n0");
    CliRun run = run(bored.getParent().getParent());
    assertThat(run.status()).isEqualTo(3);
    assertThat(run.err())
        .isEqualTo(
            "emotion: "
                + bored
                + ": a folder of an unknown class, expected one of tiny.zip's: angry, disgust,"
                + " fear, happy, sad, surprise, neutral\n");
  }
}
