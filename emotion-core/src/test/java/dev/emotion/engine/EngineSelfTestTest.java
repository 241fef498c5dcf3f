package dev.emotion.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
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
  void oneDnnIsNotUsedWhereTheEngineIsToldSo() {
    NativeEngine.facts();
    Nd4jCpu.Environment environment = Nd4jCpu.Environment.getInstance();
    boolean before = environment.isUseONEDNN();
    environment.setUseONEDNN(false);
    try {
      assertThat(EngineSelfTest.run().usesOneDnn()).isFalse();
    } finally {
      environment.setUseONEDNN(before);
    }
    Nd4j.getEnvironment().allowHelpers(false);
    try {
      assertThat(EngineSelfTest.run().usesOneDnn()).isFalse();
    } finally {
      Nd4j.getEnvironment().allowHelpers(true);
    }
  }

  @Test
  void aDifferenceBeyondRoundingIsNoAgreement() {
    assertThat(new EngineSelfTest(true, 1, 2, 1e-3).agrees()).isFalse();
    assertThat(new EngineSelfTest(true, 1, 2, 1e-6).agrees()).isTrue();
  }
}
