package dev.emotion.cli.serve;

import dev.emotion.image.format.ImageHeader;

/**
 * An image that a client sent.
 *
 * @param name as the client calls it
 * @param content the bytes of an image file; not copied
 * @param header what they say of themselves
 */
record Upload(String name, byte[] content, ImageHeader header) {}
