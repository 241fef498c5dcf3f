package dev.emotion.image;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import dev.emotion.ImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Reads and writes picture files: the only caller of OpenCV's codecs. Thread-safe. */
public final class ImageFiles {
  private ImageFiles() {}

  /**
   * Reads a picture as a viewer shows it.
   *
   * @param file the picture
   * @return 8-bit BGR (CV_8UC3), EXIF rotation applied; the caller closes it
   * @throws ImageException if it can't be read or is no picture
   */
  public static Mat read(Path file) {
    try {
      return decode(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw new ImageException(file.toString(), "can't be read", "a readable picture file", e);
    }
  }

  /**
   * Decodes a picture held in memory.
   *
   * @param encoded the bytes of a picture file
   * @param name how messages call it
   * @return 8-bit BGR (CV_8UC3), EXIF rotation applied; the caller closes it
   * @throws ImageException if it is no picture
   */
  public static Mat decode(byte[] encoded, String name) {
    if (encoded.length == 0) {
      throw new ImageException(name, "an empty file", "a picture");
    }
    try (BytePointer bytes = new BytePointer(encoded);
        Mat buffer = new Mat(bytes, false)) {
      Mat image = imdecode(buffer, IMREAD_COLOR);
      if (image == null || image.empty()) {
        throw new ImageException(name, "not a picture that OpenCV reads", "JPEG, PNG, WebP, ...");
      }
      return image;
    }
  }

  /**
   * Writes a picture; the file appears whole or not at all.
   *
   * @param file its ending chooses the format (.png, .jpg, ...); replaced where it exists
   * @param image 8-bit BGR or grey; not modified
   * @throws ImageException if the ending is unknown or the file can't be written
   */
  public static void write(Path file, Mat image) {
    String name = file.getFileName().toString();
    String ending = name.contains(".") ? name.substring(name.lastIndexOf('.')) : "";
    byte[] encoded;
    try (BytePointer buffer = new BytePointer()) {
      if (ending.isEmpty() || !imencode(ending, image, buffer)) {
        throw new ImageException(file.toString(), "unknown picture ending", ".png or .jpg");
      }
      encoded = new byte[(int) buffer.limit()];
      buffer.get(encoded);
    } catch (RuntimeException e) {
      throw new ImageException(file.toString(), "unknown picture ending", ".png or .jpg", e);
    }
    try {
      Path temporary = Files.createTempFile(file.toAbsolutePath().getParent(), name, ".tmp");
      Files.write(temporary, encoded);
      Files.move(temporary, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new ImageException(file.toString(), "can't be written", "a writable folder", e);
    }
  }
}
