package dev.emotion.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

class ConfigFileTest {
  @TempDir private Path folder;
  private Path file;

  @Command(
      name = "emotion",
      subcommands = {Learn.class})
  private static final class Root {}

  @Command(name = "learn")
  static final class Learn implements Runnable {
    @Mixin CommonOptions common;

    @Option(names = {"-e", "--epochs"})
    int epochs = 1;

    @Option(names = "--data", required = true)
    Path data;

    @Option(names = "--flip")
    boolean flip;

    @Option(names = "--image", arity = "1..*")
    List<String> images;

    @Option(names = "--camera")
    Integer camera;

    @Option(names = "--video")
    String video;

    @Parameters List<String> rest;

    @Override
    public void run() {}
  }

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("preset.properties");
  }

  private Learn parse(String config, String... args) throws IOException {
    Files.writeString(file, config);
    CommandLine root = new CommandLine(new Root());
    root.parseArgs(ConfigFile.expand(root, args));
    return root.getSubcommands().get("learn").getCommand();
  }

  private Learn parseWithFile(String config) throws IOException {
    return parse(config, "learn", "--config", file.toString());
  }

  @Test
  void givesOptionsTheirValues() throws IOException {
    Learn learn =
        parseWithFile("# a preset\n\nepochs = 7\ndata: a b\n! another comment\nflip=true\n");

    assertThat(learn.epochs).isEqualTo(7);
    assertThat(learn.data).isEqualTo(Path.of("a b"));
    assertThat(learn.flip).isTrue();
  }

  @Test
  void theCommandLineWins() throws IOException {
    Learn learn =
        parse("epochs = 7\ndata = a\n", "learn", "-e", "3", "--config=" + file, "--data", "b");

    assertThat(learn.epochs).isEqualTo(3);
    assertThat(learn.data).isEqualTo(Path.of("b"));
  }

  @Test
  void aFlagOfFileAndCommandLineStaysOn() throws IOException {
    Learn learn = parse("flip = true\ndata = a", "learn", "--flip", "--config", file.toString());

    assertThat(learn.flip).isTrue();
  }

  @Test
  void aFlagThatIsFalseStaysOff() throws IOException {
    assertThat(parseWithFile("flip = false\ndata = a").flip).isFalse();
  }

  @Test
  void commasSeparateTheValuesOfAnOptionThatTakesSeveral() throws IOException {
    assertThat(parseWithFile("image = a.jpg, b c.jpg\ndata = a").images)
        .containsExactly("a.jpg", "b c.jpg");
  }

  @Test
  void aValueWithACommaIsQuoted() throws IOException {
    assertThat(parseWithFile("data=d\nimage = \"a,b.jpg\", c d.jpg,\"e\"\n").images)
        .containsExactly("a,b.jpg", "c d.jpg", "e");
  }

  @Test
  void theCommandLineWinsOverAnotherOptionThatNamesWhatToRead() throws IOException {
    String config = "data=d\ncamera=1\n";
    Learn learn = parse(config, "learn", "--config", file.toString(), "--video", "v.mp4");
    assertThat(learn.camera).isNull();
    assertThat(learn.video).isEqualTo("v.mp4");
    assertThat(parseWithFile(config).camera).isEqualTo(1);
  }

  @Test
  void argumentsWithoutAnOptionStayWhatTheyAre() throws IOException {
    Learn learn = parse("data = a", "learn", "--config", file.toString(), "--", "--config", "x");

    assertThat(learn.rest).containsExactly("--config", "x");
  }

  @Test
  void escapesAndContinuedLinesAreThoseOfProperties() throws IOException {
    assertThat(parseWithFile("data = caf\\u00e9/\\\n    more\n").data)
        .isEqualTo(Path.of("café/more"));
  }

  @Test
  void readsUtf8() throws IOException {
    assertThat(parseWithFile("data = Gefühle\n").data).isEqualTo(Path.of("Gefühle"));
  }

  @Test
  void rejectsAnUnknownKeyWithItsLine() {
    assertThatThrownBy(() -> parseWithFile("data = a\n\nxyzzy = 7\n"))
        .isInstanceOf(ParameterException.class)
        .hasMessage(file + ":3: 'xyzzy' is not an option of this command");
  }

  @Test
  void rejectsAKeyThatMakesNoSenseInAFile() {
    assertThatThrownBy(() -> parseWithFile("config = other.properties\n"))
        .hasMessage(file + ":1: 'config' is not an option of this command");
  }

  @Test
  void rejectsAKeyGivenTwiceWithBothLines() {
    assertThatThrownBy(() -> parseWithFile("epochs = 1\ndata = a\nepochs = 2\n"))
        .hasMessage(file + ":3: 'epochs' is already in line 1");
  }

  @Test
  void rejectsABadValueWithItsLine() {
    assertThatThrownBy(() -> parseWithFile("data = a\nepochs = many\n"))
        .isInstanceOf(ParameterException.class)
        .hasMessageStartingWith(file + ":2: ")
        .hasMessageContaining("'many'");
  }

  @Test
  void rejectsAFlagThatIsNeitherTrueNorFalse() {
    assertThatThrownBy(() -> parseWithFile("data = a\nflip = yes\n"))
        .hasMessage(file + ":2: 'flip' is 'yes', expected true or false");
  }

  @Test
  void rejectsABrokenEscapeWithItsLine() {
    assertThatThrownBy(() -> parseWithFile("data = a\nepochs = \\uXYZW\n"))
        .isInstanceOf(ParameterException.class)
        .hasMessageStartingWith(file + ":2: ");
  }

  @Test
  void rejectsAFileThatIsNotThere() {
    CommandLine root = new CommandLine(new Root());

    assertThatThrownBy(() -> ConfigFile.expand(root, new String[] {"learn", "--config", "none"}))
        .isInstanceOf(ParameterException.class)
        .hasMessage("none: no such file");
  }

  @Test
  void rejectsAFileThatIsNotText() throws IOException {
    Files.write(file, "data = Gefühle".getBytes(StandardCharsets.ISO_8859_1));
    CommandLine root = new CommandLine(new Root());

    assertThatThrownBy(
            () -> ConfigFile.expand(root, new String[] {"learn", "--config", file.toString()}))
        .hasMessage(file + ": not UTF-8 text");
  }

  @Test
  void withoutAFileTheArgumentsAreUntouched() {
    String[] args = {"learn", "--data", "a"};

    assertThat(ConfigFile.expand(new CommandLine(new Root()), args)).isSameAs(args);
  }

  @Test
  void aMistypedKeyIsAnsweredWithWhatMayBeMeant() {
    for (String key : List.of("epoch", "Epochs", "--epochs", "epohcs")) {
      assertThatThrownBy(() -> parseWithFile("data=a\n" + key + "=1\n"))
          .hasMessageEndingWith(
              ":2: '" + key + "' is not an option of this command; did you mean epochs?");
    }
    assertThatThrownBy(() -> parseWithFile("xyzzy=1\n"))
        .hasMessageEndingWith("'xyzzy' is not an option of this command");
  }
}
