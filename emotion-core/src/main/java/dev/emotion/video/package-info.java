/**
 * Video: cameras, files and streams as a sequence of frames, and recordings of them. Only this
 * package and {@code ffmpeg} know FFmpeg; a frame is an 8-bit BGR image with its time.
 */
package dev.emotion.video;
