package dev.emotion.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_memory_desc;

/** Weights of a layer in inference, in the layouts that primitives want, each made once. */
final class PackedWeights {
  private final Primitives primitives;
  private final Arena arena;
  private final dnnl_memory_desc plain;
  private Supplier<float[]> values;
  private final List<Tensor> packed = new ArrayList<>();

  /**
   * Weights to be packed; what is made belongs to the primitives and the memory given.
   *
   * @param plain how they lie
   * @param values gives the weights; is asked once, when they are packed
   */
  PackedWeights(
      Primitives primitives, Arena arena, dnnl_memory_desc plain, Supplier<float[]> values) {
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
      Primitive copy = once.copy(source(once, temporary), another);
      once.finish(temporary);
      copy.run();
    }
    values = null;
    packed.add(another);
    return another;
  }

  private Tensor source(Primitives once, Arena temporary) {
    if (values == null) {
      return packed.get(0);
    }
    float[] some = values.get();
    Tensor tensor = once.tensor(plain, temporary.allocate(some.length));
    tensor.values().put(some);
    return tensor;
  }
}
