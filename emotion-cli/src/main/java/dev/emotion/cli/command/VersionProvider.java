package dev.emotion.cli.command;

import dev.emotion.system.BuildInfo;
import picocli.CommandLine.IVersionProvider;

/** The text of {@code --version}. */
final class VersionProvider implements IVersionProvider {
  @Override
  public String[] getVersion() {
    BuildInfo build = BuildInfo.read();
    return new String[] {
      "emotion " + build.version() + commit(build),
      "engine: oneDNN " + build.onednn() + ", OpenCV " + build.opencv(),
      "platform: " + BuildInfo.platform() + ", Java " + Runtime.version()
    };
  }

  private static String commit(BuildInfo build) {
    return build
        .commit()
        .map(commit -> " (" + commit + ", " + build.time().orElse("") + ")")
        .orElse("");
  }
}
