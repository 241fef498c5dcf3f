package dev.emotion.network;

import java.util.List;
import java.util.Locale;

/**
 * The networks that can be trained. Each is blocks of 3x3 convolutions with batch normalisation and
 * ReLU, each block followed by 2x2 max pooling; then global average pooling, dropout and a softmax
 * layer. For 48x48 faces and width {@code w}:
 *
 * <table>
 * <caption>Layers</caption>
 * <tr><th>output</th><th>{@link #VGG}</th><th>{@link #WIDE}</th><th>{@link #MINI}</th></tr>
 * <tr><td>24x24</td><td>2 x conv w</td><td>1 x conv w</td><td>1 x conv w</td></tr>
 * <tr><td>12x12</td><td>2 x conv 2w</td><td>2 x conv 2w</td><td>1 x conv 2w</td></tr>
 * <tr><td>6x6</td><td>2 x conv 4w</td><td>2 x conv 6w</td><td>1 x conv 4w</td></tr>
 * <tr><td>3x3</td><td>2 x conv 8w</td><td>2 x conv 12w</td><td>1 x conv 8w</td></tr>
 * <tr><td>1x1</td><td colspan="3">mean, dropout, softmax</td></tr>
 * </table>
 *
 * The design is that of Simonyan and Zisserman ("Very Deep Convolutional Networks", 2014), with
 * batch normalisation (Ioffe and Szegedy, 2015) and global average pooling (Lin et al., 2013) in
 * place of its large dense layers.
 */
public enum Architecture {
  /** Eight convolutions; 1.18 million parameters at its default width of 32. */
  VGG(32, List.of(1, 2, 4, 8), List.of(2, 2, 2, 2)),
  /**
   * Seven convolutions, few channels where maps are large and many where they are small; 2.5
   * million parameters at its default width of 32.
   */
  WIDE(32, List.of(1, 2, 6, 12), List.of(1, 2, 2, 2)),
  /** Four convolutions; about 100 thousand parameters at its default width of 16. */
  MINI(16, List.of(1, 2, 4, 8), List.of(1, 1, 1, 1));

  private final int defaultWidth;
  private final List<Integer> multiples;
  private final List<Integer> convolutions;

  Architecture(int defaultWidth, List<Integer> multiples, List<Integer> convolutions) {
    this.defaultWidth = defaultWidth;
    this.multiples = multiples;
    this.convolutions = convolutions;
  }

  /**
   * The name in options and model files.
   *
   * @return lower case
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return id();
  }

  /**
   * The architecture of a name.
   *
   * @param id as {@link #id()} gives it
   * @return the architecture
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Architecture of(String id) {
    for (Architecture architecture : values()) {
      if (architecture.id().equals(id)) {
        return architecture;
      }
    }
    throw new IllegalArgumentException(
        "architecture '" + id + "', expected one of " + List.of(values()));
  }

  /**
   * Channels of the first block unless told otherwise.
   *
   * @return a channel count
   */
  public int defaultWidth() {
    return defaultWidth;
  }

  /**
   * The layers.
   *
   * @param width channels of the first block
   * @param dropout of the features, 0 for no such layer
   * @param input of the faces
   * @param classes how many to tell apart
   */
  NetworkSpec spec(int width, double dropout, InputSpec input, int classes) {
    NetworkSpec.Chain chain = new NetworkSpec.Chain(input.shape());
    for (int block = 1; block <= multiples.size(); block++) {
      int channels = width * multiples.get(block - 1);
      for (int number = 1; number <= convolutions.get(block - 1); number++) {
        String id = block + "_" + number;
        chain // no bias: batch normalisation has its own
            .add("conv" + id, new Layer.Convolution(Window.same(3, 1), channels, false))
            .add("norm" + id, new Layer.BatchNorm(1e-5, 0.9))
            .add("relu" + id, new Layer.Relu());
      }
      chain.add("pool" + block, new Layer.Pooling(Layer.Pooling.Kind.MAX, Window.same(2, 2)));
    }
    chain.add("features", new Layer.GlobalMean());
    if (dropout > 0) {
      chain.add("dropout", new Layer.Dropout(dropout, false));
    }
    return chain.add("output", new Layer.Output(classes)).build();
  }
}
