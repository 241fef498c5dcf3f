package dev.emotion.cli.corpus;

import static dev.emotion.cli.corpus.BadInput.fine;
import static dev.emotion.cli.corpus.BadInput.refused;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.cli.corpus.BadInput.Content;
import dev.emotion.cli.testing.CliRun;
import dev.emotion.testing.Programs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Data sets, CSVs and folders: {@code inspect --data BAD --json ... --sheet ...}. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a guard, no figure
class DataCorpusTest {
  /** 100,000 for a long run: most of the time goes into making and deleting them. */
  private static final int FILES = Integer.getInteger("emotion.corpus.files", 10_000);

  private static final String HEADER = "emotion,pixels,Usage\n";

  /** Said to be UTF-8, which Java sees only when it makes a string of it. */
  private static final String ZIP_WITH_A_DAMAGED_NAME =
      "UEsDBBQACAgIACsde10AAAAAAAAAAAAAAAAQAAAAZGF0YS9mZXIyMDEzLmNzdhXKQQqDMBBG4f1A7/CT"
          + "9SwmUVt7iyz0AFEGGbCxmCg9fsnuffD0c1Q7Mn/tp3vhuaRNqWOBhw8jwjDwdCbLljdyT8fujREvtIrX"
          + "sts6aanuQSRgeEEQdIK+KZ52p6ptoD9QSwcIlMY7kmEAAABnAAAAUEsBAhQAFAAICAgAKx17ACsde10A"
          + "AAAAAAAAAAAAAAAQAAAAZGF0YS9mZXIyMDEzLmNzdhXKQQoxMy5jc3ZQSwUGAAAAAAEAAQA+AAAAnwAA"
          + "AAAA";

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @MethodSource({"csvs", "folders"})
  void theResultIsWholeOrThereIsNone(BadInput input) throws Exception {
    Path output = Files.createDirectory(folder.resolve("out"));
    Path json = output.resolve("a.json");
    Path sheet = output.resolve("a.png");
    Path bad = input.maker().make(Files.createDirectory(folder.resolve("in")));

    CliRun run = CorpusRun.of(output, "inspect", "--data", bad, "--json", json, "--sheet", sheet);

    if (input.status() == 0) {
      assertThat(run.err()).isEmpty();
      assertThat(run.status()).isZero();
      assertThat(run.out()).contains(input.words());
      assertThat(CorpusRun.files(output)).containsExactlyInAnyOrder("a.json", "a.png");
    } else {
      assertThat(run.status()).isEqualTo(3);
      CorpusRun.assertOneLine(run, input.words());
      assertThat(run.err()).hasSizeLessThan(1000);
      assertThat(run.out()).isEmpty();
      assertThat(CorpusRun.files(output)).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("skippable")
  void theRestIsReadWhereBadInputsAreSkipped(BadInput input) throws Exception {
    Path output = Files.createDirectory(folder.resolve("out"));
    Path json = output.resolve("a.json");
    Path bad = input.maker().make(Files.createDirectory(folder.resolve("in")));

    CliRun run = CorpusRun.of(output, "inspect", "--data", bad, "--json", json, "--skip-bad");

    assertThat(run.status()).isEqualTo(4);
    assertThat(Files.readString(json)).contains("\"count\": 2").contains(input.words());
  }

  private static String row(int label, String usage) {
    return label + "," + pixels(label) + "," + usage + "\n";
  }

  private static String pixels(int label) {
    return IntStream.range(0, 48 * 48)
        .mapToObj(i -> String.valueOf((i * (label + 3) + label) % 256))
        .collect(Collectors.joining(" "));
  }

  private static final String ROWS = row(3, "Training") + row(5, "PublicTest");

  private static BadInput.Maker file(String name, Content content) {
    return folder -> Files.write(folder.resolve(name), content.bytes());
  }

  private static BadInput.Maker csv(String text) {
    return csv(text, UTF_8);
  }

  private static BadInput.Maker csv(String text, Charset charset) {
    return file("a.csv", () -> text.getBytes(charset));
  }

  static List<BadInput> csvs() {
    List<BadInput> cases = new ArrayList<>();
    cases.add(refused("an empty CSV", csv(""), "an empty file, expected a header"));
    cases.add(refused("a header alone", csv(HEADER), "no usable row"));
    cases.add(refused("a byte order mark alone", csv("\uFEFF"), "a header"));
    cases.add(refused("line ends alone", csv("\n\n\r\n"), "a header"));
    cases.add(refused("no header", csv(ROWS), ":1: '3,3 9 15", "expected a header"));
    cases.add(refused("another header", csv("a,b,c\n" + ROWS), ":1: 'a,b,c'"));
    cases.add(refused("semicolons", csv((HEADER + ROWS).replace(',', ';')), ":1: "));
    cases.add(refused("tabs", csv((HEADER + ROWS).replace(',', '\t')), ":1: "));
    cases.add(refused("UTF-16, little", csv(HEADER + ROWS, UTF_16LE), ":1: "));
    cases.add(refused("UTF-16, big", csv("\uFEFF" + HEADER + ROWS, UTF_16BE), ":1: "));
    cases.add(
        refused("line ends of old", csv((HEADER + ROWS).replace('\n', '\r')), "no usable row"));
    cases.add(refused("zeros", file("a.csv", () -> new byte[100_000]), ":1: "));
    cases.add(refused("a NUL in a row", bad("3,1 2 \0 3,Training"), ":2: pixel 3 is '?'"));
    cases.add(refused("a NUL as label", bad("\0," + pixels(1) + ",Training"), ":2: emotion '?'"));
    cases.add(refused("the label 7", bad(row(7, "Training")), ":2: emotion '7', expected 0 to 6"));
    cases.add(refused("the label -1", bad(row(-1, "Training")), ":2: emotion '-1'"));
    cases.add(refused("the label 3.0", bad("3.0," + pixels(3) + ",Training"), "emotion '3.0'"));
    cases.add(refused("the label \u0663", bad("\u0663," + pixels(3) + ",Training"), "emotion '?"));
    cases.add(refused("the label 2^64 + 3", bad("18446744073709551619,1,Training"), "emotion '1"));
    cases.add(refused("no pixels", bad("3,,Training"), ":2: 0 pixels, expected 2304 (48 x 48)"));
    cases.add(refused("a pixel too few", bad("3,1 2 3,Training"), ":2: 3 pixels, expected 2304"));
    cases.add(refused("a pixel too many", bad("3," + pixels(3) + " 1,Training"), "2305 pixels"));
    cases.add(refused("the pixel 256", bad("3,0 256 1,Training"), ":2: pixel 2 is '256'"));
    cases.add(refused("the pixel -0", bad("3,0 -0 1,Training"), ":2: pixel 2 is '-0'"));
    cases.add(refused("the pixel 1e2", bad("3,0 1e2 1,Training"), ":2: pixel 2 is '1e2'"));
    cases.add(refused("the pixel 2^32", bad("3,0 4294967296,Training"), "is '4294967296'"));
    cases.add(refused("the usage Test", bad(row(3, "Test")), "Usage 'Test', expected Training"));
    cases.add(refused("a usage of escapes", bad(row(3, "\u001B[2J")), "Usage '?[2J'"));
    cases.add(refused("a field too few", bad("3," + pixels(3)), ":2: 2 fields, expected 3"));
    cases.add(refused("a field too many", bad("3," + pixels(3) + ",Training,"), ":2: 4 fields"));
    cases.add(refused("an open quote", bad("3,\"" + pixels(3) + ",Training"), "a closing quote"));
    cases.add(
        refused(
            "a line end in quotes", bad("3,\"1 2\n3\",Training"), ":2: a quoted field without"));
    cases.add(
        refused("a column twice", csv("emotion,emotion,pixels\n3,3,1\n"), ":1: 'emotion,emotion"));
    cases.add(
        refused(
            "a line of 10 MB",
            file(
                "a.csv",
                () ->
                    (HEADER + "3," + "1 ".repeat(5_000_000) + ",Training\n")
                        .getBytes(StandardCharsets.UTF_8)),
            ":2: 5000000 pixels, expected 2304"));
    cases.add(
        refused(
            "a header of 10 MB",
            file("a.csv", () -> "emotion".repeat(1_500_000).getBytes(StandardCharsets.UTF_8)),
            ":1: 'emotionemotion"));
    cases.add(
        refused(
            "a line of 80 MB",
            file("a.csv", () -> "1".repeat(80_000_000).getBytes(StandardCharsets.UTF_8)),
            "a line of more than 64 MB"));
    cases.add(
        refused(
            "a gzip bomb",
            file("a.csv.gz", () -> gzip(new byte[80_000_000])),
            "a line of more than 64 MB"));
    cases.add(refused("noise, gzipped", file("a.gz", () -> gzip(new byte[] {7, 8, 9})), ":1: "));
    byte[] whole = (HEADER + ROWS).getBytes(UTF_8);
    for (double share : new double[] {0.001, 0.1, 0.5, 0.99}) {
      cases.add(
          refused(
              "a gzip cut to " + share,
              file("a.gz", () -> Images.cut(gzip(whole), share)),
              "a.gz"));
    }
    cases.add(
        refused(
            "a gzip with a wrong check sum",
            file("a.gz", () -> flipped(gzip(whole), -6)),
            "can't be read"));
    cases.add(refused("a zip of nothing", file("a.zip", () -> zip()), ": "));
    cases.add(refused("a zip of a text", file("a.zip", () -> zip("a.txt", "x")), "no .csv in"));
    cases.add(
        refused(
            "a zip of two",
            file("a.zip", () -> zip("a.csv", "x", "b.csv", "y")),
            "2 in the archive: a.csv, b.csv, expected one"));
    String[] many =
        IntStream.range(0, 2000)
            .mapToObj(i -> "folder/name " + i / 2 + "-" + i + ".csv")
            .toArray(String[]::new);
    cases.add(
        refused(
            "a zip of a thousand",
            file("a.zip", () -> zip(many)),
            "1000 in the archive: folder/name 0-0.csv"));
    cases.add(
        refused(
            "a zip cut off",
            file("a.zip", () -> Images.cut(zip("a.csv", HEADER + ROWS), 0.6)),
            "can't be read"));
    cases.add(
        refused(
            "a zip with a damaged name", // found by fuzzing
            file("a.zip", () -> Base64.getDecoder().decode(ZIP_WITH_A_DAMAGED_NAME)),
            "a name in the archive that is no UTF-8"));
    cases.add(
        fine(
            "a zip of an old program",
            file("a.zip", () -> zip(ISO_8859_1, "Gef\u00FChle.csv", HEADER + ROWS)),
            "48x48"));
    cases.add(
        fine(
            "a zip that leaves its folder",
            file("a", () -> zip("../../a.csv", HEADER + ROWS)),
            "48x48"));
    cases.add(
        fine(
            "a byte order mark and CRLF",
            csv("\uFEFF" + (HEADER + ROWS).replace("\n", "\r\n")),
            "48x48 (2)"));
    cases.add(
        fine(
            "a gzip in two parts",
            file(
                "a.gz",
                () ->
                    Images.concat(
                        gzip((HEADER + row(3, "Training")).getBytes(StandardCharsets.UTF_8)),
                        gzip(row(5, "Training").getBytes(StandardCharsets.UTF_8)))),
            "48x48 (2)"));
    cases.add(
        fine(
            "quotes, spaces and blank lines",
            csv(HEADER + "\n \t\n\"3\" , \"" + pixels(3) + "\",Training\n"),
            "48x48 (1)"));
    cases.add(refused("a JPEG", file("a.csv", () -> Images.of("jpg")), ":1: "));
    cases.add(
        refused("nothing there", folder -> folder.resolve("a.csv"), "no such file or folder"));
    cases.add(
        refused(
            "a link to nothing",
            folder -> Files.createSymbolicLink(folder.resolve("a.csv"), folder.resolve("b.csv")),
            "no such file or folder"));
    cases.add(refused("a device", folder -> Path.of("/dev/zero"), "/dev/zero: "));
    cases.add(
        refused(
            "a CSV that may not be read",
            folder -> ImageCorpusTest.unreadable(Files.write(folder.resolve("a.csv"), whole)),
            "a.csv"));
    return cases;
  }

  /** A row that is bad, and another. */
  private static BadInput.Maker bad(String row) {
    return csv(HEADER + row.stripTrailing() + "\n" + ROWS);
  }

  static List<BadInput> skippable() {
    return List.of(
        refused("a bad row", bad("3,1 2 3,Training"), "a.csv:2: 3 pixels"),
        refused("an open quote", bad("3,\"1"), "a.csv:2: a quoted field"),
        refused(
            "a bad image",
            folder -> {
              Path happy = faces(folder, "happy", 2);
              Files.write(happy.resolve("bad.png"), new byte[9]);
              return folder;
            },
            "bad.png: no image"));
  }

  private static Path faces(Path folder, String name, int count) throws IOException {
    Path faces = Files.createDirectories(folder.resolve(name));
    for (int i = 0; i < count; i++) {
      byte[] header = "P5 48 48 255\n".getBytes(ISO_8859_1);
      byte[] image = Arrays.copyOf(header, header.length + 48 * 48);
      for (int at = header.length; at < image.length; at++) {
        image[at] = (byte) (at * (i + 3) * name.hashCode());
      }
      Files.write(faces.resolve(i + ".pgm"), image);
    }
    return faces;
  }

  static List<BadInput> folders() {
    List<BadInput> cases = new ArrayList<>();
    cases.add(
        refused("an empty folder", folder -> folder, "no class folder, expected one folder per"));
    cases.add(refused("empty classes", folder -> with(folder, "happy", "sad"), "no usable image"));
    cases.add(refused("empty parts", folder -> with(folder, "train", "test"), "no class folder"));
    cases.add(
        refused(
            "parts of empty classes",
            folder -> with(folder, "train/happy", "test/sad"),
            "no usable image"));
    cases.add(
        refused(
            "images without classes",
            folder -> {
              faces(folder, ".", 2);
              return folder;
            },
            "no class folder"));
    cases.add(
        refused(
            "classes too deep",
            folder -> {
              faces(folder, "train/happy/more", 2);
              return folder;
            },
            "more: a folder, expected an image"));
    cases.add(
        refused(
            "one class of its own",
            folder -> {
              faces(folder, "bored", 2);
              return folder;
            },
            "the class folders bored, expected two or more"));
    cases.add(
        refused(
            "a class of control characters",
            folder -> {
              faces(folder, "hap\npy\u001B[2J", 2);
              faces(folder, "sad", 2);
              return folder;
            },
            "the class folders hap py [2j, sad, expected"));
    cases.add(
        refused(
            "an unknown folder beside parts",
            folder -> with(folder, "train", "misc"),
            "misc: an unknown folder"));
    cases.add(
        refused(
            "a text among images that is named like one",
            folder -> {
              Files.writeString(faces(folder, "happy", 2).resolve("notes.png"), "hello");
              return folder;
            },
            "notes.png: no image"));
    cases.add(
        refused(
            "a pipe among images",
            folder -> {
              Programs.mkfifo(faces(folder, "happy", 2).resolve("a.png"));
              return folder;
            },
            "a pipe or device"));
    cases.add(
        refused(
            "a link to nothing among images",
            folder -> {
              Path happy = faces(folder, "happy", 2);
              Files.createSymbolicLink(happy.resolve("a.png"), Path.of("nowhere"));
              return folder;
            },
            "a link to nothing"));
    cases.add(
        refused(
            "a bomb among images",
            folder -> {
              Path happy = faces(folder, "happy", 2);
              Files.write(happy.resolve("a.png"), Images.png(-1, -1, 0));
              return folder;
            },
            "of 4294967295 x 4294967295"));
    cases.add(
        refused(
            "a class that is a link to all",
            folder -> {
              faces(folder, "happy", 2);
              Files.createSymbolicLink(folder.resolve("sad"), Path.of("."));
              return folder;
            },
            "sad/happy: a folder, expected an image"));
    cases.add(
        refused(
            "a class that may not be read",
            folder -> {
              ImageCorpusTest.unreadable(faces(folder, "happy", 2));
              return folder;
            },
            "happy"));
    cases.add(
        fine(
            "one class",
            folder -> {
              faces(folder, "happy", 3);
              return folder;
            },
            "happy"));
    cases.add(
        fine(
            "one class in two cases",
            folder -> {
              faces(folder, "happy", 2);
              faces(folder, "Happy", 3);
              return folder;
            },
            "48x48 (5)"));
    cases.add(
        fine(
            "what systems leave behind",
            folder -> {
              Files.writeString(faces(folder, "happy", 2).resolve("Thumbs.db"), "x");
              Files.writeString(folder.resolve("happy/.DS_Store"), "x");
              Files.writeString(folder.resolve("README.md"), "x");
              return folder;
            },
            "48x48 (2)"));
    cases.add(
        fine(
            FILES + " files",
            folder -> {
              Path happy = faces(folder, "happy", 1000);
              for (int copy = 1; copy < FILES / 1000; copy++) {
                for (int i = 0; i < 1000; i++) {
                  Path link = happy.resolve(copy + "-" + i + ".pgm");
                  Files.createLink(link, happy.resolve(i + ".pgm"));
                }
              }
              return folder;
            },
            "48x48 (" + FILES + ")"));
    return cases;
  }

  private static Path with(Path folder, String... folders) throws IOException {
    for (String name : folders) {
      Files.createDirectories(folder.resolve(name));
    }
    return folder;
  }

  private static byte[] flipped(byte[] bytes, int fromEnd) {
    bytes[bytes.length + fromEnd] ^= 1;
    return bytes;
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  /** Names and texts by turns. */
  private static byte[] zip(String... entries) throws IOException {
    return zip(UTF_8, entries);
  }

  /** With the names in a character set, which the archive does not say unless it is UTF-8. */
  private static byte[] zip(Charset names, String... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes, names)) {
      for (int i = 0; i < entries.length; i += 2) {
        out.putNextEntry(new ZipEntry(entries[i]));
        out.write(entries[i + 1].getBytes(UTF_8));
      }
    }
    return bytes.toByteArray();
  }
}
