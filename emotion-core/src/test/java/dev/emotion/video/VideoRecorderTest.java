package dev.emotion.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.emotion.VideoException;
import dev.emotion.testing.Programs;
import dev.emotion.video.TestClip.Quarter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoRecorderTest {
  @TempDir Path folder;

  /** How much sound there is in a file: the time of its first packet and of its last one. */
  private static List<Long> soundTimes(Path file) {
    List<Long> times = new ArrayList<>();
    try (FrameSource source = new VideoSource.File(file).open(notice -> {});
        VideoFrame frame = new VideoFrame();
        SoundTrack sound = source.sound().orElseThrow()) {
      while (source.read(frame)) {
        // Sound is read along with the frames.
      }
      for (SoundTrack.Packet next = sound.takeBefore(Long.MAX_VALUE);
          next != null;
          next = sound.takeBefore(Long.MAX_VALUE)) {
        times.add(next.timeMicros());
        next.close();
      }
    }
    return List.of(times.get(0), times.get(times.size() - 1));
  }

  private static void copy(VideoSource from, Path to) {
    try (FrameSource source = from.open(notice -> {});
        VideoFrame frame = new VideoFrame();
        VideoRecorder recorder = new VideoRecorder(to, source.info(), source.sound())) {
      while (source.read(frame)) {
        recorder.write(frame.image(), frame.timeMicros());
      }
    }
  }

  @Test
  void keepsTheSoundInStepWithTheImage() {
    Path clip = TestClip.mp4WithSound(folder.resolve("clip.mp4"), 75);
    assertThat(soundTimes(clip).get(0)).isCloseTo(0L, within(30_000L));
    assertThat(soundTimes(clip).get(1)).isCloseTo(3_000_000L, within(60_000L));

    copy(new VideoSource.File(clip), folder.resolve("copy.mp4"));
    assertThat(soundTimes(folder.resolve("copy.mp4"))).isEqualTo(soundTimes(clip));
  }

  @Test
  void beginsAtZeroWhereverTheVideoBegan() {
    Path clip = TestClip.mp4WithSound(folder.resolve("clip.mp4"), 75);
    Path copy = folder.resolve("copy.mp4");
    copy(TestClip.part(clip, 1, 1), copy);
    try (FrameSource source = new VideoSource.File(copy).open(notice -> {})) {
      assertThat(TestClip.times(source)).hasSize(25).startsWith(0L).endsWith(960L);
    }
    // A packet of sound is 23 ms long.
    assertThat(soundTimes(copy).get(0)).isCloseTo(0L, within(24_000L));
    assertThat(soundTimes(copy).get(1)).isCloseTo(1_000_000L, within(48_000L));
  }

  @Test
  void soundThatNobodyTakesIsNotKeptForEver() {
    AVRational seconds = new AVRational().num(1).den(1);
    AVPacket packet = av_packet_alloc();
    av_new_packet(packet, 1 << 20);
    try (SoundTrack sound = TestClip.tone(0)) {
      for (int i = 0; i < 100; i++) {
        packet.pts(i);
        sound.add(packet, seconds, 0);
      }
      try (SoundTrack.Packet oldest = sound.takeBefore(Long.MAX_VALUE)) {
        assertThat(oldest.timeMicros()).as("64 MB are kept").isBetween(35_000_000L, 40_000_000L);
      }
    }
    av_packet_free(packet);
  }

  @Test
  void keepsTheSoundBesideStillsOfHalfAMinuteAndAfterTheLastOne() {
    SoundTrack sound = TestClip.tone(45);
    sound.end(40_000_000);
    Path slides = folder.resolve("slides.mp4");
    try (VideoRecorder recorder = new VideoRecorder(slides, TestClip.info(), Optional.of(sound));
        Mat image = TestClip.image(0)) {
      recorder.write(image, 0);
      recorder.write(image, 40_000_000);
    }
    assertThat(soundTimes(slides).get(0)).isCloseTo(0L, within(30_000L));
    assertThat(soundTimes(slides).get(1)).isCloseTo(45_000_000L, within(100_000L));

    copy(new VideoSource.File(slides), folder.resolve("copy.mp4"));
    assertThat(soundTimes(folder.resolve("copy.mp4"))).isEqualTo(soundTimes(slides));
  }

  @Test
  void leavesNoFileWhereNoFrameCame() {
    Path file = folder.resolve("none.mp4");
    new VideoRecorder(file, TestClip.info(), Optional.empty()).close();
    assertThat(file).doesNotExist();
  }

  @Test
  void leavesOutFramesThatAreNotLater() {
    Path clip = TestClip.mp4(folder.resolve("clip.mp4"), 0, 40_000, 40_000, 20_000, 80_000);
    try (FrameSource source = new VideoSource.File(clip).open(notice -> {})) {
      assertThat(TestClip.times(source)).containsExactly(0L, 40L, 80L);
    }
  }

  @Test
  void makesOddSizesEven() {
    VideoInfo odd = new VideoInfo("odd", 101, 57, 25, Optional.empty(), false);
    Path file = folder.resolve("odd.mp4");
    try (VideoRecorder recorder = new VideoRecorder(file, odd, Optional.empty());
        Mat image = new Mat(57, 101, CV_8UC3, Scalar.all(200))) {
      recorder.write(image, 0);
      recorder.write(image, 40_000);
    }
    try (FrameSource source = new VideoSource.File(file).open(notice -> {});
        VideoFrame frame = new VideoFrame()) {
      assertThat(source.info().width()).isEqualTo(100);
      assertThat(source.info().height()).isEqualTo(56);
      assertThat(source.read(frame)).isTrue();
      assertThat(Quarter.of(frame.image())).containsOnly(Quarter.WHITE);
    }
  }

  @Test
  void refusesAFolderThatIsNotThere() {
    assertThatThrownBy(
            () ->
                new VideoRecorder(
                    folder.resolve("none/clip.mp4"), TestClip.info(), Optional.empty()))
        .isInstanceOf(VideoException.class)
        .hasMessageContaining("none")
        .hasMessageContaining("can't be written: No such file or directory");
  }

  @Test
  void refusesFramesOfAFewPixels() {
    VideoInfo tiny = new VideoInfo("tiny", 12, 40, 25, Optional.empty(), false);
    assertThatThrownBy(() -> new VideoRecorder(folder.resolve("t.mp4"), tiny, Optional.empty()))
        .isInstanceOf(VideoException.class)
        .hasMessageContaining("12 x 40");
  }

  @Test
  void isPlayableAfterAKill() throws IOException, InterruptedException {
    Path file = folder.resolve("killed.mp4");
    List<String> command = Programs.java();
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(EndlessRecording.class.getName(), file.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader progress =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(progress.readLine()).isEqualTo("95 frames");
    } finally {
      process.destroyForcibly().waitFor();
    }
    try (FrameSource source = new VideoSource.File(file).open(notice -> {})) {
      // All but the last second, although key frames are five seconds apart.
      assertThat(TestClip.times(source)).hasSizeGreaterThanOrEqualTo(89).startsWith(0L, 200L, 400L);
    }
  }

  /** Records until it is killed. */
  static final class EndlessRecording {
    private EndlessRecording() {}

    /** {@code args}: the file. */
    public static void main(String[] args) throws InterruptedException {
      VideoRecorder recorder =
          new VideoRecorder(Path.of(args[0]), TestClip.info(), Optional.empty());
      for (int i = 0; ; i++) {
        try (Mat image = TestClip.image(i)) {
          recorder.write(image, i * 200_000L);
        }
        if (i == 94) {
          System.out.println("95 frames");
        } else if (i > 94) {
          Thread.sleep(40);
        }
      }
    }
  }

  @Test
  void aClosedTrackCanNotGoOn() {
    SoundTrack track = TestClip.tone(0.1);
    try (SoundTrack same = TestClip.tone(0.1)) {
      assertThat(track.sameCoding(same)).isTrue();
      track.close();
      assertThat(track.sameCoding(same)).isFalse();
    }
  }
}
