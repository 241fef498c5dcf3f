/** Groups of options, as picocli mixins, and the configuration file. */
package dev.emotion.cli.option;
