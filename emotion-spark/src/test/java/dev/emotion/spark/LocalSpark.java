package dev.emotion.spark;

/** Spark inside the process of the tests. */
final class LocalSpark {
  private LocalSpark() {}

  /** Two tasks at a time, each tried three times; for every session of the process. */
  static void configure() {
    System.setProperty("spark.master", "local[2,3]");
    System.setProperty("spark.driver.host", "127.0.0.1");
    System.setProperty("spark.driver.bindAddress", "127.0.0.1");
    System.setProperty("spark.ui.enabled", "false");
  }
}
