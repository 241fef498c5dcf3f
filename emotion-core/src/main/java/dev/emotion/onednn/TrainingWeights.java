package dev.emotion.onednn;

import dev.emotion.network.NetworkSpec;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The weights of a network in training, and their gradients, where oneDNN finds them.
 *
 * @param slices where those of a layer are
 * @param values of all weights
 * @param gradients likewise
 */
record TrainingWeights(
    Map<String, List<NetworkSpec.Slice>> slices, FloatPointer values, FloatPointer gradients) {

  FloatPointer values(String layer, String name) {
    return view(values, layer, name);
  }

  FloatPointer gradients(String layer, String name) {
    return view(gradients, layer, name);
  }

  private FloatPointer view(FloatPointer all, String layer, String name) {
    NetworkSpec.Slice slice = NetworkSpec.Slice.named(slices.get(layer), name);
    FloatPointer view = all.getPointer(slice.from());
    return view.limit(slice.length());
  }
}
