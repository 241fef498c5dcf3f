package dev.emotion.cli.option;

import dev.emotion.engine.Engine;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The engines that a user may ask for; {@link Engine#LIGHT} is chosen where it pays. */
final class EngineNames implements ITypeConverter<Engine>, Iterable<String> {
  private static final List<Engine> ENGINES = List.of(Engine.FAST, Engine.PLAIN);

  @Override
  public Iterator<String> iterator() {
    return ENGINES.stream().map(Engine::id).iterator();
  }

  @Override
  public Engine convert(String name) {
    return ENGINES.stream()
        .filter(engine -> engine.id().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected one of " + ENGINES + " but was '" + name + "'"));
  }
}
