package dev.emotion.onednn;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.dnnl.dnnl_memory_desc;

/** Weights of a layer in inference, in the layouts that primitives want, each made once. */
final class PackedWeights {
  private final Primitives primitives;
  private final Arena arena;
  private final dnnl_memory_desc plain;
  private Consumer<FloatBuffer> values;
  private final List<Tensor> packed = new ArrayList<>();

  /**
   * Weights to be packed; what is made belongs to the primitives and the memory given.
   *
   * @param plain how they lie
   * @param values writes the weights; is asked once, when they are packed
   */
  PackedWeights(
      Primitives primitives, Arena arena, dnnl_memory_desc plain, Consumer<FloatBuffer> values) {
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
    Tensor tensor = once.tensor(plain, temporary.allocate(Primitives.floats(plain)));
    values.accept(tensor.values().asBuffer());
    return tensor;
  }
}
