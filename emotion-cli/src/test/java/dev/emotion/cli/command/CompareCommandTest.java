package dev.emotion.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.EmotionClasses;
import dev.emotion.cli.testing.CliRun;
import dev.emotion.cli.testing.UntrainedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the command with two of the smallest networks, untrained, on noise. */
class CompareCommandTest {
  private static final int FACES = 70;

  @TempDir static Path folder;
  private static Path a;
  private static Path b;
  private static Path data;

  @BeforeAll
  static void makeModelsAndData() throws IOException {
    a = folder.resolve("a.zip");
    b = folder.resolve("b.zip");
    UntrainedModel.write(a);
    UntrainedModel.write(b, EmotionClasses.FER2013, 48, 2);
    data = Files.writeString(folder.resolve("faces.csv"), csv());
  }

  private static String csv() {
    Random random = new Random(1);
    StringBuilder csv = new StringBuilder("emotion,pixels,Usage\n");
    for (int i = 0; i < FACES; i++) {
      csv.append(i % 7).append(',');
      int contrast = 1 + random.nextInt(255);
      for (int pixel = 0; pixel < 48 * 48; pixel++) {
        csv.append(pixel == 0 ? "" : " ").append(random.nextInt(contrast));
      }
      csv.append(",PrivateTest\n");
    }
    return csv.toString();
  }

  private static CliRun compare(Path source, Path first, Path second, Object... more) {
    Object[] args = new Object[more.length + 7];
    Object[] start = {"compare", "--data", source, "--model", first, "--model", second};
    System.arraycopy(start, 0, args, 0, 7);
    System.arraycopy(more, 0, args, 7, more.length);
    return CliRun.of(args);
  }

  private static JsonObject json(CliRun run) {
    assertThat(run.status()).as(run.err()).isZero();
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }

  private static double accuracy(Path source, Path model) {
    return json(CliRun.of("evaluate", "--data", source, "--model", model, "--json", "-"))
        .get("accuracy")
        .getAsDouble();
  }

  @Test
  void bothAccuraciesAreThoseOfEvaluateAndTheFieldsAddUp() {
    JsonObject json = json(compare(data, a, b, "--json", "-"));
    assertThat(json.getAsJsonObject("a").get("model").getAsString()).isEqualTo(a.toString());
    assertThat(json.getAsJsonObject("a").get("accuracy").getAsDouble())
        .isEqualTo(accuracy(data, a));
    assertThat(json.getAsJsonObject("b").get("accuracy").getAsDouble())
        .isEqualTo(accuracy(data, b));
    assertThat(
            List.of("bothRight", "onlyA", "onlyB", "bothWrong").stream()
                .mapToInt(name -> json.get(name).getAsInt())
                .sum())
        .isEqualTo(FACES);
    assertThat(json.getAsJsonArray("differences")).isNotEmpty();
    assertThat(json.getAsJsonObject("perClass").keySet())
        .containsExactlyElementsOf(EmotionClasses.FER2013.names());
  }

  @Test
  void printsTheReportAndWritesTheFilesAskedFor() throws IOException {
    Path out = Files.createDirectory(folder.resolve("with space"));
    CliRun run =
        compare(data, a, b, "--json", out.resolve("c.json"), "--sheet", out.resolve("c.png"));
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith("A: " + a + "\nB: " + b + "\nfaces.csv, test: 70 faces\n\nAccuracy of A ")
        .contains("McNemar's exact p", "\nA wrong ");
    assertThat(out.toFile().list()).containsExactlyInAnyOrder("c.json", "c.png");
    assertThat(Files.readAllBytes(out.resolve("c.png"))).startsWith(0x89, 'P', 'N', 'G');
  }

  @Test
  void aModelDiffersFromItselfNowhere() {
    JsonObject json = json(compare(data, a, a, "--json", "-"));
    assertThat(json.getAsJsonArray("differences")).isEmpty();
    assertThat(json.get("mcNemarP").getAsDouble()).isEqualTo(1);
  }

  /** Each model sees the images at its own size, and says what they are in its own order. */
  @Test
  void modelsOfOtherInputSizesAndClassOrdersAreCompared() throws IOException {
    Path images = images();
    Path small = folder.resolve("small.zip");
    EmotionClasses reversed =
        new EmotionClasses(
            List.of("neutral", "surprise", "sad", "happy", "fear", "disgust", "angry"));
    UntrainedModel.write(small, reversed, 32, 3);
    JsonObject json = json(compare(images, a, small, "--json", "-"));
    assertThat(json.getAsJsonObject("a").get("accuracy").getAsDouble())
        .isEqualTo(accuracy(images, a));
    assertThat(json.getAsJsonObject("b").get("accuracy").getAsDouble())
        .isEqualTo(accuracy(images, small));
    JsonObject swapped = json(compare(images, small, a, "--json", "-"));
    assertThat(swapped.get("onlyA")).isEqualTo(json.get("onlyB"));
    assertThat(swapped.getAsJsonArray("differences"))
        .hasSameSizeAs(json.getAsJsonArray("differences"));
  }

