package dev.emotion.image.format;

import dev.emotion.ImageException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * GIF (GIF87a and GIF89a), as browsers read it: what doesn't concern the first frame is skipped
 * whatever it is, and the screen grows where the first frame lies beyond it.
 */
public final class GifFile {
  private static final int SCREEN = 6; // where the logical screen's descriptor begins
  private static final int TABLES = 13; // and what follows it
  private static final int IMAGE = 0x2C;
  private static final int EXTENSION = 0x21;
  private static final int GRAPHIC_CONTROL = 0xF9;
  private static final int HAS_TABLE = 0x80;
  private static final int INTERLACED = 0x40;
  private static final int DESCRIPTOR_BYTES = 10;
  private static final int TABLE_BYTES = 3 * 256;

  private GifFile() {}

  /**
   * The first frame as a plain file of its own, and where it lies.
   *
   * @param file a GIF of one frame, without extensions but for its transparency
   * @param left pixels from the image's left edge
   * @param top pixels from the image's top edge
   * @param width of the frame in pixels, at least 1
   * @param height likewise
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, not compared
  public record Frame(byte[] file, int left, int top, int width, int height) {}

  static ImageHeader header(Bytes file) {
    Blocks blocks = new Blocks(file);
    int image = blocks.image;
    long width = file.littleEndian(SCREEN, 2);
    long height = file.littleEndian(SCREEN + 2, 2);
    if (image >= 0) {
      width = Math.max(width, file.littleEndian(image + 1, 2) + size(file, image + 5, SCREEN));
      height =
          Math.max(height, file.littleEndian(image + 3, 2) + size(file, image + 7, SCREEN + 2));
    }
    return new ImageHeader(ImageFormat.GIF, width, height).withDecoder(ImageHeader.Decoder.GIF);
  }

  /**
   * Takes out the first frame.
   *
   * @param gif the bytes of a GIF file
   * @param name its name in messages
   * @return its first frame
   * @throws ImageException if it ends before the frame does, or has no colours
   */
  public static Frame firstFrame(byte[] gif, String name) {
    Bytes file = new Bytes(gif);
    Blocks blocks = new Blocks(file);
    int image = blocks.image;
    if (image < 0) {
      throw new ImageException(name, "a damaged or cut-off GIF without a frame", "an intact one");
    }
    int flags = file.at(image + 9);
    boolean ownTable = (flags & HAS_TABLE) != 0;
    int data = image + DESCRIPTOR_BYTES + (ownTable ? tableBytes(flags) : 0);
    int end = blocks.behindSubBlocks(data + 1);
    if (end < 0) {
      throw new ImageException(name, "a damaged or cut-off GIF", "an intact one");
    }
    int table = ownTable ? image + DESCRIPTOR_BYTES : TABLES;
    int tableEnd = table + tableBytes(ownTable ? flags : file.at(SCREEN + 4));
    if (!ownTable && (file.at(SCREEN + 4) & HAS_TABLE) == 0) {
      throw new ImageException(name, "a GIF without a colour table", "colours");
    }
    int width = size(file, image + 5, SCREEN);
    int height = size(file, image + 7, SCREEN + 2);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {'G', 'I', 'F', '8', '9', 'a'});
    number(out, width);
    number(out, height);
    out.writeBytes(new byte[] {(byte) (HAS_TABLE | 0x77), 0, 0}); // a table of 256
    // Black where pixels name a colour that the file hasn't.
    out.writeBytes(Arrays.copyOf(Arrays.copyOfRange(gif, table, tableEnd), TABLE_BYTES));
    if (blocks.transparent >= 0) {
      out.writeBytes(new byte[] {EXTENSION, (byte) GRAPHIC_CONTROL, 4, 1, 0, 0});
      out.write(blocks.transparent);
      out.write(0);
    }
    out.writeBytes(new byte[] {IMAGE, 0, 0, 0, 0});
    number(out, width);
    number(out, height);
    out.write(flags & INTERLACED);
    out.write(gif, data, end - data);
    out.write(0x3B);
    return new Frame(
        out.toByteArray(),
        (int) file.littleEndian(image + 1, 2),
        (int) file.littleEndian(image + 3, 2),
        width,
        height);
  }

  private static void number(ByteArrayOutputStream out, int number) {
    out.write(number);
    out.write(number >> 8);
  }

  /** Of a frame; one that says nothing is as large as the screen. */
  private static int size(Bytes file, int frame, int screen) {
    long size = file.littleEndian(frame, 2);
    return (int) (size > 0 ? size : file.littleEndian(screen, 2));
  }

  private static int tableBytes(int flags) {
    return 3 << ((flags & 7) + 1);
  }

  /** The blocks before the first frame. */
  private static final class Blocks {
    private final Bytes file;

    /** Where the first frame's descriptor begins; -1 where there is none. */
    private int image = -1;

    /** The colour that is transparent; -1 where none is. */
    private int transparent = -1;

    Blocks(Bytes file) {
      this.file = file;
      int screenFlags = file.at(SCREEN + 4);
      int at = TABLES + ((screenFlags & HAS_TABLE) != 0 ? tableBytes(screenFlags) : 0);
      while (at >= 0 && at + DESCRIPTOR_BYTES < file.length() && image < 0) {
        if (file.at(at) == IMAGE) {
          image = at;
        } else if (file.at(at) == EXTENSION) {
          if (file.at(at + 1) == GRAPHIC_CONTROL && file.at(at + 2) >= 4) {
            transparent = (file.at(at + 3) & 1) != 0 ? file.at(at + 6) : -1;
          }
          at = behindSubBlocks(at + 2);
        } else {
          at++; // bytes that belong to nothing, such as spare ends of blocks
        }
      }
    }

    /** Behind the block of length 0 that ends a row of blocks; -1 where the file ends before it. */
    int behindSubBlocks(int first) {
      for (int at = first; at < file.length(); at += 1 + file.at(at)) {
        if (file.at(at) == 0) {
          return at + 1;
        }
      }
      return -1;
    }
  }
}
