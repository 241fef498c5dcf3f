package dev.emotion.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.emotion.engine.OptimizerSettings;
import dev.emotion.network.NetworkSpec;
import dev.emotion.onednn.TestNetworks;
import dev.emotion.reference.Dl4jDefinition;
import dev.emotion.reference.Dl4jNetwork;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;

/** What we write is what DL4J writes, entry by entry, and DL4J reads it. */
class Dl4jConfigurationTest {
  static List<String> networks() {
    return TestNetworks.NAMES;
  }

  @ParameterizedTest
  @MethodSource("networks")
  void isDl4js(String name) {
    Dl4jNetwork.load();
    NetworkSpec spec = TestNetworks.spec(name);
    List<Double> classWeights = TestNetworks.classWeights(name);
    for (OptimizerSettings.Method method : OptimizerSettings.Method.values()) {
      boolean adam = method == OptimizerSettings.Method.ADAM;
      double decay = adam ? 0 : 5e-4;
      OptimizerSettings optimizer =
          new OptimizerSettings(method, adam ? 0 : 0.9, decay, classWeights);
      Dl4jSettings settings = Dl4jSettings.of(optimizer, -7).at(0.0123, 99);
      IUpdater updater = adam ? new Adam(0.0123) : new Nesterovs(0.0123, 0.9);
      ComputationGraphConfiguration theirs =
          Dl4jDefinition.of(spec, new Dl4jDefinition.Training(updater, decay, classWeights, -7));
      theirs.setIterationCount(99);

      String ours = settings.json(spec);

      assertThat(JsonParser.parseString(ours)).isEqualTo(JsonParser.parseString(theirs.toJson()));
      assertThat(Dl4jSettings.read(theirs.toJson(), spec, "test")).isEqualTo(settings);
      assertThat(ComputationGraphConfiguration.fromJson(ours)).isEqualTo(theirs);
    }
  }
}
