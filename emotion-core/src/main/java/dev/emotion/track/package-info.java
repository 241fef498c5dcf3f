/**
 * Faces through a video: found, followed and smoothed from frame to frame, and what is written of
 * them.
 */
package dev.emotion.track;
