package dev.emotion.onednn;

import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Values in native memory.
 *
 * @param layout shape, and how it lies there
 * @param memory both together, as primitives take it
 * @param values the memory itself
 */
record Tensor(dnnl_memory_desc layout, dnnl_memory memory, FloatPointer values) {}
