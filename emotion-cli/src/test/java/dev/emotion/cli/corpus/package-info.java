/**
 * Bad and odd inputs of every kind, made by code, each with what must become of it: the status, one
 * clear line, nothing half-written, no hang, a bound on memory, and the rest of the batch done.
 */
package dev.emotion.cli.corpus;
