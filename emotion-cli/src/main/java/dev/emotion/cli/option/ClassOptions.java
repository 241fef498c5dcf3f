package dev.emotion.cli.option;

import dev.emotion.EmotionClasses;
import dev.emotion.dataset.ReadSettings;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which classes a data set has, for commands that no model tells. */
public final class ClassOptions {
  @Option(
      names = "--classes",
      paramLabel = "NAME,NAME,...",
      converter = Converter.class,
      description =
          "The classes in index order (default: those that the data has; a folder's in FER-2013's"
              + " order where all are its classes, otherwise sorted by name).")
  private EmotionClasses classes;

  /**
   * Settings with these classes.
   *
   * @param settings how to read
   * @return the same, with the class list where one was given
   */
  public ReadSettings applyTo(ReadSettings settings) {
    return classes == null ? settings : settings.withClasses(classes);
  }

  /** A class list as text. */
  public static final class Converter implements ITypeConverter<EmotionClasses> {
    @Override
    public EmotionClasses convert(String value) {
      try {
        return new EmotionClasses(
            Arrays.stream(value.split(",", -1)).map(EmotionClasses::canonical).toList());
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
