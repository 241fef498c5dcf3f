/**
 * Images: reading and writing them, cutting faces out of them. The only package that decodes or
 * encodes image files; OpenCV stays on this side of {@link dev.emotion.FacePixels}.
 */
package dev.emotion.image;
