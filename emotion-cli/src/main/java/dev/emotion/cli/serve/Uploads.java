package dev.emotion.cli.serve;

import dev.emotion.image.format.ImageFormat;
import dev.emotion.image.format.ImageHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Promise;

/** Takes the picture out of a request body, and refuses what need not be decoded for it. */
final class Uploads {
  private static final String FORM = "multipart/form-data";

  /** Our own word, and what most other programs call it. */
  private static final Set<String> FIELDS = Set.of("image", "file");

  private static final String UNNAMED = "upload";
  private static final int MOST_PARTS = 16;

  /** What may stand before a picture: curl sends the last one where it is told nothing. */
  private static final Set<String> NEUTRAL =
      Set.of("", "application/octet-stream", "application/x-www-form-urlencoded");

  private Uploads() {}

  /**
   * Whether a body of this kind can hold a picture; what it holds is seen from its bytes.
   *
   * @param contentType as the client says, or null
   * @throws HttpFault if not
   */
  static void checkType(String contentType) {
    String type = mediaType(contentType);
    if (!NEUTRAL.contains(type) && !type.startsWith("image/") && !type.equals(FORM)) {
      throw new HttpFault(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
          "found the content type " + type + ", expected image/* or " + FORM);
    }
  }

  /**
   * The picture in a body.
   *
   * @param contentType as the client says, or null
   * @param body all of it
   * @param mostPixels width times height of the largest picture to take
   * @return a picture of a known format and a bearable size, not decoded yet
   * @throws HttpFault if there is none
   */
  static Upload take(String contentType, byte[] body, long mostPixels) {
    if (mediaType(contentType).equals(FORM)) {
      return field(contentType, body, mostPixels);
    }
    return upload(UNNAMED, body, mostPixels);
  }

  private static String mediaType(String contentType) {
    return contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private static Upload field(String contentType, byte[] body, long mostPixels) {
    String boundary = boundary(contentType);
    MultiPartFormData.Parser parser = new MultiPartFormData.Parser(boundary);
    parser.setMaxParts(MOST_PARTS);
    parser.setUseFilesForPartsWithoutFileName(false);
    parser.setMaxMemoryFileSize(-1); // nothing goes to disk; the body is in memory already
    CompletableFuture<MultiPartFormData.Parts> parsed = new CompletableFuture<>();
    parser.parse(Content.Source.from(ByteBuffer.wrap(body)), Promise.Invocable.toPromise(parsed));
    try (MultiPartFormData.Parts parts = parsed.join()) {
      // Not parts.getAll, which fails at a part without a name.
      List<MultiPart.Part> pictures = new ArrayList<>();
      parts.forEach(
          part -> {
            if (part.getName() != null && FIELDS.contains(part.getName())) {
              pictures.add(part);
            }
          });
      if (pictures.size() != 1) {
        throw badForm("with " + pictures.size() + " fields 'image' or 'file'");
      }
      MultiPart.Part picture = pictures.get(0);
      ByteBuffer content = Content.Source.asByteBuffer(picture.getContentSource());
      byte[] bytes = new byte[content.remaining()];
      content.get(bytes);
      String name = picture.getFileName();
      return upload(name == null || name.isBlank() ? UNNAMED : name, bytes, mostPixels);
    } catch (CompletionException e) {
      throw badForm("that is damaged");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String boundary(String contentType) {
    try {
      String boundary = MultiPart.extractBoundary(contentType);
      if (boundary != null && !boundary.isEmpty()) {
        return boundary;
      }
    } catch (IllegalArgumentException e) { // quotes that don't close
      throw badForm("whose content type is damaged");
    }
    throw badForm("without a boundary");
  }

  private static HttpFault badForm(String found) {
    return new HttpFault(
        HttpStatus.BAD_REQUEST_400,
        "found a form " + found + ", expected " + FORM + " with one field 'image' or 'file'");
  }

  private static Upload upload(String name, byte[] file, long mostPixels) {
    ImageHeader header = ImageHeader.read(file).orElseThrow(() -> unknown(file));
    if (!header.format().served()) {
      throw badPicture("a " + header.format(), ImageFormat.servedNames());
    }
    header
        .unsupported()
        .ifPresent(
            why -> {
              throw badPicture(why.found(), why.expected());
            });
    if (header.pixels() == 0) {
      throw badPicture("a damaged " + header.format(), "a whole one");
    }
    if (header.pixels() > mostPixels) {
      throw new HttpFault(
          HttpStatus.PAYLOAD_TOO_LARGE_413,
          "found "
              + header.width()
              + " x "
              + header.height()
              + " pixels, expected at most "
              + mostPixels
              + " in all");
    }
    return new Upload(name, file, header);
  }

  private static HttpFault unknown(byte[] file) {
    return file.length == 0
        ? badPicture("an empty body", "a picture")
        : badPicture("none of the formats that are read here", ImageFormat.servedNames());
  }

  private static HttpFault badPicture(String found, String expected) {
    return new HttpFault(HttpStatus.BAD_REQUEST_400, "found " + found + ", expected " + expected);
  }
}
