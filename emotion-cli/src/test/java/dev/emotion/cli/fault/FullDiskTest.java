package dev.emotion.cli.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.cli.testing.CliRun;
import dev.emotion.cli.testing.Clip;
import dev.emotion.cli.testing.SmallDisk;
import dev.emotion.cli.testing.UntrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every file that a command writes meets a full disk: one line, status 3, and nothing by halves.
 */
@Timeout(120)
class FullDiskTest {
  @TempDir static Path shared;
  private static Path data;
  private static Path model;
  private static Path image;
  private static Path clip;

  @TempDir Path folder;

  @BeforeAll
  static void makeInputs() throws IOException {
    data = shared.resolve("faces.csv");
    StringBuilder csv = new StringBuilder("emotion,pixels,Usage\n");
    for (int i = 0; i < 140; i++) {
      String usage = i < 28 ? "Training" : i < 35 ? "PublicTest" : "PrivateTest";
      csv.append(i % 7).append(',').append((30 * (i % 7) + " ").repeat(2304).strip());
      csv.append(',').append(usage).append('\n');
    }
    Files.writeString(data, csv);
    model = shared.resolve("model.zip");
    UntrainedModel.write(model);
    clip = shared.resolve("clip.mp4");
    Clip.empty(clip, 60);
    image = shared.resolve("grey.pgm");
    Files.writeString(image, "P2 64 64 255\n" + "7 250 ".repeat(32 * 64) + "\n");
  }

  private String[] command(String line, Path output) {
    return Arrays.stream(line.split(" "))
        .map(
            word ->
                word.replace("DATA", data.toString())
                    .replace("MODEL", model.toString())
                    .replace("IMAGE", image.toString())
                    .replace("CLIP", clip.toString())
                    .replace("OUT", output.toString()))
        .toArray(String[]::new);
  }

