/**
 * The fast executor: runs a DL4J network's layers as ND4J operations on NHWC arrays that are
 * allocated once a batch size, on the network's own flat vectors of weights and gradients. What it
 * computes is what DL4J computes; docs/EXECUTOR.md derives the gradients and tells what is tested.
 */
package dev.emotion.executor;
