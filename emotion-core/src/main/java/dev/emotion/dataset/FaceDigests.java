package dev.emotion.dataset;

import dev.emotion.DatasetFingerprint;
import dev.emotion.FacePixels;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** SHA-256 over faces. */
final class FaceDigests {
  private FaceDigests() {}

  /** A digest of each face's pixels, begun with some text. */
  static byte[] digest(String salt, FacePixels pixels) {
    MessageDigest sha = sha256();
    sha.update(salt.getBytes(StandardCharsets.UTF_8));
    sha.update(ByteBuffer.allocate(5).putInt(1, pixels.side()).array());
    return sha.digest(pixels.toBytes());
  }

  /** The digests of all faces, sorted, so that storage order does not count, digested again. */
  static DatasetFingerprint fingerprint(EmotionDataset dataset) {
    byte[][] digests =
        Arrays.stream(Split.values())
            .flatMap(
                split -> dataset.faces(split).parallelStream().map(f -> digest(split, f, dataset)))
            .sorted(Arrays::compareUnsigned)
            .toArray(byte[][]::new);
    MessageDigest sha = sha256();
    for (byte[] digest : digests) {
      sha.update(digest);
    }
    return new DatasetFingerprint(HexFormat.of().formatHex(sha.digest()), digests.length);
  }

  private static byte[] digest(Split split, LabeledFace face, EmotionDataset dataset) {
    // What was split off counts as the training part that it comes from.
    Split stored = dataset.validationSplitOff() && split == Split.VALIDATION ? Split.TRAIN : split;
    // Names, not numbers: a class keeps its name when the list around it changes.
    return digest(stored + " " + dataset.classes().name(face.label()), face.pixels());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
