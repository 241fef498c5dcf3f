package dev.emotion.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VideoFilesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"isom, mp41", "mp42, mif1", "'qt  ', heic", "iso6, avif", "M4V , miaf"})
  void isAVideoByTheMajorBrandWhateverFollows(String major, String compatible) throws IOException {
    Path file = file(major, compatible);

    assertThat(VideoFiles.isVideo(file.toString())).isTrue();
    assertThat(VideoFiles.isImage(file)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"heic", "heix", "heim", "heis", "mif1", "mif2", "miaf", "avci", "avif"})
  void isASingleImageByTheMajorBrand(String major) throws IOException {
    Path file = file(major, "isom");

    assertThat(VideoFiles.isVideo(file.toString())).isFalse();
    assertThat(VideoFiles.isImage(file)).isTrue();
  }

  /** The first of a row's images is predict's, and all of them are a video's frames. */
  @ParameterizedTest
  @ValueSource(strings = {"hevc", "hevx", "avcs", "msf1", "avis", "crx "})
  void isNeitherVideoNorSingleImageWhereItIsARowOfImagesOrRaw(String major) throws IOException {
    Path file = file(major, "isom");

    assertThat(VideoFiles.isVideo(file.toString())).isFalse();
    assertThat(VideoFiles.isImage(file)).isFalse();
  }

  private Path file(String major, String compatible) throws IOException {
    String start = "\0\0\0\u0018ftyp" + String.format("%-4s", major) + "\0\0\0\1" + compatible;
    byte[] bytes = start.getBytes(StandardCharsets.ISO_8859_1);
    return Files.write(folder.resolve("file"), Arrays.copyOf(bytes, 200));
  }
}
