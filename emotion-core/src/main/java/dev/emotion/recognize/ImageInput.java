package dev.emotion.recognize;

import dev.emotion.ImageException;
import dev.emotion.image.ImageFiles;
import dev.emotion.image.format.ImageFormat;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bytedeco.opencv.opencv_core.Mat;

/** An image that is read when its turn comes, so that ten thousand of them need no memory. */
public interface ImageInput {

  /**
   * How results and messages call it.
   *
   * @return the path as given, or another name
   */
  String name();

  /**
   * Reads the image's file; may be called more than once, from any thread.
   *
   * @return its bytes, not looked at; not to be changed
   * @throws ImageException if it can't be read
   */
  byte[] load();

  /**
   * The image in another format, upright.
   *
   * @param ending chooses the format: .png or .jpg
   * @return the file's content
   * @throws ImageException if it can't be read
   */
  default byte[] encode(String ending) {
    try (Mat image = read()) {
      return ImageFiles.encode(ending, image, name());
    }
  }

  /**
   * Reads and decodes the image; may be called more than once, from any thread.
   *
   * @return 8-bit BGR; the caller closes it
   * @throws ImageException if it can't be read or is no image
   */
  default Mat read() {
    return ImageFiles.decode(load(), name());
  }

  /**
   * A file.
   *
   * @param file need not exist yet
   * @return the input, named as the path is written
   */
  static ImageInput of(Path file) {
    return new ImageInput() {
      @Override
      public String name() {
        return file.toString();
      }

      @Override
      public byte[] load() {
        return ImageFiles.load(file);
      }
    };
  }

  /**
   * An image file held in memory.
   *
   * @param name how to call it
   * @param encoded its bytes; not copied
   * @return the input
   */
  static ImageInput of(String name, byte[] encoded) {
    return new ImageInput() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public byte[] load() {
        return encoded;
      }
    };
  }

  /**
   * The images in a folder, those of formats that aren't read too, as {@link ImageFormat#isImage}
   * knows them; hidden files and folders are left out.
   *
   * @param folder the folder
   * @param recursive whether to look into its folders too; links to folders are not followed, but
   *     {@code folder} itself may be one
   * @return the inputs, sorted by path; where there are none, and for a folder that can't be
   *     searched, one that says so when it is read
   */
  static List<ImageInput> in(Path folder, boolean recursive) {
    SortedMap<Path, ImageInput> found = new TreeMap<>();
    try {
      Path start = folder.toRealPath(); // a walk would not follow a link
      FileVisitor<Path> visitor =
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path real, BasicFileAttributes attributes) {
              return !real.equals(start) && isHidden(real)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path real, BasicFileAttributes attributes) {
              Path file = asGiven(real);
              if (!isHidden(file) && !Files.isDirectory(file) && ImageFormat.isImage(file)) {
                found.put(file, of(file));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path real, IOException e) {
              Path file = asGiven(real);
              found.put(file, unreadable(file, "can't be searched", "a readable folder", e));
              return FileVisitResult.CONTINUE;
            }

            private boolean isHidden(Path path) {
              return path.getFileName().toString().startsWith(".");
            }

            private Path asGiven(Path real) {
              return folder.resolve(start.relativize(real));
            }
          };
      Files.walkFileTree(start, Set.of(), recursive ? Integer.MAX_VALUE : 1, visitor);
    } catch (IOException e) {
      found.put(folder, unreadable(folder, "can't be searched", "a readable folder", e));
    }
    String expected =
        recursive ? "image files" : "image files (--recursive looks into its folders)";
    return found.isEmpty()
        ? List.of(unreadable(folder, "a folder without images", expected, null))
        : List.copyOf(found.values());
  }

  private static ImageInput unreadable(Path folder, String found, String expected, Exception e) {
    String name = folder.toString();
    return unreadable(name, new ImageException(name, found, expected, e));
  }

  /**
   * An image that is known to be bad.
   *
   * @param name how results call it
   * @param fault what reading it throws
   * @return the input
   */
  static ImageInput unreadable(String name, ImageException fault) {
    return new ImageInput() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public byte[] load() {
        throw fault;
      }
    };
  }
}
