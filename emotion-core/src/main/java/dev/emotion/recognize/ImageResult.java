package dev.emotion.recognize;

import dev.emotion.FaceBox;
import dev.emotion.FacePixels;
import dev.emotion.FacePrediction;
import dev.emotion.ImageException;
import dev.emotion.ImagePrediction;
import java.util.List;

/** What became of one image of many. */
public sealed interface ImageResult {

  /**
   * The image was read.
   *
   * @param input the image
   * @param prediction its faces
   * @param pixels each of these faces as the network saw it
   */
  record Recognized(ImageInput input, ImagePrediction prediction, List<FacePixels> pixels)
      implements ImageResult {

    /** Copies the list. */
    public Recognized {
      pixels = List.copyOf(pixels);
    }

    /**
     * The same with no face but the largest, by the area of its box; of two, the left one.
     *
     * @return one face, or none where there was none
     */
    public Recognized largest() {
      List<FacePrediction> faces = prediction.faces();
      if (faces.size() < 2) {
        return this;
      }
      int largest = 0;
      for (int i = 1; i < faces.size(); i++) {
        if (area(faces.get(i).box()) > area(faces.get(largest).box())) {
          largest = i;
        }
      }
      return new Recognized(
          input,
          new ImagePrediction(
              prediction.image(),
              prediction.width(),
              prediction.height(),
              List.of(faces.get(largest))),
          List.of(pixels.get(largest)));
    }

    private static long area(FaceBox box) {
      return (long) box.width() * box.height();
    }
  }

  /**
   * The image can't be read.
   *
   * @param input the image
   * @param fault why not
   */
  record Failed(ImageInput input, ImageException fault) implements ImageResult {}
}
