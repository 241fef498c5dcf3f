package dev.emotion.executor;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An output that several layers take: its gradient is the sum of theirs. */
record Fork(Activation output, List<Activation> ports) implements Operation {

  @Override
  public void forward() {
    // The ports share the output's values.
  }

  @Override
  public void backward() {
    INDArray sum = output.gradient();
    sum.assign(ports.get(0).gradient());
    for (Activation port : ports.subList(1, ports.size())) {
      sum.addi(port.gradient());
    }
  }
}
