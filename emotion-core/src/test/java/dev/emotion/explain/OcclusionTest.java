package dev.emotion.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.engine.Compute;
import dev.emotion.image.FaceCropper;
import dev.emotion.image.ImageFiles;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelSource;
import dev.emotion.testing.SharedPhotographs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

/**
 * An independent look at the maps (Zeiler and Fergus, 2014): parts of real faces are covered, and
 * what the network then says less surely should be what the map marked.
 */
class OcclusionTest {

  /** Cells covered at a time: a quarter of the 36 of the bundled model's map. */
  private static final int COVERED = 9;

  @Test
  void coveringWhatTheMapMarksCostsMoreThanCoveringAnythingElse() {
    List<FacePixels> faces = new ArrayList<>();
    for (SharedPhotographs.Photograph photograph : SharedPhotographs.portraits()) {
      try (Mat image = ImageFiles.read(photograph.file())) {
        faces.add(new FaceCropper(48).crop(image, photograph.faces().get(0).box()));
      }
    }
    ModelSource source = ModelSource.of(ModelSource.BUNDLED);
    Compute compute = Compute.all();
    try (EmotionModel model = EmotionModel.open(source, compute);
        Explainer explainer = Explainer.open(source)) {
      List<EmotionScores> said = model.classify(faces);
      List<Explanation> explanations = explainer.explain(faces);
      double[] lost = new double[4];
      int mostAtTheMark = 0;
      for (int i = 0; i < faces.size(); i++) {
        int label = said.get(i).best();
        List<FacePixels> covered = covered(faces.get(i), explanations.get(i).maps().get(label));
        List<EmotionScores> then = model.classify(covered);
        double[] own = new double[4];
        for (int quarter = 0; quarter < 4; quarter++) {
          own[quarter] = said.get(i).confidence() - then.get(quarter).probability(label);
          lost[quarter] += own[quarter] / faces.size();
        }
        mostAtTheMark += own[0] >= own[3] ? 1 : 0;
      }
      String figures =
          String.format(
              Locale.ROOT,
              "probability lost by quarters, the most marked first: %.3f %.3f %.3f %.3f;"
                  + " the first above the last on %d of %d faces",
              lost[0],
              lost[1],
              lost[2],
              lost[3],
              mostAtTheMark,
              faces.size());
      for (int quarter = 1; quarter < 4; quarter++) {
        assertThat(lost[quarter]).as(figures).isLessThan(lost[quarter - 1]);
      }
      assertThat(lost[0]).as(figures).isGreaterThan(5 * lost[3]);
      assertThat(mostAtTheMark).as(figures).isGreaterThan(faces.size() * 4 / 5);
    }
  }

  /** The face with each quarter of the cells grey, by their value from high to low. */
  private static List<FacePixels> covered(FacePixels face, ActivationMap map) {
    List<Integer> cells =
        new ArrayList<>(IntStream.range(0, map.width() * map.height()).boxed().toList());
    cells.sort(
        Collections.reverseOrder(
            Comparator.comparingDouble(cell -> map.get(cell % map.width(), cell / map.width()))));
    List<FacePixels> covered = new ArrayList<>();
    int size = face.side() / map.width();
    for (int from = 0; from < cells.size(); from += COVERED) {
      byte[] grey = face.toBytes();
      int mean = 0;
      for (byte pixel : grey) {
        mean += pixel & 0xFF;
      }
      for (int cell : cells.subList(from, from + COVERED)) {
        int left = cell % map.width() * size;
        int top = cell / map.width() * size;
        for (int y = top; y < top + size; y++) {
          for (int x = left; x < left + size; x++) {
            grey[y * face.side() + x] = (byte) (mean / grey.length);
          }
        }
      }
      covered.add(FacePixels.of(face.side(), grey));
    }
    return covered;
  }
}
