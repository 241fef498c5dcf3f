package dev.emotion.cli.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * A small data set in both forms, in a folder and as a CSV. The "faces" are 48x48 grey gradients, a
 * direction for each class, under noise. Scripts run this file: {@code java SmallDataset.java
 * FOLDER FACES_PER_CLASS}.
 */
public final class SmallDataset {
  private static final String[] CLASSES = {
    "angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"
  };
  private static final String[][] SPLITS = {
    {"train", "Training"}, {"validation", "PublicTest"}, {"test", "PrivateTest"}
  };
  private static final int SIDE = 48;

  private SmallDataset() {}

  /**
   * Writes one.
   *
   * @param args the folder to make, and how many faces a class in each part
   * @throws IOException if a file can't be written
   */
  public static void main(String[] args) throws IOException {
    write(Path.of(args[0]), Integer.parseInt(args[1]));
  }

  /**
   * Writes one.
   *
   * @param folder becomes train/, validation/ and test/ with a folder for each class; faces.csv
   *     with the same faces is written beside it
   * @param count faces of a class in each part
   * @throws IOException if a file can't be written
   */
  public static void write(Path folder, int count) throws IOException {
    Random random = new Random(7);
    StringBuilder csv = new StringBuilder("emotion,pixels,Usage\n");
    for (String[] split : SPLITS) {
      for (int label = 0; label < CLASSES.length; label++) {
        Path target = Files.createDirectories(folder.resolve(split[0]).resolve(CLASSES[label]));
        for (int i = 0; i < count; i++) {
          byte[] pixels = face(label, random);
          writePgm(target.resolve(i + ".pgm"), pixels);
          csv.append(label).append(',');
          for (int p = 0; p < pixels.length; p++) {
            csv.append(p == 0 ? "" : " ").append(pixels[p] & 0xff);
          }
          csv.append(',').append(split[1]).append('\n');
        }
      }
    }
    Files.writeString(folder.resolveSibling("faces.csv"), csv);
  }

  private static byte[] face(int label, Random random) {
    double angle = 2 * Math.PI * label / CLASSES.length;
    byte[] pixels = new byte[SIDE * SIDE];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double along = (x - 23.5) * Math.cos(angle) + (y - 23.5) * Math.sin(angle);
        double grey = 128 + 3 * along + 20 * random.nextGaussian();
        pixels[y * SIDE + x] = (byte) Math.max(0, Math.min(255, Math.round(grey)));
      }
    }
    return pixels;
  }

  private static void writePgm(Path file, byte[] pixels) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(("P5\n" + SIDE + " " + SIDE + "\n255\n").getBytes(StandardCharsets.US_ASCII));
    out.write(pixels);
    Files.write(file, out.toByteArray());
  }
}
