package dev.emotion.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.cli.testing.CliRun;
import dev.emotion.cli.testing.Clip;
import dev.emotion.cli.testing.UntrainedModel;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the command with an untrained network on images of one colour, and on the sample. */
class PredictCommandTest {
  @TempDir static Path shared;
  private static Path model;

  @TempDir Path folder;

  @BeforeAll
  static void makeModel() {
    model = shared.resolve("untrained.zip");
    UntrainedModel.write(model);
  }

  private Path image(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    return file;
  }

  private static CliRun predict(Object... more) {
    return CliRun.of(
        Stream.concat(Stream.of("predict", "--model", model), Stream.of(more)).toArray());
  }

  private static List<String> images(CliRun run) {
    return run.out()
        .lines()
        .map(line -> JsonParser.parseString(line).getAsJsonObject().get("image").getAsString())
        .toList();
  }

  private static Path sample() {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(root.resolve("docs"))) {
      root = root.getParent();
    }
    return root.resolve("docs/sample/astronaut.png");
  }

  @Test
  void findsTheFaceOfTheSample() {
    CliRun run = predict("--image", sample(), "--format", "json");
    assertThat(run.status()).isZero();
    JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(json.get("width").getAsInt()).isEqualTo(512);
    assertThat(json.getAsJsonArray("faces")).hasSize(1);
    JsonObject face = json.getAsJsonArray("faces").get(0).getAsJsonObject();
    assertThat(face.getAsJsonObject("box").get("x").getAsInt()).isBetween(165, 190);
    assertThat(face.getAsJsonObject("probabilities").keySet())
        .containsExactly("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral");
  }

  @Test
  void saysThatItIsUncertainBelowTheWantedConfidence() {
    CliRun run = predict("--image", sample(), "--format", "json", "--min-confidence", "1");
    assertThat(run.status()).isZero();
    JsonObject face =
        JsonParser.parseString(run.out())
            .getAsJsonObject()
            .getAsJsonArray("faces")
            .get(0)
            .getAsJsonObject();
    assertThat(face.get("emotion").getAsString()).isEqualTo("uncertain");
    assertThat(face.getAsJsonObject("probabilities").size()).isEqualTo(7);

    CliRun wrong = predict("--image", sample(), "--min-confidence", "80");
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err()).contains("--min-confidence: found 80.0, expected 0 to 1");
  }

  @Test
  void saysThatThereIsNoFace() throws IOException {
    Path file = image("a.png");
    CliRun run = predict(file);
    assertThat(run.status()).isZero();
    assertThat(run.out()).isEqualTo(file + ": no face found\n");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void keepsTheOrderOfOptionsAndBareArguments() throws IOException {
    Path c = image("c.png");
    Path b = image("in/b.png");
    Path a = image("in/a.png");
    Path e = image("e.png");
    Path d = image("d.png");
    CliRun run =
        predict(c, "--image", folder.resolve("in"), e, "--format", "json", "--image=" + d, c);
    assertThat(run.status()).isZero();
    assertThat(images(run))
        .containsExactly(
            c.toString(), a.toString(), b.toString(), e.toString(), d.toString(), c.toString());
  }

  @Test
  void looksIntoFoldersOfFoldersOnlyWhenAsked() throws IOException {
    image("in/deep/a.png");
    Path in = folder.resolve("in");
    CliRun flat = predict("--image", in);
    assertThat(flat.status()).isEqualTo(3);
    assertThat(flat.err())
        .isEqualTo(
            "emotion: "
                + in
                + ": a folder without images, expected image files"
                + " (--recursive looks into its folders)\n");
    assertThat(predict("--image", in, "--recursive", "--format", "json").status()).isZero();
  }

  @Test
  void takesTheWholeImageWithoutADetector() throws IOException {
    CliRun run = predict(image("a.png"), "--detector", "none", "--format", "csv");
    assertThat(run.out().lines()).hasSize(2);
    assertThat(run.out()).contains("a.png,1,0,0,60,40,");
  }

  @Test
  void looksTenTimesWithTta() throws IOException {
    CliRun once = predict(sample(), "--detector", "none", "--format", "csv");
    CliRun tenTimes = predict(sample(), "--detector", "none", "--format", "csv", "--tta");
    assertThat(tenTimes.status()).isZero();
    assertThat(tenTimes.out()).contains(",1,0,0,512,512,").isNotEqualTo(once.out());
    CliRun twice = predict("--tta", "mirror", "--detector", "none", "--format", "csv", sample());
    assertThat(twice.out()).isNotEqualTo(once.out()).isNotEqualTo(tenTimes.out());
    // An image behind the option is not its value.
    CliRun before = predict("--detector", "none", "--format", "csv", "--tta", sample());
    assertThat(before.out()).isEqualTo(tenTimes.out());
    assertThat(predict(sample(), "--tta=miror").status()).isEqualTo(2);
  }

  @Test
  void looksForNoSmallerFacesThanAskedFor() {
    assertThat(predict(sample(), "--min-face", 90).out()).contains("1 face");
    assertThat(predict(sample(), "--min-face", 150).out()).contains("no face found");
  }

  @Test
  void goesOnPastABadImageAndSaysSo() throws IOException {
    Path bad = Files.writeString(folder.resolve("b\n\"ad\".png"), "no image");
    Path good = image("good.png");
    CliRun run = predict("--format", "json", bad, good);
    assertThat(run.status()).isEqualTo(4);
    assertThat(images(run)).containsExactly(bad.toString(), good.toString());
    assertThat(JsonParser.parseString(run.out().lines().findFirst().orElseThrow()))
        .satisfies(
            json ->
                assertThat(json.getAsJsonObject().get("error").getAsString())
                    .contains("no image of a known format"));
    assertThat(run.err()).startsWith("emotion: ").contains("no image").hasLineCount(1);
  }

  @Test
  void readsEveryImageOfAFolderAndNamesTheFormatsThatItCannotRead() throws IOException {
    byte[] png = Files.readAllBytes(image("in/a.png"));
    for (String name : new String[] {"b.jfif", "c.MPO", "d.jpe", "e.tiff", "f.heic", "noEnding"}) {
      Files.write(folder.resolve("in").resolve(name), png); // known by content
    }
    Files.writeString(folder.resolve("in/g.jxl"), "a JPEG XL");
    Files.writeString(folder.resolve("in/h.CR2"), "a raw file");
    for (String name : new String[] {"notes.txt", "film.mp4", "g.xmp", "Thumbs.db", "data"}) {
      Files.writeString(folder.resolve("in").resolve(name), "no image");
    }

    CliRun run = predict(folder.resolve("in"), "--detector", "none", "--format", "json");

    assertThat(run.status()).isEqualTo(4);
    assertThat(images(run))
        .extracting(image -> Path.of(image).getFileName().toString())
        .containsExactly(
            "a.png", "b.jfif", "c.MPO", "d.jpe", "e.tiff", "f.heic", "g.jxl", "h.CR2", "noEnding");
    assertThat(run.err())
        .hasLineCount(2)
        .contains("g.jxl: a JPEG XL image, expected JPEG, PNG, WebP, GIF, BMP, HEIC, AVIF, TIFF")
        .contains("h.CR2: a camera raw image, expected");
  }

  @Test
  void endsWithAnInputErrorWhereNothingCanBeRead() {
    CliRun run = predict(folder.resolve("missing.png"));
    assertThat(run.status()).isEqualTo(3);
    assertThat(run.err()).contains("missing.png: no such file, expected an image");
  }

  @Test
  void readsAnImageFromStandardInput() throws IOException {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(Files.readAllBytes(image("a.png"))));
    try {
      CliRun run = predict("--image", "-", "--format", "json");
      assertThat(run.status()).isZero();
      assertThat(images(run)).containsExactly("-");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void writesAnnotatedCopies() throws IOException {
    Path a = image("in/a.png");
    Path output = folder.resolve("out/copies");
    CliRun run = predict(a, sample(), "--output", output);
    assertThat(run.status()).isZero();
    assertThat(output.toFile().list()).containsExactlyInAnyOrder("a.png", "astronaut.png");
    BufferedImage copy = ImageIO.read(output.resolve("astronaut.png").toFile());
    assertThat(copy.getWidth()).isEqualTo(512);
    BufferedImage original = ImageIO.read(sample().toFile());
    // The box of README's example: its left edge, half way down, and the face within.
    assertThat(copy.getRGB(171, 113)).isNotEqualTo(original.getRGB(171, 113));
    assertThat(copy.getRGB(220, 113)).isEqualTo(original.getRGB(220, 113));
  }

  @Test
  void refusesToReplaceItsOwnImages() throws IOException {
    Path a = image("a.png");
    byte[] before = Files.readAllBytes(a);
    CliRun run = predict(a, "--output", folder);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("which would be replaced");
    assertThat(a).hasBinaryContent(before);
  }

  @Test
  void rejectsWrongOptions() {
    for (List<String> wrong :
        List.of(
            List.<String>of(),
            List.of("--image"),
            List.of("--image", "--tta"),
            List.of(""),
            List.of("a.png", "--format", "xml"),
            List.of("a.png", "--detector", "magic"),
            List.of("a.png", "--min-face", "0"),
            List.of("a.png", "--min-face", "20", "--detector", "none"),
            List.of("a.png", "--min-score", "0.5", "--detector", "none"),
            List.of("a.png", "--threads", "0"))) {
      CliRun run = predict(wrong.toArray());
      assertThat(run.status()).as(wrong.toString()).isEqualTo(2);
      assertThat(run.err()).as(wrong.toString()).startsWith("emotion").hasLineCount(1);
      assertThat(run.out()).isEmpty();
    }
  }

  @Test
  void refusesToReplaceTheImagesOfAFolderInside() throws IOException {
    image("photos/a.png");
    Path best = image("photos/best/a.png");
    byte[] before = Files.readAllBytes(best);
    CliRun run =
        predict(folder.resolve("photos"), "--recursive", "--output", folder.resolve("photos/best"));
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("which would be replaced");
    assertThat(best).hasBinaryContent(before);
  }

  @Test
  void barePathsReplaceThoseOfAConfigurationFile() throws IOException {
    Path a = image("a.png");
    Path b = image("b.png");
    Path config = Files.writeString(folder.resolve("p.properties"), "image = " + a + "\n");
    CliRun run = predict(b, "--config", config, "--format", "csv", "--detector", "none");
    assertThat(run.out()).contains("b.png").doesNotContain("a.png");
    assertThat(predict("--config", config, "--format", "csv", "--detector", "none").out())
        .contains("a.png");
  }

  /** The sample, and small beside it the same face again. */
  private Path twoFaces() throws IOException {
    BufferedImage sample = ImageIO.read(sample().toFile());
    BufferedImage both = new BufferedImage(812, 512, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = both.createGraphics();
    graphics.drawImage(sample, 300, 0, null);
    graphics.drawImage(sample, 0, 0, 300, 300, null);
    graphics.dispose();
    Path file = folder.resolve("two.png");
    ImageIO.write(both, "png", file.toFile());
    return file;
  }

  @Test
  void keepsTheLargestFaceAlone() throws IOException {
    Path file = twoFaces();
    assertThat(predict(file).out()).contains(": 2 faces");
    CliRun run = predict(file, "--largest", "--format", "json", "--faces", folder.resolve("out"));
    JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(json.getAsJsonArray("faces")).hasSize(1);
    JsonObject face = json.getAsJsonArray("faces").get(0).getAsJsonObject();
    assertThat(face.getAsJsonObject("box").get("x").getAsInt()).isBetween(465, 490);
    assertThat(folder.resolve("out").toFile().list()).hasSize(1);
    assertThat(predict("--largest", image("none.png")).out()).contains("no face found");
  }

  @Test
  void writesTheFacesAsTheNetworkSeesThem() throws IOException {
    Path faces = folder.resolve("out/faces");
    CliRun run = predict(twoFaces(), image("none.png"), "--faces", faces, "--format", "csv");
    assertThat(run.status()).isZero();
    List<String[]> rows = run.out().lines().skip(1).map(row -> row.split(",")).toList();
    List<String> names =
        rows.subList(0, 2).stream().map(row -> "two-" + row[1] + "-" + row[6] + ".png").toList();
    assertThat(faces.toFile().list()).containsExactlyInAnyOrderElementsOf(names);
    for (int i = 0; i < 2; i++) {
      // What was written, taken as it is, gives the same answer to the last digit.
      CliRun again = predict(faces.resolve(names.get(i)), "--detector", "none", "--format", "csv");
      String[] row = again.out().lines().skip(1).findFirst().orElseThrow().split(",");
      assertThat(Arrays.copyOfRange(row, 2, 6)).containsExactly("0", "0", "48", "48");
      assertThat(Arrays.copyOfRange(row, 6, 15))
          .containsExactly(Arrays.copyOfRange(rows.get(i), 6, 15));
    }
  }

  @Test
  void facesOfImagesOfOneNameStayApart() throws IOException {
    Path other = Files.createDirectories(folder.resolve("b")).resolve("astronaut.png");
    Files.copy(sample(), other);
    Path faces = folder.resolve("faces");
    CliRun run = predict(sample(), other, "--faces", faces, "--format", "csv");
    String emotion = run.out().lines().skip(1).findFirst().orElseThrow().split(",", -1)[6];
    assertThat(faces.toFile().list())
        .containsExactlyInAnyOrder(
            "astronaut-1-" + emotion + ".png", "astronaut-2-1-" + emotion + ".png");
    assertThat(predict(other, "--faces", other.getParent()).err())
        .contains("--faces: " + other.getParent() + " has images to read");
  }

  @Test
  void readsPathsFromAList() throws IOException {
    Path a = image("a.png");
    Path b = image("in/b.png");
    Path c = image("c with blanks.png");
    Path list =
        Files.writeString(
            folder.resolve("list.txt"), "\uFEFF" + b.getParent() + "\r\n\n" + c + "\nhttp://x/y\n");
    CliRun run = predict(c, "--list", list, a, "--format", "json");
    assertThat(images(run))
        .containsExactly(c.toString(), b.toString(), c.toString(), "http://x/y", a.toString());
    assertThat(run.status()).isEqualTo(4);

    Files.write(list, ("\uFEFF" + a + "\r\n" + b).getBytes(StandardCharsets.UTF_16LE));
    assertThat(images(predict("--list", list, "--format", "json")))
        .as("as Windows PowerShell writes it")
        .containsExactly(a.toString(), b.toString());

    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream((a + "\n" + c).getBytes(StandardCharsets.UTF_8)));
      assertThat(images(predict("--list", "-", "--format", "json")))
          .containsExactly(a.toString(), c.toString());
      System.setIn(new ByteArrayInputStream(new byte[0]));
      CliRun empty = predict("--list", "-");
      assertThat(empty.status()).isEqualTo(3);
      assertThat(empty.err())
          .isEqualTo("emotion: -: an empty list, expected the path of an image on each line\n");
    } finally {
      System.setIn(before);
    }
    assertThat(predict("--list", folder.resolve("none")).err())
        .contains("none: no such file or folder");
    assertThat(predict("--list", "-", "-").status()).isEqualTo(2);
    assertThat(predict("--list", "").err()).contains(": --list: found ''");
  }

  @Test
  void csvHasARowForEveryImage() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.png"), "no image");
    Path empty = image("empty.png");
    CliRun run = predict(bad, empty, "--format", "csv");
    assertThat(run.out().lines().skip(1))
        .containsExactly(bad + ",,,,,,unreadable,,,,,,,,,,", empty + ",,,,,,,,,,,,,,,,");
  }

  @Test
  void saysWhatToDoAboutAVideo() {
    Path video = folder.resolve("clip.mp4");
    Clip.empty(video, 3);
    CliRun run = predict(video);
    assertThat(run.status()).isEqualTo(3);
    assertThat(run.err())
        .isEqualTo(
            ("emotion: %s: a video, expected an image"
                    + " ('emotion realtime --video %s' reads it)\n")
                .formatted(video, video));
  }

  @Test
  void saysWhatToDoAboutAnAddress() {
    String address = "https://example.org//a.jpg?size=1";
    CliRun run = predict(address, "--format", "json");
    assertThat(run.status()).isEqualTo(3);
    assertThat(run.err())
        .isEqualTo(
            "emotion: "
                + address
                + ": an address, expected a file (addresses aren't fetched;"
                + " 'emotion realtime --video' reads streams)\n");
    assertThat(images(run)).containsExactly(address);
  }
}
