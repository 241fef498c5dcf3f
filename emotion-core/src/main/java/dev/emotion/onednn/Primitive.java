package dev.emotion.onednn;

import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;

/** A primitive with its arguments, to be run again and again. */
record Primitive(dnnl_primitive primitive, dnnl_stream stream, int count, dnnl_exec_arg_t arguments)
    implements Runnable {

  @Override
  public void run() {
    OneDnn.check(dnnl.dnnl_primitive_execute(primitive, stream, count, arguments), "primitive");
  }
}
