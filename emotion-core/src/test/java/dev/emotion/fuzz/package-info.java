/** Damaged inputs for everything that reads files. */
package dev.emotion.fuzz;
