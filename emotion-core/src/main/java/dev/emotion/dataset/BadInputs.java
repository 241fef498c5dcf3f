package dev.emotion.dataset;

import dev.emotion.EmotionException;
import java.util.ArrayList;
import java.util.List;

/** What becomes of a bad row or image: the first one ends the reading, or all are listed. */
final class BadInputs {
  private final boolean skip;
  private final List<String> skipped = new ArrayList<>();

  BadInputs(boolean skip) {
    this.skip = skip;
  }

  /** Throws the fault, or takes it down where bad inputs are skipped. */
  void report(EmotionException fault) {
    if (!skip) {
      throw fault;
    }
    skipped.add(fault.getMessage());
  }

  /** One line a bad input, in the order of the source. */
  List<String> skipped() {
    return skipped;
  }
}
