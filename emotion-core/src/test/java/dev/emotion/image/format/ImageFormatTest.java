package dev.emotion.image.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFormatTest {
  @TempDir Path folder;

  @Test
  void noEndingStandsForTwoFormats() {
    assertThat(Arrays.stream(ImageFormat.values()).flatMap(format -> format.endings().stream()))
        .doesNotHaveDuplicates()
        .allMatch(ending -> ending.matches("\\.[a-z0-9]+"));
  }

  @ParameterizedTest
  @CsvSource({
    "a/b.JPeG, JPEG", "a.jfif, JPEG", "a.jpe, JPEG", "a.MPO, JPEG", "a.tiff, TIFF", "a.HEIC, HEIC",
    "a.hif, HEIC", "a.avif, AVIF", "a.dib, BMP", "a.pam, PNM", "a.jxl, JPEG_XL", "a.CR2, RAW"
  })
  void knowsFormatsByTheirNames(String name, ImageFormat format) {
    assertThat(ImageFormat.named(name)).contains(format);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.txt", "jpg", "a.mp4", "a.jpg.txt", ""})
  void knowsNoFormatOfOtherNames(String name) {
    assertThat(ImageFormat.named(name)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"heic, HEIC", "mif1, HEIC", "avif, AVIF", "avis, AVIF", "crx , RAW"})
  void tellsFilesOfOneContainerByTheirBrand(String brand, ImageFormat format) {
    byte[] file =
        ("\0\0\0\u0010ftyp" + (brand + " ").substring(0, 4) + "\0\0\0\0").getBytes(ISO_8859_1);
    assertThat(ImageFormat.of(file)).contains(format);
  }

  @Test
  void looksAtTheContentWhereTheNameSaysNothing() throws IOException {
    byte[] jpeg = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE0};
    assertThat(ImageFormat.isImage(Files.write(folder.resolve("0001"), jpeg))).isTrue();
    assertThat(ImageFormat.isImage(Files.write(folder.resolve("a.jpg_large"), jpeg))).isTrue();
    assertThat(ImageFormat.isImage(Files.writeString(folder.resolve("a.txt"), "BM"))).isFalse();
    assertThat(ImageFormat.isImage(Files.writeString(folder.resolve("b.txt"), "P1 is"))).isFalse();
    assertThat(ImageFormat.isImage(Files.createFile(folder.resolve("empty")))).isFalse();
    assertThat(ImageFormat.isImage(Files.createFile(folder.resolve("empty.jpg")))).isTrue();
  }

  @Test
  void listsTheFormatsForMessages() {
    assertThat(ImageFormat.readableNames())
        .isEqualTo("JPEG, PNG, WebP, GIF, BMP, HEIC, AVIF, TIFF or PNM");
    assertThat(ImageFormat.servedNames())
        .isEqualTo("JPEG, PNG, WebP, GIF, BMP, HEIC, AVIF or TIFF");
  }
}
