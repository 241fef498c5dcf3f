package dev.emotion.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emotion.VideoException;
import dev.emotion.ffmpeg.FfmpegLog;
import dev.emotion.testing.SharedData;
import dev.emotion.video.TestClip.Quarter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files, and what is no usable file. */
class VideoSourceTest {
  @TempDir Path folder;

  private static FrameSource open(Path file) {
    return new VideoSource.File(file).open(notice -> {});
  }

  private static List<Long> evenTimes(int frames, int stepMs) {
    return LongStream.range(0, frames).map(i -> i * stepMs).boxed().toList();
  }

  @Test
  void readsEveryFrameOnceWithItsNumberTimeAndImage() {
    Path clip = TestClip.mp4(folder.resolve("clip.mp4"), 40);
    try (FrameSource source = open(clip);
        VideoFrame frame = new VideoFrame()) {
      assertThat(source.info())
          .isEqualTo(
              new VideoInfo(
                  clip.toString(),
                  TestClip.WIDTH,
                  TestClip.HEIGHT,
                  25,
                  Optional.of(Duration.ofMillis(1600)),
                  false));
      for (int i = 0; i < 40; i++) {
        assertThat(source.read(frame)).isTrue();
        assertThat(frame.index()).isEqualTo(i);
        assertThat(frame.timeMicros()).isEqualTo(i * 40_000L);
        assertThat(Quarter.of(frame.image())).containsExactly(Quarter.values());
      }
      assertThat(source.read(frame)).isFalse();
      assertThat(source.read(frame)).as("after the end").isFalse();
      assertThat(source.damage()).isEmpty();
    }
  }

  @Test
  void usesOneFramesMemoryAgain() {
    try (FrameSource source = open(TestClip.mp4(folder.resolve("clip.mp4"), 10));
        VideoFrame frame = new VideoFrame()) {
      source.read(frame);
      long address = frame.image().data().address();
      while (source.read(frame)) {
        assertThat(frame.image().data().address()).isEqualTo(address);
      }
    }
  }

  @Test
  void givesUnevenTimesAsTheyAre() {
    Path clip =
        TestClip.mp4(folder.resolve("uneven.mp4"), 0, 40_000, 73_000, 500_000, 511_000, 2_000_000);
    try (FrameSource source = open(clip)) {
      assertThat(TestClip.times(source)).containsExactly(0L, 40L, 73L, 500L, 511L, 2000L);
    }
  }

  /** The corners after x' = a x + c y, y' = b x + d y, each taken back to where it was stored. */
  @ParameterizedTest
  @CsvSource({
    "1, 0, 0, 1, RED GREEN BLUE WHITE",
    "0, 1, -1, 0, BLUE RED WHITE GREEN",
    "-1, 0, 0, -1, WHITE BLUE GREEN RED",
    "0, -1, 1, 0, GREEN WHITE RED BLUE",
    "-1, 0, 0, 1, GREEN RED WHITE BLUE",
    "1, 0, 0, -1, BLUE WHITE RED GREEN",
    "0, 1, 1, 0, RED BLUE GREEN WHITE",
    "0, -1, -1, 0, WHITE GREEN BLUE RED",
  })
  void turnsFramesUpright(int a, int b, int c, int d, String quarters) throws IOException {
    Path clip = TestClip.mp4(folder.resolve("turned.mp4"), 3);
    TestClip.turn(clip, a, b, c, d);
    try (FrameSource source = open(clip);
        VideoFrame frame = new VideoFrame()) {
      boolean swapped = a == 0;
      assertThat(source.info().width()).isEqualTo(swapped ? TestClip.HEIGHT : TestClip.WIDTH);
      assertThat(source.info().height()).isEqualTo(swapped ? TestClip.WIDTH : TestClip.HEIGHT);
      assertThat(source.read(frame)).isTrue();
      assertThat(frame.image().cols()).isEqualTo(source.info().width());
      assertThat(frame.image().rows()).isEqualTo(source.info().height());
      assertThat(Quarter.of(frame.image()).stream().map(Enum::name).toList())
          .containsExactly(quarters.split(" "));
    }
  }

