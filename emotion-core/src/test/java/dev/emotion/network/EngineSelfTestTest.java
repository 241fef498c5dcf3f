package dev.emotion.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class EngineSelfTestTest {
  @Test
  void oneDnnIsUsedWhereItIsOnAndAgreesWithThePlainEngine() {
    EngineSelfTest test = EngineSelfTest.run();

    assertThat(test.agrees()).isTrue();
    // Other sums round otherwise: equal results would mean that the same code ran twice.
    assertThat(test.difference() > 0).isEqualTo(NativeEngine.facts().oneDnnOn());
  }

  @Test
  void leavesTheEngineAsItWas() {
    NativeEngine.facts();
    boolean before = Nd4j.getEnvironment().helpersAllowed();
    EngineSelfTest.run();

    assertThat(Nd4j.getEnvironment().helpersAllowed()).isEqualTo(before);
  }

  @Test
  void aDifferenceBeyondRoundingIsNoAgreement() {
    assertThat(new EngineSelfTest(1, 2, 1e-3).agrees()).isFalse();
    assertThat(new EngineSelfTest(1, 2, 1e-6).agrees()).isTrue();
  }
}
