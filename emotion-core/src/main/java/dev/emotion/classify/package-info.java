/** From face pixels to scores: the classifier seam and the classifiers around another. */
package dev.emotion.classify;
