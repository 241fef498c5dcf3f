package dev.emotion.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessMemoryTest {
  @TempDir private Path root;

  private long containerBytes(String groups) throws IOException {
    return ProcessMemory.containerBytes(
        Files.writeString(root.resolve("groups"), groups), root.resolve("sys"));
  }

  private void write(String file, String content) throws IOException {
    Path path = root.resolve("sys").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content + "\n");
  }

  @Test
  void aContainerOfVersion2IsTheRootThatItSees() throws IOException {
    write("memory.max", "536870912");

    assertThat(containerBytes("0::/../outside\n")).isEqualTo(536870912);
  }

  @Test
  void theSmallestLimitCounts() throws IOException {
    write("memory.max", "max");
    write("user.slice/memory.max", "1073741824");

    assertThat(containerBytes("0::/user.slice\n")).isEqualTo(1073741824);
  }

  @Test
  void version1HasAFolderForMemory() throws IOException {
    write("memory/memory.limit_in_bytes", "9223372036854771712");
    write("memory/docker/a1/memory.limit_in_bytes", "734003200");

    assertThat(containerBytes("3:cpu,cpuacct:/docker/a1\n2:memory:/docker/a1\n0::/\n"))
        .isEqualTo(734003200);
  }

  @Test
  void noLimitWithoutGroups() throws IOException {
    assertThat(containerBytes("0::/\n")).isEqualTo(Long.MAX_VALUE);
    assertThat(ProcessMemory.containerBytes(root.resolve("missing"), root))
        .isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void thereIsMemoryLeft() {
    assertThat(ProcessMemory.availableBytes()).isPositive();
  }
}
