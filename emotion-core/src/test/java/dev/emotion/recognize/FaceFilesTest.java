package dev.emotion.recognize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion.DetectedFace;
import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FaceBox;
import dev.emotion.FacePixels;
import dev.emotion.FacePrediction;
import dev.emotion.ImagePrediction;
import dev.emotion.ModelException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaceFilesTest {
  private static final EmotionClasses CLASSES = new EmotionClasses(List.of("happy", "sad"));

  @TempDir private Path folder;

  private static ImageResult.Recognized image(String name, int faces) {
    FacePrediction face =
        new FacePrediction(
            DetectedFace.of(new FaceBox(0, 0, 2, 2)),
            EmotionScores.of(CLASSES, new double[] {0.75, 0.25}));
    List<FacePixels> pixels =
        IntStream.range(0, faces).mapToObj(i -> FacePixels.of(1, new byte[] {(byte) i})).toList();
    return new ImageResult.Recognized(
        ImageInput.of(name, new byte[0]),
        new ImagePrediction(name, 2, 2, pixels.stream().map(i -> face).toList()),
        pixels);
  }

  private static byte[] content(FacePixels face) {
    return face.toBytes();
  }

  @Test
  void allAreThereWhenItIsClosed() throws Exception {
    try (FaceFiles files = new FaceFiles(folder, "-x", (face, scores) -> content(face), 3)) {
      files.write(image("a.jpg", 200));
      files.write(image("a.png", 1));
    }
    assertThat(folder.toFile().list()).hasSize(201).contains("a-2-1-happy-x.png");
    for (int i = 0; i < 200; i++) {
      assertThat(Files.readAllBytes(folder.resolve("a-" + (i + 1) + "-happy-x.png")))
          .containsExactly(i);
    }
  }

  @Test
  void cutsNamesThatAreTooLong() {
    String name = "\u5F00".repeat(83) + ".jpg"; // 253 bytes
    try (FaceFiles files = new FaceFiles(folder, "-x", (face, scores) -> content(face), 1)) {
      files.write(image(name, 2));
      files.write(image(name, 1));
    }
    String cut = "\u5F00".repeat(80);
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder(
            cut + "-1-happy-x.png",
            cut + "-2-happy-x.png",
            "\u5F00".repeat(79) + "-2-1-happy-x.png");
  }

  @Test
  void severalAreMadeAtOnceAndTheCallerGoesOn() {
    CyclicBarrier three = new CyclicBarrier(3);
    FaceFiles.Picture together =
        (face, scores) -> {
          try {
            three.await(30, TimeUnit.SECONDS);
          } catch (Exception e) {
            throw new AssertionError("alone", e);
          }
          return content(face);
        };
    try (FaceFiles files = new FaceFiles(folder, "", together, 2)) {
      files.write(image("a.jpg", 2));
      together.png(FacePixels.of(1, new byte[1]), EmotionScores.of(CLASSES, new double[] {1, 0}));
    }
    assertThat(folder.toFile().list()).hasSize(2);
  }

  @Test
  void whatCannotBeWrittenIsSaidAtTheLatestAtTheEnd() throws Exception {
    Path gone = Files.createDirectory(folder.resolve("gone"));
    FaceFiles files = new FaceFiles(gone, "", (face, scores) -> content(face), 1);
    Files.delete(gone);
    files.write(image("a.jpg", 1));
    assertThatThrownBy(files::close)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("a-1-happy.png");
  }

  @Test
  void whatCannotBeMadeIsSaid() {
    ModelException fault = new ModelException("m", "none", "one");
    FaceFiles.Picture none =
        (face, scores) -> {
          throw fault;
        };
    try (FaceFiles files = new FaceFiles(folder, "", none, 2)) {
      // More than may wait: it is said before the end.
      assertThatThrownBy(() -> files.write(image("a.jpg", 200))).isSameAs(fault);
      assertThatThrownBy(files::close).isSameAs(fault);
    }
    assertThat(folder.toFile().list()).isEmpty();
  }
}
