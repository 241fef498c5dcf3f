package dev.emotion.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorsTest {
  @TempDir Path topology;

  private void processor(int number, String siblings) throws IOException {
    Path folder = Files.createDirectories(topology.resolve("cpu" + number).resolve("topology"));
    Files.writeString(folder.resolve("thread_siblings_list"), siblings + "\n");
  }

  @Test
  void countsTwoHardwareThreadsOfACoreOnce() throws IOException {
    for (int i = 0; i < 4; i++) {
      processor(i, i % 2 + "," + (i % 2 + 2));
    }
    assertThat(Processors.cores(topology, List.of(0, 1, 2, 3))).isEqualTo(2);
  }

  @Test
  void countsOnlyTheProcessorsAllowed() throws IOException {
    for (int i = 0; i < 4; i++) {
      processor(i, String.valueOf(i));
    }
    assertThat(Processors.cores(topology, List.of(1, 3))).isEqualTo(2);
  }

  @Test
  void readsTheKernelsLists() {
    assertThat(Processors.numbers("0-2,5,7-8")).containsExactly(0, 1, 2, 5, 7, 8);
  }

  @Test
  void sayWhereTheKernelTellsNothing() {
    assertThatThrownBy(() -> Processors.cores(topology, List.of())).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Processors.cores(topology, List.of(0)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void findsNoMoreThanTheJvmMayUse() {
    assertThat(Processors.cores()).isBetween(1, Runtime.getRuntime().availableProcessors());
  }
}
