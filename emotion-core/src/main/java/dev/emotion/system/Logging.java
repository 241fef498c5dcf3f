package dev.emotion.system;

import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * The way to SLF4J, which DL4J and jhdf log through as well. In a program without a provider it
 * would say on stderr that it has none; whoever wants no log needs no provider and no such line.
 */
public final class Logging {
  private static final String VERBOSITY = "slf4j.internal.verbosity";

  private Logging() {}

  /** To be called before the first touch of a class that logs; does nothing the second time. */
  public static void prepare() {
    if (System.getProperty(VERBOSITY) == null && !hasProvider()) {
      System.setProperty(VERBOSITY, "ERROR");
    }
  }

  private static boolean hasProvider() {
    return ServiceLoader.load(SLF4JServiceProvider.class, LoggerFactory.class.getClassLoader())
        .stream()
        .findAny()
        .isPresent();
  }

  /**
   * A logger.
   *
   * @param user the class that logs
   * @return its logger
   */
  public static Logger of(Class<?> user) {
    prepare();
    return LoggerFactory.getLogger(user);
  }
}
