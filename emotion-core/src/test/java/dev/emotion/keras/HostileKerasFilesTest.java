package dev.emotion.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion.ModelException;
import dev.emotion.testing.SharedData;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are broken, or that somebody broke: a {@link ModelException} each, and soon. */
class HostileKerasFilesTest {
  private static final int MUTATIONS = Integer.getInteger("emotion.mutations", 400);

  @TempDir Path folder;
  private OptionalInt side = OptionalInt.empty();
  private OptionalInt head = OptionalInt.empty();
  private final Random random = new Random(Long.getLong("emotion.fuzz.seed", 1));

  private KerasFiles model() {
    Values kernel = Values.random(random, 3, 3, 1, 4);
    Values matrix = Values.random(random, 4, 3);
    return KerasFiles.functional()
        .input(48, 48, 1)
        .layer("Conv2D", "'filters': 4, 'kernel_size': [3, 3], 'use_bias': false", kernel)
        .layer("GlobalAveragePooling2D", "")
        .layer("Dense", "'units': 3, 'use_bias': false, 'activation': 'softmax'", matrix);
  }

  /** True where it could be read all the same. */
  private boolean read(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("hostile"), bytes);
    try {
      KerasModel.read(file, side, head);
      return true;
    } catch (ModelException e) {
      assertThat(e.getMessage()).startsWith(file.toString()).doesNotContain("\n");
      return false;
    }
  }

  private void mutate(byte[] whole, int from, int to) throws IOException {
    int readable = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = whole.clone();
      int changes = 1 + random.nextInt(3);
      for (int change = 0; change < changes; change++) {
        int at = from + random.nextInt(to - from);
        switch (random.nextInt(4)) {
          case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
          case 1 -> bytes[at] = (byte) random.nextInt(256);
          case 2 -> Arrays.fill(bytes, at, Math.min(at + 8, to), (byte) 0xFF);
          default -> { // a number that may be an address in the file
            ByteBuffer eight = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            eight.putLong(0, random.nextInt(whole.length));
            System.arraycopy(eight.array(), 0, bytes, at, Math.min(8, bytes.length - at));
          }
        }
      }
      readable += read(bytes) ? 1 : 0;
    }
    assertThat(readable).isLessThan(MUTATIONS);
  }

  @Test
  void mutated() throws IOException {
    byte[] h5 = Files.readAllBytes(model().write(folder.resolve("model.h5")));
    assertThat(read(h5)).isTrue();
    mutate(h5, 0, h5.length);
    byte[] keras = Files.readAllBytes(model().writeKeras(folder.resolve("model.keras")));
    assertThat(read(keras)).isTrue();
    mutate(keras, 0, keras.length);
  }

  @Test
  void mutatedModelsInModels() throws IOException {
    KerasFiles outer = KerasFiles.sequential().model("outer", KerasFiles.sequential());
    byte[] none = Files.readAllBytes(outer.write(folder.resolve("none.h5")));
    assertThat(read(none)).isFalse();
    KerasFiles nested = KerasFiles.sequential().model("base", model());
    byte[] h5 = Files.readAllBytes(nested.write(folder.resolve("nested.h5")));
    assertThat(read(h5)).isTrue();
    mutate(h5, 0, h5.length);
  }

  /** VGG16's names, and kernels of one channel. */
  @Test
  void mutatedWeights() throws IOException {
    Path file = folder.resolve("weights.h5");
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      for (int block = 1; block <= 5; block++) {
        for (int number = 1; number <= (block < 3 ? 2 : 3); number++) {
          WritableGroup group = hdf.putGroup("block" + block + "_conv" + number);
          group.putDataset("kernel:0", Values.random(random, 3, 3, 1, 1).nested());
          group.putDataset("bias:0", new float[1]);
          group.putAttribute("weight_names", new String[] {"kernel:0", "bias:0"});
        }
      }
    }
    side = OptionalInt.of(48);
    head = OptionalInt.of(7);
    byte[] whole = Files.readAllBytes(file);
    assertThat(read(whole)).isTrue();
    mutate(whole, 0, whole.length);
    for (int length = 0; length < whole.length; length += 1 + random.nextInt(600)) {
      assertThat(read(Arrays.copyOf(whole, length))).as("%d bytes", length).isFalse();
    }
  }

  @Test
  void truncated() throws IOException {
    byte[] whole = Files.readAllBytes(model().write(folder.resolve("model.h5")));
    for (int length = 0; length < whole.length; length += 1 + random.nextInt(60)) {
      assertThat(read(Arrays.copyOf(whole, length))).as("%d bytes", length).isFalse();
    }
  }

  /** A file in the format that h5py writes, without checksums, where numbers are believed. */
  @Test
  void mutatedInTheOldFormat() throws IOException {
    byte[] whole =
        Files.readAllBytes(SharedData.path("models/fer2013_mini_XCEPTION.102-0.66.hdf5"));
    assertThat(read(whole)).isTrue();
    mutate(whole, 0, 4096);
    mutate(whole, 0, whole.length);
    for (int length = 1; length < whole.length; length *= 3) {
      assertThat(read(Arrays.copyOf(whole, length))).isFalse();
    }
  }

  /** Shapes of a terabyte, and shapes of more than the file has left. */
  @Test
  void arraysThatClaimMoreThanTheFileHas() throws IOException {
    byte[] whole =
        Files.readAllBytes(SharedData.path("models/fer2013_mini_XCEPTION.102-0.66.hdf5"));
    // [3, 3, 4-byte...]: the shape of the third kernel, in 8 bytes each
    ByteBuffer shape = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    List.of(3L, 3L, 128L, 7L).forEach(shape::putLong);
    int at = indexOf(whole, shape.array());
    assertThat(at).isPositive();
    for (long claim : new long[] {1L << 20, 1L << 30, 1L << 31, 1L << 40, -1}) {
      byte[] bytes = whole.clone();
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(at + 16, claim);
      assertThat(read(bytes)).as("%d", claim).isFalse();
    }
  }

  private static int indexOf(byte[] all, byte[] part) {
    for (int i = 0; i + part.length <= all.length; i++) {
      if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    return -1;
  }

  /** An array that is named often enough would fill any memory. */
  @Test
  void oneArrayNamedManyTimes() {
    Path file = folder.resolve("many.h5");
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      hdf.putAttribute(
          "model_config",
          "{\"class_name\": \"Sequential\", \"config\": [{\"class_name\": \"Dense\","
              + " \"config\": {\"name\": \"a\"}}]}");
      WritableGroup group = hdf.putGroup("model_weights").putGroup("a");
      group.putDataset("w", new float[10_000]);
      String[] names = new String[5000];
      Arrays.fill(names, "w");
      group.putAttribute("weight_names", names);
    }
    assertThatThrownBy(() -> KerasModel.read(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("more numbers than the file has bytes for");
  }

  @Test
  void aZipThatUnpacksToMuch() throws IOException {
    Path file = folder.resolve("bomb.keras");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("config.json"));
      zip.write(new byte[1 << 25]);
      zip.closeEntry();
      zip.putNextEntry(new ZipEntry("model.weights.h5"));
      zip.closeEntry();
    }
    assertThatThrownBy(() -> KerasModel.read(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("config.json: more than 16 MiB");
  }

  /** A softmax right on the pixels would make a layer of more weights than an array can hold. */
  @Test
  void aSoftmaxOfManyValues() throws IOException {
    KerasFiles pixels =
        KerasFiles.functional().input(250, 250, 1).layer("Flatten", "").layer("Softmax", "");
    assertThatThrownBy(() -> KerasModel.read(pixels.write(folder.resolve("softmax.h5"))))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("a softmax of 62500 values");
  }

  @Test
  void otherZipsAreTold() throws IOException {
    for (String name : List.of("emotion.json", "readme.txt")) {
      Path file = folder.resolve("other.zip");
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
        zip.putNextEntry(new ZipEntry(name));
        zip.closeEntry();
      }
      assertThatThrownBy(() -> KerasModel.read(file))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining(
              name.startsWith("e") ? "a model of emotion" : "another kind of zip");
    }
  }

  @Test
  void compressedArraysAreTold() throws IOException {
    Path file = Path.of("src/test/resources/dev/emotion/keras/compressed.h5");
    assertThatThrownBy(() -> KerasModel.read(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("h5repack");
  }
}
