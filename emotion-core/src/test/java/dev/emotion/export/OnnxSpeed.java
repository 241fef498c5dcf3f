package dev.emotion.export;

import dev.emotion.FacePixels;
import dev.emotion.engine.Compute;
import dev.emotion.model.EmotionModel;
import dev.emotion.model.ModelContents;
import dev.emotion.model.ModelSource;
import dev.emotion.network.Precision;
import dev.emotion.testing.RandomFaces;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The bundled model on emotion's engine and, exported, on ONNX Runtime: in turn, from grey pixels
 * to probabilities, with as many threads each. {@code scripts/compare-with-onnxruntime} runs it.
 */
final class OnnxSpeed {
  private static final double ROUND_SECONDS = 1;

  private OnnxSpeed() {}

  /** One call. */
  private interface Work {
    void run() throws Exception;
  }

  /**
   * Prints a table.
   *
   * @param args how many threads and rounds, 2 and 7 by default, and emotion's precision
   */
  public static void main(String[] args) throws Exception {
    int threads = args.length > 0 ? Integer.parseInt(args[0]) : 2;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 7;
    Precision precision =
        args.length > 2 ? Precision.valueOf(args[2].toUpperCase(Locale.ROOT)) : Precision.FP32;
    ModelContents model = ModelSource.of(ModelSource.BUNDLED).contents();
    byte[] file = OnnxFile.of(model, Map.of()).toByteArray();
    System.out.printf(
        "ONNX file: %.2f MB; %d threads, %s%n", file.length / 1e6, threads, precision);
    System.out.println("| Batch | emotion, faces/s | ONNX Runtime, faces/s | Ratio, run by run |");
    try (EmotionModel ours = EmotionModel.open(model, new Compute(threads, precision));
        OnnxModel theirs = new OnnxModel(file, threads)) {
      for (int batch : new int[] {64, 8, 1}) {
        List<FacePixels> faces = RandomFaces.of(batch, ours.side(), 1);
        Work onOurs = () -> ours.classify(faces);
        Work onTheirs = () -> theirs.probabilities(faces);
        facesASecond(onOurs, batch); // the JVM compiles meanwhile
        facesASecond(onTheirs, batch);
        double[] a = new double[rounds];
        double[] b = new double[rounds];
        double[] ratio = new double[rounds];
        for (int round = 0; round < rounds; round++) {
          a[round] = facesASecond(onOurs, batch);
          b[round] = facesASecond(onTheirs, batch);
          ratio[round] = a[round] / b[round];
        }
        System.out.printf(
            "| %d | %s | %s | %s |%n",
            batch, spread(a, "%.0f"), spread(b, "%.0f"), spread(ratio, "%.2f"));
      }
    }
  }

  /** By the median of the calls of about a second. */
  private static double facesASecond(Work work, int batch) throws Exception {
    double[] seconds = new double[100_000];
    int calls = 0;
    long start = System.nanoTime();
    do {
      long before = System.nanoTime();
      work.run();
      seconds[calls++] = (System.nanoTime() - before) / 1e9;
    } while (System.nanoTime() - start < ROUND_SECONDS * 1e9 && calls < seconds.length);
    Arrays.sort(seconds, 0, calls);
    return batch / seconds[calls / 2];
  }

  private static String spread(double[] values, String format) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return String.format(
        format + " (" + format + " to " + format + ")",
        sorted[sorted.length / 2],
        sorted[0],
        sorted[sorted.length - 1]);
  }
}
