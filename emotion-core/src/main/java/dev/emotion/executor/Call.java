package dev.emotion.executor;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * An ND4J operation on fixed arrays, made ready once: to describe it anew at each call takes longer
 * than to compute it for one image.
 */
final class Call implements Runnable {
  private final DynamicCustomOp operation;
  private final NativeOps natives = NativeOpsHolder.getInstance().getDeviceNativeOps();
  private final long hash;
  private final OpContext context;

  Call(DynamicCustomOp operation) {
    this.operation = operation;
    this.hash = operation.opHash();
    this.context = Nd4j.getExecutioner().buildContext();
    context.setInputArrays(operation.inputArguments().toArray(INDArray[]::new));
    context.setOutputArrays(operation.outputArguments().toArray(INDArray[]::new));
    context.setIArguments(operation.iArgs());
    context.setTArguments(operation.tArgs());
  }

  @Override
  public void run() {
    // What Nd4j.exec does, without looking the operation up by name.
    int status = natives.execCustomOp2(null, hash, context.contextPointer());
    if (status != 0) {
      throw new IllegalStateException(
          operation.opName() + ": status " + status + ": " + natives.lastErrorMessage());
    }
  }
}
