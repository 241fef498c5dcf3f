package dev.emotion.cli.serve.page;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIf;

/** Tests that are skipped, visibly, where there is no Chromium with its driver. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(
    value = "dev.emotion.cli.serve.page.Browser#isInstalled",
    disabledReason = "skipped: no chromedriver on the PATH (and Chromium with it)")
@interface NeedsChromium {}
