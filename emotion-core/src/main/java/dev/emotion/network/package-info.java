/**
 * What a network is, whatever runs it: its layers with their shapes and weights, the designs, and
 * what it takes as input. Knows the JDK alone.
 */
package dev.emotion.network;
