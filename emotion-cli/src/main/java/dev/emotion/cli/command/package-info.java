/** One class a subcommand: options, validation, one call into emotion-core, an exit code. */
package dev.emotion.cli.command;
