package dev.emotion.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * What this build was made of, as the build wrote it into {@code build.properties}.
 *
 * @param version the version of emotion
 * @param commit the commit that was built, abbreviated, with "-dirty" where files had changed
 *     since; empty where the sources were in no repository
 * @param time of that commit, in ISO 8601, UTC: the build has no other, to give the same bytes at
 *     any time; empty with the commit
 * @param onednn the version of the oneDNN preset
 * @param javacpp the release of the JavaCPP presets
 * @param opencv the version of the OpenCV preset
 */
public record BuildInfo(
    String version,
    Optional<String> commit,
    Optional<String> time,
    String onednn,
    String javacpp,
    String opencv) {

  /**
   * Reads it.
   *
   * @return the facts of this build
   */
  public static BuildInfo read() {
    Properties build = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
      build.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BuildInfo(
        build.getProperty("version"),
        given(build.getProperty("commit")),
        given(build.getProperty("time")),
        build.getProperty("onednn"),
        build.getProperty("javacpp"),
        build.getProperty("opencv"));
  }

  /** A name that stays as it was written is one that the build knew nothing for. */
  private static Optional<String> given(String value) {
    return Optional.of(value).filter(text -> !text.isEmpty() && !text.startsWith("${"));
  }

  /**
   * The system that this process runs on.
   *
   * @return as JavaCPP names its natives, such as {@code linux-x86_64}
   */
  public static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String system = os.startsWith("mac") ? "macosx" : os.startsWith("windows") ? "windows" : os;
    return system
        + "-"
        + switch (arch) {
          case "amd64", "x86-64" -> "x86_64";
          case "aarch64" -> "arm64";
          default -> arch;
        };
  }
}
