package dev.emotion.cli.corpus;

import static dev.emotion.cli.corpus.BadInput.fine;
import static dev.emotion.cli.corpus.BadInput.refused;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.emotion.cli.testing.CliRun;
import dev.emotion.cli.testing.Clip;
import dev.emotion.cli.testing.UntrainedModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Videos: {@code realtime --headless --video BAD --json ... --record ...}. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a guard, no figure
class VideoCorpusTest {
  private static final int FRAMES = 25;

  @TempDir static Path shared;
  private static Path model;
  private static byte[] clip;

  @TempDir Path folder;

  @BeforeAll
  static void makeClip() throws IOException {
    model = shared.resolve("untrained.zip");
    UntrainedModel.write(model);
    Clip.face(shared.resolve("clip.mp4"), FRAMES);
    clip = Files.readAllBytes(shared.resolve("clip.mp4"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theOutputsAreWholeOrThereAreNone(BadInput input) throws Exception {
    Path output = Files.createDirectory(folder.resolve("out"));
    Path json = output.resolve("a.json");
    Path record = output.resolve("a.mp4");
    Path bad = input.maker().make(Files.createDirectory(folder.resolve("in")));

    CliRun run = realtime(output, bad, "--json", json, "--record", record);

    assertThat(run.status()).isEqualTo(input.status());
    if (input.status() == 0) {
      assertThat(run.err()).isEmpty();
    } else {
      CorpusRun.assertOneLine(run, input.words());
    }
    if (input.status() == 3) {
      assertThat(CorpusRun.files(output)).isEmpty();
      return;
    }
    List<String> lines = Files.readAllLines(json);
    assertThat(lines).isNotEmpty().allMatch(line -> JsonParser.parseString(line).isJsonObject());
    CliRun again = realtime(output, record, "--json", "-");
    assertThat(again.status()).isZero();
    assertThat(again.out().lines()).hasSameSizeAs(lines);
  }

  private static CliRun realtime(Path output, Path video, Object... more) throws IOException {
    List<Object> args =
        new ArrayList<>(
            List.of("realtime", "--headless", "--quiet", "--model", model, "--video", video));
    args.addAll(List.of(more));
    return CorpusRun.of(output, args.toArray());
  }

  static List<BadInput> cases() {
    List<BadInput> cases = new ArrayList<>();
    cases.add(fine("a good clip", folder -> file(folder, clip)));
    cases.add(refused("an empty file", folder -> file(folder, new byte[0]), ": "));
    cases.add(refused("nothing there", folder -> folder.resolve("a.mp4"), "a.mp4: "));
    cases.add(refused("a folder", folder -> folder, "a folder"));
    cases.add(
        refused(
            "a text", folder -> file(folder, "no video".repeat(99).getBytes(ISO_8859_1)), ": "));
    cases.add(
        refused(
            "noise",
            folder -> {
              byte[] noise = new byte[50_000];
              new Random(1).nextBytes(noise);
              return file(folder, noise);
            },
            ": "));
    cases.add(
        refused(
            "a playlist",
            folder -> file(folder, "#EXTM3U\n#EXTINF:1,\n/etc/passwd\n".getBytes(ISO_8859_1)),
            ": "));
    cases.add(refused("sound alone", folder -> file(folder, wav()), ": "));
    cases.add(
        refused(
            "a link to nothing",
            folder -> Files.createSymbolicLink(folder.resolve("a.mp4"), folder.resolve("b")),
            "a.mp4: "));
    for (double share : new double[] {0.01, 0.3, 0.6, 0.95}) {
      cases.add(
          refused(
              "an MP4 cut to " + share,
              folder -> file(folder, Images.cut(clip, share)),
              "a.mp4: "));
    }
    cases.add(
        new BadInput(
            "noise in the middle",
            folder -> {
              byte[] damaged = clip.clone();
              Random random = new Random(1);
              for (int i = clip.length / 3; i < clip.length / 2; i++) {
                damaged[i] = (byte) random.nextInt();
              }
              return file(folder, damaged);
            },
            4,
            List.of("a.mp4: damaged in")));
    cases.add(fine("one frame", folder -> file(folder, y4m("W32 H16 F10:1", 32 * 16, 1))));
    cases.add(
        fine(
            "a raw video that ends inside a frame",
            folder -> file(folder, Images.cut(y4m("W32 H16 F10:1", 32 * 16, 10), 0.87))));
    cases.add(
        refused(
            "frames too small to record",
            folder -> file(folder, y4m("W2 H2 F10:1", 4, 3)),
            "frames of 2 x 2"));
    cases.add(fine("odd sizes", folder -> file(folder, y4mOdd())));
    cases.add(refused("a header alone", folder -> file(folder, y4m("W32 H16 F10:1", 0, 0)), ": "));
    for (String header :
        List.of(
            "W0 H0 F10:1",
            "W-32 H16 F10:1",
            "W2147483647 H2147483647 F10:1",
            "W100000 H100000 F10:1",
            "W65535 H65535 F10:1")) {
      cases.add(
          refused(
              "a header of " + header, folder -> file(folder, y4m(header, 5000, 1)), "a.mp4: "));
    }
    return cases;
  }

  private static Path file(Path folder, byte[] content) throws IOException {
    return Files.write(folder.resolve("a.mp4"), content);
  }

  /** Frames of so many luma values, all of 128. */
  private static byte[] y4m(String header, int luma, int frames) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(("YUV4MPEG2 " + header + " Ip A1:1 C420jpeg\n").getBytes(ISO_8859_1));
    byte[] frame = new byte[luma * 3 / 2];
    Arrays.fill(frame, (byte) 128);
    for (int i = 0; i < frames; i++) {
      out.writeBytes("FRAME\n".getBytes(ISO_8859_1));
      out.writeBytes(frame);
    }
    return out.toByteArray();
  }

  /** 33 x 17 pixels: the planes of colour have 17 x 9. */
  private static byte[] y4mOdd() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("YUV4MPEG2 W33 H17 F10:1 Ip A1:1 C420jpeg\n".getBytes(ISO_8859_1));
    for (int i = 0; i < 3; i++) {
      out.writeBytes("FRAME\n".getBytes(ISO_8859_1));
      out.writeBytes(new byte[33 * 17 + 2 * 17 * 9]);
    }
    return out.toByteArray();
  }

  private static byte[] wav() {
    int samples = 8000;
    return ByteBuffer.allocate(44 + 2 * samples)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("RIFF".getBytes(ISO_8859_1))
        .putInt(36 + 2 * samples)
        .put("WAVEfmt ".getBytes(ISO_8859_1))
        .putInt(16)
        .putShort((short) 1)
        .putShort((short) 1)
        .putInt(8000)
        .putInt(16000)
        .putShort((short) 2)
        .putShort((short) 16)
        .put("data".getBytes(ISO_8859_1))
        .putInt(2 * samples)
        .array();
  }
}
