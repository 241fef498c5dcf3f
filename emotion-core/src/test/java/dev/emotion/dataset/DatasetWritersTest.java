package dev.emotion.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.EmotionClasses;
import dev.emotion.FacePixels;
import dev.emotion.dataset.DatasetSummary.DuplicateGroup;
import dev.emotion.dataset.DatasetSummary.Member;
import dev.emotion.image.ImageFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetWritersTest {
  private static final EmotionClasses CLASSES = new EmotionClasses(List.of("happy", "sad"));
  private static final String HASH = "0123456789abcdef".repeat(4);

  private static Member member(Split split, int label, String origin) {
    return new Member(split, label, origin);
  }

  private static final DatasetSummary SUMMARY =
      new DatasetSummary(
          "mine",
          CLASSES,
          Map.of(
              Split.TRAIN,
              List.of(5, 1),
              Split.VALIDATION,
              List.of(1, 0),
              Split.TEST,
              List.of(0, 1)),
          Map.of(new ImageSize(48, 48), 6, new ImageSize(100, 80), 2),
          List.of(
              new DuplicateGroup(List.of(member(Split.TRAIN, 0, "a"), member(Split.TRAIN, 0, "b"))),
              new DuplicateGroup(List.of(member(Split.TRAIN, 0, "c"), member(Split.TEST, 1, "d")))),
          List.of(
              new DuplicateGroup(
                  IntStream.range(0, 8)
                      .mapToObj(i -> member(Split.TRAIN, i % 2, "n" + i))
                      .toList())),
          List.of(member(Split.VALIDATION, 0, "e")),
          IntStream.range(1, 8).mapToObj(i -> "x.csv:" + i + ": bad").toList(),
          new DatasetFingerprint(HASH, 8));

  @Test
  void textShowsCountsAndTheDuplicatesThatHarm() {
    assertThat(DatasetText.of(SUMMARY))
        .isEqualTo(
            String.join(
                "\n",
                "mine",
                "",
                "Class     Train  Validation      Test       All    Share",
                "happy         5           1         0         6   75.0 %",
                "sad           1           0         1         2   25.0 %",
                "all           6           1         1         8  100.0 %",
                "",
                "Image sizes       48x48 (6), 100x80 (2)",
                "Exact duplicates  groups: 2 (across parts: 1, with different labels: 1), faces: 4",
                "  c (train, happy) = d (test, sad)",
                "Near duplicates   groups: 1 (across parts: 0, with different labels: 1), faces: 8",
                "  n0 (train, happy) = n1 (train, sad) = n2 (train, happy) = n3 (train, sad)"
                    + " = n4 (train, happy) and 3 more",
                "Blank images      1 (contrast below 5 grey levels)",
                "  e (validation, happy)",
                "Skipped inputs    7",
                "  x.csv:1: bad",
                "  x.csv:2: bad",
                "  x.csv:3: bad",
                "  x.csv:4: bad",
                "  x.csv:5: bad",
                "  ... and 2 more",
                "Fingerprint       " + HASH,
                ""));
  }

  @Test
  void jsonHoldsEveryFaceOfEveryGroup() {
    JsonObject json = JsonParser.parseString(DatasetJson.of(SUMMARY)).getAsJsonObject();
    assertThat(json.get("count").getAsInt()).isEqualTo(8);
    assertThat(json.getAsJsonArray("classes")).hasToString("[\"happy\",\"sad\"]");
    assertThat(json.getAsJsonObject("counts"))
        .hasToString(
            "{\"train\":{\"happy\":5,\"sad\":1},\"validation\":{\"happy\":1,\"sad\":0},"
                + "\"test\":{\"happy\":0,\"sad\":1}}");
    assertThat(json.getAsJsonObject("sizes")).hasToString("{\"48x48\":6,\"100x80\":2}");
    assertThat(json.getAsJsonArray("exactDuplicates").get(1))
        .hasToString(
            "{\"acrossSplits\":true,\"differentLabels\":true,\"faces\":["
                + "{\"origin\":\"c\",\"split\":\"train\",\"class\":\"happy\"},"
                + "{\"origin\":\"d\",\"split\":\"test\",\"class\":\"sad\"}]}");
    assertThat(
            json.getAsJsonArray("nearDuplicates").get(0).getAsJsonObject().getAsJsonArray("faces"))
        .hasSize(8);
    assertThat(json.getAsJsonArray("blanks"))
        .hasToString("[{\"origin\":\"e\",\"split\":\"validation\",\"class\":\"happy\"}]");
    assertThat(json.getAsJsonArray("skipped")).hasSize(7);
    assertThat(json.get("fingerprint").getAsString()).isEqualTo(HASH);
  }

  @Test
  void sheetShowsFacesUprightInTheirRow(@TempDir Path folder) {
    // The upper left quarter is white: a turned or mirrored face would show.
    byte[] grey = new byte[16];
    for (int i : new int[] {0, 1, 4, 5}) {
      grey[i] = (byte) 255;
    }
    byte[] light = new byte[16];
    Arrays.fill(light, (byte) 200);
    EmotionDataset dataset =
        new EmotionDataset(
            "mine",
            CLASSES,
            Map.of(
                Split.TRAIN,
                List.of(
                    new LabeledFace(FacePixels.of(4, light), 1, "b"),
                    new LabeledFace(FacePixels.of(4, grey), 0, "a"))),
            List.of());
    Path file = folder.resolve("sheet.png");
    ContactSheetImage.write(file, dataset);
    try (Mat sheet = ImageFiles.read(file)) {
      int left = sheet.cols() - 24 - 10 * 100 + 4;
      int top = 52;
      assertThat(blue(sheet, left + 10, top + 10)).isEqualTo(255);
      assertThat(blue(sheet, left + 40, top + 40)).isEqualTo(255);
      assertThat(blue(sheet, left + 60, top + 10)).isZero();
      assertThat(blue(sheet, left + 10, top + 60)).isZero();
      assertThat(blue(sheet, left + 90, top + 90)).isZero();
      assertThat(blue(sheet, left + 50, top + 150)).isEqualTo(200);
      assertThat(sheet.rows()).isEqualTo(52 + 2 * 100 - 4 + 24);
    }
  }

  private static int blue(Mat image, int x, int y) {
    return image.ptr(y, x).get() & 0xFF;
  }
}
