package dev.emotion.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.emotion.ImageException;
import dev.emotion.NativeException;
import dev.emotion.ffmpeg.FfmpegLibraries;
import dev.emotion.ffmpeg.StillDecoder;
import dev.emotion.image.format.HeifFile;
import dev.emotion.image.format.HeifImage;
import dev.emotion.image.format.HeifImage.ColourMatrix;
import dev.emotion.image.format.HeifImage.Crop;
import dev.emotion.image.format.HeifImage.Grid;
import dev.emotion.image.format.HeifImage.Image;
import dev.emotion.image.format.HeifImage.Transformation;
import dev.emotion.image.format.HeifImage.Turn;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/** Decodes HEIC and AVIF: FFmpeg the images, this class what is done with them. */
final class HeifDecoder {
  private final String name;
  private final HeifImage image;

  private HeifDecoder(String name, HeifImage image) {
    this.name = name;
    this.image = image;
  }

  /**
   * Decodes a file whose header is bearable.
   *
   * @param encoded a HEIC or AVIF file
   * @param name its name in messages
   * @return CV_8UC3, upright, over white where it is transparent; the caller closes it
   * @throws ImageException if it is damaged, or FFmpeg is missing
   */
  static Mat decode(byte[] encoded, String name) {
    try {
      FfmpegLibraries.CODECS.require();
    } catch (NativeException e) {
      throw new ImageException(
          name,
          "an image that FFmpeg decodes, which is missing",
          "dev.emotion:emotion-video among the program's dependencies",
          e);
    }
    return new HeifDecoder(name, HeifFile.image(encoded, name)).decode();
  }

  private Mat decode() {
    Mat pixels = decode(image.colour(), CV_8UC3);
    try {
      if (image.alpha().isPresent()) {
        try (Mat opacity = decode(image.alpha().get(), CV_8UC1);
            Mat alpha = new Mat()) {
          resize(opacity, alpha, pixels.size()); // may be coarser than the colours
          Transparency.overWhite(pixels, alpha, image.premultiplied());
        }
      }
      for (Transformation transformation : image.transformations()) {
        try (Mat before = pixels) {
          pixels =
              transformation instanceof Crop crop
                  ? cropped(before, crop)
                  : new Orientation(((Turn) transformation).orientation()).apply(before);
        }
      }
      return pixels;
    } catch (RuntimeException | Error e) {
      pixels.close();
      throw e;
    }
  }

  private Mat decode(Grid grid, int type) {
    Mat whole = new Mat();
    byte[] configuration = null;
    StillDecoder decoder = null;
    try {
      for (int i = 0; i < grid.tiles().size(); i++) {
        Image tile = grid.tiles().get(i);
        if (!Arrays.equals(configuration, tile.configuration())) { // one for all, in practice
          if (decoder != null) {
            decoder.close();
            decoder = null; // the next may not open
          }
          configuration = tile.configuration();
          decoder = decoder(tile);
        }
        try (Mat decoded = decode(decoder, tile, type)) {
          if (grid.tiles().size() == 1) {
            whole.close();
            return part(decoded, 0, 0, grid.width(), grid.height());
          }
          whole.create(grid.height(), grid.width(), type);
          place(decoded, tile, i % grid.columns(), i / grid.columns(), whole);
        }
      }
      return whole;
    } catch (RuntimeException | Error e) {
      whole.close();
      throw e;
    } finally {
      if (decoder != null) {
        decoder.close();
      }
    }
  }

  private StillDecoder decoder(Image tile) {
    return new StillDecoder(
        name,
        StillDecoder.Coding.valueOf(tile.codec().name()),
        tile.configuration(),
        tile.width(),
        tile.height());
  }

  private Mat decode(StillDecoder decoder, Image tile, int type) {
    if (type == CV_8UC1) {
      return decoder.decodeGrey(tile.data());
    }
    Optional<ColourMatrix> matrix = image.matrix();
    return decoder.decodeColour(
        tile.data(),
        matrix.map(ColourMatrix::matrix).orElse(-1),
        matrix.map(ColourMatrix::fullRange).orElse(false));
  }

  private void place(Mat decoded, Image tile, int column, int row, Mat whole) {
    int left = column * tile.width();
    int top = row * tile.height();
    int width = Math.min(tile.width(), whole.cols() - left);
    int height = Math.min(tile.height(), whole.rows() - top);
    try (Mat part = part(decoded, 0, 0, width, height);
        Mat target = whole.apply(new Rect(left, top, width, height))) {
      part.copyTo(target);
    }
  }

  /** A part of an image that must be there. */
  private Mat part(Mat decoded, int left, int top, int width, int height) {
    if (decoded.cols() < left + width || decoded.rows() < top + height) {
      throw new ImageException(
          name,
          "pixels of " + decoded.cols() + " x " + decoded.rows(),
          width + " x " + height + " as its header says");
    }
    return copy(decoded, new Rect(left, top, width, height));
  }

  private static Mat copy(Mat pixels, Rect part) {
    try (Mat view = pixels.apply(part)) {
      return view.clone();
    }
  }

  /** The part that is shown; the whole where the file's numbers make no sense. */
  private static Mat cropped(Mat pixels, Crop crop) {
    long width = Math.round(crop.width());
    long height = Math.round(crop.height());
    long left = Math.round(crop.right() + (pixels.cols() - crop.width()) / 2);
    long top = Math.round(crop.down() + (pixels.rows() - crop.height()) / 2);
    boolean inside =
        width >= 1
            && height >= 1
            && left >= 0
            && top >= 0
            && left + width <= pixels.cols()
            && top + height <= pixels.rows();
    return inside
        ? copy(pixels, new Rect((int) left, (int) top, (int) width, (int) height))
        : new Mat(pixels);
  }
}
