/** Drawing with OpenCV: the canvas, the colours of the emotions, annotated images. */
package dev.emotion.draw;
