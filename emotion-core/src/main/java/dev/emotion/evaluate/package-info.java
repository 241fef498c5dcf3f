/** How well a classifier does on labelled faces: the counts, and the measures drawn from them. */
package dev.emotion.evaluate;
