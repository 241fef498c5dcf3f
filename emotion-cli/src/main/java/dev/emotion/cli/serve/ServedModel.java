package dev.emotion.cli.serve;

import dev.emotion.classify.FaceClassifier;
import dev.emotion.detect.FaceDetector;
import dev.emotion.explain.Explainer;
import dev.emotion.model.ModelManifest;
import java.util.Optional;

/**
 * What the server recognises with; all of it stays the caller's to close.
 *
 * @param name how to call the model
 * @param manifest what the model says about itself
 * @param classifier judges the faces
 * @param explainer says where the network looked; empty for a network that has no feature map
 * @param detector finds them; thread-safe
 * @param threads how many images to work on at once, at least 1
 */
public record ServedModel(
    String name,
    ModelManifest manifest,
    FaceClassifier classifier,
    Optional<Explainer> explainer,
    FaceDetector detector,
    int threads) {}
