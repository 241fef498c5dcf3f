package dev.emotion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCacheTest {
  @TempDir private Path folder;
  private Path home;
  private Path unusable;
  private Path temporary;

  @BeforeEach
  void makeFolders() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
    unusable = Files.createFile(folder.resolve("file")); // for root, too, who may write anywhere
    temporary = Files.createDirectory(folder.resolve("tmp"));
  }

  @Test
  void liesInTheHomeWhereThereIsOne() {
    assertThat(NativeCache.choose(home, Optional.of(folder), temporary))
        .contains(home.resolve(".javacpp/cache"));
  }

  @Test
  void liesInTheFolderForCachesWithoutAHome() {
    assertThat(NativeCache.choose(unusable, Optional.of(folder), temporary))
        .contains(folder.resolve("emotion/natives"));
  }

  @Test
  void aHomeThatJavaDoesNotKnowIsNone() {
    assertThat(NativeCache.choose(Path.of("?"), Optional.empty(), temporary))
        .contains(temporary.resolve("emotion-natives"));
    assertThat(Path.of("?")).doesNotExist();
  }

  @Test
  void isForTheUserAloneAmongTemporaryFiles() throws IOException {
    for (int i = 0; i < 2; i++) {
      assertThat(NativeCache.choose(unusable, Optional.of(unusable), temporary))
          .contains(temporary.resolve("emotion-natives"));
    }
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(temporary.resolve("emotion-natives"))))
        .isEqualTo("rwx------");
    assertThat(temporary.toFile().list()).containsExactly("emotion-natives");
  }

  @Test
  void isNotWhereOthersMayHavePutALibrary() throws IOException {
    Path planted = Files.createDirectory(temporary.resolve("emotion-natives"));
    Files.setPosixFilePermissions(planted, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(NativeCache.choose(unusable, Optional.empty(), temporary)).isEmpty();

    Files.delete(planted);
    Files.createSymbolicLink(planted, home);
    assertThat(NativeCache.choose(unusable, Optional.empty(), temporary)).isEmpty();
  }

  @Test
  void isNowhereIfNothingCanBeWritten() {
    assertThat(NativeCache.choose(unusable, Optional.of(unusable), unusable)).isEmpty();
  }
}
