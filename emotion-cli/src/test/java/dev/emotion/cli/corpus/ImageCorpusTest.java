package dev.emotion.cli.corpus;

import static dev.emotion.cli.corpus.BadInput.fine;
import static dev.emotion.cli.corpus.BadInput.refused;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.cli.corpus.BadInput.Content;
import dev.emotion.cli.testing.CliRun;
import dev.emotion.cli.testing.UntrainedModel;
import dev.emotion.image.ImageFiles;
import dev.emotion.testing.Programs;
import dev.emotion.testing.SampleImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Images, one at a time, before a good one: {@code predict BAD good.png --output ...}. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a guard, no figure
class ImageCorpusTest {
  private static final String NONE = "no image of a known format, expected JPEG, PNG, ";
  private static final String JPEG = "a damaged or cut-off JPEG, expected an intact one";

  @TempDir static Path shared;
  private static Path model;

  @TempDir Path folder;

  @BeforeAll
  static void makeModel() {
    model = shared.resolve("untrained.zip");
    UntrainedModel.write(model);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theOtherImageOfTheBatchIsDone(BadInput input) throws Exception {
    Path output = folder.resolve("copies");
    Path bad = input.maker().make(Files.createDirectory(folder.resolve("in")));
    Path good = folder.resolve("good.png");
    Files.write(good, Images.of("png"));

    CliRun run =
        CorpusRun.of(
            output, "predict", "--model", model, "--format", "json", "--output", output, bad, good);

    List<JsonObject> lines =
        run.out().lines().map(JsonParser::parseString).map(JsonElement::getAsJsonObject).toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1).get("image").getAsString()).isEqualTo(good.toString());
    assertThat(lines.get(1).get("width").getAsInt()).isEqualTo(Images.WIDTH);
    JsonObject first = lines.get(0);
    if (input.status() == 0) {
      assertThat(run.err()).isEmpty();
      assertThat(run.status()).isZero();
      assertThat(first.has("faces")).isTrue();
      if (!input.words().isEmpty()) {
        assertThat(first.get("width").getAsInt() + " x " + first.get("height").getAsInt())
            .isEqualTo(input.words().get(0));
      }
    } else {
      assertThat(run.status()).isEqualTo(4);
      CorpusRun.assertOneLine(run, input.words());
      assertThat(first.get("error").getAsString()).contains(input.words());
    }
    assertThat(CorpusRun.files(output)).hasSize(input.status() == 0 ? 2 : 1).contains("good.png");
    try (Stream<Path> copies = Files.list(output)) {
      for (Path copy : copies.filter(file -> file.toString().endsWith(".png")).toList()) {
        assertThat(ImageIO.read(copy.toFile())).as(copy.toString()).isNotNull();
      }
    }
  }

  static List<BadInput> cases() {
    List<BadInput> cases = new ArrayList<>();
    cut(cases);
    otherThings(cases);
    bombs(cases);
    odd(cases);
    exif(cases);
    places(cases);
    return cases;
  }

  private static BadInput.Maker file(String name, Content content) {
    return folder -> Files.write(folder.resolve(name), content.bytes());
  }

  private static void cut(List<BadInput> cases) {
    cases.add(
        refused("an empty file", file("a.png", () -> new byte[0]), "an empty file, expected"));
    for (double share : new double[] {0.02, 0.1, 0.5, 0.9, 0.99}) {
      cases.add(
          refused(
              "a PNG cut to " + share,
              file("a.png", () -> Images.cut(Images.of("png"), share)),
              "a.png: "));
      cases.add(
          refused(
              "a JPEG cut to " + share,
              file("a.jpg", () -> Images.cut(Images.of("jpg"), share)),
              JPEG));
    }
    for (String format : List.of("webp", "bmp", "tiff", "ppm")) {
      for (double share : new double[] {0.1, 0.5, 0.9}) {
        cases.add(
            refused(
                format + " cut to " + share,
                file("a." + format, () -> Images.cut(openCv("." + format), share)),
                // A tenth of the WebP is "RIFF", which says nothing.
                share < 0.5 && format.equals("webp") ? NONE : "a damaged or cut-off "));
      }
    }
    for (double share : new double[] {0.02, 0.5}) {
      cases.add(
          refused(
              "a GIF cut to " + share,
              file("a.gif", () -> Images.cut(Images.of("gif"), share)),
              "a.gif: "));
    }
    cases.add(
        refused(
            "a progressive JPEG cut in half",
            file("a.jpg", () -> Images.cut(Images.progressive("jpeg"), 0.5)),
            JPEG));
    cases.add(refused("one byte", file("a.jpg", () -> new byte[] {(byte) 0xFF}), NONE));
  }

  private static byte[] openCv(String ending) {
    try (Mat image = new Mat(40, 60, opencv_core.CV_8UC3, Scalar.all(90))) {
      return ImageFiles.encode(ending, image, ending);
    }
  }

  private static void otherThings(List<BadInput> cases) {
    for (String text :
        List.of(
            "no image",
            "<!DOCTYPE html><title>404</title>",
            "%PDF-1.7\n",
            "PK\3\4zip",
            "\0\0\0 ftypisomisom a video",
            "\u007FELF")) {
      cases.add(
          refused(
              "not an image: " + text.replaceAll("[^ -~]", "?"),
              file("a.jpg", () -> text.getBytes(ISO_8859_1)),
              NONE));
    }
    unread(cases, "an SVG image", "<svg xmlns='http://www.w3.org/2000/svg'/>");
    unread(cases, "an SVG image", "<?xml version='1.0'?>\n<!-- a -->\n<svg/>");
    unread(cases, "an OpenEXR image", "v/1\1OpenEXR");
    unread(cases, "a JPEG 2000 image", "\0\0\0\fjP  \r\n JPEG 2000");
    unread(cases, "a JPEG XL image", "\0\0\0\fJXL \r\n\u0087\n");
    unread(cases, "a Photoshop image", "8BPS Photoshop");
    unread(cases, "an ICO image", "\0\0\1\0 an icon");
    unread(cases, "a Radiance HDR image", "#?RADIANCE\n-Y 1 +X 1\n");
    unread(cases, "a PFM image", "Pf\n1 1\n-1.0\nabcd");
    // So long that it could be a video.
    unread(cases, "a camera raw image", "\0\0\0\u0018ftypcrx \0\0\0\1crx isom" + ".".repeat(176));
    cases.add(
        refused(
            "a HEIC without items",
            file("a.jpg", () -> "\0\0\0\u001CftypheicHEIC as phones make it".getBytes(ISO_8859_1)),
            "a damaged or cut-off HEIC, expected an intact one"));
    cases.add(
        refused(
            "a name of a format that is not read",
            file("a.TGA", () -> new byte[] {0, 0, 2, 0}),
            "a TGA image, expected JPEG, PNG, "));
    cases.add(
        fine(
            "a PAM of one pixel",
            file(
                "a.pam",
                () -> "P7\nWIDTH 1\nHEIGHT 1\nDEPTH 1\nMAXVAL 255\nENDHDR\nx".getBytes(ISO_8859_1)),
            "1 x 1"));
    cases.add(
        refused(
            "noise",
            file(
                "a.png",
                () -> {
                  byte[] noise = new byte[100_000];
                  new Random(1).nextBytes(noise);
                  return noise;
                }),
            NONE));
    cases.add(fine("a PNG named .jpg", file("a.jpg", () -> Images.of("png")), "60 x 40"));
    cases.add(fine("a JPEG named .png", file("a.png", () -> Images.of("jpg")), "60 x 40"));
    cases.add(
        refused(
            "a PNG with a damaged header",
            file("a.png", () -> Images.patched(Images.of("png"), ByteOrder.BIG_ENDIAN, 16, 61)),
            "damaged in its IHDR chunk"));
  }

  private static void unread(List<BadInput> cases, String found, String content) {
    cases.add(
        refused(
            found + ": " + content.replaceAll("[^ -~]", "?"),
            file("a.jpg", () -> content.getBytes(ISO_8859_1)),
            found + ", expected JPEG, PNG, "));
  }

  private static void bombs(List<BadInput> cases) {
    int most = Integer.MAX_VALUE;
    bomb(cases, "PNG", "of 2147483647 x 2147483647", () -> Images.png(most, most, 0));
    bomb(cases, "PNG", "of 4294967295 x 4294967295", () -> Images.png(-1, -1, 0));
    bomb(cases, "PNG", "of 2147483647 x 1,", () -> Images.png(most, 1, 10));
    bomb(cases, "PNG", "of 0 x 0", () -> Images.png(0, 0, 10), "a damaged or cut-off PNG");
    bomb(cases, "PNG", "of 20000 x 20000", () -> Images.png(20_000, 20_000, 2_000_000));
    bomb(
        cases,
        "PNG",
        "of 14000 x 14000 without data",
        () -> Images.png(14_000, 14_000, 10),
        "a PNG with 10 bytes of pixels, expected at least");
    bomb(
        cases,
        "PNG",
        "of 6000 x 6000 with false data",
        () -> Images.png(6_000, 6_000, 200_000),
        "a damaged or cut-off PNG");
    bomb(cases, "JPEG", "of 65535 x 65535", () -> Images.jpegClaiming(65_535, 65_535));
    bomb(
        cases,
        "JPEG",
        "of 10000 x 10000 in a few bytes",
        () -> Images.jpegClaiming(10_000, 10_000),
        "bytes, expected at least 97656 for its size");
    bomb(
        cases, "JPEG", "of 5010 scans", () -> Images.jpegOfScans(5_000), "scans, expected at most");
    ByteOrder little = ByteOrder.LITTLE_ENDIAN;
    bomb(
        cases,
        "BMP",
        "of 2147483647 x 2147483647",
        () -> Images.patched(Images.of("bmp"), little, 18, most, most));
    bomb(
        cases,
        "BMP",
        "of 2147483648 x 2147483648",
        () -> Images.patched(Images.of("bmp"), little, 18, 1 << 31, 1 << 31));
    bomb(
        cases,
        "BMP",
        "of 10000 x 10000 in a few bytes",
        () -> Images.patched(Images.of("bmp"), little, 18, 10_000, 10_000),
        "a damaged or cut-off BMP");
    bomb(cases, "GIF", "of 65535 x 65535", () -> Images.patched(Images.of("gif"), little, 6, -1));
    bomb(
        cases,
        "WebP",
        "of 16384 x 16384",
        () -> Images.patched(openCv(".webp"), little, 12, 0x4C385056, 10, 0xFFFFFF2F, 0x0FFFFFFF));
    bomb(cases, "TIFF", "of 4294967295 x 4294967295", () -> Images.tiffClaiming(-1, -1));
    bomb(
        cases,
        "TIFF",
        "of 10000 x 10000 in a few bytes",
        () -> Images.tiffClaiming(10_000, 10_000),
        "a damaged or cut-off TIFF");
    bomb(
        cases,
        "PNM",
        "of 2147483647 x 2147483647",
        () -> "P6\n2147483647 2147483647\n255\nabc".getBytes(UTF_8));
    bomb(
        cases,
        "PNM",
        "of 2147483647 x 2147483647 and more digits",
        () -> "P5 99999999999999999999 99999999999999999999 255\nabc".getBytes(UTF_8),
        "of 2147483647 x 2147483647");
    cases.add(
        refused(
            "a file of 600 MB",
            folder -> {
              Path file = folder.resolve("a.bmp");
              try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                sparse.setLength(600_000_000);
              }
              return file;
            },
            "a file of more than 512 MiB, expected a smaller image"));
  }

  private static void bomb(
      List<BadInput> cases, String format, String claim, Content content, String... words) {
    String[] expected = words.length > 0 ? words : new String[] {"a " + format + " " + claim};
    cases.add(refused("a " + format + " " + claim, file("bomb", content), expected));
  }

  private static void odd(List<BadInput> cases) {
    odd(cases, "1 x 1", "png", BufferedImage.TYPE_INT_RGB, 1, 1);
    odd(cases, "1 x 1 JPEG", "jpg", BufferedImage.TYPE_INT_RGB, 1, 1);
    odd(cases, "2 x 3", "bmp", BufferedImage.TYPE_INT_RGB, 2, 3);
    odd(cases, "one row", "png", BufferedImage.TYPE_BYTE_GRAY, 20_000, 1);
    odd(cases, "one column", "png", BufferedImage.TYPE_BYTE_GRAY, 1, 20_000);
    odd(cases, "one very long row", "png", BufferedImage.TYPE_BYTE_BINARY, 900_000, 1);
    odd(cases, "large", "png", BufferedImage.TYPE_BYTE_GRAY, 5200, 5000);
    odd(cases, "grey of 16 bits", "png", BufferedImage.TYPE_USHORT_GRAY, 60, 40);
    odd(cases, "one bit a pixel", "png", BufferedImage.TYPE_BYTE_BINARY, 61, 40);
    odd(cases, "one bit a pixel, TIFF", "tiff", BufferedImage.TYPE_BYTE_BINARY, 61, 40);
    odd(cases, "transparent", "png", BufferedImage.TYPE_INT_ARGB, 60, 40);
    odd(cases, "grey of 16 bits, TIFF", "tiff", BufferedImage.TYPE_USHORT_GRAY, 60, 40);
    odd(cases, "bitmap", "bmp", BufferedImage.TYPE_3BYTE_BGR, 61, 40);
    cases.add(
        fine(
            "a palette with transparency",
            file("a.png", () -> Images.of("png", Images.paletteWithAlpha())),
            "60 x 40"));
    cases.add(fine("an animated GIF", file("a.gif", Images::animatedGif), "60 x 40"));
    cases.add(fine("CMYK", file("a.jpg", Images::cmyk), "60 x 40"));
    cases.add(
        fine("a progressive JPEG", file("a.jpg", () -> Images.progressive("jpeg")), "60 x 40"));
    cases.add(fine("an interlaced PNG", file("a.png", () -> Images.progressive("png")), "60 x 40"));
    cases.add(
        fine(
            "a plain pixmap with comments",
            file("a.ppm", () -> "P3 #x\n2 1 255\n1 2 3 4 5 6\n".getBytes(UTF_8)),
            "2 x 1"));
    cases.add(
        fine(
            "bytes behind the end",
            file("a.png", () -> Images.concat(Images.of("png"), new byte[5000])),
            "60 x 40"));
  }

  private static void odd(
      List<BadInput> cases, String name, String format, int type, int width, int height) {
    cases.add(
        fine(
            name + " (" + format + " of " + width + " x " + height + ")",
            file("a." + format, () -> Images.of(format, Images.pattern(type, width, height))),
            width + " x " + height));
  }

  private static void exif(List<BadInput> cases) {
    for (int orientation = 1; orientation <= 8; orientation++) {
      byte[] exif = Images.exif(orientation);
      cases.add(
          fine(
              "EXIF orientation " + orientation,
              file("a.jpg", () -> Images.jpegWithExif(exif)),
              orientation < 5 ? "60 x 40" : "40 x 60"));
    }
    byte[] whole = Images.exif(6);
    ByteOrder little = ByteOrder.LITTLE_ENDIAN;
    exif(cases, "orientation 9", Images.exif(9));
    exif(cases, "orientation 65535", Images.exif(65_535));
    exif(cases, "cut off", Images.cut(whole, 0.6));
    exif(cases, "empty", new byte[0]);
    exif(cases, "with a directory far outside", Images.patched(whole, little, 4, 1 << 30));
    exif(cases, "with a directory before the file", Images.patched(whole, little, 4, -8));
    exif(cases, "of 65535 entries", Images.patched(whole, little, 8, 0x0001_FFFF));
    exif(cases, "of another byte order", "XX*\0\0\0\0\b\0\1".getBytes(ISO_8859_1));
  }

  private static void exif(List<BadInput> cases, String name, byte[] content) {
    cases.add(fine("EXIF " + name, file("a.jpg", () -> Images.jpegWithExif(content)), "60 x 40"));
  }

  private static void places(List<BadInput> cases) {
    for (String name :
        List.of("two  spaces .png", "new\nline.png", "--help.png", "-.png", "a'\"$(x)`;.png")) {
      cases.add(
          fine(
              "the name " + name.replace("\n", "\\n"),
              file(name, () -> Images.of("png")),
              "60 x 40"));
    }
    cases.add(
        fine(
            "a name of emoji and umlauts",
            folder -> {
              assumeTrue("UTF-8".equals(System.getProperty("sun.jnu.encoding")), "file names");
              return Files.write(folder.resolve("\uD83D\uDE00 ä.png"), Images.of("png"));
            },
            "60 x 40"));
    cases.add(
        refused(
            "a bad image with a line feed in its name",
            file("a\nb\r\u001B[31m.png", () -> new byte[9]),
            NONE));
    cases.add(refused("nothing there", folder -> folder.resolve("a.png"), "no such file"));
    cases.add(
        refused(
            "a link to nothing",
            folder -> Files.createSymbolicLink(folder.resolve("a.png"), folder.resolve("b.png")),
            "a link to nothing, expected an image"));
    cases.add(
        refused(
            "a link to itself",
            folder -> Files.createSymbolicLink(folder.resolve("a.png"), folder.resolve("a.png")),
            "a.png: "));
    cases.add(
        fine(
            "a link to an image",
            folder ->
                Files.createSymbolicLink(
                    folder.resolve("a.png"), SampleImage.path().toAbsolutePath()),
            "512 x 512"));
    cases.add(
        refused(
            "an empty folder named .jpg",
            folder -> Files.createDirectory(folder.resolve("a.jpg")),
            "a folder without images"));
    cases.add(
        refused(
            "a folder of folders",
            folder -> {
              Files.createDirectories(folder.resolve("a/b.png/c"));
              return folder.resolve("a");
            },
            "a folder without images"));
    cases.add(
        refused("a device", folder -> Path.of("/dev/zero"), "a pipe or device, expected an image"));
    cases.add(
        refused(
            "a pipe named .jpg",
            folder -> Programs.mkfifo(folder.resolve("a.jpg")),
            "a pipe or device, expected an image file"));
    cases.add(
        refused(
            "an image that may not be read",
            folder -> unreadable(Files.write(folder.resolve("a.png"), Images.of("png"))),
            "can't be read, expected a readable image"));
    cases.add(
        refused(
            "an image as a folder",
            folder -> Files.write(folder.resolve("a.png"), Images.of("png")).resolve("b.png"),
            "a.png/b.png: "));
    cases.add(
        refused("a path too long", folder -> folder.resolve("a".repeat(5000) + ".png"), ": "));
  }

  static Path unreadable(Path file) throws IOException {
    assumeTrue(file.toFile().setReadable(false) && !Files.isReadable(file), "root reads all");
    return file;
  }
}
