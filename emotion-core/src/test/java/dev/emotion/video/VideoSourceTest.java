package dev.emotion.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion.VideoException;
import dev.emotion.testing.SharedData;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VideoSourceTest {

  @Test
  void readsEveryFrameWithItsTime() {
    Path clip = SharedData.path("photos/video/emotions_640x480_25fps.mp4");
    try (FrameSource source = new VideoSource.File(clip).open(notice -> {});
        VideoFrame frame = new VideoFrame()) {
      assertThat(source.info())
          .isEqualTo(
              new VideoInfo(
                  clip.toString(),
                  640,
                  480,
                  25,
                  Optional.of(Duration.ofMillis(14_400)),
                  false,
                  false));
      for (int i = 0; i < 360; i++) {
        assertThat(source.read(frame)).isTrue();
        assertThat(frame.index()).isEqualTo(i);
        assertThat(frame.timeMs()).isEqualTo(i * 40);
      }
      assertThat(source.read(frame)).isFalse();
      assertThat(source.damage()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"truncated_no_moov.mp4", "zero.mp4", "truth.json"})
  void saysInOneLineWhatIsWrong(String name) {
    Path clip = SharedData.path("photos/video/" + name);
    assertThatThrownBy(() -> new VideoSource.File(clip).open(notice -> {}))
        .isInstanceOf(VideoException.class)
        .hasMessageStartingWith(clip + ": ");
  }

  @Test
  void startsAndEndsInsideTheFile() {
    Path clip = SharedData.path("photos/video/emotions_640x480_25fps.mp4");
    VideoSource source =
        new VideoSource.File(
            clip, Duration.ofMillis(5020), Optional.of(Duration.ofSeconds(1)), 0, false);
    try (FrameSource frames = source.open(notice -> {});
        VideoFrame frame = new VideoFrame()) {
      assertThat(frames.info().duration()).contains(Duration.ofSeconds(1));
      for (int i = 0; i < 25; i++) {
        assertThat(frames.read(frame)).isTrue();
        assertThat(frame.timeMs()).isEqualTo(5040 + i * 40);
      }
      assertThat(frames.read(frame)).isFalse();
      assertThat(frames.damage()).isEmpty();
    }
  }
}
