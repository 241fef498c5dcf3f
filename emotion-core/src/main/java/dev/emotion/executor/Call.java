package dev.emotion.executor;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An ND4J operation on fixed arrays, made ready once: to describe it anew at each call takes longer
 * than to compute it for one image.
 */
final class Call {
  private final DynamicCustomOp operation;
  private final OpContext context;

  Call(DynamicCustomOp operation) {
    this.operation = operation;
    this.context = Nd4j.getExecutioner().buildContext();
    context.setInputArrays(operation.inputArguments().toArray(INDArray[]::new));
    context.setOutputArrays(operation.outputArguments().toArray(INDArray[]::new));
    context.setIArguments(operation.iArgs());
    context.setTArguments(operation.tArgs());
  }

  void run() {
    Nd4j.exec(operation, context);
  }
}
