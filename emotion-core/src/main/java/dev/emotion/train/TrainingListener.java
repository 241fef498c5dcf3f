package dev.emotion.train;

import dev.emotion.FacePixels;
import dev.emotion.evaluate.EvaluationReport;
import java.util.List;

/** Is told what happens in a run; what it doesn't override is of no interest to it. */
public interface TrainingListener {

  /**
   * Training begins, or goes on.
   *
   * @param epochsDone by an earlier call, 0 for a new run
   * @param parameters number of weights
   */
  default void started(int epochsDone, long parameters) {}

  /**
   * A step was taken.
   *
   * @param epoch counted from 1
   * @param done faces of this epoch so far
   * @param total faces of an epoch
   * @param loss mean of this epoch so far
   * @param accuracy mean of this epoch so far
   */
  default void stepped(int epoch, int done, int total, double loss, double accuracy) {}

  /**
   * The first step is about to be taken.
   *
   * @param faces of its batch, varied as the network gets them
   */
  default void begun(List<FacePixels> faces) {}

  /**
   * The validation part was measured after an epoch, which is saved next.
   *
   * @param epoch counted from 1
   * @param report what was found
   */
  default void validated(int epoch, EvaluationReport report) {}

  /**
   * An epoch is over and saved.
   *
   * @param result what it did, and all before it
   */
  default void epochDone(TrainingResult result) {}

  /**
   * Asked before every step: whether to stop here. Finished epochs are on disk already.
   *
   * @return true to stop
   */
  default boolean stopRequested() {
    return false;
  }
}
