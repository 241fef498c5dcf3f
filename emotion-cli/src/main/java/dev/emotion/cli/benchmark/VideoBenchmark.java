package dev.emotion.cli.benchmark;

import dev.emotion.recognize.EmotionRecognizer;
import dev.emotion.track.LoopReport;
import dev.emotion.track.LoopSettings;
import dev.emotion.track.RecognitionLoop;
import dev.emotion.video.FrameSource;
import dev.emotion.video.VideoSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Times the way of a video's frames from the file to the image with the faces drawn on it. */
public final class VideoBenchmark {
  private VideoBenchmark() {}

  /**
   * Goes through a video once, every frame, as {@code emotion realtime} does.
   *
   * @param source the video
   * @param recognizer finds and judges the faces
   * @return how fast
   * @throws dev.emotion.VideoException if it can't be read
   */
  public static VideoSpeed measure(VideoSource source, EmotionRecognizer recognizer) {
    long[] withFaces = new long[1];
    try (FrameSource frames = source.open(notice -> {})) {
      LoopReport report =
          new RecognitionLoop(recognizer, LoopSettings.defaults())
              .run(
                  frames,
                  frame -> {
                    withFaces[0] += frame.result().faces().isEmpty() ? 0 : 1;
                    frame.annotate();
                    return true;
                  },
                  () -> false);
      Map<String, Double> shares = new LinkedHashMap<>();
      shares.put("decode", report.share(LoopReport.Part.DECODE));
      shares.put("detect", report.share(LoopReport.Part.DETECT));
      shares.put("track", report.share(LoopReport.Part.TRACK));
      shares.put("classify", report.share(LoopReport.Part.CLASSIFY));
      shares.put("draw", report.share(LoopReport.Part.SHOW));
      return new VideoSpeed(report.framesProcessed(), report.seconds(), withFaces[0], shares);
    }
  }
}
