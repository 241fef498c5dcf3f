package dev.emotion.image.format;

/** BMP, of OS/2 and of Windows up to its fifth header. */
final class BmpFile {
  private static final int BIT_FIELDS = 3;
  private static final int ALPHA_BIT_FIELDS = 6;

  private BmpFile() {}

  /** A negative height says that the rows begin at the top. */
  static ImageHeader header(Bytes file) {
    if (file.littleEndian(14, 4) == 12) { // OS/2
      return new ImageHeader(ImageFormat.BMP, file.littleEndian(18, 2), file.littleEndian(20, 2));
    }
    ImageHeader header =
        new ImageHeader(
            ImageFormat.BMP,
            Math.abs((long) (int) file.littleEndian(18, 4)),
            Math.abs((long) (int) file.littleEndian(22, 4)));
    long compression = file.littleEndian(30, 4);
    // OpenCV knows few bit fields, and takes the others for its own order.
    return compression == BIT_FIELDS || compression == ALPHA_BIT_FIELDS
        ? header.withDecoder(ImageHeader.Decoder.JDK)
        : header;
  }
}
