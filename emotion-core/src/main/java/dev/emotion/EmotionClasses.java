package dev.emotion;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The ordered classes of a data set or a model: the only source of their order, count and names. A
 * class index is a position in {@link #names()}.
 *
 * @param names lower-case names, at least two, all different, in index order; 64 characters each at
 *     most, none of them a control character; in Unicode's composed form (NFC), whichever is given
 */
public record EmotionClasses(List<String> names) {
  private static final int MAX_NAME = 64;

  /**
   * Other words that data sets use for the FER-2013 classes and for contempt. Stands first because
   * making {@link #FER2013} needs it.
   */
  private static final Map<String, String> SYNONYMS =
      Map.ofEntries(
          Map.entry("anger", "angry"),
          Map.entry("disgusted", "disgust"),
          Map.entry("disgusting", "disgust"),
          Map.entry("fearful", "fear"),
          Map.entry("afraid", "fear"),
          Map.entry("scared", "fear"),
          Map.entry("happiness", "happy"),
          Map.entry("joy", "happy"),
          Map.entry("sadness", "sad"),
          Map.entry("surprised", "surprise"),
          Map.entry("surprising", "surprise"),
          Map.entry("neutrality", "neutral"),
          Map.entry("contemptuous", "contempt"));

  /**
   * The seven classes of FER-2013 in their official order (Goodfellow et al., "Challenges in
   * Representation Learning", 2013). It is not the alphabetical order.
   */
  public static final EmotionClasses FER2013 =
      new EmotionClasses(
          List.of("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"));

  /**
   * Checks and copies the names.
   *
   * @throws IllegalArgumentException if there are fewer than two, two are the same, or one is unfit
   */
  public EmotionClasses {
    names = names.stream().map(EmotionClasses::composed).toList();
    if (names.size() < 2) {
      throw new IllegalArgumentException("a classifier needs two or more classes, found " + names);
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException(
            "a class name of "
                + name.length()
                + " characters or with control characters, expected at most "
                + MAX_NAME
                + " and none");
      }
      if (name.isBlank() || !name.equals(canonical(name))) {
        throw new IllegalArgumentException(
            "class name '" + name + "' is not canonical, expected '" + canonical(name) + "'");
      }
      if (!seen.add(name)) {
        throw new IllegalArgumentException("class '" + name + "' is listed twice in " + names);
      }
    }
  }

  /**
   * The name as class lists hold it: trimmed, lower case, composed, synonyms replaced ("Happiness"
   * is "happy").
   *
   * @param name any spelling
   * @return the canonical spelling
   */
  public static String canonical(String name) {
    String plain = composed(name.strip().toLowerCase(Locale.ROOT));
    return SYNONYMS.getOrDefault(plain, plain);
  }

  /** macOS has an accent as a character of its own in the names of files. */
  private static String composed(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }

  /**
   * The number of classes.
   *
   * @return at least 2
   */
  public int count() {
    return names.size();
  }

  /**
   * The name of a class.
   *
   * @param index 0 to {@code count() - 1}
   * @return its canonical name
   */
  public String name(int index) {
    return names.get(index);
  }

  /**
   * The index of a class, found by any spelling of its name.
   *
   * @param name a name, any case, synonyms allowed
   * @return the index, or empty for a name that is none of these classes
   */
  public OptionalInt indexOf(String name) {
    int index = names.indexOf(canonical(name));
    return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
  }

  /**
   * Whether others are the same classes.
   *
   * @param others in whatever order
   * @return true if each has all of the other's
   */
  public boolean sameInAnyOrder(EmotionClasses others) {
    return Set.copyOf(names).equals(Set.copyOf(others.names));
  }
}
