package dev.emotion;

import java.util.List;

/**
 * One image and the faces in it.
 *
 * @param image the name under which the image was given
 * @param width pixels, as a viewer shows it (EXIF rotation applied)
 * @param height pixels, likewise
 * @param faces from left to right; empty where no face was found
 */
public record ImagePrediction(String image, int width, int height, List<FacePrediction> faces) {

  /** Copies the list. */
  public ImagePrediction {
    faces = List.copyOf(faces);
  }
}
