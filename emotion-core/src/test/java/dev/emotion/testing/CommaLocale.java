package dev.emotion.testing;

import java.util.Locale;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs each test where 0.5 is written 0,5: what is written must not depend on that. */
public final class CommaLocale implements BeforeEachCallback, AfterEachCallback {
  private final Locale usual = Locale.getDefault();

  @Override
  public void beforeEach(ExtensionContext context) {
    Locale.setDefault(Locale.GERMANY);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Locale.setDefault(usual);
  }
}
