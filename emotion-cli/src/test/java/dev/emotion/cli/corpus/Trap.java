package dev.emotion.cli.corpus;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicInteger;

/** An object that notices when it is deserialised, made from JSON, or made at all. */
public final class Trap implements Serializable {
  private static final long serialVersionUID = 1L;

  /** How often it was sprung. */
  static final AtomicInteger SPRUNG = new AtomicInteger();

  /** As a JSON reader would make it. */
  public Trap() {
    this(1);
  }

  private Trap(int springs) {
    SPRUNG.addAndGet(springs);
  }

  /** One to put into a file. */
  static Trap set() {
    return new Trap(0);
  }

  /**
   * As a JSON reader would fill it.
   *
   * @param value anything
   */
  public void setValue(String value) {
    SPRUNG.incrementAndGet();
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    SPRUNG.incrementAndGet();
    in.defaultReadObject();
  }
}
