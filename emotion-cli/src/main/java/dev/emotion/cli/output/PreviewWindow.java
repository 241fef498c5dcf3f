package dev.emotion.cli.output;

import dev.emotion.system.AtomicFile;
import java.awt.AWTError;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.FontMetrics;
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
import javax.imageio.ImageIO;
import javax.swing.AbstractAction;
import javax.swing.InputMap;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.KeyStroke;
import javax.swing.SwingUtilities;
import javax.swing.WindowConstants;

/**
 * Shows frames in a window and takes its keys. Frames come from one thread; the window has its own,
 * so that it answers while the next frame is being analysed.
 */
public final class PreviewWindow implements AutoCloseable {
  private static final List<String> HELP =
      List.of(
          "q, Esc  quit",
          "space   pause and go on",
          "s       save a snapshot",
          "f       full screen and back",
          "h       this help");

  private static final Color PLATE = new Color(0x16, 0x19, 0x1D, 0xD0);
  private static final Color INK = new Color(0xF5F5F5);
  private static final int TEXT = 14;
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
  private String status = "";
  private String message = "";
  private long messageSince;

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
              new Dimension((int) Math.round(width * shrink), (int) Math.round(height * shrink)));
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
   * @param status what stands in the corner
   */
  public void show(int width, int height, Consumer<byte[]> pixels, String status) {
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

  /** The image, as large as fits, and small plates with text on it. */
  private final class View extends JComponent {
    private static final long serialVersionUID = 1L;
    private static final Font FONT = new Font(Font.MONOSPACED, Font.BOLD, TEXT);

    @Override
    protected void paintComponent(Graphics graphics) {
      Graphics2D g = (Graphics2D) graphics;
      g.setColor(Color.BLACK);
      g.fillRect(0, 0, getWidth(), getHeight());
      g.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      g.setFont(FONT);
      String line;
      synchronized (images) {
        if (shown != null) {
          double scale =
              Math.min(
                  (double) getWidth() / shown.getWidth(), (double) getHeight() / shown.getHeight());
          int width = (int) Math.round(shown.getWidth() * scale);
          int height = (int) Math.round(shown.getHeight() * scale);
          g.drawImage(
              shown, (getWidth() - width) / 2, (getHeight() - height) / 2, width, height, null);
        }
        boolean fresh = !message.isEmpty() && System.nanoTime() - messageSince < MESSAGE_NANOS;
        line = paused ? status + "  paused" : status;
        line = fresh ? line + "  " + message : line;
      }
      int lineHeight = g.getFontMetrics().getHeight();
      plate(g, List.of((line + "  h: help").strip()), getHeight() - lineHeight - 16);
      if (help) {
        plate(g, HELP, 8);
      }
    }

    /** Lines of light text on a dark plate, which reads on any image. */
    private void plate(Graphics2D g, List<String> lines, int top) {
      FontMetrics metrics = g.getFontMetrics();
      int width = lines.stream().mapToInt(metrics::stringWidth).max().orElse(0);
      g.setColor(PLATE);
      g.fillRoundRect(8, top, width + 16, metrics.getHeight() * lines.size() + 8, 8, 8);
      g.setColor(INK);
      int baseline = top + 4 + metrics.getAscent();
      for (String line : lines) {
        g.drawString(line, 16, baseline);
        baseline += metrics.getHeight();
      }
    }
  }
}
