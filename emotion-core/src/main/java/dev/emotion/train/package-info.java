/** Training: settings, augmentation, batches, the loop, and what a run leaves on disk. */
package dev.emotion.train;
