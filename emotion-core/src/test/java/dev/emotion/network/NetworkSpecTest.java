package dev.emotion.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetworkSpecTest {
  private static final Shape FACE = new Shape(9, 7, 2);

  private static NetworkSpec.Node node(String name, Layer layer, String... inputs) {
    return new NetworkSpec.Node(name, layer, List.of(inputs));
  }

  private static Layer conv(int channels) {
    return new Layer.Convolution(Window.same(3, 1), channels, true);
  }

  private static NetworkSpec.Node wide(String name, int channels) {
    return node(name, conv(channels), "pixels");
  }

  private static Layer depthwise(int multiplier) {
    return new Layer.DepthwiseConvolution(Window.same(3, 1), multiplier, false);
  }

  private static void refused(String words, NetworkSpec.Node... layers) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NetworkSpec(FACE, List.of(layers)))
        .withMessageContaining(words);
  }

  @Test
  void shapesAreEqualByAllTheirNumbers() {
    Shape shape = new Shape(4, 6, 3);

    assertThat(shape).isEqualTo(new Shape(4, 6, 3)).hasSameHashCodeAs(new Shape(4, 6, 3));
    assertThat(shape)
        .isNotIn(new Shape(6, 4, 3), new Shape(4, 5, 3), new Shape(4, 6, 1), new Shape(3, 6, 3))
        .isNotEqualTo(null);
  }

  @Test
  void followsShapesAndWeightsFromLayerToLayer() {
    Window valid = new Window(3, 2, 2, 1, 1, 0, false);
    NetworkSpec spec =
        new NetworkSpec.Chain(FACE)
            .add("a", conv(5))
            .add("b", new Layer.BatchNorm(1e-3, 0.9))
            .add("c", new Layer.Convolution(valid, 4, false))
            .add("d", new Layer.Pooling(Layer.Pooling.Kind.MEAN, Window.same(2, 2)))
            .add("e", new Layer.GlobalMean())
            .add("f", new Layer.Dense(6, false))
            .add("g", new Layer.Output(3))
            .build();
    assertThat(spec.shapes())
        .containsEntry("a", new Shape(9, 7, 5))
        .containsEntry("c", new Shape(5, 6, 4))
        .containsEntry("d", new Shape(3, 3, 4))
        .containsEntry("e", Shape.row(4))
        .containsEntry("f", Shape.row(6));
    assertThat(spec.classes()).isEqualTo(3);
    long a = 5 + 3 * 3 * 2 * 5;
    long c = 3 * 2 * 5 * 4;
    assertThat(spec.weights()).isEqualTo(a + 4 * 5 + c + 4 * 6 + 6 * 3 + 3);
    assertThat(spec.activations()).isEqualTo(9 * 7 * 5 + 5 * 6 * 4 + 3 * 3 * 4 + 4 + 6 + 3);
    Map<String, List<NetworkSpec.Slice>> slices = spec.slices();
    assertThat(slices.get("a"))
        .containsExactly(new NetworkSpec.Slice("b", 0, 5), new NetworkSpec.Slice("W", 5, a - 5));
    assertThat(slices.get("c")).containsExactly(new NetworkSpec.Slice("W", a + 20, c));
    assertThat(slices.get("d")).isEmpty();
  }

  @Test
  void refusesLayersThatDoNotFitTogether() {
    NetworkSpec.Node output = node("output", new Layer.Output(3), "mean");
    NetworkSpec.Node mean = node("mean", new Layer.GlobalMean(), "a");
    NetworkSpec.Node a = node("a", conv(4), "pixels");
    assertThat(new NetworkSpec(FACE, List.of(a, mean, output)).layers()).hasSize(3);
    refused("0 layers");
    refused("mean: before one of its inputs", mean, a, output);
    refused("an odd one", node("a\nb", conv(4), "pixels"), mean, output);
    refused("an odd one", node("a".repeat(65), conv(4), "pixels"), mean, output);
    refused("no layer takes from it", a, node("b", conv(4), "a"), mean, output);
    refused("output alone is last", a, mean);
    refused("output alone is last", a, mean, node("o", new Layer.Output(2), "mean"), output);
    refused("another's", a, a, mean, output);
    refused("another's", node("pixels", conv(4), "pixels"), mean, output);
    refused("expected a row", a, node("output", new Layer.Output(3), "a"));
    refused("a: 2 inputs", node("a", conv(4), "pixels", "pixels"), mean, output);
    refused("sum: 1 inputs", a, node("sum", new Layer.Add(), "a"), mean, output);
    refused(
        "several shapes",
        a,
        node("sum", new Layer.Add(), "a", "pixels"),
        node("mean", new Layer.GlobalMean(), "sum"),
        output);
    Window large = new Window(15, 15, 1, 1, 0, 0, false);
    refused("15 over 9 pixels", node("a", new Layer.Convolution(large, 4, true), "pixels"));
  }

  @Test
  void refusesSizesThatNoNetworkOfTheFieldHas() {
    refused("channels", node("a", conv(1 << 17), "pixels"));
    refused("channels", node("a", conv(0), "pixels"));
    List<NetworkSpec.Node> many = new ArrayList<>();
    String last = "pixels";
    for (int i = 0; i < 2001; i++) {
      many.add(node("r" + i, new Layer.Relu(), last));
      last = "r" + i;
    }
    refused("2001 layers", many.toArray(NetworkSpec.Node[]::new));
    refused("channels", wide("a", 1 << 16), node("d", depthwise(64), "a"));
    assertThatIllegalArgumentException().isThrownBy(() -> depthwise(65));
    assertThatIllegalArgumentException().isThrownBy(() -> depthwise(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Window.same(16, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Window.same(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Window.same(3, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Window.same(1, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> new Window(3, 3, 1, 1, 3, 0, false));
    assertThatIllegalArgumentException().isThrownBy(() -> new Layer.BatchNorm(0, 0.9));
    assertThatIllegalArgumentException().isThrownBy(() -> new Layer.BatchNorm(1e-5, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Layer.Dropout(Double.NaN, false));
  }
}
