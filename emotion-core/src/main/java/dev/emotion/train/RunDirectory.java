package dev.emotion.train;

import dev.emotion.DatasetException;
import dev.emotion.WholeFile;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run leaves on disk beside its model: {@code train.properties} (every setting in force),
 * {@code history.csv} (a row an epoch) and {@code last.zip} (the checkpoint to go on from).
 */
final class RunDirectory {
  private static final String HEADER =
      "epoch,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy,"
          + "seconds,images_per_second";

  private final Path folder;

  private RunDirectory(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes the folder where it is missing.
   *
   * @param folder the run's own folder
   * @return the run directory
   */
  static RunDirectory at(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": can't be made: " + e.getMessage(), e);
    }
    return new RunDirectory(folder);
  }

  /** The checkpoint, there or not. */
  Path checkpoint() {
    return folder.resolve("last.zip");
  }

  boolean hasCheckpoint() {
    return Files.exists(checkpoint());
  }

  private Path settingsFile() {
    return folder.resolve("train.properties");
  }

  private Path historyFile() {
    return folder.resolve("history.csv");
  }

  void writeSettings(SortedMap<String, String> settings) {
    StringBuilder text =
        new StringBuilder("# The settings of this run, for emotion train --config\n");
    settings.forEach(
        (key, value) ->
            text.append(key).append('=').append(value.replace("\\", "\\\\")).append('\n'));
    WholeFile.write(settingsFile(), text.toString());
  }

  SortedMap<String, String> readSettings() {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(Files.readString(settingsFile())));
    } catch (IOException | IllegalArgumentException e) {
      throw new DatasetException(
          settingsFile().toString(), "can't be read", "the settings of the run to resume", e);
    }
    SortedMap<String, String> settings = new TreeMap<>();
    for (Map.Entry<Object, Object> entry : properties.entrySet()) {
      settings.put((String) entry.getKey(), (String) entry.getValue());
    }
    return settings;
  }

  /** Numbers are written in full, because the best epoch is found by them when a run resumes. */
  void writeHistory(List<EpochSummary> history) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (EpochSummary e : history) {
      text.append(e.epoch());
      for (double value :
          new double[] {
            e.learningRate(),
            e.trainLoss(),
            e.trainAccuracy(),
            e.validationLoss(),
            e.validationAccuracy(),
            e.seconds(),
            e.imagesPerSecond()
          }) {
        text.append(',').append(value);
      }
      text.append('\n');
    }
    WholeFile.write(historyFile(), text.toString());
  }

  /**
   * The first epochs of the history; a row beyond them is from a run killed before its checkpoint.
   */
  List<EpochSummary> readHistory(int epochs) {
    List<EpochSummary> history = new ArrayList<>();
    try {
      List<String> lines = Files.readAllLines(historyFile());
      for (String line : lines.subList(1, Math.min(lines.size(), epochs + 1))) {
        String[] v = line.split(",");
        history.add(
            new EpochSummary(
                Integer.parseInt(v[0]),
                Double.parseDouble(v[1]),
                Double.parseDouble(v[2]),
                Double.parseDouble(v[3]),
                Double.parseDouble(v[4]),
                Double.parseDouble(v[5]),
                Double.parseDouble(v[6]),
                Double.parseDouble(v[7])));
      }
    } catch (IOException | RuntimeException e) {
      throw new DatasetException(
          historyFile().toString(), "can't be read: " + e.getMessage(), HEADER, e);
    }
    if (history.size() != epochs) {
      throw new DatasetException(
          historyFile().toString(),
          history.size() + " epochs",
          epochs + " as the checkpoint has it");
    }
    return history;
  }
}
