/**
 * Reads models of Keras: the file's containers, the layers in them, and what those are as a {@link
 * dev.emotion.network.NetworkSpec}. Decision 0023.
 */
package dev.emotion.keras;
