package dev.emotion.cli.output;

import dev.emotion.draw.Canvas;
import dev.emotion.draw.PanelColors;
import dev.emotion.draw.Typeface;
import dev.emotion.system.AtomicFile;
import dev.emotion.text.Words;
import java.awt.AWTError;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.GraphicsEnvironment;
import java.awt.HeadlessException;
import java.awt.RenderingHints;
import java.awt.event.ActionEvent;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.swing.AbstractAction;
import javax.swing.InputMap;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.KeyStroke;
import javax.swing.SwingUtilities;
import javax.swing.WindowConstants;

/**
 * Shows frames in a window and takes its keys. What is said, and where in the video it is, stands
 * in a bar below the image: nothing covers it. Frames come from one thread; the window has its own,
 * so that it answers while the next frame is being analysed.
 */
public final class PreviewWindow implements AutoCloseable {
  /** A key and what it does. */
  private record Key(String name, String effect) {}

  private static final List<Key> HELP =
      List.of(
          new Key("q, Esc", "quit"),
          new Key("space", "pause and go on"),
          new Key("s", "save a snapshot"),
          new Key("f", "full screen and back"),
          new Key("h", "this help"));

  private static final Color PLATE = new Color(PanelColors.BACKGROUND);
  private static final Color INK = new Color(PanelColors.INK);
  private static final Color FAINT = new Color(PanelColors.FAINT);
  private static final Color TRACK = new Color(PanelColors.TRACK);

  /** The height of capital letters, and of a line of them with the room around it. */
  private static final int LETTER = 10;

  private static final int LINE = 30;
  private static final int GAP = 12;
  private static final int TRACK_HEIGHT = 4;

  /** Room for the bar, however small the video is. */
  private static final int MIN_WIDTH = 480;

  private static final long MESSAGE_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long POLL_MILLIS = 20;
  private static final long MAX_SAVING_SECONDS = 10;

  private final JFrame frame;
  private final View view = new View();
  private final Consumer<String> messages;

  /** One after the other, so that each finds a name of its own. */
  private final ExecutorService snapshots = Executors.newSingleThreadExecutor();

  private volatile boolean closed;
  private volatile boolean paused;
  private volatile boolean help;

  /** Guards the images: the one that is shown, and the one that is filled meanwhile. */
  private final Object images = new Object();

  private BufferedImage shown;
  private BufferedImage next;
  private Status status = new Status(Duration.ZERO, Duration.ZERO, Optional.empty(), "");
  private String message = "";
  private long messageSince;

  /**
   * What the bar says.
   *
   * @param time of the frame, from the video's start
   * @param begin that of the first frame
   * @param length of what is played from there, where it is known
   * @param rate in words; may be empty
   */
  public record Status(Duration time, Duration begin, Optional<Duration> length, String rate) {}

  /**
   * Why no window can be opened.
   *
   * @return a few words; empty if nothing is known to be in the way
   */
  public static Optional<String> obstacle() {
    try {
      if (GraphicsEnvironment.isHeadless()) {
        return Optional.of("no display");
      }
      GraphicsEnvironment.getLocalGraphicsEnvironment().getDefaultScreenDevice();
      return Optional.empty();
    } catch (AWTError | HeadlessException | LinkageError e) {
      return Optional.of("the display can't be used");
    }
  }

  /**
   * Opens a window.
   *
   * @param title its title
   * @param width of the video in pixels; a larger one than the screen is shown smaller
   * @param height of the video in pixels
   * @param messages gets a line when a snapshot was saved or can't be
   */
  public PreviewWindow(String title, int width, int height, Consumer<String> messages) {
    this.messages = messages;
    this.frame = new JFrame(title);
    onWindowThread(
        () -> {
          Dimension screen = frame.getToolkit().getScreenSize();
          double shrink =
              Math.min(1, Math.min(0.9 * screen.width / width, 0.85 * screen.height / height));
          view.setPreferredSize(
              new Dimension(
                  Math.max(MIN_WIDTH, (int) Math.round(width * shrink)),
                  LINE + (int) Math.round(height * shrink)));
          frame.setContentPane(view);
          frame.setDefaultCloseOperation(WindowConstants.DO_NOTHING_ON_CLOSE);
          frame.addWindowListener(
              new WindowAdapter() {
                @Override
                public void windowClosing(WindowEvent e) {
                  closed = true;
                }
              });
          bindKeys();
          frame.pack();
          frame.setLocationRelativeTo(null);
          frame.setVisible(true);
        });
  }