  @Test
  void startsAndEndsAtTheTimesAskedFor() {
    Path clip = TestClip.mp4(folder.resolve("clip.mp4"), 100);
    try (FrameSource source = TestClip.part(clip, 1.5, 0.4).open(notice -> {});
        VideoFrame frame = new VideoFrame()) {
      assertThat(source.info().duration()).contains(Duration.ofMillis(400));
      for (int i = 0; i < 10; i++) {
        assertThat(source.read(frame)).isTrue();
        assertThat(frame.index()).isEqualTo(i);
        // Frame 38, at 1.52 s, is the first one that isn't before 1.5 s.
        assertThat(frame.timeMicros()).isEqualTo(1_520_000 + 40_000 * i);
      }
      assertThat(source.read(frame)).isFalse();
      assertThat(source.damage()).as("the rest of the file wasn't asked for").isEmpty();
    }
  }

  @Test
  void endsWithTheFileWhereMoreIsAskedForThanMicrosecondsCount() {
    Path clip = TestClip.mp4(folder.resolve("clip.mp4"), 10);
    VideoSource.File rest =
        new VideoSource.File(
            clip,
            Duration.ofMillis(200),
            Optional.of(Duration.ofSeconds(Long.MAX_VALUE)),
            TimeBase.VIDEO,
            0,
            false);
    try (FrameSource source = rest.open(notice -> {})) {
      assertThat(TestClip.times(source)).containsExactly(200L, 240L, 280L, 320L, 360L);
    }
  }

  /** Shorter than a frame, and between two: the next frame all the same. */
  @Test
  void givesAFrameHoweverShortTheTimeAskedFor() {
    Path clip = TestClip.mp4(folder.resolve("clip.mp4"), 50);
    try (FrameSource source = TestClip.part(clip, 1.01, 0.01).open(notice -> {})) {
      assertThat(TestClip.times(source)).containsExactly(1040L);
    }
  }

  @Test
  void startsInsideAFileWithoutTimes() throws IOException {
    Path clip = TestClip.mjpeg(folder.resolve("bare.mjpeg"), 50);
    try (FrameSource source = TestClip.part(clip, 1, 0).open(notice -> {})) {
      List<Long> times = TestClip.times(source);
      assertThat(times).hasSize(25).startsWith(1000L).endsWith(1960L);
    }
  }

  @Test
  void takesTheRateOfAFileWithoutTimesFromTheOption() throws IOException {
    Path clip = TestClip.mjpeg(folder.resolve("bare.mjpeg"), 5);
    VideoSource source =
        new VideoSource.File(clip, Duration.ZERO, Optional.empty(), TimeBase.VIDEO, 10, false);
    try (FrameSource frames = source.open(notice -> {})) {
      assertThat(frames.info().fps()).isEqualTo(10);
      assertThat(TestClip.times(frames)).isEqualTo(evenTimes(5, 100));
    }
  }

  @Test
  void readsYuv4Mpeg() throws IOException {
    Path clip = Files.write(folder.resolve("grey.y4m"), TestClip.y4m(20));
    try (FrameSource source = open(clip);
        VideoFrame frame = new VideoFrame()) {
      assertThat(source.info().fps()).isEqualTo(10);
      for (int i = 0; i < 20; i++) {
        assertThat(source.read(frame)).isTrue();
        assertThat(frame.timeMicros()).isEqualTo(100_000L * i);
        // Of full range: the grey value is the luma.
        assertThat((frame.image().data().get() & 0xFF)).isCloseTo(40 + i, within(1));
      }
      assertThat(source.read(frame)).isFalse();
    }
  }

  @Test
  void makesPixelsSquare() throws IOException {
    Path clip = Files.write(folder.resolve("wide.y4m"), TestClip.y4m(1, "3:2"));
    try (FrameSource source = open(clip);
        VideoFrame frame = new VideoFrame()) {
      assertThat(source.info().width()).isEqualTo(48);
      assertThat(source.info().height()).isEqualTo(16);
      assertThat(source.read(frame)).isTrue();
      assertThat(frame.image().cols()).isEqualTo(48);
    }
  }

