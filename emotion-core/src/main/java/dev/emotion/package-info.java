/**
 * The vocabulary that every other package speaks: classes, scores, face pixels, boxes, predictions
 * and errors; and what concerns the whole process: native libraries, processors, whole files.
 * Nothing here depends on more than the JDK.
 */
package dev.emotion;
