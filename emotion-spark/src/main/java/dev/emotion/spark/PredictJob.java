package dev.emotion.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.emotion.EmotionException;
import dev.emotion.detect.DetectorKind;
import dev.emotion.model.ModelSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code emotion predict} on Spark, for {@code spark-submit}: see docs/SPARK.md. An image that
 * can't be read becomes a row with its error and does not fail the job, which would be run again.
 */
@Command(
    name = "emotion-spark",
    description = "Finds the faces in images and reads their emotions, on Apache Spark.",
    sortOptions = false,
    usageHelpAutoWidth = true)
public final class PredictJob implements Callable<Integer> {
  private static final int USAGE = 2;
  private static final int INPUT_ERROR = 3;

  /** What {@code --format} takes. */
  private enum Format {
    PARQUET,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec command;

  @Option(
      names = "--images",
      required = true,
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "Images as Spark reads files: folders with all below them, files, patterns such as"
              + " 'photos/*.jpg'; of this machine, or file:, hdfs:, s3a: and so on.")
  private List<String> inputs;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Where to write, of the same kinds; must not exist.")
  private String output;

  @Option(
      names = "--format",
      defaultValue = "parquet",
      paramLabel = "FORMAT",
      description = "parquet, or json with one line per row (default: ${DEFAULT-VALUE}).")
  private Format format;

  @Option(
      names = "--model",
      defaultValue = ModelSource.BUNDLED,
      paramLabel = "FILE",
      description =
          "A model file that train or import wrote, or 'bundled' (default: ${DEFAULT-VALUE}).")
  private String model;

  @Option(
      names = "--detector",
      defaultValue = "blazeface",
      paramLabel = "DETECTOR",
      description =
          "blazeface, haar, or none for images that are one face each (default:"
              + " ${DEFAULT-VALUE}).")
  private DetectorKind detector;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help and ends.")
  @SuppressWarnings("unused") // picocli looks at it
  private boolean help;

  private PredictJob() {}

  /**
   * Runs the job. The process ends with status 0, 2 for wrong options, 3 for an input, output or
   * model that can't be used, or 1 where Spark gives up.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    int status =
        run(
            new PrintWriter(System.out, true, UTF_8),
            new PrintWriter(System.err, true, UTF_8),
            args);
    if (status != 0) { // otherwise Spark ends the process in its own order
      System.exit(status);
    }
  }

  /** As {@link #main}, in a process that goes on. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    return new CommandLine(new PredictJob())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((e, unparsed) -> fail(e.getCommandLine(), e, USAGE))
        .setExecutionExceptionHandler(
            (e, commandLine, parsed) -> {
              for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof EmotionException
                    || cause instanceof URISyntaxException
                    || cause instanceof AnalysisException
                    || cause instanceof IOException) {
                  return fail(commandLine, cause, INPUT_ERROR);
                }
              }
              throw e;
            })
        .execute(args);
  }

  private static int fail(CommandLine commandLine, Throwable fault, int status) {
    commandLine.getErr().println("emotion-spark: " + line(fault));
    return status;
  }

  /** The first line of its message, or its kind where it has none. */
  static String line(Throwable fault) {
    String message = fault.getMessage() == null ? fault.toString() : fault.getMessage();
    return message.lines().findFirst().orElse(message);
  }

  @Override
  public Integer call() {
    if (inputs.contains("") || output.isEmpty()) {
      throw new CommandLine.ParameterException(
          command.commandLine(),
          "--images, --output: found nothing, expected a path or an address");
    }
    String others = inputs.size() == 1 ? "" : " and " + (inputs.size() - 1) + " more";
    String title = inputs.get(0) + others + " to " + output;
    try (SparkSession spark = SparkSession.builder().appName("emotion: " + title).getOrCreate()) {
      SparkPredictor predictor = new SparkPredictor(spark, model, detector);
      // How Spark's page calls jobs and stages.
      spark.sparkContext().setCallSite("list images");
      Dataset<Row> images =
          spark
              .read()
              .format("binaryFile")
              .option("recursiveFileLookup", true)
              .load(inputs.toArray(String[]::new));
      spark.sparkContext().setCallSite("read emotions");
      spark.sparkContext().setJobDescription("read emotions: " + title);
      DataFrameWriter<Row> writer = predictor.predict(images).write();
      if (format == Format.JSON) {
        writer.json(output);
      } else {
        writer.parquet(output);
      }
      command
          .commandLine()
          .getOut()
          .printf(
              Locale.ROOT,
              "%,d images, %,d faces, %,d failed: %s%n",
              predictor.images(),
              predictor.faces(),
              predictor.failures(),
              output);
      return 0;
    }
  }
}
