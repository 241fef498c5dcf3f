/** What runs a network: the engines behind one interface, and the one place that sets up ND4J. */
package dev.emotion.engine;
