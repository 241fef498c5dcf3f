package dev.emotion.video;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.testing.SharedData;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoRecorderTest {
  @TempDir Path folder;

  @Test
  void keepsEveryFrameAtItsTime() {
    Path clip = SharedData.path("photos/video/emotions_640x480_25fps.mp4");
    Path copy = Path.of("/tmp/viojar/copy.mp4");
    try (FrameSource source = new VideoSource.File(clip).open(notice -> {});
        VideoFrame frame = new VideoFrame();
        VideoRecorder recorder = new VideoRecorder(copy, source.info(), Optional.empty())) {
      while (source.read(frame)) {
        recorder.write(frame.image(), frame.timeMicros());
      }
    }
    try (FrameSource source = new VideoSource.File(copy).open(notice -> {});
        VideoFrame frame = new VideoFrame()) {
      for (int i = 0; i < 360; i++) {
        assertThat(source.read(frame)).isTrue();
        assertThat(frame.timeMs()).isEqualTo(i * 40);
      }
      assertThat(source.read(frame)).isFalse();
      assertThat(source.damage()).isEmpty();
    }
  }
}
