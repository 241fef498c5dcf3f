/** Options that several commands share, as picocli mixins. */
package dev.emotion.cli.option;
