package dev.emotion.onednn;

import dev.emotion.network.Layer;
import dev.emotion.network.Precision;
import dev.emotion.network.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Makes oneDNN's primitives and what they need, and owns it all. A primitive is described first
 * (shapes, layouts), which also says the layouts that it wants, and then made with its tensors. The
 * work memory of all is one piece. Images are of one precision unless another type is asked for.
 */
final class Primitives implements AutoCloseable {
  /** oneDNN's way to say that a memory has no address yet. */
  private static final Pointer NO_ADDRESS = null;

  private final Deque<Runnable> frees = new ArrayDeque<>();
  private final List<dnnl_memory> workMemories = new ArrayList<>();
  private final dnnl_stream stream = new dnnl_stream();
  private final dnnl_primitive_attr plain;
  private final int type;
  private long workBytes;

  /** Of float32. */
  Primitives() {
    this(Precision.FP32);
  }

  Primitives(Precision precision) {
    type =
        switch (precision) {
          case FP32 -> dnnl.dnnl_f32;
          case BF16 -> dnnl.dnnl_bf16;
        };
    OneDnn.check(
        dnnl.dnnl_stream_create(stream, OneDnn.engine(), dnnl.dnnl_stream_default_flags), "stream");
    frees.push(() -> dnnl.dnnl_stream_destroy(stream));
    plain = attributes();
  }

  /** A primitive's description, to be asked and made. */
  private interface Describe {
    int into(dnnl_primitive_desc description);
  }

  private dnnl_primitive_desc describe(String what, Describe create) {
    dnnl_primitive_desc description = new dnnl_primitive_desc();
    OneDnn.check(create.into(description), what);
    frees.push(() -> dnnl.dnnl_primitive_desc_destroy(description));
    return description;
  }

