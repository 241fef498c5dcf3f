/** The command line: it parses, calls emotion-core once, and prints. */
package dev.emotion.cli;
