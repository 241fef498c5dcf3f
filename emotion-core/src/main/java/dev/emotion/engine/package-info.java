/**
 * What runs a network: the seam to the engine, first weights, the steps along gradients, and the
 * engine's check of itself.
 */
package dev.emotion.engine;
