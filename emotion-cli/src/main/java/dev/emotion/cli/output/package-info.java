/** What the program says while it works: progress on stderr. */
package dev.emotion.cli.output;
