package dev.emotion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.opencv.global.opencv_core.NORM_L1;
import static org.bytedeco.opencv.global.opencv_core.norm;

import com.sun.management.ThreadMXBean;
import dev.emotion.ImageException;
import dev.emotion.image.format.HeifFile;
import dev.emotion.image.format.HeifImage.Image;
import dev.emotion.testing.SampleImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeifDecoderTest {
  private static final int SIDE = 240;

  private static byte[] resource(String name) throws IOException {
    return Files.readAllBytes(SampleImage.face(name));
  }

  private static Image image() throws IOException {
    return HeifFile.image(resource("face.heic"), "face.heic").colour().tiles().get(0);
  }

  private static Mat plain() throws IOException {
    return ImageFiles.decode(resource("face.heic"), "face.heic");
  }

  private static Mat part(Mat image, int left, int top, int width, int height) {
    return image.apply(new Rect(left, top, width, height)).clone();
  }

  /** The mean difference of two images' samples. */
  private static double difference(Mat left, Mat right) {
    assertThat(left.cols() + " x " + left.rows()).isEqualTo(right.cols() + " x " + right.rows());
    return norm(left, right, NORM_L1, new Mat()) / (3.0 * left.total());
  }

  @ParameterizedTest
  @ValueSource(strings = {"face.heic", "face.avif"})
  void showsTheSampleImage(String name) throws IOException {
    try (Mat sample = ImageFiles.read(SampleImage.path());
        Mat face = part(sample, 122, 21, SIDE, SIDE);
        Mat image = ImageFiles.decode(resource(name), name)) {
      assertThat(difference(image, face)).isLessThan(6);
    }
  }

  /** As {@code avifdec} and libheif show them: first turned against the clock, then mirrored. */
  @ParameterizedTest
  @CsvSource({
    "0, -1, 1",
    "1, -1, 8",
    "2, -1, 3",
    "3, -1, 6",
    "0, 0, 4",
    "0, 1, 2",
    "1, 0, 5",
    "1, 1, 7"
  })
  void turnsAsThePropertiesSay(int quarters, int axis, int orientation) throws IOException {
    HeifBuilder heif = new HeifBuilder();
    byte[] turn = HeifBuilder.turn(quarters);
    int item =
        axis < 0 ? heif.image(image(), turn) : heif.image(image(), turn, HeifBuilder.mirror(axis));
    try (Mat plain = plain();
        Mat expected = new Orientation(orientation).apply(plain);
        Mat image = ImageFiles.decode(heif.file(item), "turned.heic")) {
      assertThat(difference(image, expected)).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 6, 6", "1, 6, 8"})
  void turnsAsExifSaysOnlyWhereNoPropertyDoes(int quarters, int exif, int expected)
      throws IOException {
    HeifBuilder heif = new HeifBuilder();
    int item =
        quarters == 0 ? heif.image(image()) : heif.image(image(), HeifBuilder.turn(quarters));
    byte[] block = {
      0,
      0,
      0,
      6,
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1,
      1,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (byte) exif,
      0,
      0,
      0,
      0,
      0,
      0
    };
    heif.refer("cdsc", heif.item("Exif", block), item);
    try (Mat plain = plain();
        Mat upright = new Orientation(expected).apply(plain);
        Mat image = ImageFiles.decode(heif.file(item), "exif.heic")) {
      assertThat(difference(image, upright)).isZero();
    }
  }

  @Test
  void showsThePartOfACleanAperture() throws IOException {
    HeifBuilder heif = new HeifBuilder();
    int item = heif.image(image(), HeifBuilder.crop(100, 80, -20, 10), HeifBuilder.turn(3));
    try (Mat plain = plain();
        Mat part = part(plain, 50, 90, 100, 80);
        Mat expected = new Orientation(6).apply(part);
        Mat image = ImageFiles.decode(heif.file(item), "cropped.heic")) {
      assertThat(difference(image, expected)).isZero();
    }
  }

  /** As phones store a photograph: tiles, the last of which reach beyond the edge, and a turn. */
  @Test
  void putsTheTilesOfAGridTogether() throws IOException {
    HeifBuilder heif = new HeifBuilder();
    int[] tiles = new int[6];
    for (int i = 0; i < tiles.length; i++) {
      tiles[i] = heif.image(image());
    }
    byte[] grid = {0, 0, 1, 2, 2, (byte) 0x94, 1, (byte) 0x90}; // 2 rows, 3 columns, 660 x 400
    int item = heif.item("grid", grid, HeifBuilder.size(660, 400), HeifBuilder.turn(3));
    heif.refer("dimg", item, tiles);
    try (Mat plain = plain();
        Mat image = ImageFiles.decode(heif.file(item), "grid.heic");
        Mat stored = new Orientation(8).apply(image)) {
      assertThat(image.cols() + " x " + image.rows()).isEqualTo("400 x 660");
      try (Mat first = part(stored, 0, 0, SIDE, SIDE);
          Mat last = part(stored, 480, 240, 180, 160);
          Mat cut = part(plain, 0, 0, 180, 160)) {
        assertThat(difference(first, plain)).isZero();
        assertThat(difference(last, cut)).isZero();
      }
    }
  }

  @Test
  void refusesAGridWhoseSecondConfigurationIsDamaged() throws IOException {
    HeifBuilder heif = new HeifBuilder();
    int good = heif.image(image());
    byte[] damaged = image().configuration().clone();
    damaged[damaged.length - 1] ^= 0x55;
    damaged[24] = 0x7F; // the length of its first unit leads past its end
    damaged[26] = 0x7F;
    byte[][] own = {HeifBuilder.box("hvcC", damaged), HeifBuilder.size(SIDE, SIDE)};
    int bad = heif.item("hvc1", image().data(), own);
    byte[] grid = {0, 0, 0, 1, 1, (byte) 0xE0, 0, (byte) 0xF0}; // 2 columns, 480 x 240
    int item = heif.item("grid", grid, HeifBuilder.size(480, 240));
    heif.refer("dimg", item, good, bad);
    for (int i = 0; i < 3; i++) { // what is freed twice shows itself later
      assertThatThrownBy(() -> ImageFiles.decode(heif.file(item), "grid.heic"))
          .isInstanceOf(ImageException.class)
          .hasMessageStartingWith("grid.heic: pixels that can't be decoded");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void letsWhiteShineThroughTransparency(boolean premultiplied) throws IOException {
    HeifBuilder heif = new HeifBuilder();
    int item = heif.image(image());
    byte[] kind = HeifBuilder.box("auxC", 0, "urn:mpeg:hevc:2015:auxid:1\0");
    int alpha = heif.image(image(), kind);
    heif.refer("auxl", alpha, item);
    if (premultiplied) {
      heif.refer("prem", item, alpha);
    }
    try (Mat plain = plain();
        Mat image = ImageFiles.decode(heif.file(item), "transparent.heic");
        UByteIndexer before = plain.createIndexer();
        UByteIndexer after = image.createIndexer()) {
      int[] colour = new int[3];
      int[] mixed = new int[3];
      for (int at = 20; at < SIDE; at += 40) {
        before.get(at, at, colour);
        after.get(at, at, mixed);
        // The image is its own opacity: brightness, here by the weights of BT.601.
        double opacity = (0.114 * colour[0] + 0.587 * colour[1] + 0.299 * colour[2]) / 255;
        for (int i = 0; i < 3; i++) {
          double own = premultiplied ? colour[i] : colour[i] * opacity;
          double expected = Math.min(255, own + 255 * (1 - opacity));
          assertThat((double) mixed[i]).isBetween(expected - 6, expected + 6);
        }
      }
    }
  }

  @Test
  void takesTheSourceOfATurnedCopy() throws IOException {
    HeifBuilder heif = new HeifBuilder();
    int source = heif.image(image());
    int copy = heif.item("iden", new byte[0], HeifBuilder.size(SIDE, SIDE), HeifBuilder.turn(2));
    heif.refer("dimg", copy, source);
    try (Mat plain = plain();
        Mat expected = new Orientation(3).apply(plain);
        Mat image = ImageFiles.decode(heif.file(copy), "copy.heic")) {
      assertThat(difference(image, expected)).isZero();
    }
  }

  @Test
  void refusesAHugeSizeBeforeDecoding() throws IOException {
    HeifBuilder heif = new HeifBuilder();
    int item = heif.item("hvc1", image().data(), HeifBuilder.size(60_000, 60_000));
    assertThatThrownBy(() -> ImageFiles.decode(heif.file(item), "huge.heic"))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith("huge.heic: a HEIC of 60000 x 60000, expected at least one pixel");
  }

  @Test
  void refusesAnImageLargerThanItsHeaderSays() throws IOException {
    HeifBuilder heif = new HeifBuilder();
    Image small = new Image(image().codec(), image().configuration(), image().data(), 8, 8);
    byte[] file = heif.file(heif.image(small));
    // The slack for the decoder's blocks is 128 a side: 240 x 240 is more than 136 x 136.
    assertThatThrownBy(() -> ImageFiles.decode(file, "liar.heic"))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith("liar.heic: pixels that can't be decoded");
  }

  @Test
  void refusesAGridOutOfProportion() throws IOException {
    HeifBuilder heif = new HeifBuilder();
    int tile = heif.image(image());
    byte[] data = {0, 0, 0, 1, 0, 100, 0, 100}; // 2 columns of 240 for 100 pixels
    int item = heif.item("grid", data, HeifBuilder.size(100, 100));
    heif.refer("dimg", item, tile, tile);
    assertThatThrownBy(() -> ImageFiles.decode(heif.file(item), "grid.heic"))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("a grid of 100 x 100 in tiles of 240 x 240");
  }

  /** Each of 2,000 items of six bytes says that it has 65,535 parts, which cost no byte. */
  @Test
  void countsPartsThatCostNoByte() {
    ByteBuffer table = ByteBuffer.allocate(12_000);
    for (int item = 0; item < 2_000; item++) {
      table.putShort((short) item).putShort((short) 0).putShort((short) 0xFFFF);
    }
    byte[] locations = HeifBuilder.box("iloc", 0, (short) 0, (short) 2_000, table.array());
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(HeifBuilder.box("ftyp", "heic", 0, "mif1heic"));
    file.writeBytes(HeifBuilder.box("meta", 0, locations));
    long before = allocatedBytes();
    assertThatThrownBy(() -> ImageFiles.decode(file.toByteArray(), "parts.heic"))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith("parts.heic: a damaged or cut-off HEIC");
    assertThat(allocatedBytes() - before).isLessThan(32 << 20);
  }

  /** By this thread, since it began. */
  private static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  @Test
  void refusesTilesThatAreTogetherLongerThanTheFile() throws IOException {
    HeifBuilder heif = new HeifBuilder();
    int[] tiles = {heif.image(image()), heif.again(), heif.again()};
    byte[] data = {0, 0, 0, 2, 2, (byte) 0xD0, 0, (byte) 0xF0}; // 3 columns, 720 x 240
    int item = heif.item("grid", data, HeifBuilder.size(720, 240));
    heif.refer("dimg", item, tiles);
    assertThatThrownBy(() -> ImageFiles.decode(heif.file(item), "grid.heic"))
        .isInstanceOf(ImageException.class)
        .hasMessage(
            "grid.heic: a grid of tiles that overlap in the file,"
                + " expected tiles with data of their own");
  }

  @Test
  void holdsTilesAndConfigurationsThatAreSharedOnce() throws IOException {
    HeifBuilder heif = new HeifBuilder();
    int tile = heif.image(image());
    int another = heif.again();
    byte[] data = {0, 0, 0, 2, 2, (byte) 0xD0, 0, (byte) 0xF0}; // 3 columns, 720 x 240
    int item = heif.item("grid", data, HeifBuilder.size(720, 240));
    heif.refer("dimg", item, tile, another, tile);
    heif.item("Exif", new byte[image().data().length]); // so that the file is long enough for two
    List<Image> tiles = HeifFile.image(heif.file(item), "grid.heic").colour().tiles();
    assertThat(tiles).hasSize(3);
    assertThat(tiles.get(0)).isSameAs(tiles.get(2)).isNotSameAs(tiles.get(1));
    assertThat(tiles.get(0).configuration()).isSameAs(tiles.get(1).configuration());
  }

  @Test
  void namesACodingThatIsNotRead() {
    HeifBuilder heif = new HeifBuilder();
    int item = heif.item("j2k1", new byte[9], HeifBuilder.size(10, 10));
    assertThatThrownBy(() -> ImageFiles.decode(heif.file(item), "a.heic"))
        .isInstanceOf(ImageException.class)
        .hasMessage("a.heic: a HEIC of kind j2k1, expected one coded as HEVC, AV1 or H.264");
  }

  @ParameterizedTest
  @ValueSource(strings = {"face.heic", "face.avif"})
  void refusesACutFile(String name) throws IOException {
    byte[] whole = resource(name);
    for (int length = 1; length < whole.length; length += 97) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> ImageFiles.decode(cut, "cut"))
          .as("%s cut to %d of %d bytes", name, length, whole.length)
          .isInstanceOf(ImageException.class);
    }
  }
}
