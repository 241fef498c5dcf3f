/** Trained networks and their files: opening, training on and writing them. */
package dev.emotion.model;
