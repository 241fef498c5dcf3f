package dev.emotion.train;

import dev.emotion.FacePixels;
import java.util.List;

/**
 * Faces of one training step.
 *
 * @param faces varied as the settings say
 * @param labels a class index a face
 */
record FaceBatch(List<FacePixels> faces, List<Integer> labels) {

  /** Copies. */
  FaceBatch {
    faces = List.copyOf(faces);
    labels = List.copyOf(labels);
  }
}
