package dev.emotion.train;

/**
 * What the network shall answer: a mixture of each face's label, people's votes and a teacher.
 *
 * @param labelSmoothing share of the label that is spread over all classes, 0 up to but not 1
 * @param votesWeight the share of people's votes, 0 to 1; 0 without votes
 * @param teacherWeight the teacher's share, 0 to 1; 0 without a teacher
 */
public record TargetSettings(double labelSmoothing, double votesWeight, double teacherWeight) {
  /** The labels alone. */
  public static final TargetSettings LABELS = new TargetSettings(0, 0, 0);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public TargetSettings {
    TrainingSettings.require(
        labelSmoothing >= 0 && labelSmoothing < 1,
        "label-smoothing",
        labelSmoothing,
        "0 to below 1");
    TrainingSettings.require(
        votesWeight >= 0 && votesWeight <= 1, "votes-weight", votesWeight, "0 to 1");
    TrainingSettings.require(
        teacherWeight >= 0 && teacherWeight <= 1, "teacher-weight", teacherWeight, "0 to 1");
  }
}
