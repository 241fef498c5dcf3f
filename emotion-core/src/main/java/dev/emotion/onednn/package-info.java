/**
 * Runs a network fast, forward and backward, on oneDNN. Arrays are [n, height, width, channels], of
 * float32 or bfloat16; docs/ENGINE.md says how.
 */
package dev.emotion.onednn;
