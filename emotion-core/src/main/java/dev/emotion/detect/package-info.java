/**
 * Finding faces: image in, boxes out. Every detector answers from left to right, so that the order
 * of faces is the same everywhere.
 */
package dev.emotion.detect;
