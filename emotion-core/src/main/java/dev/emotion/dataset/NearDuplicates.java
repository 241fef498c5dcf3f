package dev.emotion.dataset;

import dev.emotion.FacePixels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Finds images that are the same but for compression, brightness, a watermark or a shift of a
 * pixel: a perceptual hash proposes pairs, and the correlation of the pixels confirms them.
 *
 * <p>The hash is the DCT hash of Zauner, "Implementation and Benchmarking of Perceptual Image Hash
 * Functions" (2010): of the 64 lowest frequencies, which ones are above their median. On FER-2013
 * two faces up to 10 bits apart are more often two people than one, and correlation divides them.
 */
final class NearDuplicates {
  /** Hashes up to this many bits apart make a pair worth a closer look. */
  static final int HASH_DISTANCE = 10;

  /** Pixels correlated at least so much make the pair one image. */
  static final double CORRELATION = 0.9;

  private static final int FREQUENCIES = 8;

  private NearDuplicates() {}

  /**
   * Groups of like images, linked in pairs.
   *
   * @param faces all different and not blank
   * @return groups of two or more indices, ascending, by their first
   */
  static List<List<Integer>> groups(List<FacePixels> faces) {
    long[] hashes = faces.parallelStream().mapToLong(NearDuplicates::hash).toArray();
    Links links = new Links(hashes.length);
    IntStream.range(0, hashes.length).parallel().forEach(i -> link(i, hashes, faces, links));
    Map<Integer, List<Integer>> groups = new TreeMap<>();
    for (int i = 0; i < hashes.length; i++) {
      groups.computeIfAbsent(links.first(i), any -> new ArrayList<>()).add(i);
    }
    return groups.values().stream().filter(group -> group.size() > 1).toList();
  }

  /** Links a face with later ones. A plain loop: it runs half a billion times for FER. */
  private static void link(int i, long[] hashes, List<FacePixels> faces, Links links) {
    for (int j = i + 1; j < hashes.length; j++) {
      if (Long.bitCount(hashes[i] ^ hashes[j]) <= HASH_DISTANCE
          && links.first(i) != links.first(j)
          && correlation(faces.get(i), faces.get(j)) >= CORRELATION) {
        links.join(i, j);
      }
    }
  }

  /** Which images belong together (union-find): many copies have far more pairs than images. */
  private static final class Links {
    private final int[] before;

    Links(int count) {
      before = IntStream.range(0, count).toArray();
    }

    /** The first image of the group that an image belongs to. */
    synchronized int first(int index) {
      int at = index;
      while (before[at] != at) {
        before[at] = before[before[at]];
        at = before[at];
      }
      return at;
    }

    synchronized void join(int i, int j) {
      int a = first(i);
      int b = first(j);
      before[Math.max(a, b)] = Math.min(a, b);
    }
  }

  /** One bit for each of the 8 x 8 lowest frequencies of the discrete cosine transform. */
  static long hash(FacePixels face) {
    int side = face.side();
    double[][] cosines = new double[FREQUENCIES][side];
    for (int u = 0; u < FREQUENCIES; u++) {
      for (int x = 0; x < side; x++) {
        cosines[u][x] = Math.cos(Math.PI * u * (2 * x + 1) / (2 * side));
      }
    }
    byte[] grey = face.toBytes();
    double[] spectrum = new double[FREQUENCIES * FREQUENCIES];
    for (int y = 0; y < side; y++) {
      for (int u = 0; u < FREQUENCIES; u++) {
        double row = 0;
        for (int x = 0; x < side; x++) {
          row += (grey[y * side + x] & 0xFF) * cosines[u][x];
        }
        for (int v = 0; v < FREQUENCIES; v++) {
          spectrum[v * FREQUENCIES + u] += row * cosines[v][y];
        }
      }
    }
    // The mean brightness tells nothing, and would shift the median.
    double[] sorted = Arrays.copyOfRange(spectrum, 1, spectrum.length);
    Arrays.sort(sorted);
    double median = sorted[sorted.length / 2];
    long bits = 0;
    for (int i = 1; i < spectrum.length; i++) {
      bits |= spectrum[i] > median ? 1L << i : 0;
    }
    return bits;
  }

  /** Pearson's correlation of the pixels, -1 to 1; 0 for images of different size. */
  static double correlation(FacePixels a, FacePixels b) {
    if (a.side() != b.side()) {
      return 0;
    }
    byte[] first = a.toBytes();
    byte[] second = b.toBytes();
    long sumA = 0;
    long sumB = 0;
    long sumAa = 0;
    long sumBb = 0;
    long sumAb = 0;
    for (int i = 0; i < first.length; i++) {
      long x = first[i] & 0xFF;
      long y = second[i] & 0xFF;
      sumA += x;
      sumB += y;
      sumAa += x * x;
      sumBb += y * y;
      sumAb += x * y;
    }
    double n = first.length;
    double spread =
        Math.sqrt((n * sumAa - (double) sumA * sumA) * (n * sumBb - (double) sumB * sumB));
    return spread == 0 ? 0 : (n * sumAb - (double) sumA * sumB) / spread;
  }
}
