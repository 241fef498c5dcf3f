/** What the command line's tests share. */
package dev.emotion.cli.testing;
