package dev.emotion.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.cli.EmotionCli;
import dev.emotion.cli.testing.CliRun;
import dev.emotion.cli.testing.Clip;
import dev.emotion.cli.testing.Program;
import dev.emotion.testing.FrameSchema;
import dev.emotion.testing.SampleImage;
import dev.emotion.testing.SharedData;
import dev.emotion.video.FrameSource;
import dev.emotion.video.VideoFrame;
import dev.emotion.video.VideoSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the command without a window, on clips made by code, with the bundled model. */
@Timeout(120)
class RealtimeCommandTest {
  private static final int FRAMES = 30;

  @TempDir static Path shared;
  private static Path clip;

  @TempDir Path folder;

  @BeforeAll
  static void makeClip() {
    clip = shared.resolve("clip.mp4");
    Clip.face(clip, FRAMES);
  }

  private static CliRun realtime(Object... more) {
    return CliRun.of(Stream.concat(Stream.of("realtime", "--headless"), Stream.of(more)).toArray());
  }

  private static List<JsonObject> objects(String lines) {
    return lines.lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
  }

  private static int countFrames(Path video) {
    try (FrameSource source = new VideoSource.File(video).open(notice -> {});
        VideoFrame frame = new VideoFrame()) {
      int count = 0;
      while (source.read(frame)) {
        count++;
      }
      return count;
    }
  }

  /** How much a pixel of the first frames of two videos differs, in its most different colour. */
  private static int difference(Path one, Path other, int x, int y) {
    int most = 0;
    try (FrameSource a = new VideoSource.File(one).open(notice -> {});
        FrameSource b = new VideoSource.File(other).open(notice -> {});
        VideoFrame frameA = new VideoFrame();
        VideoFrame frameB = new VideoFrame()) {
      assertThat(a.read(frameA) && b.read(frameB)).isTrue();
      for (int c = 0; c < 3; c++) {
        int before = frameA.image().ptr(y, x).get(c) & 0xFF;
        int after = frameB.image().ptr(y, x).get(c) & 0xFF;
        most = Math.max(most, Math.abs(before - after));
      }
    }
    return most;
  }

  @Test
  void writesALineAFrameByItsSchema() {
    CliRun run = realtime("--video", clip, "--json", "-");

    assertThat(run.status()).isZero();
    assertThat(run.out().lines()).hasSize(FRAMES);
    assertThat(run.out().lines()).allSatisfy(l -> assertThat(FrameSchema.problems(l)).isEmpty());
    List<JsonObject> frames = objects(run.out());
    for (int i = 0; i < FRAMES; i++) {
      assertThat(frames.get(i).get("frame").getAsInt()).isEqualTo(i);
      assertThat(frames.get(i).get("timeMs").getAsDouble()).isEqualTo(40.0 * i);
      JsonObject face = frames.get(i).getAsJsonArray("faces").get(0).getAsJsonObject();
      assertThat(face.get("track").getAsInt()).isEqualTo(1);
      assertThat(face.get("emotion").getAsString()).isEqualTo("happy");
    }
    assertThat(run.err())
        .contains(FRAMES + " frames read, " + FRAMES + " processed, 0 dropped")
        .contains("track 1: happy 1.2 s")
        .doesNotContain("\r");
  }

