package dev.emotion.cli.testing;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.emotion.image.ImageFiles;
import dev.emotion.testing.SampleImage;
import dev.emotion.video.VideoInfo;
import dev.emotion.video.VideoRecorder;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Video files made by code: 320 x 240 pixels, 25 frames a second. */
public final class Clip {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;

  private Clip() {}

  /**
   * The sample's face, moving slowly to the right.
   *
   * @param file to write
   * @param frames how many
   */
  public static void face(Path file, int frames) {
    try (Mat sample = ImageFiles.read(SampleImage.path());
        Mat small = new Mat();
        Size size = new Size(HEIGHT, HEIGHT)) {
      resize(sample, small, size, 0, 0, INTER_AREA);
      write(file, frames, small);
    }
  }

  /**
   * Grey, without a face.
   *
   * @param file to write
   * @param frames how many
   */
  public static void empty(Path file, int frames) {
    try (Scalar grey = Scalar.all(100);
        Mat small = new Mat(HEIGHT, HEIGHT, CV_8UC3, grey)) {
      write(file, frames, small);
    }
  }

  private static void write(Path file, int frames, Mat image) {
    VideoInfo info = new VideoInfo("clip", WIDTH, HEIGHT, 25, Optional.empty(), false);
    try (Scalar grey = Scalar.all(100);
        Mat frame = new Mat(HEIGHT, WIDTH, CV_8UC3, grey);
        VideoRecorder recorder = new VideoRecorder(file, info, Optional.empty())) {
      for (int i = 0; i < frames; i++) {
        int x = i * (WIDTH - HEIGHT) / Math.max(1, frames);
        try (Rect rect = new Rect(x, 0, HEIGHT, HEIGHT);
            Mat place = new Mat(frame, rect)) {
          image.copyTo(place);
        }
        recorder.write(frame, i * 40_000L);
      }
    }
  }
}
