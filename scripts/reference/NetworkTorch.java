import static org.bytedeco.pytorch.global.torch.clear_cache;
import static org.bytedeco.pytorch.global.torch.cross_entropy;
import static org.bytedeco.pytorch.global.torch.get_num_threads;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.rand;
import static org.bytedeco.pytorch.global.torch.set_autocast_enabled;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AvgPool2dImpl;
import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.FlattenImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.MaxPool2dImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ReLUImpl;
import org.bytedeco.pytorch.ReLUOptions;
import org.bytedeco.pytorch.SequentialImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What network_torch.py measures, with the PyTorch that JavaCPP has (pytorch.xml), channels last, in
 * float32 or bfloat16 (autocast in training, all of it in inference); the same JSON.
 *
 * <p>usage: java -cp CLASS-PATH NetworkTorch.java THREADS fp32|bf16
 */
class NetworkTorch {
  private static final int WIDTH = 32, CLASSES = 7, SIDE = 48, BATCH = 64;
  private static final int WARM_UP = 3, STEPS = 20, MAX_STEPS = 500;
  private static final long ENOUGH_NANOS = 500_000_000;
  private static final int SINGLE_WARM_UP = 50, SINGLES = 1000;

  /** One image can take 0.1 s where threads wait for each other. */
  private static final long MAX_SINGLES_NANOS = 10_000_000_000L;

  private static final List<Module> KEPT = new ArrayList<>();

  private static boolean bfloat16;

  public static void main(String[] args) throws IOException {
    bfloat16 = args[1].equals("bf16");
    set_num_threads(Integer.parseInt(args[0]));
    manual_seed(1);
    SequentialImpl network = referenceNetwork();
    double training = training(network);
    network.eval();
    if (bfloat16) {
      network.to(ScalarType.BFloat16, false);
    }
    try (NoGradGuard guard = new NoGradGuard()) {
      Map<Integer, Double> inference = new TreeMap<>();
      for (int size : new int[] {1, 8, 32, BATCH}) {
        Tensor images = ready(size);
        inference.put(size, rate(size, () -> network.forward(images)));
      }
      double[] milliseconds = latencies(network, ready(1));
      System.out.printf(
          Locale.ROOT,
          """
          {
            "torch": "%s",
            "threads": %d,
            "parameters": %d,
            "trainingImagesPerSecond": %f,
            "inferenceImagesPerSecond": %f,
            "inferenceByBatchSize": {%s},
            "latencyMs": {"median": %f, "p99": %f}
          }
          """,
          Loader.getVersion("org.bytedeco", "pytorch"),
          get_num_threads(),
          Arrays.stream(network.parameters().get()).mapToLong(Tensor::numel).sum(),
          training,
          inference.get(BATCH),
          inference.entrySet().stream()
              .map(e -> String.format(Locale.ROOT, "\"%d\": %f", e.getKey(), e.getValue()))
              .collect(Collectors.joining(", ")),
          milliseconds[milliseconds.length / 2],
          milliseconds[(int) Math.ceil(0.99 * milliseconds.length) - 1]);
    }
  }

  /** As reference_network.py has it. */
  private static SequentialImpl referenceNetwork() {
    SequentialImpl layers = new SequentialImpl();
    long channels = 1;
    for (int block = 0; block < 4; block++) {
      long wide = WIDTH << block;
      for (int i = 0; i < 2; i++) {
        Conv2dOptions convolution = new Conv2dOptions(channels, wide, new LongPointer(3, 3));
        convolution.padding().put(new LongPointer(1, 1));
        convolution.bias().put(false);
        layers.push_back(kept(new Conv2dImpl(convolution)));
        layers.push_back(kept(new BatchNorm2dImpl(new BatchNormOptions(wide))));
        layers.push_back(kept(new ReLUImpl(new ReLUOptions(true))));
        channels = wide;
      }
      layers.push_back(kept(new MaxPool2dImpl(new LongPointer(2, 2))));
    }
    int rest = SIDE >> 4; // the global mean: Java can't give AdaptiveAvgPool2d its two sizes
    layers.push_back(kept(new AvgPool2dImpl(new LongPointer(rest, rest))));
    layers.push_back(kept(new FlattenImpl()));
    layers.push_back(kept(new LinearImpl(channels, CLASSES)));
    TensorVector parameters = layers.parameters();
    for (Tensor parameter : parameters.get()) {
      if (parameter.dim() == 4) {
        parameter.set_data(parameter.data().contiguous(MemoryFormat.ChannelsLast));
      }
    }
    return layers;
  }

  /** JavaCPP would free it with its Java object, though the network goes on using it. */
  private static <T extends Module> T kept(T layer) {
    KEPT.add(layer);
    return layer;
  }

  private static Tensor images(int count) {
    return rand(count, 1, SIDE, SIDE).contiguous(MemoryFormat.ChannelsLast);
  }

  /** As the network has its weights in inference. */
  private static Tensor ready(int count) {
    return bfloat16 ? images(count).to(ScalarType.BFloat16) : images(count);
  }

  private static double training(SequentialImpl network) {
    Adam adam = new Adam(network.parameters(), new AdamOptions(0.001));
    Tensor images = images(BATCH);
    Tensor labels = AbstractTensor.create(LongStream.range(0, BATCH).map(i -> i % CLASSES).toArray());
    return rate(
        BATCH,
        () -> {
          adam.zero_grad();
          set_autocast_enabled(DeviceType.CPU, bfloat16);
          Tensor logits = network.forward(images);
          set_autocast_enabled(DeviceType.CPU, false);
          cross_entropy(logits, labels).backward();
          adam.step();
          clear_cache(); // of weights in bfloat16
        });
  }

  /** Frees the step's tensors, as Python and C++ do. */
  private static void run(Runnable work) {
    try (PointerScope scope = new PointerScope()) {
      work.run();
    }
  }

  private static double rate(int images, Runnable work) {
    for (int i = 0; i < WARM_UP; i++) {
      run(work);
    }
    long start = System.nanoTime();
    int steps = 0;
    do {
      run(work);
      steps++;
    } while (steps < STEPS || (System.nanoTime() - start < ENOUGH_NANOS && steps < MAX_STEPS));
    return steps * (double) images / ((System.nanoTime() - start) / 1e9);
  }

  private static double[] latencies(SequentialImpl network, Tensor image) {
    for (int i = 0; i < SINGLE_WARM_UP; i++) {
      run(() -> network.forward(image));
    }
    double[] milliseconds = new double[SINGLES];
    int count = 0;
    long begin = System.nanoTime();
    while (count < SINGLES && System.nanoTime() - begin < MAX_SINGLES_NANOS) {
      long start = System.nanoTime();
      run(() -> network.forward(image));
      milliseconds[count++] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(milliseconds, 0, count);
    return Arrays.copyOf(milliseconds, count);
  }
}
