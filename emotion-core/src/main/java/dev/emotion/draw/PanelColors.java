package dev.emotion.draw;

/** The colours of panels on and below images, 0xRRGGBB: light on dark. */
public final class PanelColors {
  /** Behind everything. */
  public static final int BACKGROUND = 0x16191D;

  /** Text. */
  public static final int INK = 0xF5F5F5;

  /** Text that says less. */
  public static final int FAINT = 0xA8AFB7;

  /** The part of a bar that isn't filled. */
  public static final int TRACK = 0x3A4048;

  private PanelColors() {}
}
