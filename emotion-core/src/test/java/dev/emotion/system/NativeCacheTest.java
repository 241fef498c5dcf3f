package dev.emotion.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.system.NativeCache.Candidate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
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

  private static Optional<Path> choose(Path home, Optional<Path> cache, Path temporary) {
    return NativeCache.best(
        NativeCache.candidates(home, cache, List.of(temporary), Optional.empty()));
  }

  @Test
  void liesInTheHomeWhereThereIsOne() {
    assertThat(choose(home, Optional.of(folder), temporary))
        .contains(home.resolve(".javacpp/cache"));
  }

  @Test
  void liesInTheFolderForCachesWithoutAHome() {
    assertThat(choose(unusable, Optional.of(folder), temporary))
        .contains(folder.resolve("emotion/natives"));
  }

  @Test
  void aHomeThatJavaDoesNotKnowIsNone() {
    assertThat(choose(Path.of("?"), Optional.empty(), temporary))
        .contains(temporary.resolve("emotion-natives"));
    assertThat(Path.of("?")).doesNotExist();
  }

  @Test
  void isForTheUserAloneAmongTemporaryFiles() throws IOException {
    for (int i = 0; i < 2; i++) {
      assertThat(choose(unusable, Optional.of(unusable), temporary))
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
    assertThat(choose(unusable, Optional.empty(), temporary)).isEmpty();

    Files.delete(planted);
    Files.createSymbolicLink(planted, home);
    assertThat(choose(unusable, Optional.empty(), temporary)).isEmpty();
  }

  @Test
  void isNowhereIfNothingCanBeWritten() {
    assertThat(choose(unusable, Optional.of(unusable), unusable)).isEmpty();
  }

  @Test
  void liesInTheProgramWhereNothingElseWillDo() {
    assertThat(
            NativeCache.best(
                NativeCache.candidates(
                    unusable, Optional.empty(), List.of(unusable), Optional.of(folder))))
        .contains(folder.resolve("natives"));
  }

  @Test
  void takesTheFirstWithRoomForAllElseTheLargest() {
    Candidate small = new Candidate(Path.of("/small"), null, 200_000_000);
    Candidate smaller = new Candidate(Path.of("/smaller"), null, 100_000_000);
    Candidate large = new Candidate(Path.of("/large"), null, 700_000_000);
    Candidate noexec = new Candidate(Path.of("/noexec"), "noexec", 900_000_000);

    assertThat(NativeCache.best(List.of(noexec, small, large))).contains(large.folder());
    assertThat(NativeCache.best(List.of(smaller, small, noexec))).contains(small.folder());
    assertThat(NativeCache.best(List.of(noexec))).isEmpty();
  }

  @Test
  void looksNoFurtherThanTheFirstThatWillDo() {
    NativeCache.candidates(home, Optional.of(folder), List.of(temporary), Optional.of(folder));

    assertThat(folder.resolve("emotion")).doesNotExist();
    assertThat(folder.resolve("natives")).doesNotExist();
    assertThat(temporary).isEmptyDirectory();
  }
}
