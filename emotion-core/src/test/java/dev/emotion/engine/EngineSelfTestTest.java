package dev.emotion.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EngineSelfTestTest {
  @Test
  void oneDnnComputesWhatIsDefined() {
    EngineSelfTest test = EngineSelfTest.run();

    assertThat(test.agrees()).isTrue();
    assertThat(test.difference()).as("two computations, not one twice").isPositive();
    assertThat(test.milliseconds()).isPositive();
  }

  @Test
  void aDifferenceBeyondRoundingIsNoAgreement() {
    assertThat(new EngineSelfTest(1, 1e-3).agrees()).isFalse();
    assertThat(new EngineSelfTest(1, Double.NaN).agrees()).isFalse();
    assertThat(new EngineSelfTest(1, 1e-6).agrees()).isTrue();
  }
}