  @Test
  void writesAllFilesInOneRun() throws IOException {
    Path json = folder.resolve("a.json");
    Path csv = folder.resolve("a.csv");
    Path video = folder.resolve("a.mp4");
    Path timeline = folder.resolve("a.png");
    CliRun run =
        realtime(
            "--video",
            clip,
            "--json",
            json,
            "--csv",
            csv,
            "--record",
            video,
            "--timeline",
            timeline,
            "--quiet");

    assertThat(run.status()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEmpty();
    assertThat(Files.readString(json)).endsWith("\n").hasLineCount(FRAMES);
    assertThat(Files.readString(csv)).startsWith("frame,timeMs,track,x,y,").endsWith("\n");
    assertThat(Files.readAllLines(csv)).hasSize(FRAMES + 1).last().asString().contains(",happy,");
    assertThat(countFrames(video)).isEqualTo(FRAMES);
    JsonObject first = objects(Files.readString(json)).get(0);
    JsonObject box = first.getAsJsonArray("faces").get(0).getAsJsonObject().getAsJsonObject("box");
    int x = box.get("x").getAsInt();
    int y = box.get("y").getAsInt() + box.get("height").getAsInt() / 2;
    assertThat(difference(clip, video, x, y)).as("the box's left side").isGreaterThan(60);
    assertThat(ImageIO.read(timeline.toFile()).getWidth()).isGreaterThan(1000);
  }

  @Test
  void aRecordingHasTheSourcesFramesAlsoWhereOnlySomeAreLookedAt() throws IOException {
    Path video = folder.resolve("a.mp4");
    CliRun run = realtime("--video", clip, "--record", video, "--every", 4, "--json", "-");
    assertThat(run.status()).isZero();
    assertThat(run.out().lines()).hasSize(8);
    assertThat(countFrames(video)).isEqualTo(FRAMES);
  }

  @Test
  void looksAtEveryNthFrameUpToAMaximum() {
    CliRun run =
        realtime("--video", clip, "--every", 5, "--max-frames", 3, "--json", "-", "--quiet");
    assertThat(objects(run.out()).stream().map(frame -> frame.get("frame").getAsInt()))
        .containsExactly(0, 5, 10);
  }

  @Test
  void framesWithoutFacesHaveLinesToo() {
    Path empty = folder.resolve("empty.mp4");
    Clip.empty(empty, 10);
    CliRun run = realtime("--video", empty, "--csv", "-");
    assertThat(run.status()).isZero();
    assertThat(run.out().lines()).hasSize(11);
    assertThat(run.out()).contains("\n3,120,,,,");
    assertThat(run.err()).contains("no face found");
  }

  @Test
  void beginsAndEndsWhereItIsTold() {
    CliRun run =
        realtime(
            "--video", clip, "--start", "0.4", "--duration", "0:00.4", "--json", "-", "--quiet");
    List<JsonObject> frames = objects(run.out());
    assertThat(frames).hasSize(10);
    assertThat(frames.get(0).get("timeMs").getAsDouble()).isEqualTo(400);
  }

  @Test
  void playsAFileAsACameraWould() {
    long start = System.nanoTime();
    CliRun run = realtime("--video", clip, "--live", "--json", "-");
    assertThat(run.status()).isZero();
    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isGreaterThan(1100);
    assertThat(run.err()).contains(FRAMES + " frames read");
  }

  @Test
  void aVideoThatCanNotBeReadIsOneLine() throws IOException {
    Path text = Files.writeString(folder.resolve("text.mp4"), "no video");
    for (Path bad :
        List.of(folder.resolve("missing.mp4"), text, Files.createFile(folder.resolve("e.mp4")))) {
      CliRun run = realtime("--video", bad);
      assertThat(run.status()).isEqualTo(3);
      assertThat(run.err()).startsWith("emotion: " + bad).hasLineCount(1);
    }
    CliRun camera = realtime("--camera", 63);
    assertThat(camera.status()).isEqualTo(3);
    assertThat(camera.err()).startsWith("emotion: camera 63").hasLineCount(1);
  }

  @Test
  void aDamagedVideoGivesTheFramesItHasAndStatus4() throws IOException {
    Path whole = SharedData.path("photos/video/emotions_640x480_25fps.mp4");
    byte[] bytes = Files.readAllBytes(whole);
    // Half of the images' data are gone; the index, at the end, is not.
    for (int i = bytes.length / 4; i < bytes.length / 2; i++) {
      bytes[i] = (byte) (i * 31);
    }
    Path damaged = Files.write(folder.resolve("damaged.mp4"), bytes);
    CliRun run = realtime("--video", damaged, "--json", "-");
    assertThat(run.status()).isEqualTo(4);
    assertThat(run.out().lines().count()).isBetween(100L, 360L);
    assertThat(run.err()).contains("emotion: " + damaged);
  }

  @Test
  void rejectsWrongOptions() {
    for (List<Object> wrong :
        List.<List<Object>>of(
            List.of(),
            List.of("--video", clip, "--camera", 0),
            List.of("--camera", -1),
            List.of("--video", ""),
            List.of("--video", clip, "--every", 0),
            List.of("--video", clip, "--max-frames", -1),
            List.of("--video", clip, "--smoothing", -0.1),
            List.of("--video", clip, "--smoothing", "NaN"),
            List.of("--video", clip, "--start", "soon"),
            List.of("--video", clip, "--duration", "0"),
            List.of("--camera", 0, "--width", 640),
            List.of("--video", clip, "--width", 640, "--height", 480),
            List.of("--camera", 0, "--start", 5),
            List.of("--camera", 0, "--live"),
            List.of("--camera", 0, "--time-base", "file"),
            List.of("--video", "rtsp://host/stream", "--live"),
            List.of("--video", "rtsp://host/stream", "--fps", 5),
            List.of("--video", clip, "--detector", "haar", "--min-score", 0.5),
            List.of("--video", clip, "--fps", -1),
            List.of("--video", clip, "--reconnect", -1),
            List.of("--video", clip, "--json", "-", "--csv", "-"),
            List.of("--video", clip, "--json", clip),
            List.of("--video", clip, "--json", folder.resolve("a"), "--csv", folder.resolve("a")),
            List.of("--video", clip, "--record", clip),
            List.of("--video", clip, "--record", folder.resolve("a.avi")),
            List.of("--video", clip, "--timeline", folder.resolve("none/t.png")),
            List.of("--video", clip, "--timeline", folder.getRoot()),
            List.of("--video", clip, "--timeline", folder.resolve("t")),
            List.of("--video", clip, "--timeline", folder.resolve("t.pdf")))) {
      CliRun run = realtime(wrong.toArray());
      assertThat(run.status()).as(wrong.toString()).isEqualTo(2);
      assertThat(run.err()).as(wrong.toString()).startsWith("emotion").hasLineCount(1);
      assertThat(run.out()).isEmpty();
    }
    assertThat(countFrames(clip)).isEqualTo(FRAMES);
  }

  @Test
  void withoutADisplayItNamesHeadless() throws Exception {
    assumeFalse(isMacOrWindows(), "there a display needs no DISPLAY");
    Path err = folder.resolve("err");
    Process process =
        Program.of(List.of(), EmotionCli.class, "realtime", "--video", clip)
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor()).isEqualTo(3);
    assertThat(Files.readString(err))
        .isEqualTo("emotion: window: no display; --headless works without one\n");
  }

