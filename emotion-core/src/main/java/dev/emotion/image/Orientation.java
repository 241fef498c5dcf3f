package dev.emotion.image;

import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.transpose;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMAGE_METADATA_EXIF;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;

/**
 * How a stored picture is turned to be upright: the EXIF tag 0x0112 (CIPA DC-008, "Orientation").
 * OpenCV applies it only where it drops transparency and depth, so it is done here.
 *
 * @param tag 1 (as stored) to 8
 */
record Orientation(int tag) {
  private static final int IFD_ENTRY_BYTES = 12;
  private static final int TAG_ORIENTATION = 0x0112;

  /**
   * The orientation that a decoded file's metadata names.
   *
   * @param kinds OpenCV's kind of each block of metadata
   * @param blocks the blocks
   * @return 1 where there is none or it makes no sense
   */
  static Orientation find(IntPointer kinds, MatVector blocks) {
    for (int i = 0; i < blocks.size(); i++) {
      if (kinds.get(i) == IMAGE_METADATA_EXIF) {
        try (Mat block = blocks.get(i)) {
          byte[] exif = new byte[(int) block.total()];
          block.data().get(exif);
          return new Orientation(tag(ByteBuffer.wrap(exif)));
        }
      }
    }
    return new Orientation(1);
  }

  /** Reads the tag from a TIFF header and its first directory. */
  private static int tag(ByteBuffer exif) {
    try {
      exif.order(exif.getShort() == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      int directory = exif.getInt(4);
      int entries = exif.getShort(directory) & 0xFFFF;
      for (int i = 0; i < entries; i++) {
        int entry = directory + 2 + i * IFD_ENTRY_BYTES;
        if ((exif.getShort(entry) & 0xFFFF) == TAG_ORIENTATION) {
          int tag = exif.getShort(entry + 8);
          return tag >= 1 && tag <= 8 ? tag : 1;
        }
      }
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      return 1; // broken metadata is no reason to refuse the pixels
    }
    return 1;
  }

  /**
   * Turns a picture upright.
   *
   * @param stored the picture as stored; not modified
   * @return width and height swapped for 5 to 8; the same pixels where nothing is to be done; the
   *     caller closes it
   */
  Mat apply(Mat stored) {
    if (tag == 1) {
      return new Mat(stored);
    }
    Mat upright = new Mat();
    if (tag >= 5) {
      transpose(stored, upright);
    } else {
      stored.copyTo(upright);
    }
    switch (tag) {
      case 2, 6 -> flip(upright, upright, 1); // left and right
      case 4, 8 -> flip(upright, upright, 0); // top and bottom
      case 3, 7 -> flip(upright, upright, -1); // both
      default -> {}
    }
    return upright;
  }
}
