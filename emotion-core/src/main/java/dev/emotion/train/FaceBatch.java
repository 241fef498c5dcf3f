package dev.emotion.train;

import dev.emotion.FacePixels;
import java.util.List;

/**
 * Faces of one training step.
 *
 * @param faces varied as the settings say
 * @param labels a class index a face
 * @param indices each face's place among the training faces
 */
record FaceBatch(List<FacePixels> faces, List<Integer> labels, List<Integer> indices) {

  /** Copies. */
  FaceBatch {
    faces = List.copyOf(faces);
    labels = List.copyOf(labels);
    indices = List.copyOf(indices);
  }
}
