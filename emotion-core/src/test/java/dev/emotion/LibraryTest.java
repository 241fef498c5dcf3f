package dev.emotion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.dataset.DatasetSource;
import dev.emotion.evaluate.Evaluator;
import dev.emotion.export.ExportFormat;
import dev.emotion.image.ImageFiles;
import dev.emotion.model.EmotionModel;
import dev.emotion.recognize.EmotionRecognizer;
import dev.emotion.testing.Programs;
import dev.emotion.testing.SampleImage;
import dev.emotion.track.RecognitionLoop;
import dev.emotion.train.Trainer;
import dev.emotion.video.VideoInfo;
import dev.emotion.video.VideoRecorder;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in docs/LIBRARY.md, each in a process of its own, as its reader would run it. */
class LibraryTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "LIBRARY.md");
  private static final Pattern PROGRAM =
      Pattern.compile("```java\n(.*?class (\\w+) .*?)```", Pattern.DOTALL);

  private static final Pattern EXAMPLE =
      Pattern.compile("<pre>\\{@code\n(.*?)\n \\* }</pre>", Pattern.DOTALL);

  private static final String IMPORTS =
      Stream.of("", "dataset.", "evaluate.", "export.", "model.", "network.", "recognize.")
              .map(name -> "import dev.emotion." + name + "*;\n")
              .collect(Collectors.joining())
          + "import dev.emotion.track.*;\nimport dev.emotion.train.*;\nimport dev.emotion.video.*;\n"
          + "import java.nio.file.Path;\nimport java.util.List;\n";

  @TempDir private static Path folder;

  /** How a program went. */
  private record Run(int status, String out, String err) {}

  @BeforeAll
  static void compileEveryProgram() throws IOException {
    Map<String, String> programs = new LinkedHashMap<>();
    Matcher program = PROGRAM.matcher(Files.readString(DOCUMENT));
    while (program.find()) {
      programs.put(program.group(2), program.group(1));
    }
    assertThat(programs).containsOnlyKeys("Picture", "Folder", "Webcam", "Training", "OwnModel");
    // No machine that tests has a camera.
    programs.computeIfPresent(
        "Webcam",
        (name, source) -> source.replace("VideoSource.camera(0)", "VideoSource.of(args[0])"));

    compile(programs);
  }

  private static void compile(Map<String, String> programs) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<Path> sources = new ArrayList<>();
    for (Map.Entry<String, String> entry : programs.entrySet()) {
      sources.add(Files.writeString(folder.resolve(entry.getKey() + ".java"), entry.getValue()));
    }
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      StringWriter messages = new StringWriter();
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  List.of(
                      "-proc:none",
                      "-cp",
                      classPath(jar -> true),
                      "-d",
                      folder.resolve("classes").toString()),
                  null,
                  files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertThat(compiled).as("%s", messages).isTrue();
    }
  }

  /** What a program with the one dependency gets, and of that what is asked for. */
  private static String classPath(Predicate<String> wanted) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.endsWith("test-classes") && !entry.contains("log4j-"))
        .filter(wanted)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean isFfmpeg(String entry) {
    return Path.of(entry).getFileName().toString().matches("ffmpeg-.*-(linux|macosx|windows)-.*");
  }

  private static Run run(Predicate<String> jars, String program, Object... args) throws Exception {
    List<String> command = Programs.java();
    String cache = System.getProperty("org.bytedeco.javacpp.cachedir");
    if (cache != null) {
      command.add("-Dorg.bytedeco.javacpp.cachedir=" + cache);
    }
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")); // start sooner
    command.addAll(
        List.of("-cp", folder.resolve("classes") + File.pathSeparator + classPath(jars), program));
    Arrays.stream(args).map(Object::toString).forEach(command::add);
    Path out = folder.resolve(program + ".out");
    Path err = folder.resolve(program + ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    int status = builder.start().waitFor();
    return new Run(status, Files.readString(out), Files.readString(err));
  }

  private static String quiet(Run run) {
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    return run.out();
  }

  @Test
  void theExampleOfEachEntryClassCompiles() throws IOException {
    Map<String, String> examples = new LinkedHashMap<>();
    for (Class<?> entry :
        List.of(
            EmotionRecognizer.class,
            EmotionModel.class,
            RecognitionLoop.class,
            DatasetSource.class,
            Trainer.class,
            Evaluator.class,
            ExportFormat.class)) {
      Path source = Path.of("src/main/java", entry.getName().replace('.', '/') + ".java");
      Matcher example = EXAMPLE.matcher(Files.readString(source));
      assertThat(example.find()).as("%s", entry).isTrue();
      String name = entry.getSimpleName() + "Example";
      examples.put(
          name,
          IMPORTS
              + "class "
              + name
              + " { void run() {"
              + example.group(1).replaceAll("(?m)^ \\*", "")
              + "} }");
    }
    compile(examples);
  }

  @Test
  void aPicture() throws Exception {
    assertThat(quiet(run(jar -> !isFfmpeg(jar), "Picture", SampleImage.path())))
        .matches("happy, happy 0\\.9\\d, at FaceBox.*\\R");
  }

  @Test
  void aPictureThatNeedsFfmpegSaysSoWithoutIt() throws Exception {
    Path heic = SampleImage.face("face.heic");

    Run without = run(jar -> !isFfmpeg(jar), "Picture", heic);
    assertThat(without.status()).isNotZero();
    assertThat(without.err().lines().findFirst())
        .hasValueSatisfying(
            line ->
                assertThat(line)
                    .endsWith(
                        "face.heic: an image that FFmpeg decodes, which is missing,"
                            + " expected dev.emotion:emotion-video among the program's"
                            + " dependencies"));
    assertThat(quiet(run(jar -> true, "Picture", heic))).startsWith("happy");
  }

  @Test
  void aFolder() throws Exception {
    Path images = Files.createDirectory(folder.resolve("images"));
    Files.copy(SampleImage.path(), images.resolve("a.png"));
    Files.writeString(images.resolve("b.png"), "no image");

    assertThat(quiet(run(jar -> !isFfmpeg(jar), "Folder", images)).lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("a.png\"", "\"emotion\":\"happy\""),
            line -> assertThat(line).contains("b.png\"", "\"error\":"));
  }

  @Test
  void aWebcam() throws Exception {
    Path clip = folder.resolve("clip.mp4");
    try (Mat image = ImageFiles.read(SampleImage.path());
        VideoRecorder recorder =
            new VideoRecorder(
                clip,
                new VideoInfo("clip", image.cols(), image.rows(), 10, Optional.empty(), false),
                Optional.empty())) {
      for (int i = 0; i < 5; i++) {
        recorder.write(image, i * 100_000L);
      }
    }

    assertThat(quiet(run(jar -> true, "Webcam", clip)).lines())
        .hasSize(5)
        .containsOnly("face 1: happy");
    Run without = run(jar -> !isFfmpeg(jar), "Webcam", clip);
    assertThat(without.err().lines().findFirst())
        .hasValueSatisfying(
            line ->
                assertThat(line)
                    .contains("dev.emotion.NativeException: native libraries: no avutil for ")
                    .contains("expected dev.emotion:emotion-video"));
  }

  @Test
  void trainingAndAModelOfOnesOwn() throws Exception {
    Path faces = folder.resolve("faces");
    for (int i = 0; i < 40; i++) {
      Path file = faces.resolve(i % 2 == 0 ? "happy" : "sad").resolve(String.format("%02d.png", i));
      Files.createDirectories(file.getParent());
      BufferedImage image = new BufferedImage(48, 48, BufferedImage.TYPE_BYTE_GRAY);
      image.getRaster().setSample(i, i, 0, i % 2 == 0 ? 100 : 200); // no two alike
      ImageIO.write(image, "png", file.toFile());
    }
    Path model = folder.resolve("model.zip");
    assertThat(quiet(run(jar -> !isFfmpeg(jar), "Training", faces, model)))
        .startsWith("validation accuracy ");
    assertThat(model).isNotEmptyFile();
    assertThat(quiet(run(jar -> !isFfmpeg(jar), "OwnModel", model, faces.resolve("happy/00.png"))))
        .matches("\\[0\\.\\d+, 0\\.\\d+]\\R");
  }
}
