package dev.emotion.cli.command;

import dev.emotion.cli.exit.ExitCode;
import dev.emotion.cli.exit.Interruption;
import dev.emotion.cli.option.DetectorOptions;
import dev.emotion.cli.option.ModelOptions;
import dev.emotion.cli.option.ServeOptions;
import dev.emotion.cli.serve.EmotionServer;
import dev.emotion.cli.serve.ServeSettings;
import dev.emotion.cli.serve.ServedModel;
import dev.emotion.detect.FaceDetector;
import dev.emotion.explain.Explainer;
import dev.emotion.model.EmotionModel;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code emotion serve}: a page to drop images on, and the API behind it. */
@Command(
    name = "serve",
    description = "Serves a page for images and the webcam, and the API behind it, until Ctrl-C.")
final class ServeCommand extends AbstractCommand {
  @Mixin private ServeOptions serving;
  @Mixin private DetectorOptions detection;
  @Mixin private ModelOptions model;

  @Override
  protected void validate() {
    detection.validate();
  }

  @Override
  protected ExitCode execute() throws IOException {
    ServeSettings settings = serving.toSettings();
    if (!settings.isLocal() && settings.token().isEmpty() && !common().quiet()) {
      err().println("emotion: serve: whoever reaches this machine can use it; see --token");
      err().flush();
    }
    // The images are what runs in parallel. More threads of the engine would wait for each other
    // while other images have the cores, and give the same answers.
    Optional<Explainer> explainer = model.explainerIfAny(err());
    try (EmotionModel network = model.open(1);
        FaceDetector detector = detection.open();
        EmotionServer server =
            new EmotionServer(
                settings,
                new ServedModel(
                    model.name(),
                    network.manifest(),
                    model.classifier(network),
                    explainer,
                    detector,
                    model.threads()))) {
      server.start();
      out().println(server.address());
      out().flush();
      Interruption.await();
    } finally {
      explainer.ifPresent(Explainer::close);
    }
    return ExitCode.INTERRUPTED;
  }
}
