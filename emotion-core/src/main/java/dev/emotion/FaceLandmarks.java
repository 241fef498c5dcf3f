package dev.emotion;

/**
 * Where the parts of a face are. Left and right are the person's own: the right eye of an upright
 * face is on the left of the image.
 *
 * @param rightEye its centre
 * @param leftEye its centre
 * @param nose its tip
 * @param mouth its centre
 */
public record FaceLandmarks(
    ImagePoint rightEye, ImagePoint leftEye, ImagePoint nose, ImagePoint mouth) {

  /**
   * The same face elsewhere.
   *
   * @param dx columns to the right
   * @param dy rows down
   * @return each point so much further
   */
  public FaceLandmarks moved(double dx, double dy) {
    return new FaceLandmarks(
        rightEye.moved(dx, dy), leftEye.moved(dx, dy), nose.moved(dx, dy), mouth.moved(dx, dy));
  }

  /**
   * How far the head leans to a side: the angle of the line from the right to the left eye.
   *
   * @return degrees from -180 to 180, clockwise positive, 0 for level eyes
   */
  public double roll() {
    return Math.toDegrees(Math.atan2(leftEye.y() - rightEye.y(), leftEye.x() - rightEye.x()));
  }
}
