/** What runs a network: the seam to the engine, what it learns by, and its check of itself. */
package dev.emotion.engine;
