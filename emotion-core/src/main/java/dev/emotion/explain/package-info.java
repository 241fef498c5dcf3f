/** Where a network looked: class activation maps of faces, as numbers and as images. */
package dev.emotion.explain;
