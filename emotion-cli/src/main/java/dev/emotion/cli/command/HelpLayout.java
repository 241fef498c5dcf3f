package dev.emotion.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What the help texts have beyond their annotations: examples, and train's options in groups. */
final class HelpLayout {
  private static final Map<String, List<String>> EXAMPLES =
      Map.ofEntries(
          Map.entry(
              "predict",
              List.of(
                  "emotion predict photo.jpg",
                  "emotion predict --recursive --format csv holiday >faces.csv",
                  "emotion predict --explain maps group.jpg")),
          Map.entry(
              "realtime",
              List.of(
                  "emotion realtime --camera 0",
                  "emotion realtime --video clip.mp4 --headless --every 0.5s --csv faces.csv")),
          Map.entry("serve", List.of("emotion serve --port 8080")),
          Map.entry("inspect", List.of("emotion inspect --data fer2013.csv --sheet faces.png")),
          Map.entry(
              "train",
              List.of(
                  "emotion train --data fer2013.csv --config config/train-quick.properties",
                  "emotion train --data faces/ --fine-tune bundled --output mine.zip",
                  "emotion train --data faces/ --find-rate",
                  "emotion train --data faces/ --folds 5")),
          Map.entry(
              "evaluate",
              List.of(
                  "emotion evaluate --data fer2013.csv --split validation",
                  "emotion evaluate --data faces/ --model mine.zip --min-accuracy 0.6",
                  "emotion evaluate --data faces/ --report report")),
          Map.entry(
              "compare",
              List.of(
                  "emotion compare --data fer2013.csv --model bundled --model mine.zip",
                  "emotion compare --data faces/ --model a.zip --model b.zip --sheet both.png")),
          Map.entry(
              "export",
              List.of(
                  "emotion export --format onnx --output emotion.onnx",
                  "emotion export --model mine.zip --format keras --output mine.keras")),
          Map.entry(
              "import",
              List.of(
                  "emotion import my.h5 --classes happy,sad --input-range 0..1 --output my.zip")),
          Map.entry("benchmark", List.of("emotion benchmark --threads 1 --json speed.json")),
          Map.entry("doctor", List.of("emotion doctor")),
          Map.entry("completion", List.of("eval \"$(emotion completion)\"")),
          Map.entry("help", List.of("emotion help train")),
          Map.entry("version", List.of("emotion version")));

  private static final Map<String, List<String>> TRAIN = new LinkedHashMap<>();

  static {
    TRAIN.put("Data", List.of("data", "classes", "validation-split", "clean", "skip-bad"));
    TRAIN.put("Result", List.of("output", "run-dir", "resume"));
    TRAIN.put("Trials", List.of("folds", "find-rate"));
    TRAIN.put(
        "Network",
        List.of(
            "architecture",
            "width",
            "dropout",
            "fine-tune",
            "freeze",
            "backbone-rate",
            "base-share"));
    TRAIN.put(
        "Targets",
        List.of(
            "label-smoothing",
            "class-weights",
            "augment",
            "teacher",
            "teacher-weight",
            "votes",
            "votes-weight"));
    TRAIN.put(
        "Learning",
        List.of(
            "epochs",
            "patience",
            "batch-size",
            "learning-rate",
            "warmup",
            "optimizer",
            "momentum",
            "weight-decay",
            "averaging",
            "seed"));
    TRAIN.put("Machine", List.of("threads", "precision"));
  }

  private HelpLayout() {}

  /**
   * Lays the help of the root's commands out.
   *
   * @param root the root command
   */
  static void apply(CommandLine root) {
    root.getSubcommands()
        .forEach(
            (name, command) -> {
              List<String> examples = EXAMPLES.getOrDefault(name, List.of());
              if (!examples.isEmpty()) {
                command
                    .getCommandSpec()
                    .usageMessage()
                    .footerHeading(examples.size() == 1 ? "%nExample:%n" : "%nExamples:%n")
                    .footer(examples.stream().map(line -> "  " + line).toArray(String[]::new));
              }
              if (name.equals("train")) {
                command
                    .getHelpSectionMap()
                    .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpLayout::grouped);
              }
            });
  }

  /** The options under their headings; those of every command come last. */
  private static String grouped(Help help) {
    CommandSpec command = help.commandSpec();
    List<OptionSpec> rest =
        new ArrayList<>(command.options().stream().filter(option -> !option.hidden()).toList());
    StringBuilder text = new StringBuilder();
    TRAIN.forEach(
        (heading, names) -> {
          List<OptionSpec> group =
              names.stream()
                  .flatMap(name -> Stream.ofNullable(command.findOption("--" + name)))
                  .toList();
          rest.removeAll(group);
          text.append(section(help, heading, group));
        });
    return text.append(section(help, "Common", rest)).toString();
  }

  private static String section(Help help, String heading, List<OptionSpec> options) {
    return String.format("%n%s:%n", heading)
        + help.optionListExcludingGroups(
            options, help.createDefaultLayout(), null, help.parameterLabelRenderer());
  }
}
