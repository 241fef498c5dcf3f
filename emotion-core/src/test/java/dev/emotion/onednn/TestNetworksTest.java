package dev.emotion.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion.network.Layer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class TestNetworksTest {

  /** Java 17 can't ask for every record itself. */
  @Test
  void everyLayerIsInATestedNetwork() {
    Set<Class<?>> tested = new HashSet<>();
    for (String name : TestNetworks.NAMES) {
      TestNetworks.spec(name).layers().forEach(node -> tested.add(node.layer().getClass()));
      TestNetworks.create(name, DataType.FLOAT, 1).close();
    }
    assertThat(tested).containsExactlyInAnyOrder(Layer.class.getPermittedSubclasses());
  }
}
