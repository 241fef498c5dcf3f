package dev.emotion.cli.serve;

/**
 * A picture that a client sent.
 *
 * @param name as the client calls it
 * @param content the bytes of a picture file; not copied
 */
record Upload(String name, byte[] content) {}