  /** Ten of each class, of noise with another contrast each. */
  private static Path images() throws IOException {
    Path root = folder.resolve("pictures");
    Random random = new Random(2);
    for (int i = 0; i < FACES; i++) {
      Path file = root.resolve("test/" + EmotionClasses.FER2013.name(i % 7) + "/" + i + ".pgm");
      byte[] pixels = new byte[60 * 60];
      int contrast = 1 + random.nextInt(255);
      for (int pixel = 0; pixel < pixels.length; pixel++) {
        pixels[pixel] = (byte) random.nextInt(contrast);
      }
      Files.createDirectories(file.getParent());
      Files.write(file, "P5 60 60 255\n".getBytes(StandardCharsets.US_ASCII));
      Files.write(file, pixels, StandardOpenOption.APPEND);
    }
    return root;
  }

  @Test
  void modelsWithOtherClassesAreRefusedAndBothListsNamed() {
    Path other = folder.resolve("other.zip");
    UntrainedModel.write(other, new EmotionClasses(List.of("bored", "awake")), 48, 1);
    CliRun run = compare(data, a, other);
    assertThat(run.status()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualTo(
            "emotion: "
                + other
                + ": classes bored, awake, expected those of "
                + a
                + ": angry, disgust, fear, happy, sad, surprise, neutral\n");
  }

  @Test
  void takesTheBundledModelByName() {
    CliRun run = compare(data, Path.of("bundled"), a, "--tta", "mirror");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("A: bundled (two looks a face)\n");
  }

  /** What people say of a face of each class: its label, but for fear, which is surprise. */
  private static final List<String> PEOPLE =
      List.of(
          "0,0,0,0,9,1,0,0,0,0",
          "0,0,0,0,1,9,0,0,0,0",
          "0,0,9,0,0,0,1,0,0,0",
          "0,9,1,0,0,0,0,0,0,0",
          "1,0,0,9,0,0,0,0,0,0",
          "0,1,9,0,0,0,0,0,0,0",
          "9,1,0,0,0,0,0,0,0,0");

  @Test
  void comparesBothWithPeoplesVotes() throws IOException {
    StringBuilder csv =
        new StringBuilder(
            "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,"
                + "unknown,NF\n");
    for (int i = 0; i < FACES; i++) {
      csv.append("PrivateTest,x,").append(PEOPLE.get(i % 7)).append('\n');
    }
    Path votes = Files.writeString(folder.resolve("votes.csv"), csv);
    JsonObject json = json(compare(data, a, b, "--votes", votes, "--json", "-"));
    for (String model : List.of("a", "b")) {
      JsonObject found = json.getAsJsonObject(model).getAsJsonObject("votes");
      assertThat(found.getAsJsonObject("plurality").get("count").getAsInt()).isEqualTo(FACES);
      assertThat(found.getAsJsonObject("bothAgree").get("count").getAsInt())
          .isEqualTo(FACES * 6 / 7);
    }
    assertThat(compare(data, a, b, "--votes", votes).out())
        .contains("\nPlurality, A       ", "\nPlurality, B       ");
  }

  @Test
  void listsWhatItSkippedAndEndsWithFour() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.csv"), csv() + "3,1 2 3,PrivateTest\n");
    assertThat(compare(bad, a, b).status()).isEqualTo(3);
    CliRun skipping = compare(bad, a, b, "--skip-bad");
    assertThat(skipping.status()).isEqualTo(4);
    assertThat(skipping.err()).startsWith("emotion: skipped: ").contains("bad.csv:72");
  }

  @Test
  void rejectsWrongOptionValuesBeforeAnyWork() {
    CliRun.of("compare", "--data", data, "--model", a).assertUsageError("found 1 of them");
    CliRun.of("compare", "--data", data).assertUsageError("--model");
    compare(data, a, b, "--model", a).assertUsageError("found 3 of them, expected two");
    compare(data, a, b, "--sheet", "s.gif").assertUsageError("--sheet: found s.gif");
    compare(data, a, b, "--json", folder).assertUsageError("is a folder");
    compare(data, a, b, "--json", b).assertUsageError("--json: " + b + " is the file of --model");
    compare(data, a, b, "--threads", "0").assertUsageError("--threads: found 0");
  }

  @Test
  void bothModelsCanStandInAConfigurationFile() throws IOException {
    Path config =
        Files.writeString(folder.resolve("c.properties"), "model = " + a + ", " + b + "\n");
    CliRun run = CliRun.of("compare", "--data", data, "--config", config);
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("A: " + a + "\nB: " + b + "\n");
  }
}
