package dev.emotion.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion.DatasetException;
import dev.emotion.EmotionClasses;
import dev.emotion.testing.Programs;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faces of 2 x 2 pixels, so that a row can be read. */
class FerCsvTest {
  private static final ReadSettings SMALL =
      ReadSettings.defaults().withSide(2).withValidation(0, 1);

  private static final String ROWS =
      "emotion,pixels,Usage\n"
          + "3,0 1 128 255,Training\n"
          + "6,9 8 7 6,PublicTest\n"
          + "0,10 20 30 40,PrivateTest\n";

  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("faces.csv"), text);
  }

  private EmotionDataset read(String text) throws IOException {
    return new FerCsv(file(text)).read(SMALL);
  }

  private static List<String> faces(EmotionDataset dataset) {
    return Arrays.stream(Split.values())
        .flatMap(
            split ->
                dataset.faces(split).stream()
                    .map(
                        face ->
                            split
                                + " "
                                + dataset.classes().name(face.label())
                                + " "
                                + pixels(face)
                                + " "
                                + face.origin()))
        .toList();
  }

  private static String pixels(LabeledFace face) {
    StringBuilder text = new StringBuilder();
    for (byte b : face.pixels().toBytes()) {
      text.append(text.isEmpty() ? "" : "/").append(b & 0xFF);
    }
    return text.toString();
  }

  private static final List<String> EXPECTED =
      List.of(
          "TRAIN happy 0/1/128/255 faces.csv:2",
          "VALIDATION neutral 9/8/7/6 faces.csv:3",
          "TEST angry 10/20/30/40 faces.csv:4");

  @Test
  void readsLabelPixelsAndPartOfEachRow() throws IOException {
    EmotionDataset dataset = read(ROWS);
    assertThat(faces(dataset)).isEqualTo(EXPECTED);
    assertThat(dataset.name()).isEqualTo("faces.csv");
    assertThat(dataset.classes()).isEqualTo(EmotionClasses.FER2013);
    assertThat(dataset.sourceSizes()).containsOnlyKeys(new ImageSize(2, 2));
    assertThat(dataset.faces(Split.TRAIN).get(0).pixels().get(0, 1)).isEqualTo(128);
  }

  @Test
  void readsKagglesOtherHeaderAndColumnOrder() throws IOException {
    assertThat(
            faces(
                read(
                    "emotion, Usage, pixels\n"
                        + "3,Training,0 1 128 255\n"
                        + "6,PublicTest,9 8 7 6\n"
                        + "0,PrivateTest,10 20 30 40\n")))
        .isEqualTo(EXPECTED);
  }

  @Test
  void findsColumnsInAnyCaseAndIgnoresOthers() throws IOException {
    assertThat(
            faces(
                read(
                    "id,PIXELS,note,usage,Emotion\n"
                        + "1,0 1 128 255,\"a \"\"b\"\", c\",training,3\n"
                        + "2,9 8 7 6,,publictest,6\n"
                        + "3,10 20 30 40,x,PRIVATETEST,0\n")))
        .isEqualTo(EXPECTED);
  }

  @Test
  void takesCarriageReturnsByteOrderMarkQuotesSpacesAndBlankLines() throws IOException {
    assertThat(
            faces(
                read(
                    "\uFEFF\"emotion\",\"pixels\",\"Usage\"\r\n"
                        + "\"3\",\" 0 1  128 255 \",\"Training\"\r\n"
                        + " 6 , 9 8 7 6 , PublicTest \r\n"
                        + "0,\"10 20 30 40\" ,\"PrivateTest\"\r\n"
                        + "\r\n"
                        + "  \n\n")))
        .isEqualTo(EXPECTED);
  }

  @Test
  void readsTheLastLineWithoutItsEnd() throws IOException {
    assertThat(faces(read(ROWS.stripTrailing()))).isEqualTo(EXPECTED);
  }

  @Test
  void readsLinesThatCrossTheBuffer() throws IOException {
    // 48 x 48 pixels of 3 digits are 9 kB: 100 rows are more than three buffers.
    StringBuilder text = new StringBuilder("emotion,pixels,Usage\n");
    for (int row = 0; row < 100; row++) {
      text.append(row % 7).append(',');
      for (int i = 0; i < 48 * 48; i++) {
        text.append(i == 0 ? "" : " ").append(100 + (row + i) % 156);
      }
      text.append(",Training\n");
    }
    List<LabeledFace> faces =
        new FerCsv(file(text.toString()))
            .read(ReadSettings.defaults().withValidation(0, 1))
            .faces(Split.TRAIN);
    assertThat(faces).hasSize(100);
    for (int row = 0; row < 100; row++) {
      LabeledFace face = faces.get(row);
      assertThat(face.label()).isEqualTo(row % 7);
      assertThat(face.origin()).isEqualTo("faces.csv:" + (row + 2));
      assertThat(face.pixels().get(0, 0)).isEqualTo(100 + row % 156);
      assertThat(face.pixels().get(47, 47)).isEqualTo(100 + (row + 2303) % 156);
    }
  }

  @Test
  void readsGzipWhateverItsName() throws IOException {
    Path file = folder.resolve("faces.csv");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(ROWS.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(faces(new FerCsv(file).read(SMALL))).isEqualTo(EXPECTED);
  }

  @Test
  void readsTheCsvInAZipPreferringFerAmongSeveral() throws IOException {
    Path file = folder.resolve("faces.csv");
    zip(file, "example.csv", "emotion\n1\n", "data/fer2013.csv", ROWS, "__MACOSX/x.csv", "");
    assertThat(faces(new FerCsv(file).read(SMALL))).isEqualTo(EXPECTED);
  }

  @Test
  void rejectsAZipWithoutOneCsv() throws IOException {
    Path file = folder.resolve("faces.zip");
    zip(file, "a.csv", ROWS, "b.csv", ROWS);
    assertThatThrownBy(() -> new FerCsv(file).read(SMALL))
        .isInstanceOf(DatasetException.class)
        .hasMessage(file + ": 2 in the archive: a.csv, b.csv, expected one CSV");
    zip(file, "a.txt", ROWS);
    assertThatThrownBy(() -> new FerCsv(file).read(SMALL))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            file
                + ": no .csv in the archive, nor images in folders,"
                + " expected one CSV, or a folder of images a class");
  }

  private static void zip(Path file, String... namesAndTexts) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < namesAndTexts.length; i += 2) {
        out.putNextEntry(new ZipEntry(namesAndTexts[i]));
        out.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void rejectsACutGzip() throws IOException {
    Path whole = folder.resolve("whole.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(whole))) {
      out.write(ROWS.getBytes(StandardCharsets.UTF_8));
    }
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(bytes, bytes.length - 20));
    assertThatThrownBy(() -> new FerCsv(cut).read(SMALL))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(cut.toString())
        .hasMessageContaining("can't be read (Unexpected end of ZLIB input stream)");
  }

  /** For a model of other faces; 20 pixels shrink, 64 grow. */
  @ParameterizedTest
  @ValueSource(ints = {20, 64})
  void facesAreScaledAsThoseOfFoldersAre(int side) throws IOException {
    Random random = new Random(side);
    Path images = Files.createDirectories(folder.resolve("images/train/happy"));
    StringBuilder csv = new StringBuilder("emotion,pixels,Usage\n");
    for (int i = 0; i < 3; i++) {
      BufferedImage image = new BufferedImage(48, 48, BufferedImage.TYPE_BYTE_GRAY);
      String separator = "3,";
      for (int pixel = 0; pixel < 48 * 48; pixel++) {
        int grey = random.nextInt(256);
        image.getRaster().setSample(pixel % 48, pixel / 48, 0, grey);
        csv.append(separator).append(grey);
        separator = " ";
      }
      csv.append(",Training\n");
      ImageIO.write(image, "png", images.resolve(i + ".png").toFile());
    }
    ReadSettings settings = ReadSettings.defaults().withSide(side).withValidation(0, 1);
    EmotionDataset rows = new FerCsv(file(csv.toString())).read(settings);
    EmotionDataset files =
        new ImageFolder(folder.resolve("images"))
            .read(settings.withClassesOf(EmotionClasses.FER2013, "the test"));
    assertThat(rows.faces(Split.TRAIN).get(0).pixels().side()).isEqualTo(side);
    assertThat(rows.faces(Split.TRAIN).stream().map(LabeledFace::pixels))
        .containsExactlyElementsOf(
            files.faces(Split.TRAIN).stream().map(LabeledFace::pixels).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3,1 2 3,Training | 3 pixels, expected 4 (2 x 2)",
        "3,,Training | 0 pixels, expected 4 (2 x 2)",
        "3,1 2 3 4 5 6,Training | 6 pixels, expected 4 (2 x 2)",
        "3,1 2 256 4,Training | pixel 3 is '256', expected 0 to 255",
        "3,1 2 99999999999 4,Training | pixel 3 is '99999999999', expected 0 to 255",
        "3,1 -2 3 4,Training | pixel 2 is '-2', expected 0 to 255",
        "3,1 2 3 4.0,Training | pixel 4 is '4.0', expected 0 to 255",
        "7,1 2 3 4,Training | emotion '7', expected 0 to 6",
        "-1,1 2 3 4,Training | emotion '-1', expected 0 to 6",
        "happy,1 2 3 4,Training | emotion 'happy', expected 0 to 6",
        ",1 2 3 4,Training | emotion '', expected 0 to 6",
        "3,1 2 3 4,Test | Usage 'Test', expected Training, PublicTest or PrivateTest",
        "3,1 2 3 4, | Usage '', expected Training, PublicTest or PrivateTest",
        "3,1 2 3 4 | 2 fields, expected 3 as in the header",
        "3,1 2 3 4,Training,x | 4 fields, expected 3 as in the header",
        "3,\"1 2 3 4,Training | a quoted field without its end: \"1 2 3 4,Training, expected a closing quote",
      })
  void rejectsABadRowWithLineFoundAndExpected(String row, String fault) throws IOException {
    Path file = file(ROWS + "\n" + row + "\n");
    assertThatThrownBy(() -> new FerCsv(file).read(SMALL))
        .isInstanceOf(DatasetException.class)
        .hasMessage(file + ":6: " + fault);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"pixels,Usage", "emotion,Usage", "emotion,emotion,pixels", "3,1 2 3 4,Training"})
  void rejectsAnotherHeader(String header) throws IOException {
    Path file = file(header + "\n3,1 2 3 4,Training\n");
    assertThatThrownBy(() -> new FerCsv(file).read(SMALL))
        .isInstanceOf(DatasetException.class)
        .hasMessage(file + ":1: '" + header + "', expected a header such as emotion,pixels,Usage");
  }

  @Test
  void rejectsAnEmptyFileAndAHeaderAlone() throws IOException {
    Path empty = file("");
    assertThatThrownBy(() -> new FerCsv(empty).read(SMALL))
        .hasMessage(empty + ": an empty file, expected a header such as emotion,pixels,Usage");
    Path header = file("emotion,pixels,Usage\n");
    assertThatThrownBy(() -> new FerCsv(header).read(SMALL))
        .hasMessage(header + ": no usable row, expected one face per line");
  }

  @Test
  void saysWhichBinaryFileIsNoCsv() throws IOException {
    Path file = folder.resolve("a.jpg");
    Files.write(file, new byte[] {(byte) 0xFF, (byte) 0xD8, 0, 10, 13, 7, 1, 2});
    assertThatThrownBy(() -> new FerCsv(file).read(SMALL))
        .isInstanceOf(DatasetException.class)
        .hasMessage(file + ":1: '???', expected a header such as emotion,pixels,Usage");
  }

  @Test
  void skipsBadRowsAndListsThemWithTheirLines() throws IOException {
    Path file =
        file(
            "emotion,pixels,Usage\n"
                + "9,1 2 3 4,Training\n"
                + "3,0 1 128 255,Training\n"
                + "\"3,1 2 3 4,Training\n"
                + "3,1,Training\n"
                + "6,9 8 7 6,PublicTest\n");
    EmotionDataset dataset = new FerCsv(file).read(SMALL.withSkipBad(true));
    assertThat(faces(dataset))
        .containsExactly(
            "TRAIN happy 0/1/128/255 faces.csv:3", "VALIDATION neutral 9/8/7/6 faces.csv:6");
    assertThat(dataset.skipped())
        .containsExactly(
            file + ":2: emotion '9', expected 0 to 6",
            file
                + ":4: a quoted field without its end: \"3,1 2 3 4,Training, expected a closing"
                + " quote",
            file + ":5: 1 pixels, expected 4 (2 x 2)");
  }

  @Test
  void splitsValidationOffWhereThereIsNoUsage() throws IOException {
    String rows =
        IntStream.range(0, 20)
            .mapToObj(i -> i % 2 + "," + i + " 0 0 1\n")
            .collect(Collectors.joining("", "emotion,pixels\n", ""));
    EmotionDataset dataset =
        new FerCsv(file(rows)).read(ReadSettings.defaults().withSide(2).withValidation(0.2, 1));
    assertThat(dataset.validationSplitOff()).isTrue();
    assertThat(dataset.faces(Split.TRAIN)).hasSize(16);
    assertThat(dataset.faces(Split.VALIDATION))
        .extracting(LabeledFace::label)
        .containsExactlyInAnyOrder(0, 0, 1, 1);
    assertThat(dataset.faces(Split.TEST)).isEmpty();
  }

  @Test
  void matchesLabelsToGivenClassesByName() throws IOException {
    EmotionClasses given = new EmotionClasses(List.of("neutral", "happy", "angry"));
    EmotionDataset dataset = new FerCsv(file(ROWS)).read(SMALL.withClasses(given));
    assertThat(faces(dataset)).isEqualTo(EXPECTED);
    assertThat(dataset.all()).extracting(LabeledFace::label).containsExactly(1, 0, 2);
  }

  @Test
  void rejectsAClassThatIsNotAmongTheGivenOnes() throws IOException {
    Path file = file(ROWS);
    EmotionClasses given = new EmotionClasses(List.of("happy", "angry"));
    assertThatThrownBy(() -> new FerCsv(file).read(SMALL.withClasses(given)))
        .hasMessage(file + ":3: emotion 6 (neutral), expected one of happy, angry");
  }

  @Test
  void namesAMissingPath() {
    Path missing = folder.resolve("none.csv");
    assertThatThrownBy(() -> DatasetSource.of(missing))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            missing + ": no such file or folder, expected a FER-2013 CSV or a folder of images");
  }

  @ParameterizedTest
  @ValueSource(strings = {"faces.csv", "faces.tar"})
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void refusesAPipe(String name) throws IOException, InterruptedException {
    Path pipe = Programs.mkfifo(folder.resolve(name));
    assertThatThrownBy(() -> DatasetSource.of(pipe))
        .isInstanceOf(DatasetException.class)
        .hasMessage(pipe + ": a pipe or device, expected a FER-2013 CSV or a folder of images");
  }
}
