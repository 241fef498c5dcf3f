package dev.emotion.dataset;

import dev.emotion.FacePixels;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

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
    Stream<byte[]> digests =
        Arrays.stream(Split.values())
            .flatMap(
                split -> dataset.faces(split).parallelStream().map(f -> digest(split, f, dataset)));
    return new DatasetFingerprint(ofSorted(digests), dataset.all().size());
  }

  /** Likewise of some faces, each with some text. */
  static String fingerprint(List<LabeledFace> faces, Function<LabeledFace, String> text) {
    return ofSorted(faces.parallelStream().map(face -> digest(text.apply(face), face.pixels())));
  }

  private static String ofSorted(Stream<byte[]> digests) {
    MessageDigest sha = sha256();
    digests.sorted(Arrays::compareUnsigned).forEachOrdered(sha::update);
    return HexFormat.of().formatHex(sha.digest());
  }

  private static byte[] digest(Split split, LabeledFace face, EmotionDataset dataset) {
    // Names, not numbers: a class keeps its name when the list around it changes.
    String salt = stored(split, dataset) + " " + dataset.classes().name(face.label());
    return digest(salt, face.pixels());
  }

  /** The part in the source: what was split off counts as the training part it comes from. */
  static Split stored(Split split, EmotionDataset dataset) {
    return dataset.validationSplitOff() && split == Split.VALIDATION ? Split.TRAIN : split;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
