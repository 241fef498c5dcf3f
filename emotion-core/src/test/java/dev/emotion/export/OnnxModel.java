package dev.emotion.export;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.emotion.FacePixels;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** An ONNX file in ONNX Runtime, knowing nothing of emotion but what docs/MODELS.md says. */
final class OnnxModel implements AutoCloseable {
  private final OrtEnvironment environment;
  private final OrtSession session;

  /**
   * Loads a file.
   *
   * @param file its content
   * @param threads to compute with
   */
  OnnxModel(byte[] file, int threads) throws OrtException {
    environment = environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      session = environment.createSession(file, options);
    }
  }

  /** Skips the test where ONNX Runtime has no natives: on macOS. */
  private static OrtEnvironment environment() {
    try {
      return OrtEnvironment.getEnvironment();
    } catch (LinkageError e) {
      Assumptions.abort("skipped: no ONNX Runtime here (" + e + ")");
      throw e;
    }
  }

  /** Probabilities [faces][classes]. */
  float[][] probabilities(List<FacePixels> faces) throws OrtException {
    int side = faces.get(0).side();
    FloatBuffer pixels = FloatBuffer.allocate(faces.size() * side * side);
    byte[] grey = new byte[side * side];
    for (FacePixels face : faces) {
      face.copyTo(grey, 0);
      for (byte pixel : grey) {
        pixels.put(pixel & 0xFF);
      }
    }
    long[] shape = {faces.size(), 1, side, side};
    try (OnnxTensor input = OnnxTensor.createTensor(environment, pixels.flip(), shape);
        OrtSession.Result result = session.run(Map.of("pixels", input))) {
      return (float[][]) result.get("probabilities").orElseThrow().getValue();
    }
  }

  Map<String, String> metadata() throws OrtException {
    return session.getMetadata().getCustomMetadata();
  }

  OrtSession session() {
    return session;
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
