/**
 * Emotions in images: detector, cropper and classifier behind one class, {@link
 * dev.emotion.recognize.EmotionRecognizer}, which is all that an embedding program needs.
 */
package dev.emotion.recognize;