  private void bindKeys() {
    bind("Q", () -> closed = true);
    bind("ESCAPE", () -> closed = true);
    bind("SPACE", () -> paused = !paused);
    bind("S", this::saveSnapshot);
    bind("F", this::toggleFullScreen);
    bind("H", () -> help = !help);
  }

  private void bind(String key, Runnable work) {
    InputMap keys = view.getInputMap(JComponent.WHEN_IN_FOCUSED_WINDOW);
    keys.put(KeyStroke.getKeyStroke(key), key);
    keys.put(KeyStroke.getKeyStroke("shift " + key), key);
    view.getActionMap()
        .put(
            key,
            new AbstractAction() {
              private static final long serialVersionUID = 1L;

              @Override
              public void actionPerformed(ActionEvent e) {
                work.run();
                view.repaint();
              }
            });
  }

  /**
   * Shows a frame.
   *
   * @param width in pixels
   * @param height in pixels
   * @param pixels fills an array of {@code 3 * width * height} bytes, row by row from the top left:
   *     blue, green, red
   * @param status what stands below it
   */
  public void show(int width, int height, Consumer<byte[]> pixels, Status status) {
    BufferedImage target;
    synchronized (images) {
      target = next;
    }
    if (target == null || target.getWidth() != width || target.getHeight() != height) {
      target = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    }
    pixels.accept(((DataBufferByte) target.getRaster().getDataBuffer()).getData());
    synchronized (images) {
      next = shown;
      shown = target;
      this.status = status;
    }
    view.repaint();
  }

  /**
   * Waits while the user has paused.
   *
   * @param stop asked again and again; true ends the waiting
   * @return how long the pause was, in nanoseconds
   */
  public long waitWhilePaused(BooleanSupplier stop) {
    long start = System.nanoTime();
    boolean waited = false;
    while (paused && !closed && !stop.getAsBoolean() && sleep(POLL_MILLIS)) {
      waited = true;
    }
    return waited ? System.nanoTime() - start : 0;
  }

  private static boolean sleep(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Whether the user closed the window or pressed a key for it.
   *
   * @return true from then on
   */
  public boolean closed() {
    return closed;
  }

  private void toggleFullScreen() {
    var device = frame.getGraphicsConfiguration().getDevice();
    device.setFullScreenWindow(device.getFullScreenWindow() == frame ? null : frame);
    frame.requestFocus();
  }

  /** Saves the image that is shown, in the current folder. */
  private void saveSnapshot() {
    BufferedImage copy;
    synchronized (images) {
      if (shown == null) {
        return;
      }
      copy = new BufferedImage(shown.getWidth(), shown.getHeight(), BufferedImage.TYPE_INT_RGB);
      Graphics graphics = copy.getGraphics();
      graphics.drawImage(shown, 0, 0, null);
      graphics.dispose();
    }
    snapshots.execute(() -> save(copy));
  }

  private void save(BufferedImage image) {
    String stem =
        "emotion-"
            + DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT)
                .format(LocalDateTime.now(ZoneId.systemDefault()));
    Path file = Path.of(stem + ".png");
    for (int i = 2; Files.exists(file); i++) {
      file = Path.of(stem + "-" + i + ".png");
    }
    try {
      AtomicFile.write(file, out -> ImageIO.write(image, "png", out));
      say("saved " + file);
    } catch (UncheckedIOException e) {
      say(e.getMessage());
    }
  }

  private void say(String text) {
    synchronized (images) {
      message = text;
      messageSince = System.nanoTime();
    }
    messages.accept(text);
    view.repaint();
  }

