package dev.emotion.cli.option;

import dev.emotion.EmotionClasses;
import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.classify.FaceClassifier;
import dev.emotion.model.EmotionModel;
import dev.emotion.system.Parallel;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A model that another thread loads meanwhile. Whoever asks it for something waits for it. */
public final class LoadingModel implements FaceClassifier, AutoCloseable {
  private final FutureTask<EmotionModel> loading;
  private volatile boolean failed;

  LoadingModel(Callable<EmotionModel> load) {
    loading = new FutureTask<>(load);
    Thread thread = new Thread(loading, "emotion-model");
    thread.setDaemon(true);
    thread.start();
  }

  /** Throws what loading threw. */
  private EmotionModel model() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return loading.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      failed = true;
      throw Parallel.failure(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public EmotionClasses classes() {
    return model().classes();
  }

  @Override
  public int side() {
    return model().side();
  }

  @Override
  public List<EmotionScores> classify(List<FacePixels> faces) {
    return model().classify(faces);
  }

  @Override
  public void close() {
    if (!failed) { // what was thrown once must not hide itself
      model().close();
    }
  }
}
