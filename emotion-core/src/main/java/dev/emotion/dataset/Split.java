package dev.emotion.dataset;

/**
 * The parts of a data set. Training learns from one, chooses by the second, never sees the third.
 */
public enum Split {
  /** What the network learns from: FER-2013's {@code Training}. */
  TRAIN,
  /** What chooses the best epoch: FER-2013's {@code PublicTest}. */
  VALIDATION,
  /** What measures the finished model: FER-2013's {@code PrivateTest}. */
  TEST
}
