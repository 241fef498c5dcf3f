package dev.emotion.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class EngineSelfTestTest {
  @Test
  void oneDnnIsUsedWhereItIsOnAndAgreesWithThePlainEngine() {
    EngineSelfTest test = EngineSelfTest.run();

    assertThat(test.agrees()).isTrue();
    assertThat(test.usesOneDnn()).isEqualTo(NativeEngine.facts().oneDnnOn());
  }

  @Test
  void leavesTheEngineAsItWas() {
    NativeEngine.facts();
    boolean before = Nd4j.getEnvironment().helpersAllowed();
    EngineSelfTest.run();

    assertThat(Nd4j.getEnvironment().helpersAllowed()).isEqualTo(before);
  }

  @Test
  void theSameSpeedIsTheSameCode() {
    assertThat(new EngineSelfTest(1, 1.2, 0).usesOneDnn()).isFalse();
    assertThat(new EngineSelfTest(1, 8, 0).usesOneDnn()).isTrue();
  }

  @Test
  void aDifferenceBeyondRoundingIsNoAgreement() {
    assertThat(new EngineSelfTest(1, 2, 1e-3).agrees()).isFalse();
    assertThat(new EngineSelfTest(1, 2, 1e-6).agrees()).isTrue();
  }
}
