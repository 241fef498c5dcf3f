package dev.emotion.explain;

import dev.emotion.EmotionClasses;
import java.util.List;

/**
 * Where a network looked at a face.
 *
 * @param classes the classes
 * @param maps one a class, in index order
 * @param exact whether a map's cells add up to the logit, less the part that no face changes (the
 *     biases): class activation maps; otherwise they are Grad-CAM's estimate, without what speaks
 *     against a class
 */
public record Explanation(EmotionClasses classes, List<ActivationMap> maps, boolean exact) {

  /** Copies the list. */
  public Explanation {
    maps = List.copyOf(maps);
  }
}
