package dev.emotion.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.opencv.global.opencv_core.CV_16UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.emotion.DatasetException;
import dev.emotion.EmotionClasses;
import dev.emotion.EmotionException;
import dev.emotion.image.ImageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  private static final ReadSettings WHOLE = ReadSettings.defaults().withValidation(0, 1);

  @TempDir Path root;

  /** An image of one grey value. */
  private void image(String path, int grey) throws IOException {
    image(path, 48, 48, CV_8UC1, grey);
  }

  private void image(String path, int width, int height, int type, int value) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    try (Scalar color = new Scalar(value, value, value, 0);
        Mat mat = new Mat(height, width, type, color)) {
      ImageFiles.write(file, mat);
    }
  }

  private void text(String path) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "no image");
  }

  private EmotionDataset read(ReadSettings settings) {
    return new ImageFolder(root).read(settings);
  }

  private static List<String> faces(EmotionDataset dataset) {
    return Arrays.stream(Split.values())
        .flatMap(
            split ->
                dataset.faces(split).stream()
                    .map(
                        face ->
                            split
                                + " "
                                + dataset.classes().name(face.label())
                                + " "
                                + face.pixels().get(0, 0)
                                + " "
                                + face.origin()))
        .toList();
  }

  @Test
  void readsPartsByNameInClassOrder() throws IOException {
    image("train/sad/b.png", 2);
    image("train/sad/a.png", 1);
    image("train/neutral/c.png", 3);
    image("train/angry/d.png", 4);
    image("val/happy/e.png", 5);
    image("test/fear/f.png", 6);
    EmotionDataset dataset = read(ReadSettings.defaults());
    assertThat(dataset.classes().names())
        .containsExactly("angry", "fear", "happy", "sad", "neutral");
    assertThat(dataset.validationSplitOff()).isFalse();
    // Sorted folders would put neutral before sad.
    assertThat(faces(dataset))
        .containsExactly(
            "TRAIN angry 4 train/angry/d.png",
            "TRAIN sad 1 train/sad/a.png",
            "TRAIN sad 2 train/sad/b.png",
            "TRAIN neutral 3 train/neutral/c.png",
            "VALIDATION happy 5 val/happy/e.png",
            "TEST fear 6 test/fear/f.png");
  }

  @Test
  void readsFoldersOfOneClassAsOneWhateverTheirSpelling() throws IOException {
    image("Training/Happiness/a.png", 1);
    image("Training/happy/b.png", 2);
    image("Training/JOY/c.png", 3);
    image("Validation/Anger/d.png", 4);
    assertThat(faces(read(WHOLE)))
        .containsExactly(
            "TRAIN happy 1 Training/Happiness/a.png",
            "TRAIN happy 3 Training/JOY/c.png",
            "TRAIN happy 2 Training/happy/b.png",
            "VALIDATION angry 4 Validation/Anger/d.png");
  }

  @Test
  void splitsClassFoldersAlone() throws IOException {
    for (int i = 0; i < 10; i++) {
      image("happy/" + i + ".png", 10 + i);
      image("sad/" + i + ".png", 30 + i);
    }
    EmotionDataset dataset = read(ReadSettings.defaults().withValidation(0.3, 7));
    assertThat(dataset.validationSplitOff()).isTrue();
    assertThat(dataset.faces(Split.VALIDATION))
        .extracting(LabeledFace::label)
        .containsExactly(0, 0, 0, 1, 1, 1);
    assertThat(dataset.faces(Split.TRAIN)).hasSize(14);
    assertThat(read(WHOLE).faces(Split.TRAIN)).hasSize(20);
  }

  @Test
  void splitsTrainingFacesBesideATestPartThatItLeavesAlone() throws IOException {
    for (int i = 0; i < 10; i++) {
      image("train/happy/" + i + ".png", 10 + i);
    }
    image("test/happy/t.png", 99);
    EmotionDataset dataset = read(ReadSettings.defaults());
    assertThat(dataset.faces(Split.TRAIN)).hasSize(9);
    assertThat(dataset.faces(Split.VALIDATION)).hasSize(1);
    assertThat(dataset.faces(Split.TEST))
        .extracting(LabeledFace::origin)
        .containsExactly("test/happy/t.png");
  }

  @Test
  void makesGreySquaresOfAnySizeAndDepth() throws IOException {
    image("happy/colour.png", 120, 80, CV_8UC3, 200);
    image("happy/deep.png", 30, 30, CV_16UC1, 100 * 257);
    image("happy/small.jpg", 20, 40, CV_8UC1, 50);
    EmotionDataset dataset = read(WHOLE);
    assertThat(dataset.all()).extracting(face -> face.pixels().side()).containsOnly(48);
    assertThat(dataset.all())
        .extracting(face -> face.pixels().get(24, 24))
        .containsExactly(200, 100, 50);
    assertThat(dataset.sourceSizes())
        .containsOnlyKeys(new ImageSize(120, 80), new ImageSize(30, 30), new ImageSize(20, 40));
  }

  @Test
  void leavesOutWhatSystemsLeaveBehindAndFilesOutsideClassFolders() throws IOException {
    image("train/happy/a.png", 1);
    text("README.txt");
    text("train/labels.csv");
    text("train/happy/.DS_Store");
    text("train/happy/Thumbs.db");
    text("train/.cache/x");
    text(".git/config");
    text("__MACOSX/train/x");
    assertThat(faces(read(WHOLE))).containsExactly("TRAIN happy 1 train/happy/a.png");
  }

  @Test
  void leavesOutFilesThatAreNoImagesByNameAndContent() throws IOException {
    image("happy/a.png", 1);
    text("happy/notes.txt");
    text("happy/labels");
    assertThat(faces(read(WHOLE))).containsExactly("TRAIN happy 1 happy/a.png");
  }

  @Test
  void takesAnImageWhoseNameSaysNothing() throws IOException {
    image("happy/a.png", 1);
    Files.move(root.resolve("happy/a.png"), root.resolve("happy/0001"));
    assertThat(faces(read(WHOLE))).containsExactly("TRAIN happy 1 happy/0001");
  }

  @Test
  void rejectsAnImageThatCannotBeReadByTheNameOfItsFormat() throws IOException {
    image("happy/a.png", 1);
    text("happy/b.jxl");
    assertThatThrownBy(() -> read(WHOLE))
        .isInstanceOf(EmotionException.class)
        .hasMessageStartingWith(root.resolve("happy/b.jxl") + ": a JPEG XL image, expected JPEG, ");
  }

  @Test
  void rejectsAFileThatIsNoImage() throws IOException {
    image("happy/a.png", 1);
    text("happy/b.png");
    assertThatThrownBy(() -> read(WHOLE))
        .isInstanceOf(EmotionException.class)
        .hasMessageStartingWith(root.resolve("happy/b.png") + ": no image")
        .hasMessageContaining("expected");
  }

  @Test
  void sortsClassesByNameWhereOneIsNotFer2013s() throws IOException {
    image("train/sad/a.png", 1);
    image("train/angry/b.png", 2);
    image("val/Bored/c.png", 3);
    Files.createDirectories(root.resolve("train/empty"));
    EmotionDataset dataset = read(WHOLE);

    assertThat(dataset.classes().names()).containsExactly("angry", "bored", "sad");
    assertThat(faces(dataset))
        .containsExactly(
            "TRAIN angry 2 train/angry/b.png",
            "TRAIN sad 1 train/sad/a.png",
            "VALIDATION bored 3 val/Bored/c.png");
  }

  @Test
  void allSevenAreInFer2013sOrder() throws IOException {
    for (String name : EmotionClasses.FER2013.names()) {
      image(name + "/a.png", 1);
    }

    assertThat(read(WHOLE).classes()).isEqualTo(EmotionClasses.FER2013);
  }

  @Test
  void rejectsOneClassOfItsOwn() throws IOException {
    image("bored/a.png", 1);
    assertThatThrownBy(() -> read(WHOLE))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            root
                + ": the class folders bored, expected two or more, with names of at most 64"
                + " characters");
  }

  @Test
  void rejectsAFolderBesideTheParts() throws IOException {
    image("train/happy/a.png", 1);
    image("tset/happy/b.png", 2);
    assertThatThrownBy(() -> read(WHOLE))
        .hasMessage(
            root.resolve("tset")
                + ": an unknown folder, expected train, validation and test alone");
  }

  @Test
  void rejectsAFolderInAClassFolder() throws IOException {
    image("happy/more/a.png", 1);
    assertThatThrownBy(() -> read(WHOLE))
        .hasMessage(root.resolve("happy/more") + ": a folder, expected an image");
  }

  @Test
  void rejectsAFolderWithoutClassFoldersOrImages() throws IOException {
    assertThatThrownBy(() -> read(WHOLE))
        .hasMessage(root + ": no class folder, expected one folder per class: angry, disgust, ...");
    Files.createDirectory(root.resolve("happy"));
    assertThatThrownBy(() -> read(WHOLE))
        .hasMessage(root + ": no usable image, expected images of faces");
  }

  @Test
  void skipsBadFilesAndFoldersAndListsThem() throws IOException {
    image("train/happy/a.png", 1);
    text("train/happy/b.jpg");
    Files.createFile(root.resolve("train/happy/c.png"));
    image("train/hapy/d.png", 2);
    EmotionDataset dataset = read(WHOLE.withSkipBad(true).withClasses(EmotionClasses.FER2013));
    assertThat(faces(dataset)).containsExactly("TRAIN happy 1 train/happy/a.png");
    assertThat(dataset.skipped())
        .extracting(line -> line.substring(root.toString().length() + 1).split(": ", 2)[0])
        .containsExactly("train/hapy", "train/happy/b.jpg", "train/happy/c.png");
  }

  @Test
  void contemptComesAfterFer2013sClasses() throws IOException {
    image("Contempt/a.png", 1);
    image("happy/b.png", 2);
    EmotionDataset dataset = read(WHOLE);
    assertThat(dataset.classes().names()).containsExactly("happy", "contempt");
    assertThat(faces(dataset))
        .containsExactly("TRAIN happy 2 happy/b.png", "TRAIN contempt 1 Contempt/a.png");
  }

  @Test
  void takesGivenClassesInTheirOrderAndNoOthers() throws IOException {
    image("bored/a.png", 1);
    image("Anger/b.png", 2);
    EmotionClasses own = new EmotionClasses(List.of("bored", "angry"));
    assertThat(read(WHOLE.withClasses(own)).all())
        .extracting(LabeledFace::label)
        .containsExactly(0, 1);
    Files.createDirectories(root.resolve("happy"));
    Files.writeString(root.resolve("happy/labels.csv"), "no image");
    assertThat(read(WHOLE.withClasses(own)).all()).as("a class without images").hasSize(2);
    assertThat(read(WHOLE).classes().names()).containsExactly("angry", "bored");
    image("happy/c.png", 3);
    assertThatThrownBy(() -> read(WHOLE.withClasses(own)))
        .hasMessage(
            root.resolve("happy") + ": a folder of an unknown class, expected one of bored, angry");
  }
}
