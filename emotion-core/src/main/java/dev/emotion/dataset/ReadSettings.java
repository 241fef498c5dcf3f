package dev.emotion.dataset;

import dev.emotion.EmotionClasses;
import java.util.Optional;

/**
 * How a data set is read.
 *
 * @param classes the classes its labels must be among, such as a model's; empty to take the data
 *     set's own
 * @param classesOf whose classes these are, for messages, such as a model's name; empty for
 *     nobody's
 * @param side width and height of the faces in pixels, at least 1
 * @param skipBad whether bad rows and images are left out and listed; otherwise the first one is an
 *     error
 * @param validationShare the share of the training faces of each class that is split off where the
 *     data brings no validation part; 0 splits nothing off; below 1
 * @param seed chooses the faces that are split off
 */
public record ReadSettings(
    Optional<EmotionClasses> classes,
    String classesOf,
    int side,
    boolean skipBad,
    double validationShare,
    long seed) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if side or share are out of range
   */
  public ReadSettings {
    if (side < 1) {
      throw new IllegalArgumentException("side " + side + ", expected 1 or more");
    }
    if (!(validationShare >= 0 && validationShare < 1)) {
      throw new IllegalArgumentException(
          "validation share " + validationShare + ", expected 0 or more and below 1");
    }
  }

  /**
   * The usual ones: the data set's own classes, FER-2013's 48 pixels, strict, a tenth for
   * validation.
   *
   * @return the settings that reading starts from
   */
  public static ReadSettings defaults() {
    return new ReadSettings(Optional.empty(), "", 48, false, 0.1, 42);
  }

  /**
   * These settings with a given class list.
   *
   * @param given the classes that labels must be among
   * @return the changed copy
   */
  public ReadSettings withClasses(EmotionClasses given) {
    return new ReadSettings(Optional.of(given), "", side, skipBad, validationShare, seed);
  }

  /**
   * These settings with the class list of a model.
   *
   * @param given the classes that labels must be among
   * @param owner the model, as messages name it
   * @return the changed copy
   */
  public ReadSettings withClassesOf(EmotionClasses given, String owner) {
    return new ReadSettings(Optional.of(given), owner, side, skipBad, validationShare, seed);
  }

  /** What is expected of a label, for messages. */
  String expectedClasses(EmotionClasses known) {
    String names = String.join(", ", known.names());
    return classesOf.isEmpty() ? "one of " + names : "one of " + classesOf + "'s: " + names;
  }

  /**
   * These settings with another face side.
   *
   * @param pixels width and height, at least 1
   * @return the changed copy
   */
  public ReadSettings withSide(int pixels) {
    return new ReadSettings(classes, classesOf, pixels, skipBad, validationShare, seed);
  }

  /**
   * These settings, going past bad rows and images or not.
   *
   * @param skip true to leave them out and list them
   * @return the changed copy
   */
  public ReadSettings withSkipBad(boolean skip) {
    return new ReadSettings(classes, classesOf, side, skip, validationShare, seed);
  }

  /**
   * These settings with another split-off part.
   *
   * @param share of the training faces, 0 or more and below 1
   * @param newSeed chooses the faces
   * @return the changed copy
   */
  public ReadSettings withValidation(double share, long newSeed) {
    return new ReadSettings(classes, classesOf, side, skipBad, share, newSeed);
  }
}
