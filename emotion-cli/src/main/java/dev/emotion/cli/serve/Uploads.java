package dev.emotion.cli.serve;

import dev.emotion.image.format.ImageFormat;
import dev.emotion.image.format.ImageHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Promise;

/** Takes the image out of a request body, and refuses what need not be decoded for it. */
final class Uploads {
  static final String FORM = "multipart/form-data";

  /** Our own word, and what most other programs call it. */
  private static final Set<String> FIELDS = Set.of("image", "file");

  private static final String EXPECTED = "one field 'image' or 'file'";
  static final String UNNAMED = "upload";
  private static final int MAX_PARTS = 16;

  /** What may stand before an image: curl sends the last one where it is told nothing. */
  private static final Set<String> NEUTRAL =
      Set.of("", "application/octet-stream", "application/x-www-form-urlencoded");

  private Uploads() {}

  /**
   * Whether a body of this kind can hold an image; what it holds is seen from its bytes.
   *
   * @param contentType as the client says, or null
   * @throws HttpError if not
   */
  static void checkType(String contentType) {
    String type = mediaType(contentType);
    if (!NEUTRAL.contains(type) && !type.startsWith("image/") && !type.equals(FORM)) {
      throw new HttpError(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
          "found the content type " + type + ", expected image/* or " + FORM);
    }
  }

  /**
   * The image in a body.
   *
   * @param contentType as the client says, or null
   * @param body all of it
   * @param maxPixels width times height of the largest image to take
   * @return an image of a known format and a bearable size, not decoded yet
   * @throws HttpError if there is none
   */
  static Upload take(String contentType, byte[] body, long maxPixels) {
    if (mediaType(contentType).equals(FORM)) {
      return field(contentType, body, maxPixels);
    }
    return upload(UNNAMED, body, maxPixels);
  }

  static String mediaType(String contentType) {
    return contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private static Upload field(String contentType, byte[] body, long maxPixels) {
    List<Part> images =
        parts(contentType, body, EXPECTED).stream()
            .filter(part -> FIELDS.contains(part.name()))
            .toList();
    if (images.size() != 1) {
      throw badForm("with " + images.size() + " fields 'image' or 'file'", EXPECTED);
    }
    Part image = images.get(0);
    return upload(image.fileName().orElse(UNNAMED), image.content(), maxPixels);
  }

  /**
   * A field of a form.
   *
   * @param fileName as the client calls the file; empty where it is none
   * @param content not copied
   */
  record Part(String name, Optional<String> fileName, byte[] content) {}

  /**
   * The fields of a form.
   *
   * @param contentType with its boundary
   * @param body all of it
   * @param expected what should be in it, for messages
   * @return those with a name, in their order
   * @throws HttpError if it is damaged, or has too many
   */
  static List<Part> parts(String contentType, byte[] body, String expected) {
    String boundary = boundary(contentType, expected);
    MultiPartFormData.Parser parser = new MultiPartFormData.Parser(boundary);
    parser.setMaxParts(MAX_PARTS);
    parser.setUseFilesForPartsWithoutFileName(false);
    parser.setMaxMemoryFileSize(-1); // nothing goes to disk; the body is in memory already
    CompletableFuture<MultiPartFormData.Parts> parsed = new CompletableFuture<>();
    parser.parse(Content.Source.from(ByteBuffer.wrap(body)), Promise.Invocable.toPromise(parsed));
    try (MultiPartFormData.Parts parts = parsed.join()) {
      // Not parts.getAll, which fails at a part without a name.
      List<Part> named = new ArrayList<>();
      for (MultiPart.Part part : parts) {
        if (part.getName() != null) {
          ByteBuffer content = Content.Source.asByteBuffer(part.getContentSource());
          byte[] bytes = new byte[content.remaining()];
          content.get(bytes);
          Optional<String> fileName =
              Optional.ofNullable(part.getFileName())
                  .map(given -> given.isBlank() ? UNNAMED : given);
          named.add(new Part(part.getName(), fileName, bytes));
        }
      }
      return named;
    } catch (CompletionException e) {
      throw badForm("that is damaged", expected);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String boundary(String contentType, String expected) {
    try {
      String boundary = MultiPart.extractBoundary(contentType);
      if (boundary != null && !boundary.isEmpty()) {
        return boundary;
      }
    } catch (IllegalArgumentException e) { // quotes that don't close
      throw badForm("whose content type is damaged", expected);
    }
    throw badForm("without a boundary", expected);
  }

  private static HttpError badForm(String found, String expected) {
    return new HttpError(
        HttpStatus.BAD_REQUEST_400,
        "found a form " + found + ", expected " + FORM + " with " + expected);
  }

  /**
   * An image file.
   *
   * @param name as the client calls it
   * @param file all of it; not copied
   * @param maxPixels width times height of the largest image to take
   * @return an image of a known format and a bearable size, not decoded yet
   * @throws HttpError if it is none
   */
  static Upload upload(String name, byte[] file, long maxPixels) {
    ImageHeader header = ImageHeader.read(file).orElseThrow(() -> unknown(file));
    if (!header.format().served()) {
      throw badImage("a " + header.format(), ImageFormat.servedNames());
    }
    header
        .unsupported()
        .ifPresent(
            why -> {
              throw badImage(why.found(), why.expected());
            });
    if (header.pixels() == 0) {
      throw badImage("a damaged " + header.format(), "an intact one");
    }
    if (header.pixels() > maxPixels) {
      throw new HttpError(
          HttpStatus.PAYLOAD_TOO_LARGE_413,
          "found "
              + header.width()
              + " x "
              + header.height()
              + " pixels, expected at most "
              + maxPixels
              + " in all");
    }
    return new Upload(name, file, header);
  }

  private static HttpError unknown(byte[] file) {
    return file.length == 0
        ? badImage("an empty body", "an image")
        : badImage("none of the formats that are read here", ImageFormat.servedNames());
  }

  private static HttpError badImage(String found, String expected) {
    return new HttpError(HttpStatus.BAD_REQUEST_400, "found " + found + ", expected " + expected);
  }
}
