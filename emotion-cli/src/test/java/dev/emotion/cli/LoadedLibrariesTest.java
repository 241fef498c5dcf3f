package dev.emotion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.cli.testing.Program;
import dev.emotion.cli.testing.UntrainedModel;
import dev.emotion.testing.SampleImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command needs is all that it loads: each runs in a JVM of its own, which tells. */
class LoadedLibrariesTest {
  @TempDir static Path folder;
  private static Path model;
  private static Path image;

  @BeforeAll
  static void makeAModelAndAnImage() throws IOException {
    model = folder.resolve("untrained.zip");
    UntrainedModel.write(model);
    image = Files.createDirectories(folder.resolve("faces/test/happy")).resolve("a.png");
    BufferedImage dot = new BufferedImage(48, 48, BufferedImage.TYPE_BYTE_GRAY);
    dot.setRGB(20, 20, 0xFFFFFF);
    ImageIO.write(dot, "png", image.toFile());
  }

  @Test
  void predictLoadsTheEngineAndTheFaceDetectorButNoVideo() throws Exception {
    assertThat(librariesOf("predict", "--image", image, "--model", model))
        .anyMatch(library -> library.contains("dnnl"))
        .anyMatch(library -> library.contains("opencv_dnn"))
        .noneMatch(library -> library.matches("(lib)?(jni)?(av(codec|format|util)|sw).*"));
  }

  @Test
  void predictLooksForNoLibrariesOfGraphicsCards() throws Exception {
    librariesOf("predict", "--image", image, "--model", model);
    assertThat(Files.readString(folder.resolve("err")))
        .contains("libopencv_core")
        .doesNotContain("cudart", "cublas", "nppc");
  }

  @Test
  void predictOfAHeicLoadsTheDecodersButNoCameras() throws Exception {
    Path heic = SampleImage.face("face.heic");
    assertThat(librariesOf("predict", "--image", heic, "--detector", "none"))
        .anyMatch(library -> library.contains("avcodec"))
        .anyMatch(library -> library.contains("swscale"))
        .noneMatch(library -> library.contains("avdevice"));
  }

  @Test
  void evaluateLoadsNoFaceDetector() throws Exception {
    assertThat(librariesOf("evaluate", "--data", folder.resolve("faces"), "--model", model))
        .anyMatch(library -> library.contains("dnnl"))
        .anyMatch(library -> library.contains("opencv_imgcodecs"))
        .noneMatch(library -> library.contains("objdetect"))
        .noneMatch(library -> library.contains("opencv_dnn"))
        .noneMatch(library -> library.matches("(lib)?(jni)?(av(codec|format|util)|sw).*"));
  }

  @Test
  void evaluateLoadsNoImageLibraryForACsv() throws Exception {
    Path csv = folder.resolve("faces.csv");
    Files.writeString(
        csv, "emotion,pixels,Usage\n3," + "7 ".repeat(48 * 48).strip() + ",PrivateTest\n");
    assertThat(librariesOf("evaluate", "--data", csv, "--model", model))
        .anyMatch(library -> library.contains("dnnl"))
        .noneMatch(library -> library.contains("opencv"));
  }

  @Test
  void exportOfTheBundledModelLoadsNoneAtAll() throws Exception {
    Path file = folder.resolve("emotion.onnx");
    assertThat(librariesOf("export", "--format", "onnx", "--output", file)).isEmpty();
    Path keras = folder.resolve("emotion.keras");
    assertThat(librariesOf("export", "--format", "keras", "--output", keras)).isEmpty();
  }

  @Test
  void helpLoadsNoneAtAll() throws Exception {
    assertThat(librariesOf("predict", "--help")).isEmpty();
  }

  /** The file names of the native libraries that JavaCPP loads in a run of the program. */
  private static List<String> librariesOf(Object... arguments) throws Exception {
    List<String> debug = List.of("-Dorg.bytedeco.javacpp.logger.debug=true");
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process run =
        Program.of(debug, EmotionCli.class, arguments)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(run.waitFor()).as(Files.readString(err)).isZero();
    return Files.readAllLines(err).stream()
        .filter(text -> text.startsWith("Debug: Loading ") && text.contains("/"))
        .map(text -> text.substring(text.lastIndexOf('/') + 1))
        .toList();
  }
}
