package dev.emotion.track;

import dev.emotion.EmotionScores;
import dev.emotion.FacePixels;
import dev.emotion.recognize.EmotionRecognizer;
import dev.emotion.system.Logging;
import dev.emotion.video.FrameSource;
import dev.emotion.video.VideoFrame;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.slf4j.Logger;

/**
 * Goes through a video and reads the emotions of the faces in it. Reading, searching, tracking and
 * classifying have a thread each, and the listener is called on the caller's; a fixed number of
 * frames goes round between them, so that memory does not grow with the video. A file loses no
 * frame. Of a live source the oldest waiting frames are dropped when the work is slower than the
 * source.
 *
 * <p>The whole frame is glanced at for faces five times a second, and searched for small ones too
 * every second and after a cut; in between, known faces are looked for near the place where they
 * should be. By these rules, which go by the video's own time, two runs over one file give the same
 * result.
 *
 * <pre>{@code
 * try (EmotionRecognizer recognizer = EmotionRecognizer.bundled();
 *     FrameSource video = VideoSource.of("clip.mp4").open(System.err::println)) {
 *   new RecognitionLoop(recognizer, LoopSettings.defaults())
 *       .run(
 *           video,
 *           frame -> {
 *             System.out.println(frame.result().timeMs() + " ms: " + frame.result().faces());
 *             return true; // false stops
 *           },
 *           () -> false);
 * }
 * }</pre>
 */
public final class RecognitionLoop {
  private static final Logger LOG = Logging.of(RecognitionLoop.class);

  /** Frames on their way at a time. */
  private static final int FRAMES = 10;

  /** The same for live sources: hardly more than there are threads, so that nothing lags. */
  private static final int LIVE_FRAMES = 6;

  /** Live frames that wait for the search; older ones are dropped. */
  private static final int LIVE_BACKLOG = 1;

  /** Searching and tracking are at work while the network is. */
  private static final int BESIDE_NETWORK = 2;

  /** The most frames whose faces go through the network together. */
  private static final int BATCH = 4;

  private static final long POLL_MILLIS = 50;

  private final EmotionRecognizer recognizer;
  private final LoopSettings settings;

  /**
   * A loop.
   *
   * @param recognizer finds and judges the faces; both its parts are used from several threads
   * @param settings how to go through the video
   */
  public RecognitionLoop(EmotionRecognizer recognizer, LoopSettings settings) {
    this.recognizer = recognizer;
    this.settings = settings;
  }

  /**
   * How many threads the network should have. Threads of one operation wait for each other; where
   * they share the cores with the other stages, that costs more than it gains.
   *
   * @param threads of the whole loop, at least 1
   * @return at least 1
   */
  public static int networkThreads(int threads) {
    return Math.max(1, threads - BESIDE_NETWORK);
  }

