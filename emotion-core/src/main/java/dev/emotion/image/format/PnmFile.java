package dev.emotion.image.format;

import dev.emotion.ImageException;
import dev.emotion.image.format.ImageHeader.Decoder;

/**
 * Netpbm's formats, P1 to P7 (netpbm.sourceforge.net/doc/pnm.html and pam.html). They are numbers
 * and little else, and are decoded here: OpenCV swaps the colours of P7, takes a file of 15 grey
 * levels for a dark one of 255, and fails where a plain file ends without a line feed.
 */
public final class PnmFile {
  private static final int PAM = 7;
  private static final int MAX_SAMPLE = 65535;

  private final Bytes file;
  private final int kind;
  private int at = 2;
  private long width;
  private long height;
  private long depth;
  private long maxval = 1;

  private PnmFile(Bytes file) {
    this.file = file;
    this.kind = file.at(1) - '0';
    if (kind == PAM) {
      readPamHeader();
    } else {
      width = number();
      height = number();
      depth = kind == 3 || kind == 6 ? 3 : 1;
      if (!bits()) {
        maxval = number();
      }
      at++; // one white space before the samples
    }
  }

  /**
   * Samples of 8 bits, 0 black and 255 white, row by row.
   *
   * @param samples width x height x channels
   * @param channels 1 (grey), 3 (blue, green, red) or 4 (and alpha, 255 opaque)
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, not compared
  public record Samples(byte[] samples, int channels) {}

  static ImageHeader header(Bytes file) {
    PnmFile pnm = new PnmFile(file);
    ImageHeader header =
        new ImageHeader(ImageFormat.PNM, pnm.width, pnm.height).withDecoder(Decoder.PNM);
    if (header.pixels() > 0 && (pnm.maxval < 1 || pnm.maxval > MAX_SAMPLE)) {
      return header.withUnsupported("a PNM of samples up to " + pnm.maxval, "1 to " + MAX_SAMPLE);
    } else if (pnm.depth < 1 || pnm.depth > 4) {
      return header.withUnsupported("a PNM of " + pnm.depth + " channels", "1 to 4");
    }
    return header;
  }

  /**
   * Decodes a file whose header is bearable.
   *
   * @param file the bytes of a PNM file
   * @param name its name in messages
   * @return its samples
   * @throws ImageException if it ends too early or has something else among its numbers
   */
  public static Samples decode(byte[] file, String name) {
    PnmFile pnm = new PnmFile(new Bytes(file));
    long count = pnm.width * pnm.height * pnm.depth;
    if (pnm.bytes(count) > file.length - pnm.at) {
      throw new ImageException(name, "a damaged or cut-off PNM", "an intact one");
    }
    int begin = pnm.at;
    int white = (int) pnm.maxval;
    if (white == MAX_SAMPLE) { // what programs write whatever the depth; others state it
      white = SampleDepth.white(pnm.largest(name));
      pnm.at = begin;
    }
    return pnm.samples(white, name);
  }

  /** The largest sample that isn't alpha. */
  private int largest(String name) {
    int largest = 0;
    for (long pixel = 0; pixel < width * height; pixel++) {
      for (int channel = 0; channel < depth; channel++) {
        int sample = sample(pixel, name);
        largest = isAlpha(channel) ? largest : Math.max(largest, sample);
      }
    }
    return largest;
  }

  private Samples samples(int white, String name) {
    int channels = depth == 2 ? 4 : (int) depth;
    byte[] samples = new byte[Math.toIntExact(width * height * channels)];
    int[] values = new int[4];
    int to = 0;
    for (long pixel = 0; pixel < width * height; pixel++) {
      for (int channel = 0; channel < depth; channel++) {
        int full = isAlpha(channel) ? (int) maxval : white;
        int sample = Math.min(sample(pixel, name), full);
        values[channel] = (int) ((sample * 255L + full / 2) / full);
      }
      if (depth == 2) {
        values[3] = values[1];
        values[1] = values[0];
        values[2] = values[0];
      }
      if (channels > 1) { // blue first
        int red = values[0];
        values[0] = values[2];
        values[2] = red;
      }
      for (int channel = 0; channel < channels; channel++) {
        samples[to++] = (byte) values[channel];
      }
    }
    return new Samples(samples, channels);
  }

  private boolean isAlpha(int channel) {
    return (depth == 2 && channel == 1) || channel == 3;
  }

  /** The next sample in the file, of a pixel's number. */
  private int sample(long pixel, String name) {
    if (kind == 4) {
      long column = pixel % width;
      long row = pixel / width;
      int eight = file.at(at + row * ((width + 7) / 8) + column / 8);
      return 1 - ((eight >> (7 - column % 8)) & 1);
    } else if (kind == 1) {
      skipSpace();
      checkDigit(name);
      return 1 - (file.at(at++) & 1);
    } else if (plain()) {
      skipSpace();
      checkDigit(name);
      return (int) number();
    }
    int sample = file.at(at++);
    return maxval > 255 ? sample << 8 | file.at(at++) : sample;
  }

  private void checkDigit(String name) {
    if (file.at(at) < '0' || file.at(at) > '9') {
      throw new ImageException(name, "a damaged or cut-off PNM at byte " + at, "a number");
    }
  }

  /** White, or bits of which 1 is black. */
  private boolean bits() {
    return kind == 1 || kind == 4;
  }

  private boolean plain() {
    return kind <= 3;
  }

  /** The fewest bytes that so many samples take. */
  private long bytes(long count) {
    if (plain()) {
      return bits() ? count : 2 * count - 1;
    }
    return kind == 4 ? (width + 7) / 8 * height : count * (maxval > 255 ? 2 : 1);
  }

  private void readPamHeader() {
    while (at < file.length()) {
      skipSpace();
      if (file.has(at, "ENDHDR")) {
        at += "ENDHDR\n".length();
        return;
      } else if (file.has(at, "WIDTH")) {
        width = number("WIDTH");
      } else if (file.has(at, "HEIGHT")) {
        height = number("HEIGHT");
      } else if (file.has(at, "DEPTH")) {
        depth = number("DEPTH");
      } else if (file.has(at, "MAXVAL")) {
        maxval = number("MAXVAL");
      } else {
        skipLine(); // the type of tuples follows from the depth
      }
    }
  }

  private long number(String key) {
    at += key.length();
    return number();
  }

  /** The next number, over white space and comments; 0 where there is none. */
  private long number() {
    skipSpace();
    long number = 0;
    while (file.at(at) >= '0' && file.at(at) <= '9') {
      number = Math.min(10 * number + file.at(at++) - '0', Integer.MAX_VALUE);
    }
    return number;
  }

  private void skipSpace() {
    while (file.at(at) == '#' || (file.at(at) > 0 && file.at(at) <= ' ')) {
      if (file.at(at) == '#') {
        skipLine();
      } else {
        at++;
      }
    }
  }

  private void skipLine() {
    while (at < file.length() && file.at(at) != '\n' && file.at(at) != '\r') {
      at++;
    }
  }
}
