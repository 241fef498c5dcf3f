package dev.emotion.cli.command;

import dev.emotion.cli.exit.ExitCode;
import dev.emotion.cli.option.ClassOptions;
import dev.emotion.cli.option.DataOptions;
import dev.emotion.dataset.ContactSheetImage;
import dev.emotion.dataset.DatasetInspector;
import dev.emotion.dataset.DatasetJson;
import dev.emotion.dataset.DatasetSummary;
import dev.emotion.dataset.DatasetText;
import dev.emotion.dataset.EmotionDataset;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code emotion inspect}: what is in a data set, and what is odd about it. */
@Command(
    name = "inspect",
    description =
        "Describes a data set: counts, image sizes, duplicates, blank images, fingerprint.")
final class InspectCommand extends DatasetCommand {
  @Mixin private DataOptions data;
  @Mixin private ClassOptions classes;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes the description as JSON, with all duplicates; - is standard output.")
  private Path json;

  @Option(
      names = "--sheet",
      paramLabel = "FILE.png",
      description = "Draws sample faces of every part and class.")
  private Path sheet;

  @Override
  protected void validate() {
    requireEnding("--sheet", sheet, ".png");
    requireJson(json);
    requireWritable("--sheet", sheet);
  }

  @Override
  protected ExitCode execute() {
    EmotionDataset dataset =
        data.toSource().read(classes.applyTo(data.toReadSettings()).withValidation(0, 0));
    DatasetSummary summary = DatasetInspector.inspect(dataset);
    writeReport(json, () -> DatasetJson.of(summary), () -> DatasetText.of(summary));
    if (sheet != null) {
      ContactSheetImage.write(sheet, dataset);
    }
    return status(dataset);
  }
}
