package dev.emotion.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion.DatasetException;
import dev.emotion.testing.Folders;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data sets in archives, and in folders as archives leave them. */
class ArchiveTest {
  private static final ReadSettings SETTINGS = ReadSettings.defaults();

  @TempDir Path folder;
  private String csv;

  @BeforeEach
  void makeCsv() {
    csv =
        "emotion,pixels,Usage\n"
            + IntStream.range(0, 6)
                .mapToObj(i -> i + "," + (i * 7 + " ").repeat(48 * 48).strip() + ",Training\n")
                .reduce("", String::concat);
  }

  private static byte[] image(int seed) throws IOException {
    BufferedImage image = new BufferedImage(48, 48, BufferedImage.TYPE_BYTE_GRAY);
    int[] pixels = new Random(seed).ints(48 * 48, 0, 256).toArray();
    image.getRaster().setPixels(0, 0, 48, 48, pixels);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private static Map<String, byte[]> images(String prefix) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String part : List.of("train", "test")) {
      files.put(prefix + part + "/happy/a.png", image(10));
      files.put(prefix + part + "/happy/b.png", image(20));
      files.put(prefix + part + "/sad/c.png", image(30));
    }
    files.put("__MACOSX/" + prefix + "train/happy/._a.png", new byte[] {1});
    return files;
  }

  private Path archive(String kind, Map<String, byte[]> files) throws IOException {
    Path file = folder.resolve("data." + kind);
    try (OutputStream raw = Files.newOutputStream(file)) {
      if (kind.equals("zip")) {
        try (ZipOutputStream zip = new ZipOutputStream(raw)) {
          for (Map.Entry<String, byte[]> entry : files.entrySet()) {
            zip.putNextEntry(new ZipEntry(entry.getKey()));
            zip.write(entry.getValue());
          }
        }
        return file;
      }
      try (OutputStream out = kind.endsWith("gz") ? new GZIPOutputStream(raw) : raw;
          TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
        for (Map.Entry<String, byte[]> entry : files.entrySet()) {
          TarArchiveEntry header = new TarArchiveEntry(entry.getKey(), true);
          header.setSize(entry.getValue().length);
          tar.putArchiveEntry(header);
          tar.write(entry.getValue());
          tar.closeArchiveEntry();
        }
      }
    }
    return file;
  }

  private Path unpacked(Map<String, byte[]> files) throws IOException {
    Path root = folder.resolve("data");
    for (Map.Entry<String, byte[]> entry : files.entrySet()) {
      Path file = root.resolve(entry.getKey());
      Files.createDirectories(file.getParent());
      Files.write(file, entry.getValue());
    }
    return root;
  }

  private static EmotionDataset read(Path path) {
    return DatasetSource.of(path).read(SETTINGS.withValidation(0, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip", "tar", "tar.gz", "tgz"})
  void readsTheCsvOfKagglesArchives(String kind) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("fer2013/README", "read me".getBytes(StandardCharsets.UTF_8));
    files.put("fer2013/example_submission.csv", "a,b\n".getBytes(StandardCharsets.UTF_8));
    files.put("fer2013/fer2013.csv", csv.getBytes(StandardCharsets.UTF_8));
    Path plain = Files.writeString(folder.resolve("plain.csv"), csv);

    EmotionDataset dataset = read(archive(kind, files));

    assertThat(dataset.name()).isEqualTo("data." + kind);
    assertThat(dataset.faces(Split.TRAIN)).hasSize(6);
    assertThat(dataset.fingerprint()).isEqualTo(read(plain).fingerprint());
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip", "tar", "tar.gz"})
  void readsImageFoldersInArchivesAsTheFoldersThemselves(String kind) throws IOException {
    for (String prefix : List.of("", "images/", "archive/images/")) {
      Map<String, byte[]> files = images(prefix);
      EmotionDataset dataset = read(archive(kind, files));

      assertThat(dataset.name()).isEqualTo("data." + kind);
      assertThat(dataset.faces(Split.TRAIN)).hasSize(3);
      assertThat(dataset.faces(Split.TRAIN).get(0).origin()).isEqualTo("train/happy/a.png");
      assertThat(dataset.fingerprint()).isEqualTo(read(unpacked(files)).fingerprint());
      Folders.delete(folder.resolve("data"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip", "tar", "tar.gz"})
  void readsImagesWithoutEndingsAsFoldersDo(String kind) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("faces/README", "read me".getBytes(StandardCharsets.UTF_8));
    files.put("faces/happy/subject01.happy", image(10));
    files.put("faces/sad/1", image(20));
    EmotionDataset dataset = read(archive(kind, files));
    assertThat(dataset.all()).hasSize(2);
    assertThat(dataset.fingerprint()).isEqualTo(read(unpacked(files)).fingerprint());
  }

  /** One image a folder; the archive says what its names are written in for UTF-8 alone. */
  private Path zip(Charset charset, String... folders) throws IOException {
    Path file = folder.resolve("names.zip");
    try (OutputStream raw = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(raw, charset)) {
      for (String name : folders) {
        zip.putNextEntry(new ZipEntry(name + "/1.png"));
        zip.write(image(name.length()));
      }
    }
    return file;
  }

  /** Latin-1 of UTF-8's bytes: names in UTF-8 that nothing marks, as some programs write them. */
  private static String bytesOf(String name) {
    return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  @Test
  void readsClassesInAnyLettersWhereTheyAreUtf8() throws IOException {
    String[] names = {"col\u00E8re", "\u00DCberraschung", "\u559C\u3073"};
    String[] lowerCase = {"col\u00E8re", "\u00FCberraschung", "\u559C\u3073"};
    Path marked = zip(StandardCharsets.UTF_8, names);
    assertThat(read(marked).classes().names()).containsExactly(lowerCase);
    String[] unmarked = Arrays.stream(names).map(ArchiveTest::bytesOf).toArray(String[]::new);
    assertThat(read(zip(StandardCharsets.ISO_8859_1, unmarked)).classes().names())
        .containsExactly(lowerCase);
    Path tar = folder.resolve("names.tar");
    try (OutputStream raw = Files.newOutputStream(tar);
        TarArchiveOutputStream out = new TarArchiveOutputStream(raw, "UTF-8")) {
      for (String name : names) {
        byte[] image = image(name.length());
        TarArchiveEntry header = new TarArchiveEntry(name + "/1.png");
        header.setSize(image.length);
        out.putArchiveEntry(header);
        out.write(image);
        out.closeArchiveEntry();
      }
    }
    assertThat(read(tar).classes().names()).containsExactly(lowerCase);
  }

  /** As old .NET packs folders. */
  @Test
  void takesBackslashesForSlashesWhereThereAreNoOthers() throws IOException {
    Map<String, byte[]> files = images("images/");
    Map<String, byte[]> turned = new LinkedHashMap<>();
    turned.put("images\\train\\happy\\", new byte[0]);
    files.forEach((name, content) -> turned.put(name.replace('/', '\\'), content));
    EmotionDataset dataset = read(archive("zip", turned));
    assertThat(dataset.name()).isEqualTo("data.zip");
    assertThat(dataset.faces(Split.TRAIN).get(0).origin()).isEqualTo("train/happy/a.png");
    assertThat(dataset.fingerprint()).isEqualTo(read(unpacked(files)).fingerprint());

    turned.put("images/train/sad/d\\e.png", image(40));
    turned.put("images/train/happy/e.png", image(50));
    assertThat(read(archive("zip", turned)).all())
        .extracting(LabeledFace::origin)
        .containsExactly("train/happy/e.png", "train/sad/d/e.png");
    Path csvs = archive("zip", Map.of("fer\\fer2013.csv", csv.getBytes(StandardCharsets.UTF_8)));
    assertThat(read(csvs).faces(Split.TRAIN)).hasSize(6);
  }

  @Test
  void refusesClassesInLettersOfAnUnknownEncoding() throws IOException {
    Path latin = zip(StandardCharsets.ISO_8859_1, "col\u00E8re", "joie");
    assertThatThrownBy(() -> read(latin))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            latin
                + ": class folders in letters of an unknown encoding,"
                + " expected names in UTF-8 or ASCII");
    Path image = zip(StandardCharsets.ISO_8859_1, "happy", "sad/\u00E9");
    assertThatThrownBy(() -> read(image)).hasMessageContaining("/sad/\u00E9: a folder");
  }

  @Test
  void readsAFolderThatHoldsTheCsv() throws IOException {
    Path root = unpacked(Map.of("fer2013/fer2013.csv", csv.getBytes(StandardCharsets.UTF_8)));
    assertThat(read(root).faces(Split.TRAIN)).hasSize(6);
    assertThat(read(root.resolve("fer2013")).faces(Split.TRAIN)).hasSize(6);
    Files.createDirectories(root.resolve("fer2013/test/happy"));
    Files.write(root.resolve("fer2013/test/happy/a.png"), image(1));
    assertThat(read(root.resolve("fer2013")).all()).as("images win").hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip", "tar.gz"})
  void aBadImageIsNamedWithItsArchive(String kind) throws IOException {
    Map<String, byte[]> files = images("images/");
    files.put("images/train/sad/x.png", new byte[] {1, 2, 3});
    Path archive = archive(kind, files);

    assertThatThrownBy(() -> read(archive))
        .hasMessageStartingWith(archive + "/images/train/sad/x.png: ");
    EmotionDataset dataset =
        DatasetSource.of(archive).read(SETTINGS.withSkipBad(true).withValidation(0, 0));
    assertThat(dataset.all()).hasSize(6);
    assertThat(dataset.skipped()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip", "tar", "tar.gz"})
  void namesInArchivesBecomeNoFiles(String kind) throws IOException {
    Map<String, byte[]> files = images("");
    for (String name : List.of("../../evil.png", "/absolute/evil.png", "a/../../evil.png")) {
      files.put(name, image(99));
    }
    // Three folders deep, so that what leaves two of them is still in one of ours.
    Path deep = Files.createDirectories(folder.resolve("a/b/c"));
    Path made = archive(kind, files);
    Path archive = Files.move(made, deep.resolve(made.getFileName()));
    try {
      assertThat(read(archive).all()).hasSizeBetween(6, 9);
    } catch (DatasetException e) {
      assertThat(e).hasMessageStartingWith(archive.toString());
    }
    try (Stream<Path> around = Files.walk(folder)) {
      assertThat(around.filter(path -> path.endsWith("evil.png"))).isEmpty();
    }
    assertThat(Path.of("/absolute")).doesNotExist();
  }

  /** Whatever the machine separates the names of its own files with. */
  @Test
  void namesInArchivesAreSeparatedBySlashes() {
    assertThat(ImageArchive.relative("./train/../x//sad/c:\\1.png")).isEqualTo("x/sad/c:\\1.png");
    assertThat(ImageArchive.relative("/../../a.png")).isEqualTo("a.png");
  }

  @Test
  void refusesLinksInATarAndNamesThem() throws IOException {
    Path file = folder.resolve("linked.tar");
    for (byte kind : new byte[] {TarConstants.LF_SYMLINK, TarConstants.LF_LINK}) {
      try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(file))) {
        for (Map.Entry<String, byte[]> entry : images("").entrySet()) {
          TarArchiveEntry header = new TarArchiveEntry(entry.getKey());
          header.setSize(entry.getValue().length);
          tar.putArchiveEntry(header);
          tar.write(entry.getValue());
          tar.closeArchiveEntry();
        }
        TarArchiveEntry link = new TarArchiveEntry("train/sad/d.png", kind);
        link.setLinkName("train/sad/c.png");
        tar.putArchiveEntry(link);
        tar.closeArchiveEntry();
      }
      assertThatThrownBy(() -> read(file))
          .isInstanceOf(DatasetException.class)
          .hasMessageStartingWith(file + "/train/sad/d.png: a link in the archive, expected files");
    }
  }

  @Test
  void readsImagesOfATarWithAbsoluteNames() throws IOException {
    assertThat(read(archive("tar", images("/"))).faces(Split.TRAIN)).hasSize(3);
  }

  @Test
  void classFoldersThatWontDoAreNamedWithTheirArchive() throws IOException {
    Path archive = archive("zip", Map.of("cats/a.png", image(1)));
    assertThatThrownBy(() -> read(archive))
        .hasMessageStartingWith(archive + "/: the class folders cats, expected two or more");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip", "tar", "tar.gz"})
  void aCutArchiveIsOneError(String kind) throws IOException {
    Path whole = archive(kind, images("images/"));
    byte[] bytes = Files.readAllBytes(whole);
    for (int length : new int[] {bytes.length / 2 - 77, bytes.length / 3 - 77, 700}) {
      Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> read(cut))
          .as("%s of %d bytes", kind, length)
          .isInstanceOf(DatasetException.class)
          .hasMessageStartingWith(cut.toString());
    }
  }
}
