package dev.emotion.train;

import dev.emotion.EmotionScores;
import dev.emotion.FaceClassifier;
import dev.emotion.FacePixels;
import dev.emotion.dataset.LabeledFace;
import dev.emotion.network.TrainableNetwork;
import java.util.ArrayList;
import java.util.List;

/**
 * What the network shall answer for each training face: a share for each class. Without a teacher
 * that is the label, smoothed. A teacher's answers are mixed in (Hinton, Vinyals and Dean,
 * "Distilling the Knowledge in a Neural Network", 2015; with a teacher of the same kind: Furlanello
 * et al., "Born-Again Neural Networks", 2018): where a label is doubtful, they say so.
 */
final class Targets {
  private final List<double[]> rows = new ArrayList<>();

  /**
   * Targets without a teacher.
   *
   * @param faces the training faces
   * @param classes their number
   * @param smoothing share of each target that is spread over all classes, 0 up to but not 1
   */
  Targets(List<LabeledFace> faces, int classes, double smoothing) {
    for (LabeledFace face : faces) {
      rows.add(TrainableNetwork.target(face.label(), classes, smoothing));
    }
  }

  /**
   * Mixes a teacher's answers in.
   *
   * @param faces the same faces
   * @param teacher of the same classes; sees the faces as they are, not varied
   * @param weight the teacher's share, 0 to 1
   */
  void mix(List<LabeledFace> faces, FaceClassifier teacher, double weight) {
    List<FacePixels> pixels = faces.stream().map(LabeledFace::pixels).toList();
    List<EmotionScores> answers = teacher.classify(pixels);
    for (int i = 0; i < rows.size(); i++) {
      double[] row = rows.get(i);
      for (int c = 0; c < row.length; c++) {
        row[c] = (1 - weight) * row[c] + weight * answers.get(i).probability(c);
      }
    }
  }

  /**
   * The targets of some faces.
   *
   * @param indices places among the training faces
   * @return a row of shares a face, in order
   */
  List<double[]> of(List<Integer> indices) {
    return indices.stream().map(rows::get).toList();
  }
}
