package dev.emotion.cli.command;

import dev.emotion.cli.exit.ExitCode;
import dev.emotion.cli.option.ModelOption;
import dev.emotion.export.ExportFormat;
import dev.emotion.model.ModelContents;
import dev.emotion.model.ModelManifest;
import dev.emotion.model.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code emotion export}: a model as a file of other programs. */
@Command(
    name = "export",
    description = "Writes a model for other programs; docs/MODELS.md shows how to use the file.")
final class ExportCommand extends AbstractCommand {
  @Mixin private ModelOption model;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "NAME",
      description = "${COMPLETION-CANDIDATES}: for ONNX Runtime, for Keras 3, for Keras 2 and 3.")
  private ExportFormat format;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "Where to write it.")
  private Path output;

  @Override
  protected void validate() {
    List<String> endings = format.endings();
    if (!endings.isEmpty() && endings.stream().noneMatch(ending -> hasEnding(output, ending))) {
      throw usageError(
          "--output: found " + output + ", expected FILE" + String.join(" or FILE", endings));
    }
    requireWritable("--output", output);
  }

  @Override
  protected ExitCode execute() throws IOException {
    ModelSource source = model.source();
    ModelContents contents = source.contents();
    format.write(contents, source, output);
    out().print(describe(contents.manifest()));
    return ExitCode.OK;
  }

  private String describe(ModelManifest manifest) throws IOException {
    List<String> names = manifest.classes().names();
    String classes =
        IntStream.range(0, names.size())
            .mapToObj(i -> i + " " + names.get(i))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%s: %s, %.1f MB\nInput    %s\nOutput   a probability for each class\nClasses  %s\n",
        output,
        format,
        Files.size(output) / 1e6,
        format.input(manifest.input()),
        classes);
  }
}
