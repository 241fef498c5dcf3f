package dev.emotion.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.reference.Dl4jNetwork;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a design's spec says is what DL4J makes of its configuration. */
class ArchitectureSpecTest {

  @ParameterizedTest
  @CsvSource({
    "VGG, 32, 0.3, 48",
    "VGG, 5, 0, 40",
    "WIDE, 32, 0.2, 48",
    "WIDE, 3, 0, 16",
    "MINI, 16, 0.25, 48",
    "MINI, 1, 0, 24"
  })
  void hasTheWeightsAndSizesOfItsDl4jNetwork(
      Architecture architecture, int width, double dropout, int side) {
    NetworkSettings settings = new NetworkSettings(architecture, width, dropout);
    InputSpec input = new InputSpec(side, 128, 64);
    NetworkSpec spec = settings.spec(input, 7);
    ComputationGraph graph = Dl4jNetwork.of(spec, new float[(int) spec.weights()]).graph();
    assertThat(spec.weights()).isEqualTo(graph.numParams());
    List<String> names = new ArrayList<>(List.of(NetworkSpec.INPUT));
    spec.layers().forEach(node -> names.add(node.name()));
    assertThat(names).isEqualTo(graph.getConfiguration().getTopologicalOrderStr());
    List<String> slices = new ArrayList<>();
    spec.slices()
        .forEach(
            (layer, own) ->
                own.forEach(
                    slice -> slices.add(layer + "_" + slice.name() + " " + slice.length())));
    List<String> parameters = new ArrayList<>();
    graph.paramTable().forEach((name, array) -> parameters.add(name + " " + array.length()));
    assertThat(slices).isEqualTo(parameters);
    graph.close();
  }
}
