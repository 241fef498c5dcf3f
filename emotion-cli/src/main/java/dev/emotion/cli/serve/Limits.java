package dev.emotion.cli.serve;

import java.time.Duration;

/**
 * What one client, or all together, can take of the server.
 *
 * @param idle a connection on which nothing moves for so long is closed
 * @param idleWhenFull the same where all connections are taken
 * @param headers how long the head of a request may take to arrive
 * @param body how long its body may take
 * @param exchange how long all of it may take, until the answer is read
 * @param queueing how long an image may wait to be worked on; who waits longer has mostly left
 * @param connections at once; more wait to be accepted
 * @param pixels of the largest image; as many, and a few more, are worked on at a time
 * @param queue how many images may wait to be worked on
 * @param uploadBytes of all request bodies held at a time
 */
record Limits(
    Duration idle,
    Duration idleWhenFull,
    Duration headers,
    Duration body,
    Duration exchange,
    Duration queueing,
    int connections,
    long pixels,
    int queue,
    long uploadBytes) {

  /** More than most cameras have. */
  private static final long MAX_PIXELS = 50_000_000;

  /**
   * For a heap of the size this process has.
   *
   * @param maxUpload bytes of the largest body; one fits in any case
   */
  static Limits defaults(int maxUpload) {
    return new Limits(
        Duration.ofSeconds(30),
        Duration.ofSeconds(3),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        Duration.ofSeconds(120),
        Duration.ofSeconds(30),
        256,
        MAX_PIXELS,
        64,
        Math.max(maxUpload, Runtime.getRuntime().maxMemory() / 8));
  }
}
