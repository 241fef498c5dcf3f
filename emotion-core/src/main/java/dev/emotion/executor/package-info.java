/**
 * The engines' inside. The fast executor runs a network's layers as ND4J operations on NHWC arrays
 * that are allocated once a batch size, on flat vectors of weights and gradients in the order of
 * the model file. What it computes is what DL4J computes; docs/EXECUTOR.md derives the gradients
 * and tells what is tested. {@link dev.emotion.executor.Dl4jDefinition} writes a network down for
 * DL4J.
 */
package dev.emotion.executor;