  /** A few bytes must not ask for all the memory; and the file is closed again. */
  @Test
  void refusesPixelsSoWideThatFramesAreHuge() throws IOException {
    Path clip = Files.write(folder.resolve("wide.y4m"), TestClip.y4m(1, "200000:1"));
    assertRefused(
        clip, "frames of 6400000 x 16 pixels as shown, expected at most 67 million in all");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void isClosedWhereItsFramesAreRefused() throws IOException {
    Path clip = Files.write(folder.resolve("wide.y4m"), TestClip.y4m(1, "200000:1"));
    VideoSource.File file = new VideoSource.File(clip);
    assertRefused(clip, "frames of ");
    assertThatThrownBy(
            () ->
                new LiveFrameSource(
                    "live",
                    () -> new MediaInput(InputOptions.of(file)),
                    Optional.empty(),
                    Duration.ZERO,
                    notice -> {}))
        .isInstanceOf(VideoException.class);
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      assertThat(open.map(VideoSourceTest::target)).doesNotContain(clip.toRealPath());
    }
  }

  private static Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      return link; // of the listing itself, which is closed by now
    }
  }

  @Test
  void readsVp8InWebm() {
    try (FrameSource source = open(SharedData.path("photos/video/clip_vp8.webm"))) {
      assertThat(TestClip.times(source)).isEqualTo(evenTimes(75, 40));
      assertThat(source.damage()).isEmpty();
    }
  }

  @Test
  void takesAnAddressOfAFile() {
    Path clip = TestClip.mp4(folder.resolve("a clip.mp4"), 2);
    assertThat(VideoSource.of(clip.toUri().toString())).isEqualTo(new VideoSource.File(clip));
    assertThat(VideoSource.of("C:\\clips\\a.mp4")).isInstanceOf(VideoSource.File.class);
    assertThat(VideoSource.of("rtsp://camera/1")).isInstanceOf(VideoSource.Stream.class);
  }

  @Test
  void keepsPasswordsOutOfNames() {
    assertThat(VideoSource.of("rtsp://me:secret@camera/1").name()).isEqualTo("rtsp://camera/1");
    assertThat(VideoSource.of("rtsp://me:s@cr@t@camera/1").name()).isEqualTo("rtsp://camera/1");
  }

  @Test
  void framesWithoutATimeFollowEachOtherAtTheFrameRate() throws IOException {
    Path clip = TestClip.h264(TestClip.mp4(folder.resolve("clip.mp4"), 10));
    try (FrameSource source = open(clip)) {
      assertThat(TestClip.times(source)).isEqualTo(evenTimes(10, 40));
    }
  }

  @Test
  void readsAFileWhoseNameLooksLikeAProtocol() {
    Path clip = TestClip.mp4(folder.resolve("concat:a%03d|b.mp4"), 2);
    try (FrameSource source = open(clip)) {
      assertThat(TestClip.times(source)).hasSize(2);
    }
  }

  @Test
  void givesTheFramesOfACutOffFileAndSaysSo() throws IOException {
    Path clip = TestClip.cutWithIndexInFront(TestClip.mp4(folder.resolve("c.mp4"), 100), 0.6);
    try (FrameSource source = open(clip)) {
      List<Long> times = TestClip.times(source);
      assertThat(times).hasSizeBetween(20, 85).isEqualTo(evenTimes(times.size(), 40));
      assertThat(source.damage().orElseThrow())
          .hasMessageMatching(
              ".*c\\.mp4: it ends at \\d\\.\\d s of 4\\.0 s, expected a whole video");
    }
  }

  @Test
  void givesTheFramesAroundADamagedPlaceAndSaysSo() throws IOException {
    Path clip = TestClip.damaged(TestClip.mp4(folder.resolve("d.mp4"), 100));
    try (FrameSource source = open(clip)) {
      List<Long> times = TestClip.times(source);
      assertThat(times).hasSizeGreaterThan(30).isSorted().startsWith(0L).endsWith(3960L);
      assertThat(source.damage().orElseThrow())
          .hasMessageMatching(
              ".*d\\.mp4: damaged in \\d+ places, the first near \\d\\.\\d s,"
                  + " expected a whole video");
    }
  }

  /** Matroska and FLV give one length for all that is in the file. */
  @ParameterizedTest
  @ValueSource(strings = {"mkv", "flv", "mp4", "mov", "ts"})
  void aWholeFileWhoseSoundIsLongerIsWhole(String ending) {
    Path clip = TestClip.mp4WithLongSound(folder.resolve("clip.mp4"), 10, 3);
    Path file = TestClip.remuxed(clip, folder.resolve("long-sound." + ending));
    try (FrameSource source = new VideoSource.File(file).open(notice -> {})) {
      assertThat(TestClip.times(source)).hasSize(10);
      assertThat(source.damage()).isEmpty();
    }
  }

  @Test
  void aMatroskaFileThatIsCutOffIsNot() throws IOException {
    Path clip = TestClip.mp4WithLongSound(folder.resolve("clip.mp4"), 75, 4);
    Path file = TestClip.remuxed(clip, folder.resolve("cut.mkv"));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    try (FrameSource source = new VideoSource.File(file).open(notice -> {})) {
      assertThat(TestClip.times(source)).hasSizeBetween(20, 60);
      assertThat(source.damage().orElseThrow()).hasMessageContaining("it ends at ");
    }
  }

  @Test
  void timesGoOnWhereTwoFilesWereJoinedAsTheyAre() throws IOException {
    Path clip = TestClip.mp4(folder.resolve("clip.mp4"), 50);
    byte[] one = Files.readAllBytes(TestClip.remuxed(clip, folder.resolve("one.ts")));
    Path joined = folder.resolve("joined.ts");
    Files.write(joined, one);
    Files.write(joined, one, StandardOpenOption.APPEND);
    try (FrameSource source = new VideoSource.File(joined).open(notice -> {})) {
      List<Long> times = TestClip.times(source);
      assertThat(times).hasSize(100);
      for (int i = 0; i < 100; i++) {
        assertThat(times.get(i)).isCloseTo(40L * i, within(100L));
        assertThat(i == 0 || times.get(i) > times.get(i - 1)).as("%s", times).isTrue();
      }
    }
  }

  @Test
  void aStampThatIsHoursAheadCountsForItsFrameAlone() throws IOException {
    Path clip = TestClip.mp4(folder.resolve("clip.mp4"), 50);
    byte[] stream = Files.readAllBytes(TestClip.remuxed(clip, folder.resolve("clip.ts")));
    int images = 0;
    for (int i = 0; images < 20; i++) {
      boolean begins = stream[i] == 0 && stream[i + 1] == 0 && stream[i + 2] == 1;
      if (begins && stream[i + 3] == (byte) 0xE0 && ++images == 20) {
        stream[i + 9] ^= 0x04; // bit 31 of the time: 6.6 hours
      }
    }
    Path damaged = Files.write(folder.resolve("damaged.ts"), stream);
    try (FrameSource source = new VideoSource.File(damaged).open(notice -> {})) {
      List<Long> times = TestClip.times(source);
      assertThat(times).hasSize(50).isSorted();
      for (int i = 0; i < 50; i++) {
        assertThat(times.get(i)).isCloseTo(40L * i, within(100L));
      }
    }
  }

  @Test
  void refusesAStartAfterTheEnd() {
    Path clip = TestClip.mp4(folder.resolve("clip.mp4"), 25);
    assertThatThrownBy(() -> TestClip.part(clip, 3, 0).open(notice -> {}))
        .isInstanceOf(VideoException.class)
        .hasMessageEndingWith(
            ": it ends before 3.0 s (at 1.0 s), expected a start inside the video");
  }

  @Test
  void refusesAMissingFileAFolderAndAnEmptyFile() throws IOException {
    assertRefused(folder.resolve("none.mp4"), "no such file");
    assertRefused(folder, "a folder");
    assertRefused(Files.createFile(folder.resolve("empty.mp4")), "an empty file");
  }

  @Test
  void refusesAFileWithoutItsIndex() throws IOException {
    Path whole = TestClip.mp4(folder.resolve("whole.mp4"), 25);
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut.mp4"), Arrays.copyOf(bytes, bytes.length / 2));
    assertRefused(cut, "not a video, or a broken one");
  }

  @Test
  void refusesSoundTextAndNoise() throws IOException {
    assertRefused(TestClip.wav(folder.resolve("sound.wav")), "sound without video");
    Path text = folder.resolve("text.txt");
    assertRefused(Files.writeString(text, "Some words.\n".repeat(50)), "");
    Path noise = folder.resolve("noise.mp4");
    byte[] bytes = new byte[50_000];
    new Random(1).nextBytes(bytes);
    assertRefused(Files.write(noise, bytes), "not a video, or a broken one");
  }

  /** A file must not make the program read other files or call somewhere. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nclip.mp4\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile clip.mp4\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n"
            + "m=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n",
      })
  void refusesPlaylists(String text) throws IOException {
    TestClip.mp4(folder.resolve("clip.mp4"), 10);
    for (String name : List.of("list.m3u8", "list.ffconcat", "list.sdp", "list.mp4")) {
      assertRefused(Files.writeString(folder.resolve(name), text), "");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"truncated_no_moov.mp4", "zero.mp4", "truth.json"})
  void refusesTheBrokenFilesOfTheSharedData(String name) {
    assertRefused(SharedData.path("photos/video/" + name), "");
  }

  private static void assertRefused(Path file, String found) {
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(VideoException.class)
        .hasMessageStartingWith(file + ": " + found)
        .message()
        .doesNotContain("\n", "0x");
  }

  @Test
  void refusesACameraThatIsNotThere() {
    VideoSource camera = new VideoSource.Camera(97, 640, 480, 30, Optional.empty(), Duration.ZERO);
    assertThatThrownBy(() -> camera.open(notice -> {}))
        .isInstanceOf(VideoException.class)
        .hasMessageStartingWith("camera 97: ");
  }

  @Test
  void playsAFileAsACameraWouldGiveIt() {
    Path clip = TestClip.mp4(folder.resolve("clip.mp4"), 11);
    VideoSource source =
        new VideoSource.File(clip, Duration.ZERO, Optional.empty(), TimeBase.VIDEO, 0, true);
    try (FrameSource frames = source.open(notice -> {})) {
      assertThat(frames.info().live()).isTrue();
      long start = System.nanoTime();
      assertThat(TestClip.times(frames)).isEqualTo(evenTimes(11, 40));
      assertThat((System.nanoTime() - start) / 1e9).isGreaterThan(0.39);
    }
  }

  @Test
  void timesCountFromThePlayersZeroWhereAskedTo() {
    Path file = SharedData.path("../cases/audiofirst.mp4");
    try (FrameSource source = new VideoSource.File(file).open(notice -> {})) {
      assertThat(TestClip.times(source)).startsWith(0L).endsWith(2067L);
      assertThat(source.damage()).isEmpty();
    }
    VideoSource.File byFile =
        new VideoSource.File(file, Duration.ZERO, Optional.empty(), TimeBase.FILE, 0, false);
    try (FrameSource source = byFile.open(notice -> {})) {
      assertThat(TestClip.times(source)).startsWith(1200L).endsWith(3267L);
      assertThat(source.damage()).isEmpty();
    }
    VideoSource.File part =
        new VideoSource.File(
            file,
            Duration.ofSeconds(2),
            Optional.of(Duration.ofMillis(500)),
            TimeBase.FILE,
            0,
            false);
    try (FrameSource source = part.open(notice -> {})) {
      assertThat(TestClip.times(source)).startsWith(2000L).endsWith(2467L);
    }
  }

  @Test
  void addressesAreNamedWithoutSecrets() {
    for (String address :
        List.of(
            "rtsp://user:secret@cam.example/live?token=secret&channel=2",
            "https://cam.example/live?secret",
            "https://cam.example/live#access_token=secret")) {
      String name = VideoSource.of(address).name();
      assertThat(name).contains("://cam.example/live?...").doesNotContain("secret");
    }
    assertThat(FfmpegLog.withoutSecrets("a?b: http://h/x: not found"))
        .isEqualTo("a?b: http://h/x: not found");
  }
}
