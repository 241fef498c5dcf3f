package dev.emotion.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion.cli.EmotionCli;
import dev.emotion.cli.testing.Clip;
import dev.emotion.cli.testing.Program;
import dev.emotion.testing.Programs;
import java.awt.Color;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Toolkit;
import java.awt.event.KeyEvent;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In a JVM of its own, on an X server without a screen; the screenshots are kept in target. */
@Timeout(120)
class PreviewWindowTest {
  private static Process server;
  private static String display;

  @TempDir Path folder;

  @BeforeAll
  static void startServer() throws IOException {
    assumeTrue(Programs.find("Xvfb").isPresent(), "skipped: no Xvfb");
    server =
        new ProcessBuilder("Xvfb", "-displayfd", "1", "-screen", "0", "1000x800x24")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader out = server.inputReader();
    display = ":" + out.readLine();
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.destroy();
    }
  }

  /** Opens a window, presses its keys, and prints what came of it. */
  static final class Probe {
    private static final Color RED = new Color(230, 20, 20);
    private static final Color BLUE = new Color(20, 20, 230);

    public static void main(String[] args) throws Exception {
      Robot robot = new Robot();
      Rectangle screen = new Rectangle(Toolkit.getDefaultToolkit().getScreenSize());
      List<String> messages = new java.util.concurrent.CopyOnWriteArrayList<>();
      try (PreviewWindow window = new PreviewWindow("probe", 400, 300, messages::add)) {
        Optional<Duration> length = Optional.of(Duration.ofSeconds(72));
        window.show(
            400,
            300,
            Probe::paint,
            new PreviewWindow.Status(
                Duration.ofSeconds(78), Duration.ofSeconds(60), length, "12.3 frames/s"));
        until("red left of blue", () -> redIsLeftOfBlue(robot.createScreenCapture(screen)));
        ImageIO.write(robot.createScreenCapture(screen), "png", new java.io.File(args[0]));

        int before = count(robot.createScreenCapture(screen), RED);
        press(robot, KeyEvent.VK_H);
        // The image makes room: smaller, whole, and both halves alike.
        until("help", () -> isWhole(robot.createScreenCapture(screen), before));
        ImageIO.write(robot.createScreenCapture(screen), "png", new java.io.File(args[1]));
        press(robot, KeyEvent.VK_H);
        until("no help", () -> count(robot.createScreenCapture(screen), RED) == before);

        press(robot, KeyEvent.VK_SPACE);
        // Ends by the key alone: the supplier never says so.
        until(
            "paused",
            () -> {
              Thread waker =
                  new Thread(
                      () -> {
                        robot.delay(300);
                        press(robot, KeyEvent.VK_SPACE);
                      });
              waker.start();
              return window.waitWhilePaused(() -> false) > 100_000_000;
            });

        press(robot, KeyEvent.VK_S);
        until("snapshot", () -> !messages.isEmpty());
        System.out.println(messages.get(0));

        press(robot, KeyEvent.VK_F);
        until("full screen", () -> count(robot.createScreenCapture(screen), RED) > 3 * before);
        press(robot, KeyEvent.VK_F);
        until("window again", () -> count(robot.createScreenCapture(screen), RED) < 2 * before);

        press(robot, KeyEvent.VK_Q);
        until("closed", window::closed);
      }
      System.out.println("end");
    }

    private static void press(Robot robot, int key) {
      robot.keyPress(key);
      robot.keyRelease(key);
    }

    /** The left half red, the right half blue, as blue, green, red. */
    private static void paint(byte[] bgr) {
      for (int i = 0; i < bgr.length; i += 3) {
        Color color = i / 3 % 400 < 200 ? RED : BLUE;
        bgr[i] = (byte) color.getBlue();
        bgr[i + 1] = (byte) color.getGreen();
        bgr[i + 2] = (byte) color.getRed();
      }
    }

    private static boolean redIsLeftOfBlue(BufferedImage image) {
      return count(image.getSubimage(300, 0, 200, 800), RED) > 40_000
          && count(image.getSubimage(500, 0, 200, 800), BLUE) > 40_000;
    }

    private static boolean isWhole(BufferedImage image, int before) {
      int red = count(image, RED);
      return red < before - 2000
          && red > before / 2
          && Math.abs(count(image, BLUE) - red) < before / 50;
    }

    private static int count(BufferedImage image, Color color) {
      int[] pixels =
          image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
      return (int) Arrays.stream(pixels).filter(pixel -> pixel == color.getRGB()).count();
    }

    private static void until(String what, BooleanSupplier condition) throws InterruptedException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (!condition.getAsBoolean()) {
        if (System.nanoTime() > end) {
          System.out.println("not: " + what);
          System.exit(1);
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
      System.out.println(what);
    }
  }

  private static Path screenshot(String name) throws IOException {
    return Files.createDirectories(Path.of("target", "screenshots")).resolve(name).toAbsolutePath();
  }

  @Test
  void showsImagesAndAnswersItsKeys() throws Exception {
    Path out = folder.resolve("out");
    ProcessBuilder builder =
        Program.of(List.of(), Probe.class, screenshot("window.png"), screenshot("help.png"))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().put("DISPLAY", display);
    int status = builder.start().waitFor();

    assertThat(Files.readAllLines(out))
        .filteredOn(line -> !line.startsWith("saved"))
        .containsExactly(
            "red left of blue",
            "help",
            "no help",
            "paused",
            "snapshot",
            "full screen",
            "window again",
            "closed",
            "end");
    assertThat(status).isZero();
    try (Stream<Path> files = Files.list(folder)) {
      Path snapshot = files.filter(f -> f.toString().endsWith(".png")).findFirst().orElseThrow();
      BufferedImage saved = ImageIO.read(snapshot.toFile());
      assertThat(saved.getWidth()).isEqualTo(400);
      assertThat(new Color(saved.getRGB(20, 20))).isEqualTo(Probe.RED);
    }
  }

  @Test
  void playsAVideoAtItsOwnSpeedAndEnds() throws Exception {
    Path clip = folder.resolve("clip.mp4");
    Clip.face(clip, 50); // two seconds
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        Program.of(List.of(), EmotionCli.class, "realtime", "--video", clip)
            .redirectError(err.toFile());
    builder.environment().put("DISPLAY", display);
    assertThat(builder.start().waitFor()).isZero();
    Matcher summary =
        Pattern.compile("50 frames read, 50 processed, 0 dropped, (\\d+\\.\\d) s")
            .matcher(Files.readString(err));
    assertThat(summary.find()).isTrue();
    assertThat(Double.parseDouble(summary.group(1))).isBetween(1.9, 20.0);
  }
}
