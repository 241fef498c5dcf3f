package dev.emotion.train;

import dev.emotion.DatasetException;
import dev.emotion.ModelException;
import dev.emotion.system.AtomicFile;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run leaves on disk beside its model: {@code train.properties} (every setting in force),
 * {@code history.csv} (one row per epoch) and {@code last.zip} (the checkpoint to go on from).
 *
 * <p>One run at a time has it, until it closes it or its process ends, however that ends.
 */
final class RunDirectory implements AutoCloseable {
  private static final String CHECKPOINT = "last.zip";

  /** What a run writes into it. */
  static final List<String> FILES =
      List.of(
          "train.properties",
          "history.csv",
          CHECKPOINT,
          "curves.png",
          "report.html",
          "rate.csv",
          "rate.png",
          "folds.csv",
          "folds.json");

  private static final String HEADER =
      "epoch,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy,"
          + "seconds,images_per_second";

  private final Path folder;
  private final FileChannel lock;

  private RunDirectory(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Makes the folder where it is missing, and keeps other runs out of it.
   *
   * @param folder the run's own folder
   * @return the run directory; the caller closes it
   * @throws ModelException if another run has it
   * @throws UncheckedIOException if it can't be made or written to; the message names it
   */
  static RunDirectory at(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel lock =
          FileChannel.open(
              folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isOurs(lock)) {
        lock.close();
        throw new ModelException(
            folder.toString(), "another run is at work in it", "a --run-dir of its own");
      }
      return new RunDirectory(folder, lock);
    } catch (FileAlreadyExistsException e) {
      throw new ModelException(folder.toString(), "a file", "a folder for the run", e);
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": can't be used: " + e.getMessage(), e);
    }
  }

  /** The system takes the lock from a process that ends; the file stays, and means nothing. */
  private static boolean isOurs(FileChannel lock) {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // a run of this very process
    } catch (IOException e) {
      return true; // a file system without locks
    }
  }

  /** Deletes what a killed run left half-written. */
  void deleteRemains() {
    for (String file : FILES) {
      AtomicFile.deleteRemains(folder.resolve(file));
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": can't be closed: " + e.getMessage(), e);
    }
  }

  /** The checkpoint, there or not. */
  Path checkpoint() {
    return folder.resolve(CHECKPOINT);
  }

  boolean hasCheckpoint() {
    return hasCheckpoint(folder);
  }

  /** Whether an epoch was finished in a folder, there or not. */
  static boolean hasCheckpoint(Path folder) {
    return Files.exists(folder.resolve(CHECKPOINT));
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
    AtomicFile.write(settingsFile(), text.toString());
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
    AtomicFile.write(historyFile(), text.toString());
  }

  /**
   * The first epochs of the history; a row beyond them is from a run killed before its checkpoint.
   */
  List<EpochSummary> readHistory(int epochs) {
    List<EpochSummary> history = new ArrayList<>();
    try {
      List<String> lines = Files.readAllLines(historyFile());
      for (String line : lines.subList(1, Math.min(lines.size(), epochs + 1))) {
        String[] v = line.split(",", -1);
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
