/** How fast this machine computes: what {@code emotion benchmark} measures. */
package dev.emotion.cli.benchmark;
