package dev.emotion.export;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import onnx.OnnxMl.AttributeProto;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.NodeProto;
import onnx.OnnxMl.TensorProto;
import onnx.OnnxMl.TensorShapeProto;
import onnx.OnnxMl.TypeProto;
import onnx.OnnxMl.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/** An ONNX graph under construction: values, known by their names, and nodes between them. */
final class OnnxGraph {
  static final String INPUT = "pixels";
  static final String OUTPUT = "probabilities";

  /** The faces of a call, any number. */
  private static final String FACES = "faces";

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("emotion");
  private final Names names = new Names();
  private final String input = names.unique(INPUT);
  private final String output = names.unique(OUTPUT);

  /**
   * The input.
   *
   * @param face the shape of one
   * @return its name
   */
  String input(long... face) {
    graph.addInput(type(input, face));
    return input;
  }

  /**
   * The output, and the node that gives it.
   *
   * @param length how many values it has for a face
   */
  void output(int length, String operator, String from, AttributeProto... attributes) {
    add(operator, output, List.of(from), attributes);
    graph.addOutput(type(output, length));
  }

  private static ValueInfoProto type(String name, long... face) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimParam(FACES);
    Arrays.stream(face).forEach(size -> shape.addDimBuilder().setDimValue(size));
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(shape)))
        .build();
  }

  /**
   * A node with one output.
   *
   * @param operator of ONNX
   * @param wish the name of node and output
   * @param inputs the names of the values that it takes
   * @return the name of the output
   */
  String node(String operator, String wish, List<String> inputs, AttributeProto... attributes) {
    String name = names.unique(wish);
    add(operator, name, inputs, attributes);
    return name;
  }

  private void add(
      String operator, String name, List<String> inputs, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName(name)
            .addAllInput(inputs)
            .addOutput(name)
            .addAllAttribute(Arrays.asList(attributes)));
  }

  /**
   * A constant: the weights of a layer.
   *
   * @return its name
   */
  String floats(String wish, float[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return constant(wish, TensorProto.DataType.FLOAT, bytes, shape);
  }

  /**
   * A constant row of whole numbers.
   *
   * @return its name
   */
  String integers(String wish, long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return constant(wish, TensorProto.DataType.INT64, bytes, values.length);
  }

  private String constant(String wish, TensorProto.DataType type, ByteBuffer bytes, long... shape) {
    String name = names.unique(wish);
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(bytes));
    Arrays.stream(shape).forEach(tensor::addDims);
    graph.addInitializer(tensor);
    return name;
  }

  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto attribute(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  static AttributeProto attribute(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    Arrays.stream(values).forEach(attribute::addInts);
    return attribute.build();
  }

  GraphProto build() {
    return graph.build();
  }
}
