package dev.emotion.engine;

/**
 * What {@link NativeEngine} found and set up.
 *
 * @param backend ND4J's backend, such as {@code CpuBackend}
 * @param oneDnnBuilt whether the loaded native library was built with oneDNN
 * @param oneDnnOn whether networks use it
 */
public record EngineFacts(String backend, boolean oneDnnBuilt, boolean oneDnnOn) {}