  @Override
  public void close() {
    closed = true;
    onWindowThread(frame::dispose);
    snapshots.shutdown();
    try {
      snapshots.awaitTermination(MAX_SAVING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void onWindowThread(Runnable work) {
    try {
      SwingUtilities.invokeAndWait(work);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** The image, as large as fits above the bar. */
  private final class View extends JComponent {
    private static final long serialVersionUID = 1L;

    @Override
    protected void paintComponent(Graphics graphics) {
      Graphics2D g = (Graphics2D) graphics;
      g.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      int top = getHeight() - LINE - (help ? helpLines() * LINE : 0);
      g.setColor(Color.BLACK);
      g.fillRect(0, 0, getWidth(), top);
      Status said;
      Optional<String> news;
      synchronized (images) {
        if (shown != null) {
          double scale =
              Math.min((double) getWidth() / shown.getWidth(), (double) top / shown.getHeight());
          int width = (int) Math.round(shown.getWidth() * scale);
          int height = (int) Math.round(shown.getHeight() * scale);
          g.drawImage(shown, (getWidth() - width) / 2, (top - height) / 2, width, height, null);
        }
        said = status;
        boolean fresh = System.nanoTime() - messageSince < MESSAGE_NANOS;
        news = Optional.of(message).filter(text -> fresh && !text.isEmpty());
      }
      g.setColor(PLATE);
      g.fillRect(0, top, getWidth(), getHeight() - top);
      bar(g, top + (LINE + LETTER) / 2, said, news);
      if (help) {
        help(g, top + LINE + (LINE + LETTER) / 2);
      }
    }

    /** The time, and at the right what else is to be said; the position, or news, between them. */
    private void bar(Graphics2D g, int baseline, Status said, Optional<String> news) {
      String keys = help ? "" : "h: help";
      List<String> words =
          Stream.of(paused ? "paused" : said.rate, keys).filter(w -> !w.isEmpty()).toList();
      int right = getWidth() - GAP;
      for (int i = words.size() - 1; i >= 0; i--) {
        right -= width(words.get(i));
        text(g, words.get(i), right, baseline, FAINT);
        right -= 2 * GAP;
      }
      String time = Words.clock(said.time.toSeconds());
      text(g, time, GAP, baseline, INK);
      int left = 2 * GAP + width(time);
      if (news.isPresent()) {
        text(g, Canvas.shortened(news.get(), LETTER, right - left), left, baseline, INK);
      } else if (said.length.isPresent()) {
        String end = Words.clock(said.begin.plus(said.length.get()).toSeconds());
        right -= width(end);
        text(g, end, right, baseline, FAINT);
        track(g, left, right - GAP - left, baseline - LETTER / 2, share(said));
      }
    }

    private void track(Graphics2D g, int x, int width, int middle, double share) {
      int done = (int) Math.round(share * width);
      g.setColor(TRACK);
      g.fillRoundRect(
          x, middle - TRACK_HEIGHT / 2, width, TRACK_HEIGHT, TRACK_HEIGHT, TRACK_HEIGHT);
      g.setColor(INK);
      g.fillRoundRect(x, middle - TRACK_HEIGHT / 2, done, TRACK_HEIGHT, TRACK_HEIGHT, TRACK_HEIGHT);
      g.fillOval(x + done - LETTER / 2, middle - LETTER / 2, LETTER, LETTER);
    }

    private static double share(Status said) {
      double length = Math.max(1, said.length.orElseThrow().toMillis());
      return Math.min(1, said.time.minus(said.begin).toMillis() / length);
    }

    private int helpLines() {
      return help(null, 0);
    }

    /**
     * Keys beside each other, as far as they fit; draws nothing without graphics. Gives the lines.
     */
    private int help(Graphics2D g, int first) {
      int lines = 1;
      int x = GAP;
      for (Key key : HELP) {
        int effect = width(key.name) + GAP;
        int width = effect + width(key.effect);
        if (x > GAP && x + width > getWidth() - GAP) {
          lines++;
          x = GAP;
        }
        if (g != null) {
          int baseline = first + (lines - 1) * LINE;
          text(g, key.name, x, baseline, INK);
          text(g, key.effect, x + effect, baseline, FAINT);
        }
        x += width + 2 * GAP;
      }
      return lines;
    }

    private static int width(String text) {
      return Canvas.textWidth(text, LETTER);
    }

    private static void text(Graphics2D g, String text, int x, int baseline, Color color) {
      g.setColor(color);
      g.translate(x, baseline);
      g.fill(Typeface.outline(text, LETTER));
      g.translate(-x, -baseline);
    }
  }
}