  @Test
  void headlessLoadsNothingOfAWindow() throws Exception {
    Path log = folder.resolve("classes");
    Process process =
        Program.of(
                List.of("-Xlog:class+load:file=" + log),
                EmotionCli.class,
                "realtime",
                "--headless",
                "--video",
                clip,
                "--quiet",
                "--record",
                folder.resolve("a.mp4"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    assertThat(process.waitFor()).isZero();
    assertThat(Files.readAllLines(log))
        .hasSizeGreaterThan(1000)
        .noneMatch(RealtimeCommandTest::isOfAWindow);
  }

  /** AWT's geometry, in which letters are drawn, is arithmetic. */
  private static boolean isOfAWindow(String line) {
    return line.contains(" javax.swing.") || line.matches(".* java\\.awt\\.(?!geom\\.|Shape ).*");
  }

  private static boolean isMacOrWindows() {
    String os = System.getProperty("os.name");
    return os.startsWith("Windows") || os.startsWith("Mac");
  }

  /** By SIGTERM, as in InterruptionTest; the JVM adds 128 to the number of the signal. */
  @Test
  void anEndFromOutsideLeavesWholeLinesAndAPlayableRecording() throws Exception {
    assumeFalse(System.getProperty("os.name").startsWith("Windows"), "Windows has no signals");
    Path longClip = folder.resolve("long.mp4");
    Clip.face(longClip, 1500); // a minute
    Path json = folder.resolve("a.json");
    Path video = folder.resolve("a.mp4");
    Path err = folder.resolve("err");
    Process process =
        Program.of(
                List.of(),
                EmotionCli.class,
                "realtime",
                "--headless",
                "--live",
                "--video",
                longClip,
                "--json",
                json,
                "--record",
                video)
            .redirectError(err.toFile())
            .start();
    try {
      while (!Files.exists(json) || Files.readAllLines(json).size() < 20) {
        assertThat(process.waitFor(20, TimeUnit.MILLISECONDS)).as(Files.readString(err)).isFalse();
      }
      process.toHandle().destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isEqualTo(128 + 15);
    String lines = Files.readString(json, StandardCharsets.UTF_8);
    assertThat(lines).endsWith("\n");
    assertThat(lines.lines()).allSatisfy(l -> assertThat(FrameSchema.problems(l)).isEmpty());
    assertThat((long) countFrames(video)).isEqualTo(lines.lines().count());
    assertThat(Files.readString(err)).contains("frames read").doesNotContain("rror");
  }

  @Test
  void refusesTimesBeyondAnyVideo() {
    for (String option : List.of("--start", "--duration")) {
      for (String time : List.of("9999999999", "3000000000:00", "100000:00:01", "9".repeat(400))) {
        CliRun run = realtime("--video", clip, option, time);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
            .contains(option + ": found '" + time + "', expected at most 100000 hours")
            .hasLineCount(1);
      }
    }
  }

  @Test
  void looksAtOneFrameInATime() {
    CliRun run = realtime("--video", clip, "--every", "0.25s", "--json", "-");
    // Frames are 40 ms apart: the first one after each quarter of a second.
    assertThat(objects(run.out()).stream().map(frame -> frame.get("timeMs").getAsInt()))
        .containsExactly(0, 280, 520, 760, 1000);
    assertThat(realtime("--video", clip, "--every", "200ms", "--json", "-").out().lines())
        .hasSize(6);
    for (String wrong : List.of("0s", "0", "-1", "1.5", "s", "1m", "")) {
      CliRun bad = realtime("--video", clip, "--every=" + wrong);
      assertThat(bad.status()).isEqualTo(2);
      assertThat(bad.err())
          .contains(
              "--every: found '" + wrong + "', expected frames (1 or more) or a time such as 0.5s");
    }
  }

  @Test
  void takesSeveralVideosAndGoesOnPastABadOne() throws IOException {
    Path other = folder.resolve("other.mp4");
    Clip.empty(other, 2);
    Path bad = Files.writeString(folder.resolve("bad.mp4"), "no video");
    Path csv = folder.resolve("all.csv");
    CliRun run =
        realtime(
            "--video",
            bad,
            "--video",
            other,
            "--video",
            clip,
            "--json",
            "-",
            "--csv",
            csv,
            "--max-frames",
            3);

    assertThat(run.status()).isEqualTo(4);
    assertThat(objects(run.out()).stream().map(o -> o.get("video") + " " + o.get("frame")))
        .containsExactly(
            "\"%s\" 0".formatted(other),
            "\"%s\" 1".formatted(other),
            "\"%s\" 0".formatted(clip),
            "\"%s\" 1".formatted(clip),
            "\"%s\" 2".formatted(clip));
    assertThat(Files.readAllLines(csv)).hasSize(6).first().asString().startsWith("video,frame,");
    assertThat(Files.readAllLines(csv).get(3)).startsWith(clip + ",0,0,1,");
    assertThat(run.err())
        .contains(bad + ":", "emotion: " + bad + ": ", other + ":", "2 frames read", "3 processed");
    assertThat(realtime("--video", bad, "--video", bad).status()).isEqualTo(3);

    CliRun one = realtime("--video", clip, "--video", other, "--record", folder.resolve("a.mp4"));
    assertThat(one.status()).isEqualTo(2);
    assertThat(one.err()).contains("--record: found 2 videos, expected one");
  }

  @Test
  void sendsASingleImageToPredict() {
    CliRun run = realtime("--video", SampleImage.path());
    assertThat(run.status()).isEqualTo(3);
    assertThat(run.err())
        .isEqualTo(
            "emotion: "
                + SampleImage.path()
                + ": a single image, expected a video ('emotion predict' reads images)\n");
  }

  @Test
  void countsOneFrameInTheSingular() {
    Path one = folder.resolve("one.mp4");
    Clip.empty(one, 1);
    assertThat(realtime("--video", one).err()).startsWith("1 frame read, 1 processed");
  }
}
