package dev.emotion.draw;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgproc.COLORMAP_VIRIDIS;
import static org.bytedeco.opencv.global.opencv_imgproc.applyColorMap;

import dev.emotion.image.OpenCv;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Colours of quantities: viridis (S. van der Walt and N. Smith, 2015), whose steps look even, to
 * the colour-blind and in grey too.
 */
public final class HeatColors {
  private static final int STEPS = 256;
  private static final int[] COLORS = colors();

  private HeatColors() {}

  private static int[] colors() {
    OpenCv.IMAGES.require();
    byte[] steps = new byte[STEPS];
    for (int i = 0; i < STEPS; i++) {
      steps[i] = (byte) i;
    }
    byte[] bgr = new byte[3 * STEPS];
    try (Mat grey = new Mat(1, STEPS, CV_8UC1);
        Mat color = new Mat()) {
      grey.data().put(steps);
      applyColorMap(grey, color, COLORMAP_VIRIDIS);
      color.data().get(bgr);
    }
    int[] colors = new int[STEPS];
    for (int i = 0; i < STEPS; i++) {
      colors[i] =
          ((bgr[3 * i + 2] & 0xFF) << 16) | ((bgr[3 * i + 1] & 0xFF) << 8) | (bgr[3 * i] & 0xFF);
    }
    return colors;
  }

  /**
   * The colour of a quantity.
   *
   * @param share 0 (dark violet) to 1 (bright yellow); what is beyond is taken as these
   * @return 0xRRGGBB
   */
  public static int of(double share) {
    double inside = Math.min(1, Math.max(0, share));
    return COLORS[(int) (inside * (STEPS - 1) + 0.5)]; // Math.round takes longer than all the rest
  }
}
