/** How the program ends: the exit codes and what each failure prints. */
package dev.emotion.cli.exit;
