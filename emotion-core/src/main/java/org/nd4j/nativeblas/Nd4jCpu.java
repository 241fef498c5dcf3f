package org.nd4j.nativeblas;

/**
 * The name under which DL4J 1.0.0-M2.1 asks whether oneDNN is in use. Its {@code
 * BaseMKLDNNHelper.mklDnnEnabled()} reflects on {@code org.nd4j.nativeblas.Nd4jCpu$Environment},
 * which moved to another package before that release; without this class all oneDNN layer helpers
 * stay off. {@code dev.emotion.engine.NativeEngine} turns it on.
 */
public final class Nd4jCpu {
  private Nd4jCpu() {}

  /** The part of ND4J's environment that DL4J's helpers ask for. */
  public static final class Environment {
    private static final Environment INSTANCE = new Environment();
    private volatile boolean oneDnn;

    private Environment() {}

    /**
     * The only instance; called by reflection.
     *
     * @return the instance
     */
    public static Environment getInstance() {
      return INSTANCE;
    }

    /**
     * Whether DL4J's layers may use oneDNN; called by reflection when a layer is built.
     *
     * @return true for yes
     */
    public boolean isUseMKLDNN() {
      return oneDnn;
    }

    /**
     * Says whether DL4J's layers may use oneDNN.
     *
     * @param use true if the native library was built with oneDNN
     */
    public void setUseMKLDNN(boolean use) {
      oneDnn = use;
    }
  }
}
