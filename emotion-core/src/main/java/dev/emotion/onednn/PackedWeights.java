package dev.emotion.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.javacpp.FloatPointer;

/** Weights of a layer in inference, in the layouts that primitives want, each made once. */
final class PackedWeights {
  private final Primitives primitives;
  private final Arena arena;
  private final dnnl_memory_desc plain;
  private final FloatPointer values;
  private final List<Tensor> packed = new ArrayList<>();

  /**
   * Weights to be packed; what is made belongs to the primitives and the memory given.
   *
   * @param plain how they lie
   * @param values the weights, of that memory: given back as soon as they are packed
   */
  PackedWeights(Primitives primitives, Arena arena, dnnl_memory_desc plain, FloatPointer values) {
    this.primitives = primitives;
    this.arena = arena;
    this.plain = plain;
    this.values = values;
  }

  Tensor as(dnnl_memory_desc layout) {
    for (Tensor some : packed) {
      if (Primitives.same(some.layout(), layout)) {
        return some;
      }
    }
    Tensor another = primitives.tensor(layout, arena.allocate(Primitives.floats(layout)));
    try (Primitives once = new Primitives();
        Arena temporary = new Arena()) {
      Tensor from = packed.isEmpty() ? once.tensor(plain, values) : packed.get(0);
      Primitive copy = once.copy(from, another);
      once.finish(temporary);
      copy.run();
    }
    if (packed.isEmpty()) {
      arena.free(values);
    }
    packed.add(another);
    return another;
  }
}
