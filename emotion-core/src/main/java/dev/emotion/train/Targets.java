package dev.emotion.train;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.classify.FaceClassifier;
import dev.emotion.dataset.LabeledFace;
import dev.emotion.dataset.Votes;
import dev.emotion.model.TrainableNetwork;
import java.util.ArrayList;
import java.util.List;

/**
 * What the network shall answer for each training face: a share for each class. It is a mixture of
 * label, people's votes and a teacher's answers:
 *
 * <pre>
 *   target = (1 - v) ((1 - w) label + w votes) + v teacher
 *
 *   label_c   = (1 - s) [c is the label] + s / classes     s: label smoothing
 *   votes_c   = (n_c / root(f_c)) / sum_k (n_k / root(f_k))
 *   teacher_c = the teacher's probability of c
 * </pre>
 *
 * n_c people voted for class c, which has f_c faces of the training part, counted by votes: the sum
 * over all faces with votes of the share that voted for c. The root keeps a network that learns
 * from votes from saying neutral, which people say most, too often. A face without votes keeps its
 * label (w = 0).
 *
 * <p>The teacher is Hinton's (Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural
 * Network", 2015; with a teacher of the same kind: Furlanello et al., "Born-Again Neural Networks",
 * 2018): where a label is doubtful, it says so. {@link ClassWeights} come on top, in the loss: they
 * weigh each class's term of the cross-entropy.
 */
final class Targets {
  private final List<LabeledFace> faces;
  private final EmotionClasses classes;
  private final List<double[]> rows = new ArrayList<>();

  /**
   * The smoothed labels alone.
   *
   * @param faces the training faces
   * @param classes theirs
   * @param smoothing share of each target that is spread over all classes, 0 up to but not 1
   */
  Targets(List<LabeledFace> faces, EmotionClasses classes, double smoothing) {
    this.faces = faces;
    this.classes = classes;
    for (LabeledFace face : faces) {
      rows.add(TrainableNetwork.target(face.label(), classes.count(), smoothing));
    }
  }

  /**
   * Mixes people's votes in.
   *
   * @param votes on the faces, or some of them
   * @param weight the votes' share w, 0 to 1
   */
  void mix(Votes votes, double weight) {
    List<double[]> shares = new ArrayList<>();
    double[] frequency = new double[classes.count()];
    for (LabeledFace face : faces) {
      double[] counts = votes.counts(face.origin(), classes).orElse(null);
      if (counts != null) {
        normalise(counts);
        for (int c = 0; c < counts.length; c++) {
          frequency[c] += counts[c];
        }
      }
      shares.add(counts);
    }
    for (int i = 0; i < rows.size(); i++) {
      double[] share = shares.get(i);
      if (share != null) {
        for (int c = 0; c < share.length; c++) {
          share[c] /= Math.sqrt(Math.max(frequency[c], Double.MIN_NORMAL));
        }
        normalise(share);
        blend(rows.get(i), share, weight);
      }
    }
  }

  /**
   * Mixes a teacher's answers in.
   *
   * @param teacher of the same classes; sees the faces as they are, not varied
   * @param weight the teacher's share v, 0 to 1
   */
  void mix(FaceClassifier teacher, double weight) {
    List<FacePixels> pixels = faces.stream().map(LabeledFace::pixels).toList();
    List<EmotionScores> answers = teacher.classify(pixels);
    for (int i = 0; i < rows.size(); i++) {
      double[] probabilities =
          answers.get(i).probabilities().stream().mapToDouble(Double::doubleValue).toArray();
      blend(rows.get(i), probabilities, weight);
    }
  }

  private static void blend(double[] row, double[] other, double weight) {
    for (int c = 0; c < row.length; c++) {
      row[c] = (1 - weight) * row[c] + weight * other[c];
    }
  }

  private static void normalise(double[] shares) {
    double sum = 0;
    for (double share : shares) {
      sum += share;
    }
    for (int c = 0; c < shares.length; c++) {
      shares[c] /= sum;
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
