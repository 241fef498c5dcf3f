package dev.emotion.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.DatasetException;
import dev.emotion.dataset.EmotionDataset;
import dev.emotion.dataset.FerCsv;
import dev.emotion.dataset.ReadSettings;
import dev.emotion.testing.Fuzzing;
import dev.emotion.testing.Mutator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CSVs, plain, gzipped and zipped: each is refused, or gives faces of the right size. */
class CsvFuzzTest {
  private static final String ROWS =
      "emotion,pixels,Usage\n"
          + "3,0 1 128 255,Training\n"
          + "\"6\",\"9 8 7 6\",\"PublicTest\"\r\n"
          + "\n0 , 10 20 30 40 , PrivateTest\n";

  @TempDir Path folder;

  @Test
  void aDamagedCsvIsRefusedOrHasFaces() throws Exception {
    Mutator mutator = new Mutator(Fuzzing.seed(), List.of(ROWS.getBytes(UTF_8), gzip(), zip()));
    ReadSettings settings = ReadSettings.defaults().withSide(2);
    Path file = folder.resolve("fuzzed.csv");
    Fuzzing.run(
        "csv",
        1500,
        mutator::next,
        input -> {
          Files.write(file, input);
          boolean skip = mutator.number(2) == 0;
          try {
            EmotionDataset data = new FerCsv(file).read(settings.withSkipBad(skip));
            assertThat(data.all()).isNotEmpty().allMatch(face -> face.pixels().side() == 2);
            assertThat(data.skipped()).allMatch(line -> !line.contains("\n"));
            return true;
          } catch (DatasetException e) {
            assertThat(e.getMessage()).startsWith(file.toString()).doesNotContain("\n");
            return false;
          }
        });
  }

  private static byte[] gzip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(ROWS.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry("data/fer2013.csv"));
      out.write(ROWS.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
