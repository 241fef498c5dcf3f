/**
 * Video: cameras, files and streams as a row of frames, and recordings of them. The only package
 * that knows FFmpeg; a frame is an 8-bit BGR picture with its time.
 */
package dev.emotion.video;
