/**
 * The vocabulary that every other package speaks: classes, scores, face pixels, boxes, predictions
 * and errors. Nothing here depends on more than the JDK.
 */
package dev.emotion;