  /** Primitives take their work memory from us: one for all, whichever thread runs them. */
  private dnnl_primitive_attr attributes() {
    dnnl_primitive_attr attributes = new dnnl_primitive_attr();
    OneDnn.check(dnnl.dnnl_primitive_attr_create(attributes), "attributes");
    frees.push(() -> dnnl.dnnl_primitive_attr_destroy(attributes));
    OneDnn.check(
        dnnl.dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl.dnnl_scratchpad_mode_user),
        "attributes");
    return attributes;
  }

  /**
   * What a primitive does to its result before it is written.
   *
   * @param addend layout of what is added first, or null
   * @param then a function of the sum, or null
   */
  dnnl_primitive_attr followedBy(dnnl_memory_desc addend, Pointwise then) {
    if (addend == null && then == null) {
      return plain;
    }
    dnnl_post_ops operations = new dnnl_post_ops();
    OneDnn.check(dnnl.dnnl_post_ops_create(operations), "post operations");
    if (addend != null) {
      OneDnn.check(
          dnnl.dnnl_post_ops_append_binary(operations, dnnl.dnnl_binary_add, addend), "sum");
    }
    if (then != null) {
      OneDnn.check(
          dnnl.dnnl_post_ops_append_eltwise(
              operations, then.algorithm(), then.alpha(), then.beta()),
          "function");
    }
    dnnl_primitive_attr attributes = attributes();
    OneDnn.check(dnnl.dnnl_primitive_attr_set_post_ops(attributes, operations), "post operations");
    dnnl.dnnl_post_ops_destroy(operations);
    return attributes;
  }

  // Layouts and tensors

  /** oneDNN's number for what layers multiply. */
  int type() {
    return type;
  }

  static int type(dnnl_memory_desc layout) {
    try (IntPointer type = new IntPointer(1)) {
      OneDnn.check(
          dnnl.dnnl_memory_desc_query(layout, dnnl.dnnl_query_data_type, type), "type of numbers");
      return type.get();
    }
  }

  dnnl_memory_desc layout(int type, int tag, long... shape) {
    dnnl_memory_desc layout = new dnnl_memory_desc();
    OneDnn.check(
        dnnl.dnnl_memory_desc_create_with_tag(layout, shape.length, shape, type, tag), "layout");
    frees.push(() -> dnnl.dnnl_memory_desc_destroy(layout));
    return layout;
  }

  /** By the distance of neighbours in each dimension. */
  dnnl_memory_desc strided(int type, long[] shape, long[] strides) {
    dnnl_memory_desc layout = new dnnl_memory_desc();
    OneDnn.check(
        dnnl.dnnl_memory_desc_create_with_strides(layout, shape.length, shape, type, strides),
        "layout");
    frees.push(() -> dnnl.dnnl_memory_desc_destroy(layout));
    return layout;
  }

  private dnnl_memory_desc part(dnnl_memory_desc whole, long[] shape, long[] offsets) {
    dnnl_memory_desc layout = new dnnl_memory_desc();
    OneDnn.check(
        dnnl.dnnl_memory_desc_create_submemory(layout, whole, shape, offsets), "part of an array");
    frees.push(() -> dnnl.dnnl_memory_desc_destroy(layout));
    return layout;
  }

  /** [n, height, width, channels], which oneDNN counts as [n, channels, height, width]. */
  dnnl_memory_desc images(int type, long n, Shape shape) {
    return layout(type, dnnl.dnnl_nhwc, n, shape.channels(), shape.height(), shape.width());
  }

  /** Of float32. */
  dnnl_memory_desc row(long values) {
    return layout(dnnl.dnnl_f32, dnnl.dnnl_a, values);
  }

  static long bytes(dnnl_memory_desc layout) {
    return dnnl.dnnl_memory_desc_get_size(layout);
  }

  /** Room in units of 4 bytes, which is how memory is given out. */
  static long floats(dnnl_memory_desc layout) {
    return (bytes(layout) + Float.BYTES - 1) / Float.BYTES;
  }

  static boolean same(dnnl_memory_desc a, dnnl_memory_desc b) {
    return dnnl.dnnl_memory_desc_equal(a, b) != 0;
  }

  Tensor tensor(dnnl_memory_desc layout, FloatPointer values) {
    return new Tensor(layout, memory(layout, values), values);
  }

  private dnnl_memory memory(dnnl_memory_desc layout, Pointer values) {
    dnnl_memory memory = new dnnl_memory();
    OneDnn.check(dnnl.dnnl_memory_create(memory, layout, OneDnn.engine(), values), "memory");
    frees.push(() -> dnnl.dnnl_memory_destroy(memory));
    return memory;
  }

  /** The values of another shape that begin somewhere in an array. */
  Tensor part(Tensor whole, long n, Shape shape, int channel, int row, int column) {
    long[] size = {n, shape.channels(), shape.height(), shape.width()};
    return tensor(part(whole.layout(), size, new long[] {0, channel, row, column}), whole.values());
  }

  /** The same values as [n, channels, height, width]. */
  Tensor byChannel(Tensor values, long n, Shape shape) {
    return tensor(
        layout(
            type(values.layout()),
            dnnl.dnnl_nchw,
            n,
            shape.channels(),
            shape.height(),
            shape.width()),
        values.values());
  }

  static dnnl_memory_desc wanted(dnnl_primitive_desc description, int what) {
    return dnnl.dnnl_primitive_desc_query_md(description, what, 0);
  }

  /** Makes a primitive with the tensors that its arguments are. */
  Primitive make(dnnl_primitive_desc description, Map<Integer, Tensor> arguments) {
    dnnl_primitive primitive = new dnnl_primitive();
    OneDnn.check(dnnl.dnnl_primitive_create(primitive, description), "primitive");
    frees.push(() -> dnnl.dnnl_primitive_destroy(primitive));
    int count = arguments.size() + 1;
    dnnl_exec_arg_t list = new dnnl_exec_arg_t(count);
    frees.push(list::close);
    int next = 0;
    for (Map.Entry<Integer, Tensor> argument : arguments.entrySet()) {
      list.getPointer(next++).arg(argument.getKey()).memory(argument.getValue().memory());
    }
    dnnl_memory_desc work = wanted(description, dnnl.dnnl_query_scratchpad_md);
    dnnl_memory memory = memory(work, NO_ADDRESS);
    workMemories.add(memory);
    workBytes = Math.max(workBytes, bytes(work));
    list.getPointer(next).arg(dnnl.DNNL_ARG_SCRATCHPAD).memory(memory);
    return new Primitive(primitive, stream, count, list);
  }

  /** To be called when all primitives are made: gives them their work memory. */
  void finish(Arena arena) {
    if (workBytes > 0) {
      FloatPointer work = arena.take((workBytes + Float.BYTES - 1) / Float.BYTES);
      for (dnnl_memory memory : workMemories) {
        OneDnn.check(dnnl.dnnl_memory_set_data_handle(memory, work), "work memory");
      }
    }
  }

  // Descriptions

  dnnl_primitive_desc convolution(
      boolean training,
      Geometry window,
      dnnl_memory_desc input,
      dnnl_memory_desc weights,
      dnnl_memory_desc bias,
      dnnl_memory_desc output,
      dnnl_primitive_attr attributes) {
    return describe(
        "convolution",
        d ->
            dnnl.dnnl_convolution_forward_primitive_desc_create(
                d,
                OneDnn.engine(),
                kind(training),
                dnnl.dnnl_convolution_direct,
                input,
                weights,
                bias,
                output,
                window.strides(),
                Geometry.DENSE,
                window.before(),
                window.after(),
                attributes));
  }

  dnnl_primitive_desc convolutionInputGradient(
      Geometry window,
      dnnl_memory_desc input,
      dnnl_memory_desc weights,
      dnnl_memory_desc output,
      dnnl_primitive_desc forward) {
    return describe(
        "gradient of a convolution's input",
        d ->
            dnnl.dnnl_convolution_backward_data_primitive_desc_create(
                d,
                OneDnn.engine(),
                dnnl.dnnl_convolution_direct,
                input,
                weights,
                output,
                window.strides(),
                Geometry.DENSE,
                window.before(),
                window.after(),
                forward,
                plain));
  }

  dnnl_primitive_desc convolutionWeightGradient(
      Geometry window,
      dnnl_memory_desc input,
      dnnl_memory_desc weights,
      dnnl_memory_desc bias,
      dnnl_memory_desc output,
      dnnl_primitive_desc forward) {
    return describe(
        "gradient of a convolution's weights",
        d ->
            dnnl.dnnl_convolution_backward_weights_primitive_desc_create(
                d,
                OneDnn.engine(),
                dnnl.dnnl_convolution_direct,
                input,
                weights,
                bias,
                output,
                window.strides(),
                Geometry.DENSE,
                window.before(),
                window.after(),
                forward,
                plain));
  }

  /** With the batch's statistics in training, with given ones otherwise. */
  dnnl_primitive_desc normalisation(
      boolean training, dnnl_memory_desc images, double eps, boolean relu) {
    return describe(
        "normalisation",
        d ->
            dnnl.dnnl_batch_normalization_forward_primitive_desc_create(
                d,
                OneDnn.engine(),
                kind(training),
                images,
                images,
                (float) eps,
                flags(relu) | (training ? 0 : dnnl.dnnl_use_global_stats),
                plain));
  }

  dnnl_primitive_desc normalisationGradient(
      dnnl_memory_desc images, double eps, boolean relu, dnnl_primitive_desc forward) {
    return describe(
        "gradient of a normalisation",
        d ->
            dnnl.dnnl_batch_normalization_backward_primitive_desc_create(
                d,
                OneDnn.engine(),
                dnnl.dnnl_backward,
                images,
                images,
                images,
                (float) eps,
                flags(relu),
                forward,
                plain));
  }

  private static int flags(boolean relu) {
    return dnnl.dnnl_use_scale | dnnl.dnnl_use_shift | (relu ? dnnl.dnnl_fuse_norm_relu : 0);
  }

  dnnl_primitive_desc pooling(
      boolean training,
      Layer.Pooling.Kind kind,
      Geometry window,
      dnnl_memory_desc input,
      dnnl_memory_desc output) {
    return describe(
        "pooling",
        d ->
            dnnl.dnnl_pooling_forward_primitive_desc_create(
                d,
                OneDnn.engine(),
                kind(training),
                algorithm(kind),
                input,
                output,
                window.strides(),
                window.kernel(),
                Geometry.DENSE,
                window.before(),
                window.after(),
                plain));
  }

  dnnl_primitive_desc poolingGradient(
      Layer.Pooling.Kind kind,
      Geometry window,
      dnnl_memory_desc input,
      dnnl_memory_desc output,
      dnnl_primitive_desc forward) {
    return describe(
        "gradient of a pooling",
        d ->
            dnnl.dnnl_pooling_backward_primitive_desc_create(
                d,
                OneDnn.engine(),
                algorithm(kind),
                input,
                output,
                window.strides(),
                window.kernel(),
                Geometry.DENSE,
                window.before(),
                window.after(),
                forward,
                plain));
  }

  private static int algorithm(Layer.Pooling.Kind kind) {
    return switch (kind) {
      case MAX -> dnnl.dnnl_pooling_max;
      case MEAN -> dnnl.dnnl_pooling_avg_exclude_padding;
    };
  }

  dnnl_primitive_desc pointwise(boolean training, Pointwise function, dnnl_memory_desc images) {
    return describe(
        "function",
        d ->
            dnnl.dnnl_eltwise_forward_primitive_desc_create(
                d,
                OneDnn.engine(),
                kind(training),
                function.algorithm(),
                images,
                images,
                function.alpha(),
                function.beta(),
                plain));
  }

  dnnl_primitive_desc pointwiseGradient(
      Pointwise function, dnnl_memory_desc images, dnnl_primitive_desc forward) {
    return describe(
        "gradient of a function",
        d ->
            dnnl.dnnl_eltwise_backward_primitive_desc_create(
                d,
                OneDnn.engine(),
                function.algorithm(),
                images,
                images,
                images,
                function.alpha(),
                function.beta(),
                forward,
                plain));
  }

  /** Of two arrays; the second may have a size of 1 where it is used again and again. */
  private dnnl_primitive_desc binary(
      int algorithm, dnnl_memory_desc a, dnnl_memory_desc b, dnnl_primitive_attr attributes) {
    return describe(
        "sum or product",
        d ->
            dnnl.dnnl_binary_primitive_desc_create(
                d, OneDnn.engine(), algorithm, a, b, a, attributes));
  }

  /** The result may be one of the two. */
  Primitive product(Tensor a, Tensor b, Tensor result) {
    return make(
        binary(dnnl.dnnl_binary_mul, a.layout(), b.layout(), plain),
        Map.of(dnnl.DNNL_ARG_SRC_0, a, dnnl.DNNL_ARG_SRC_1, b, dnnl.DNNL_ARG_DST, result));
  }

  /** The result may be one of the two. */
  Primitive sum(Tensor a, Tensor b, Tensor result, Pointwise then) {
    return make(
        binary(dnnl.dnnl_binary_add, a.layout(), b.layout(), followedBy(null, then)),
        Map.of(dnnl.DNNL_ARG_SRC_0, a, dnnl.DNNL_ARG_SRC_1, b, dnnl.DNNL_ARG_DST, result));
  }

  /** From one layout, or type of numbers, to another. */
  Primitive copy(Tensor from, Tensor to) {
    return make(
        describe(
            "copy",
            d ->
                dnnl.dnnl_reorder_primitive_desc_create(
                    d, from.layout(), OneDnn.engine(), to.layout(), OneDnn.engine(), plain)),
        Map.of(dnnl.DNNL_ARG_FROM, from, dnnl.DNNL_ARG_TO, to));
  }

  private static int kind(boolean training) {
    return training ? dnnl.dnnl_forward_training : dnnl.dnnl_forward_inference;
  }

  @Override
  public void close() {
    while (!frees.isEmpty()) {
      frees.pop().run();
    }
  }
}