  /** Gets the frames, in their order. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Takes a frame; it may take its time, files wait for it.
     *
     * @param frame valid during the call
     * @return false to stop
     */
    boolean frame(AnalyzedFrame frame);
  }

  /**
   * Goes through a video.
   *
   * @param source its frames; still the caller's to close
   * @param listener gets every frame that was looked at, on the calling thread
   * @param stop asked several times a second, also while no frame comes; true ends the loop
   * @return how it went
   */
  public LoopReport run(FrameSource source, Listener listener, BooleanSupplier stop) {
    try (Run run = new Run(source)) {
      return run.run(listener, stop);
    }
  }

  /** A frame on its way through the stages, with its memory. */
  private static final class Slot implements AutoCloseable {
    final VideoFrame frame = new VideoFrame();

    /** Whether faces are looked for in this frame. */
    boolean processed;

    /** What a search of the whole frame gave. */
    FrameSearch.Found found = new FrameSearch.Found(false, Optional.empty());

    List<FaceTracker.Position> positions = List.of();
    List<FacePixels> pixels = List.of();
    FrameResult result;

    @Override
    public void close() {
      frame.close();
    }
  }

  private final class Run implements AutoCloseable {
    private final FrameSource source;
    private final boolean live;
    private final List<Slot> slots = new ArrayList<>();
    private final BlockingQueue<Slot> free = new LinkedBlockingQueue<>();
    private final BlockingDeque<Slot> read = new LinkedBlockingDeque<>();
    private final BlockingQueue<Slot> searched = new LinkedBlockingQueue<>();
    private final BlockingQueue<Slot> tracked = new LinkedBlockingQueue<>();
    private final BlockingQueue<Slot> classified = new LinkedBlockingQueue<>();

    /** All frames but the one that is being read and one that waits: these are always to be had. */
    private final Semaphore inWork;

    /** Follows the last frame through the queues. */
    private final Slot end = new Slot();

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Map<LoopReport.Part, Long> busy = new EnumMap<>(LoopReport.Part.class);

    // Each of these belongs to one of the threads.
    private final FrameSampler sampler = new FrameSampler(settings);
    private final FrameSearch search = new FrameSearch(recognizer);
    private final FaceFollower follower = new FaceFollower(recognizer);
    private final TrackSmoothers smoothers = new TrackSmoothers(settings.smoothingSeconds());
    private List<TrackedFace> lastFaces = List.of();

    private final AtomicLong framesRead = new AtomicLong();
    private final AtomicLong framesDropped = new AtomicLong();

    /** What ended the reading, if it was a fault: the frames before it are still shown. */
    private volatile Throwable unreadable;

    private long framesProcessed;

    Run(FrameSource source) {
      this.source = source;
      this.live = source.info().live();
      for (int i = 0; i < (live ? LIVE_FRAMES : FRAMES); i++) {
        slots.add(new Slot());
      }
      free.addAll(slots);
      this.inWork = new Semaphore(slots.size() - 2);
    }

    LoopReport run(Listener listener, BooleanSupplier stop) {
      long start = System.nanoTime();
      start("emotion-read", this::readAll);
      start("emotion-search", this::searchAll);
      start("emotion-track", this::trackAll);
      start("emotion-classify", this::classifyAll);
      boolean stopped;
      try {
        stopped = show(listener, stop);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        stopped = true;
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      end();
      rethrow(failure.get());
      rethrow(unreadable);
      Map<LoopReport.Part, Double> busySeconds = new EnumMap<>(LoopReport.Part.class);
      busy.forEach((part, nanos) -> busySeconds.put(part, nanos / 1e9));
      LOG.debug("seconds busy: {}", busySeconds);
      return new LoopReport(
          framesRead.get(),
          framesProcessed,
          framesDropped.get(),
          seconds,
          busySeconds,
          stopped,
          stopped ? Optional.empty() : source.damage());
    }

    /** Gives the finished frames to the listener; true if it was stopped before the end. */
    private boolean show(Listener listener, BooleanSupplier stop) throws InterruptedException {
      while (!stop.getAsBoolean()) {
        Slot slot = classified.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (failure.get() != null) {
          return true;
        }
        if (slot == end) {
          return false;
        }
        if (slot != null) {
          framesProcessed += slot.processed ? 1 : 0;
          long before = System.nanoTime();
          boolean goOn =
              listener.frame(new AnalyzedFrame(slot.frame.image(), slot.result, slot.processed));
          add(LoopReport.Part.SHOW, System.nanoTime() - before);
          free.add(slot);
          inWork.release();
          if (!goOn) {
            return true;
          }
        }
      }
      return true;
    }

    private void start(String name, InterruptibleWork work) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  work.run();
                } catch (InterruptedException e) {
                  // The loop has ended.
                } catch (RuntimeException | Error e) {
                  failure.compareAndSet(null, e);
                }
              },
              name);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }

    private void readAll() throws InterruptedException {
      long processed = 0;
      while (settings.maxFrames() == 0 || processed < settings.maxFrames()) {
        Slot slot = free.take();
        if (!read(slot)) {
          break;
        }
        framesRead.incrementAndGet();
        slot.processed = sampler.takes(slot.frame.timeMicros());
        if (!slot.processed && !settings.allFrames()) {
          free.add(slot);
          continue;
        }
        processed += slot.processed ? 1 : 0;
        read.add(slot);
        if (live) {
          processed -= dropOlderThan(slot);
        }
      }
      read.add(end);
    }

    private boolean read(Slot slot) {
      long before = System.nanoTime();
      try {
        return source.read(slot.frame);
      } catch (RuntimeException | Error e) {
        unreadable = e;
        return false;
      } finally {
        add(LoopReport.Part.DECODE, System.nanoTime() - before);
      }
    }

    /**
     * The search may take a frame at any moment, so the one that was polled may be the newest.
     *
     * @return how many of the dropped frames were to be looked at
     */
    private int dropOlderThan(Slot newest) {
      int processed = 0;
      while (read.size() > LIVE_BACKLOG) {
        Slot old = read.poll();
        if (old == newest) {
          read.addFirst(old);
        }
        if (old == null || old == newest) {
          break;
        }
        framesDropped.incrementAndGet();
        processed += old.processed ? 1 : 0;
        free.add(old);
      }
      return processed;
    }

    private void searchAll() throws InterruptedException {
      inWork.acquire();
      for (Slot slot = read.take(); slot != end; slot = read.take()) {
        work(slot, LoopReport.Part.DETECT, this::search);
        searched.add(slot);
        inWork.acquire();
      }
      searched.add(end);
    }

    private void trackAll() throws InterruptedException {
      for (Slot slot = searched.take(); slot != end; slot = searched.take()) {
        work(slot, LoopReport.Part.TRACK, this::track);
        tracked.add(slot);
      }
      tracked.add(end);
    }

    private void work(Slot slot, LoopReport.Part part, Consumer<Slot> step) {
      if (slot.processed) {
        long before = System.nanoTime();
        step.accept(slot);
        add(part, System.nanoTime() - before);
      }
    }

    private void search(Slot slot) {
      slot.found = search.search(slot.frame.image(), slot.frame.timeMicros());
    }

    private void track(Slot slot) {
      Mat image = slot.frame.image();
      slot.positions = follower.follow(image, slot.frame.timeMicros(), slot.found);
      slot.pixels =
          slot.positions.stream()
              .filter(FaceTracker.Position::seen)
              .map(position -> recognizer.crop(image, position.face()))
              .toList();
    }

    /** The network is quicker with many faces at once: takes what has come together meanwhile. */
    private void classifyAll() throws InterruptedException {
      List<Slot> batch = new ArrayList<>();
      do {
        batch.clear();
        batch.add(tracked.take());
        tracked.drainTo(batch, BATCH - 1);
        long before = System.nanoTime();
        classify(batch.stream().filter(slot -> slot != end).toList());
        add(LoopReport.Part.CLASSIFY, System.nanoTime() - before);
        classified.addAll(batch);
      } while (batch.get(batch.size() - 1) != end);
    }

    private void classify(List<Slot> batch) {
      List<FacePixels> pixels =
          batch.stream().filter(s -> s.processed).flatMap(s -> s.pixels.stream()).toList();
      Iterator<EmotionScores> scores = recognizer.classify(pixels).iterator();
      for (Slot slot : batch) {
        long time = slot.frame.timeMicros();
        if (slot.processed) {
          Mat image = slot.frame.image();
          lastFaces = smoothers.faces(time, slot.positions, scores, image.cols(), image.rows());
        }
        slot.result = new FrameResult(slot.frame.index(), time, lastFaces);
      }
    }

    private void add(LoopReport.Part part, long nanos) {
      synchronized (busy) {
        busy.merge(part, nanos, Long::sum);
      }
    }

    private void end() {
      threads.forEach(Thread::interrupt);
      for (Thread thread : threads) {
        boolean interrupted = false;
        while (thread.isAlive()) {
          try {
            thread.join();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    @Override
    public void close() {
      end();
      slots.forEach(Slot::close);
      end.close();
    }
  }

  private interface InterruptibleWork {
    void run() throws InterruptedException;
  }

  private static void rethrow(Throwable failure) {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }
}
