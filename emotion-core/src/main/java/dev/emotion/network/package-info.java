/**
 * The convolutional networks: their definitions, their model files, and the one place that sets up
 * ND4J. Outside this package and {@code executor}, nobody sees an ND4J type.
 */
package dev.emotion.network;
