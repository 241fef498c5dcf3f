package dev.emotion.executor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The operations of one training step for one batch size, in order, on their arrays. */
final class TrainingProgram {
  private final Arena arena;
  private final Activation input;
  private final List<Operation> operations = new ArrayList<>();
  private final Set<Activation> kept = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<Long, INDArray> ones = new HashMap<>();
  private INDArray scratch;
  private long scratchLength;
  private SoftmaxLoss.Step loss;

  /**
   * An empty program.
   *
   * @param inputShape [n, height, width, channels]
   */
  TrainingProgram(Arena arena, long... inputShape) {
    this.arena = arena;
    this.input = new Activation(arena.take(inputShape), null);
    kept.add(input);
  }

  /** Builds the whole network. */
  static TrainingProgram of(LayerGraph graph, Arena arena, long... inputShape) {
    TrainingProgram program = new TrainingProgram(arena, inputShape);
    Map<String, List<Activation>> ports = new HashMap<>();
    ports.put(graph.input(), program.fork(program.input, graph.consumers(graph.input())));
    for (LayerGraph.Entry entry : graph.entries()) {
      List<Activation> inputs =
          entry.inputs().stream().map(name -> ports.get(name).remove(0)).toList();
      Activation output = entry.node().train(program, inputs);
      ports.put(entry.name(), program.fork(output, graph.consumers(entry.name())));
    }
    program.loss = graph.head().train(program, ports.get(graph.headInput()).get(0));
    program.scratch = arena.take(program.scratchLength);
    return program;
  }

  /** One activation for each consumer: their gradients add up. */
  private List<Activation> fork(Activation activation, int consumers) {
    List<Activation> ports = new ArrayList<>();
    if (consumers <= 1) {
      ports.add(activation);
      return ports;
    }
    for (int i = 0; i < consumers; i++) {
      INDArray gradient =
          activation.gradient() == null ? null : arena.take(activation.gradient().shape());
      Activation port = new Activation(activation.values(), gradient);
      kept.add(port);
      ports.add(port);
    }
    if (activation.gradient() != null) {
      add(new Fork(activation, List.copyOf(ports)));
    }
    return ports;
  }

  /** A new activation of this program's batch size, with a gradient. */
  Activation activation(long height, long width, long channels) {
    long n = input.values().size(0);
    return new Activation(
        arena.take(n, height, width, channels), arena.take(n, height, width, channels));
  }

  /** An array of this program's own. */
  INDArray take(long... shape) {
    return arena.take(shape);
  }

  /** Asks for scratch memory while the program is made. */
  void needScratch(long length) {
    scratchLength = Math.max(scratchLength, length);
  }

  /** Memory that is free to use while one operation runs. */
  INDArray scratch(long... shape) {
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    return scratch.get(NDArrayIndex.interval(0, length)).reshape('c', shape);
  }

  /** Sums the rows of [rows, columns] into [1, columns]; by gemm, which is quickest. */
  void sumRows(INDArray rows, INDArray sums) {
    INDArray factors =
        ones.computeIfAbsent(rows.size(0), count -> Nd4j.ones(arena.type(), 1, count));
    Ops.multiply(factors, false, rows, sums);
  }

  /** Whether an operation may overwrite the values of its input. */
  boolean mayOverwrite(Activation activation) {
    return !kept.contains(activation);
  }

  /** Says that an operation needs its own output's values again. */
  Activation keep(Activation activation) {
    kept.add(activation);
    return activation;
  }

  void add(Operation operation) {
    operations.add(operation);
  }

  /**
   * Runs forward and backward.
   *
   * @param faces of the input's shape
   * @param targets [n, classes]
   * @return logits [n][classes]
   */
  double[][] run(INDArray faces, INDArray targets) {
    loss.setTargets(targets);
    forward(faces);
    for (int i = operations.size() - 1; i >= 0; i--) {
      operations.get(i).backward();
    }
    return loss.logits();
  }

  /** Runs forward alone: as far as the loss, and the batch's share of the running statistics. */
  void forward(INDArray faces) {
    input.values().assign(faces);
    for (Operation operation : operations) {
      operation.forward();
    }
  }

  /** Runs forward and backward like {@link #run}, and tells where the time goes. */
  List<OperationTime> profile(INDArray faces, INDArray targets) {
    input.values().assign(faces);
    loss.setTargets(targets);
    double[] forward = new double[operations.size()];
    for (int i = 0; i < forward.length; i++) {
      forward[i] = milliseconds(operations.get(i)::forward);
    }
    Map<String, OperationTime> times = new LinkedHashMap<>();
    for (int i = forward.length - 1; i >= 0; i--) {
      double backward = milliseconds(operations.get(i)::backward);
      String layer = operations.get(i).layer();
      times.put(
          layer,
          times.getOrDefault(layer, new OperationTime(layer, 0, 0, 0)).plus(forward[i], backward));
    }
    return List.copyOf(times.values());
  }

  private static double milliseconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e6;
  }
}
