/**
 * Runs a network fast, forward and backward, on oneDNN. Arrays are float32, [n, height, width,
 * channels]; docs/ENGINE.md says how.
 */
package dev.emotion.onednn;
