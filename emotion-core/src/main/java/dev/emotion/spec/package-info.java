/**
 * What a network is, whatever runs it: its layers, their shapes, their weights. Knows the JDK
 * alone.
 */
package dev.emotion.spec;
