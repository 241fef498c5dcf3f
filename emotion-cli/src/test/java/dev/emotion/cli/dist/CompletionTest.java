package dev.emotion.cli.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion.cli.testing.CliRun;
import dev.emotion.testing.Programs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Types into a real shell behind a pseudo-terminal, which util-linux's "script" makes. */
// Reading what a process says heeds no interruption.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CompletionTest {
  private static final String ALL = "\033*"; // readline: insert all completions
  private static final String PROMPT = "ready-for-a-line>";
  private static final String HOME = "\001"; // Ctrl-A: to the start of the line

  @TempDir Path folder;

  @BeforeEach
  void makeFiles() throws IOException {
    Files.writeString(folder.resolve("completion.sh"), CliRun.of("completion").out());
    for (String name : List.of("photo one.jpg", "model.zip", "clip.mp4")) {
      Files.createFile(folder.resolve("in-" + name));
    }
  }

  /** The words of a line of bash after all completions were put into it. */
  private List<String> bash(String line) throws Exception {
    assumeTrue(isThere("bash") && isThere("script"), "needs bash and util-linux's script");
    String keys =
        "source completion.sh\n"
            + line
            + ALL
            + HOME
            + "printf 'word<%s>\\n' \n" // runs it: the words as bash has read them
            + "exit\n";
    return words(shell("bash --norc --noprofile -i", keys));
  }

  /** The same in zsh, after one completion. */
  private List<String> zsh(String line) throws Exception {
    assumeTrue(isThere("zsh") && isThere("script"), "needs zsh and util-linux's script");
    String keys =
        "bindkey -e; source completion.sh\n" + line + "\t" + HOME + "printf 'word<%s>\\n' \nexit\n";
    return words(shell("zsh -f -i", keys));
  }

  private String shell(String command, String keys) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("script", "-qec", "PS1='" + PROMPT + "' exec " + command, "/dev/null")
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().put("TERM", "dumb");
    builder.environment().put("INPUTRC", "/dev/null");
    builder.environment().put("HOME", folder.toString());
    Process shell = builder.start();
    try {
      StringBuilder output = new StringBuilder();
      // A shell that is still starting loses what comes before it has set its terminal up.
      for (String line : keys.lines().toList()) {
        readToPrompt(shell.getInputStream(), output);
        shell.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        shell.getOutputStream().flush();
      }
      byte[] rest = shell.getInputStream().readAllBytes();
      return output.append(new String(rest, StandardCharsets.UTF_8)).toString();
    } finally {
      shell.destroyForcibly();
    }
  }

  private static void readToPrompt(InputStream shell, StringBuilder output) throws IOException {
    int start = output.length();
    while (output.indexOf(PROMPT, start) < 0) {
      int character = shell.read();
      assertThat(character).as("the shell ended: %s", output).isNotNegative();
      output.append((char) character); // what is typed and offered here is ASCII
    }
  }

  private static List<String> words(String output) {
    List<String> words =
        output
            .lines()
            .map(String::strip)
            .filter(line -> line.startsWith("word<") && line.endsWith(">"))
            .map(line -> line.substring(5, line.length() - 1))
            .toList();
    assertThat(words).as(output).startsWith("emotion");
    return words;
  }

  private static boolean isThere(String program) {
    return Programs.find(program).isPresent();
  }

  /** What came behind the words that were typed. */
  private List<String> completions(String line) throws Exception {
    List<String> words = bash(line);
    return words.subList(line.split(" ").length - (line.endsWith(" ") ? 0 : 1), words.size());
  }

  @Test
  void optionsOfferTheirOwnValues() throws Exception {
    assertThat(completions("emotion train --architecture "))
        .containsExactlyInAnyOrder("vgg", "wide", "mini");
    assertThat(completions("emotion train --optimizer ")).containsExactlyInAnyOrder("sgd", "adam");
    assertThat(completions("emotion train --class-weights "))
        .containsExactlyInAnyOrder("none", "balanced", "root");
    assertThat(completions("emotion train --augment "))
        .containsExactlyInAnyOrder("none", "standard", "strong");
    assertThat(completions("emotion predict --format=j")).endsWith("--format=json");
  }

  @Test
  void commandsAndOptionsAreOffered() throws Exception {
    assertThat(completions("emotion "))
        .contains("predict", "train", "help")
        .doesNotContain("in-model.zip");
    assertThat(completions("emotion predict --li")).containsExactly("--list");
    assertThat(completions("emotion help tr")).containsExactly("train");
    assertThat(completions("emotion train --epochs ")).isEmpty();
  }

  @Test
  void fileNamesAreCompletedWhereFilesAreMeant() throws Exception {
    for (String line :
        Stream.of(
                "predict",
                "predict --image",
                "predict --list",
                "predict --model",
                "realtime --video",
                "train --fine-tune",
                "train --data",
                "evaluate --data x --json")
            .map(start -> "emotion " + start + " in-")
            .toList()) {
      assertThat(completions(line))
          .as(line)
          .containsExactlyInAnyOrder("in-photo one.jpg", "in-model.zip", "in-clip.mp4");
    }
  }

  @Test
  void zshCompletesToo() throws Exception {
    assertThat(zsh("emotion train --architecture mi")).endsWith("--architecture", "mini");
    assertThat(zsh("emotion predict --lar")).endsWith("--largest");
    assertThat(zsh("emotion predict --image in-ph")).endsWith("--image", "in-photo one.jpg");
    assertThat(zsh("emotion realtime --video in-c")).endsWith("--video", "in-clip.mp4");
  }
}