  /** Files that appear whole or not at all. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "evaluate --data DATA --model MODEL --quiet --json OUT.json",
        "evaluate --data DATA --model MODEL --quiet --confusion-matrix OUT.png",
        "evaluate --data DATA --model MODEL --quiet --confusion-matrix OUT.csv",
        "evaluate --data DATA --model MODEL --quiet --predictions OUT.csv",
        "inspect --data DATA --json OUT.json",
        "inspect --data DATA --sheet OUT.png",
        "predict IMAGE --model MODEL --detector none --quiet --output OUT",
        "realtime --video CLIP --model MODEL --headless --quiet --timeline OUT.png",
      })
  void aResultThatTheDiskCantHoldIsNotThere(String line) {
    Path disk = folder;
    try (SmallDisk full = SmallDisk.on(disk, 1)) {
      full.fill();
      CliRun run = CliRun.of((Object[]) command(line, disk.resolve("result")));

      assertThat(run.status()).as(run.err()).isEqualTo(3);
      assertThat(run.err().lines()).hasSize(1);
      assertThat(run.err())
          .startsWith("emotion: " + disk.resolve("result"))
          .contains("can't be written: No space left on device");
      assertThat(full.names()).isSubsetOf("result"); // the folder of the copies
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evaluate --data DATA --model MODEL --quiet --confusion-matrix OUT.png",
        "evaluate --data DATA --model MODEL --quiet --predictions OUT.csv",
      })
  void whatWasMeasuredIsSaidAllTheSame(String line) {
    try (SmallDisk full = SmallDisk.on(folder, 1)) {
      full.fill();
      CliRun run = CliRun.of((Object[]) command(line, folder.resolve("result")));

      assertThat(run.status()).as(run.err()).isEqualTo(3);
      assertThat(run.out()).contains("105 faces");
    }
  }

  @Test
  void anOldResultStaysWhereTheNewOneHasNoPlace() throws IOException {
    try (SmallDisk full = SmallDisk.on(folder, 2)) {
      Path result = Files.writeString(folder.resolve("result.json"), "old");
      full.fill();

      assertThat(
              CliRun.of(
                      (Object[])
                          command("inspect --data DATA --json OUT.json", folder.resolve("result")))
                  .status())
          .isEqualTo(3);
      assertThat(result).hasContent("old");
      assertThat(full.names()).containsExactly("result.json");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--json", "--csv"})
  void linesOfAVideoEndWithAWholeOne(String option) throws IOException {
    try (SmallDisk full = SmallDisk.on(folder, 1)) {
      Path lines = folder.resolve("lines");
      CliRun run =
          CliRun.of(
              "realtime",
              "--video",
              clip,
              "--model",
              model,
              "--headless",
              "--quiet",
              "--detector",
              "none",
              option,
              lines);

      assertThat(run.status()).as(run.err()).isEqualTo(3);
      assertThat(run.err().lines()).hasSize(1);
      assertThat(run.err()).contains(lines + ": can't be written: No space left on device");
      String text = Files.readString(lines);
      assertThat(text).endsWith("\n").hasSizeGreaterThan(2000).hasSizeLessThan(4097);
      assertThat(text.lines().skip(1))
          .allMatch(l -> l.startsWith("{") ? l.endsWith("}") : l.split(",", -1).length == 18);
      assertThat(full.names()).containsExactly("lines");
    }
  }

  @Test
  void aRecordingKeepsWhatTheDiskHeld() throws IOException {
    Path moving = shared.resolve("moving.mp4");
    Clip.face(moving, 100);
    try (SmallDisk full = SmallDisk.on(folder, 20)) {
      Path recording = folder.resolve("recording.mp4");
      CliRun run =
          CliRun.of(
              "realtime",
              "--video",
              moving,
              "--model",
              model,
              "--headless",
              "--quiet",
              "--detector",
              "none",
              "--record",
              recording);

      assertThat(run.status()).as(run.err()).isEqualTo(3);
      assertThat(run.err().lines()).hasSize(1);
      assertThat(run.err()).contains(recording + ": can't be written: No space left on device");
      CliRun read =
          CliRun.of(
              "realtime",
              "--video",
              recording,
              "--model",
              model,
              "--headless",
              "--quiet",
              "--detector",
              "none",
              "--json",
              "-");
      assertThat(read.out().lines()).as(read.err()).hasSizeGreaterThan(20);
      assertThat(full.names()).containsExactly("recording.mp4");
    }
  }

  @Test
  void aRecordingThatCantBeginIsNotThere() {
    try (SmallDisk full = SmallDisk.on(folder, 1)) {
      full.fill();
      Path recording = folder.resolve("recording.mp4");
      CliRun run =
          CliRun.of(
              "realtime",
              "--video",
              clip,
              "--model",
              model,
              "--headless",
              "--quiet",
              "--detector",
              "none",
              "--record",
              recording);

      assertThat(run.status()).as(run.err()).isEqualTo(3);
      assertThat(run.err()).contains(recording + ": can't be written: No space left on device");
      assertThat(full.names()).isEmpty();
    }
  }

  private CliRun train(Path place) {
    List<Object> line = new ArrayList<>(List.of("train", "--data", data, "--quiet", "--resume"));
    line.addAll(List.of("--architecture", "mini", "--width", "1", "--epochs", "1"));
    line.addAll(List.of("--batch-size", "14", "--threads", "1"));
    line.addAll(List.of("--output", place.resolve("model.zip"), "--run-dir", place.resolve("run")));
    return CliRun.of(line.toArray());
  }

  /** Each of a run's files in turn is the one that finds the disk full. */
  @Test
  void aRunGoesOnWhereTheDiskWasFull() throws IOException {
    Path whole = Files.createDirectory(shared.resolve("whole"));
    assertThat(train(whole).status()).isZero();
    int room = 0;
    for (String file :
        List.of(
            "run/train.properties",
            "model.zip",
            "run/history.csv",
            "run/last.zip",
            "run/curves.png",
            "run/report.html")) {
      Path disk = Files.createDirectory(folder.resolve(Path.of(file).getFileName()));
      try (SmallDisk small = SmallDisk.on(disk, Math.max(1, room))) {
        if (room == 0) {
          small.fill();
        }
        CliRun run = train(disk);
        assertThat(run.status()).as(run.err()).isEqualTo(3);
        assertThat(run.err().lines().filter(line -> line.startsWith("emotion: ")))
            .containsExactly(
                "emotion: " + disk.resolve(file) + ": can't be written: No space left on device");
        assertThat(small.names()).doesNotContain(file).noneMatch(name -> name.endsWith(".tmp"));
        small.resize(100);
        CliRun resumed = train(disk);
        assertThat(resumed.status()).as(resumed.err()).isZero();
        assertSameWeights(disk.resolve("model.zip"), whole.resolve("model.zip"));
        assertSameWeights(disk.resolve("run/last.zip"), whole.resolve("run/last.zip"));
        assertThat(small.names()).contains(file);
      }
      room += (int) SmallDisk.pages(Files.size(whole.resolve(file)));
    }
  }

  private static void assertSameWeights(Path one, Path other) throws IOException {
    try (ZipFile a = new ZipFile(one.toFile());
        ZipFile b = new ZipFile(other.toFile())) {
      assertThat(a.getInputStream(a.getEntry("coefficients.bin")))
          .hasSameContentAs(b.getInputStream(b.getEntry("coefficients.bin")));
    }
  }
}
