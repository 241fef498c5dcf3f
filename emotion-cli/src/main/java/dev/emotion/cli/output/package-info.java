/**
 * Where the program shows what it does: progress on stderr, results on stdout and in the files of a
 * video, the window.
 */
package dev.emotion.cli.output;
