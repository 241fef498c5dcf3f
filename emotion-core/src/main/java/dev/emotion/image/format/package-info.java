/**
 * Image files as bytes: which formats there are, and what a file's header says before anything is
 * decoded. One class a format; none needs a native library.
 */
package dev.emotion.image.format;
