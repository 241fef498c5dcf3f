package dev.emotion.cli.option;

import dev.emotion.engine.OptimizerSettings;
import dev.emotion.network.Architecture;
import dev.emotion.network.NetworkSettings;
import dev.emotion.train.Augmentation;
import dev.emotion.train.ClassWeights;
import dev.emotion.train.Descent;
import dev.emotion.train.FineTuning;
import dev.emotion.train.Schedule;
import dev.emotion.train.TargetSettings;
import dev.emotion.train.TrainingSettings;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a training run computes. */
public final class TrainingOptions {
  private static final String DEFAULT = " (default: ${DEFAULT-VALUE})";
  private static final double DROPOUT = 0.3;
  private static final double VOTES_WEIGHT = 0.35;
  private static final double TEACHER_WEIGHT = 0.5;

  @Option(
      names = "--architecture",
      paramLabel = "NAME",
      description = "${COMPLETION-CANDIDATES} (default: vgg, or that of --fine-tune).")
  private Architecture architecture;

  @Option(
      names = "--width",
      paramLabel = "N",
      description =
          "Channels of the first block (default: vgg and wide 32, mini 16, or --fine-tune's).")
  private Integer width;

  @Option(
      names = "--dropout",
      paramLabel = "P",
      description = "Share of features dropped before the last layer (default: " + DROPOUT + ").")
  private Double dropout;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      defaultValue = "sgd",
      description = "${COMPLETION-CANDIDATES}; sgd has Nesterov momentum" + DEFAULT + ".")
  private OptimizerSettings.Method method;

  @Option(
      names = "--momentum",
      paramLabel = "M",
      defaultValue = "0.9",
      description = "Momentum of sgd" + DEFAULT + ".")
  private double momentum;

  @Option(
      names = "--weight-decay",
      paramLabel = "D",
      defaultValue = "5e-4",
      description = "Decay of the weights" + DEFAULT + ".")
  private double weightDecay;

  @Option(
      names = "--class-weights",
      paramLabel = "HOW",
      defaultValue = "none",
      description =
          "${COMPLETION-CANDIDATES}; balanced: a face counts inversely to the size of its class;"
              + " root: to the square root of it"
              + DEFAULT
              + ".")
  private ClassWeights classWeights;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      description =
          "Highest rate; it rises in the warm-up and falls along a cosine"
              + " (default: sgd 0.05, adam 0.001).")
  private Double learningRate;

  @Option(
      names = "--warmup",
      paramLabel = "EPOCHS",
      description = "Epochs in which the rate rises (default: 1, less for short runs).")
  private Double warmup;

  @Option(
      names = "--label-smoothing",
      paramLabel = "S",
      defaultValue = "0.1",
      description = "Share of each target spread over all classes" + DEFAULT + ".")
  private double labelSmoothing;

  @Option(
      names = "--votes-weight",
      paramLabel = "W",
      description =
          "The share of people's --votes in the targets, beside the labels (default: "
              + VOTES_WEIGHT
              + ").")
  private Double votesWeight;

  @Option(
      names = "--teacher-weight",
      paramLabel = "W",
      description =
          "The share of the --teacher's answers in the targets (default: " + TEACHER_WEIGHT + ").")
  private Double teacherWeight;

  @Option(
      names = "--averaging",
      paramLabel = "D",
      defaultValue = "0",
      description =
          "Evaluate and save a moving average of the weights that keeps the share D of itself"
              + " at each step, such as 0.999; 0: none"
              + DEFAULT
              + ".")
  private double averaging;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "30",
      description = "Passes over the training faces" + DEFAULT + ".")
  private int epochs;

  @Option(
      names = "--patience",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Stop after N epochs without a better validation accuracy; 0: never" + DEFAULT + ".")
  private int patience;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "64",
      description = "Batch size, in faces" + DEFAULT + ".")
  private int batchSize;

  @Option(
      names = "--augment",
      paramLabel = "HOW",
      defaultValue = "standard",
      description = "${COMPLETION-CANDIDATES}: how much faces are varied" + DEFAULT + ".")
  private Augmentation augmentation;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Random seed" + DEFAULT + ".")
  private long seed;

  @Option(
      names = "--freeze",
      paramLabel = "N|all-but-head",
      defaultValue = "0",
      description =
          "Freeze the first N layers that have weights, or all but the last, of the model that is"
              + " fine-tuned"
              + DEFAULT
              + ".")
  private String freeze;

  @Option(
      names = "--backbone-rate",
      paramLabel = "FACTOR",
      defaultValue = "1",
      description =
          "Learning rate of all layers but the last of the model that is fine-tuned, as a share of"
              + " --learning-rate"
              + DEFAULT
              + ".")
  private double backboneRate;

  @Option(
      names = "--base-share",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Evaluate and save the trained weights mixed with this share of those of the model that"
              + " is fine-tuned, such as 0.2, which keeps more of what it knew"
              + DEFAULT
              + ".")
  private double baseShare;

  @Mixin private ComputeOptions computing;

  /**
   * The seed.
   *
   * @return any number
   */
  public long seed() {
    return seed;
  }

  /**
   * Whether they name a design.
   *
   * @return whether an architecture, width or dropout was given
   */
  public boolean nameDesign() {
    return architecture != null || width != null || dropout != null;
  }

  /**
   * The settings.
   *
   * @param base the design that is fine-tuned, whose architecture and width are the defaults
   * @param voted whether there are votes
   * @param taught whether there is a teacher
   * @param dataOptions how the faces are chosen from the data, by name of option
   * @return the settings
   * @throws IllegalArgumentException if a value is out of range; the message names the option
   */
  public TrainingSettings toSettings(
      Optional<NetworkSettings> base,
      boolean voted,
      boolean taught,
      Map<String, String> dataOptions) {
    Architecture design =
        architecture != null
            ? architecture
            : base.map(NetworkSettings::architecture).orElse(Architecture.VGG);
    int channels =
        width != null ? width : base.map(NetworkSettings::width).orElse(design.defaultWidth());
    double usualRate = method == OptimizerSettings.Method.SGD ? 0.05 : 0.001;
    return new TrainingSettings(
        new NetworkSettings(design, channels, dropout != null ? dropout : DROPOUT),
        new Descent(method, momentum, weightDecay, averaging),
        new Schedule(
            learningRate != null ? learningRate : usualRate,
            warmup != null ? warmup : Math.min(1, epochs / 10.0),
            epochs,
            patience),
        new TargetSettings(
            labelSmoothing,
            weight("votes", voted, votesWeight, VOTES_WEIGHT),
            weight("teacher", taught, teacherWeight, TEACHER_WEIGHT)),
        FineTuning.of(freeze, backboneRate, baseShare),
        classWeights,
        augmentation,
        batchSize,
        seed,
        computing.compute(),
        dataOptions);
  }

  /**
   * The weight that is in force. The settings of a run without votes or teacher serve as those of
   * another, and say 0.
   */
  private static double weight(String option, boolean used, Double given, double usual) {
    double weight = given != null ? given : used ? usual : 0;
    if (used && weight == 0) {
      throw new IllegalArgumentException(
          "--" + option + "-weight: found 0 beside --" + option + ", expected more");
    }
    if (!used && weight > 0 && weight <= 1) { // one out of range is refused in any case
      throw new IllegalArgumentException(
          "--" + option + "-weight: found " + weight + " without --" + option + ", expected both");
    }
    return weight;
  }
}
