package dev.emotion.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void writesTextAsUtf8() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFile.write(file, "früh\n");
    assertThat(Files.readString(file)).isEqualTo("früh\n");
  }

  @Test
  void keepsTheOldFileAndLeavesNothingBehindWhenWritingFails() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write('x');
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(file + ": can't be written: disk full");
    assertThat(folder.toFile().list()).containsExactly("a.txt");
    assertThat(file).hasContent("old");
  }

  @Test
  void namesTheFileWhoseFolderIsMissing() {
    Path file = folder.resolve("missing/a.txt");
    assertThatThrownBy(() -> AtomicFile.write(file, "x"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(file + ": can't be written: no such folder");
  }

  @Test
  void namesTheReasonAndNotItsOwnTemporaryFile() throws IOException {
    Path file = Files.createFile(folder.resolve("no-folder")).resolve("a.txt");
    assertThatThrownBy(() -> AtomicFile.write(file, "x"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(file + ": can't be written: Not a directory");
  }

  @Test
  void replacesTheFileBehindASymbolicLink() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    AtomicFile.write(link, "new");
    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("new");
  }

  @Test
  void deletesWhatKilledProcessesLeftOfAFileAndNothingElse() throws IOException {
    for (String name : List.of(".a.zip.2x9.tmp", ".a.zip.1.tmp", ".b.zip.2x9.tmp", ".a.zip.mine")) {
      Files.writeString(folder.resolve(name), "part");
    }
    Files.writeString(folder.resolve("a.zip"), "whole");
    AtomicFile.deleteRemains(folder.resolve("a.zip"));
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder("a.zip", ".b.zip.2x9.tmp", ".a.zip.mine");
  }

  @Test
  void writesAFileWhoseNameIsAsLongAsNamesMayBe() throws IOException {
    Path file = folder.resolve("\u5F00".repeat(83) + ".json"); // 254 bytes
    AtomicFile.write(file, "long");
    assertThat(file).hasContent("long");
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void writesTheFileThatASymbolicLinkIsYetToHave() throws IOException {
    Path first = Files.createSymbolicLink(folder.resolve("first"), Path.of("second"));
    Files.createSymbolicLink(folder.resolve("second"), Path.of("a.txt"));
    AtomicFile.write(first, "new");
    assertThat(Files.isSymbolicLink(first)).isTrue();
    assertThat(Files.isRegularFile(folder.resolve("a.txt"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(first).hasContent("new");
  }
}
