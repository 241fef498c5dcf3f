/**
 * Pictures: reading and writing them, cutting faces out of them, drawing results on them. The only
 * package that decodes or encodes picture files; OpenCV stays on this side of {@link
 * dev.emotion.FacePixels}.
 */
package dev.emotion.image;
