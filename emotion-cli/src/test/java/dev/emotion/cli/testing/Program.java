package dev.emotion.cli.testing;

import dev.emotion.testing.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Starts main classes in a JVM of their own. */
public final class Program {
  private Program() {}

  /**
   * A JVM that is ready to start.
   *
   * @param jvmOptions for the JVM itself
   * @param main the class with the main method
   * @param args for it
   * @return without any display in its environment; both streams go where the caller says
   * @throws IOException if the class path can't be read
   */
  public static ProcessBuilder of(List<String> jvmOptions, Class<?> main, Object... args)
      throws IOException {
    List<String> command = Programs.java();
    command.add("@" + Path.of("src/main/dist/lib/jvm.options").toAbsolutePath());
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    for (Object arg : args) {
      command.add(arg.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeAll(List.of("DISPLAY", "WAYLAND_DISPLAY"));
    return builder;
  }
}
