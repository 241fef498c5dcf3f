package dev.emotion.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What this build was made of, as the build wrote it into {@code build.properties}.
 *
 * @param version the version of emotion
 * @param platform the platform whose natives are on board, such as {@code linux-x86_64}
 * @param dl4j the version of DL4J, DataVec and ND4J
 * @param javacpp the release of the JavaCPP presets
 * @param opencv the version of the OpenCV preset
 */
public record BuildInfo(
    String version, String platform, String dl4j, String javacpp, String opencv) {

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
        build.getProperty("platform"),
        build.getProperty("dl4j"),
        build.getProperty("javacpp"),
        build.getProperty("opencv"));
  }
}
