package dev.emotion.image.format;

import dev.emotion.ImageException;
import dev.emotion.image.format.HeifBoxes.Box;
import dev.emotion.image.format.HeifBoxes.Reference;
import dev.emotion.image.format.HeifImage.Codec;
import dev.emotion.image.format.HeifImage.ColourMatrix;
import dev.emotion.image.format.HeifImage.Crop;
import dev.emotion.image.format.HeifImage.Grid;
import dev.emotion.image.format.HeifImage.Image;
import dev.emotion.image.format.HeifImage.Transformation;
import dev.emotion.image.format.HeifImage.Turn;
import dev.emotion.image.format.ImageHeader.Decoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * HEIC and AVIF (ISO/IEC 23008-12 and AV1 Image File Format). The image shown is the primary item:
 * one coded image, or a grid of them. Its properties turn it upright, and EXIF's orientation
 * doesn't count, as in browsers; but some writers of HEIC, which browsers mostly don't show, leave
 * the turning to EXIF alone, and there it counts where no property turns.
 */
public final class HeifFile {
  /** 200 million pixels in tiles of 512 x 512, as phones make them, are 763. */
  private static final int MAX_TILES = 4096;

  private static final int UNSPECIFIED = 2; // of colour matrices

  /** An item that is another one, turned or cut; and so on. */
  private static final int MAX_IDENTITIES = 4;

  private static final Map<String, Codec> CODECS =
      Map.of(
          "hvc1",
          Codec.HEVC,
          "hev1",
          Codec.HEVC,
          "av01",
          Codec.AV1,
          "avc1",
          Codec.H264,
          "avc3",
          Codec.H264);

  private static final Map<Codec, String> CONFIGURATIONS =
      Map.of(Codec.HEVC, "hvcC", Codec.AV1, "av1C", Codec.H264, "avcC");

  private static final Set<String> ALPHA =
      Set.of(
          "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha",
          "urn:mpeg:hevc:2015:auxid:1",
          "urn:mpeg:avc:2015:auxid:1");

  private final Bytes file;
  private final HeifBoxes boxes;
  private final String name;

  private HeifFile(Bytes file, String name) {
    this.file = file;
    this.boxes = new HeifBoxes(file);
    this.name = name;
  }

  /** Whether it is a file of items; the brands say which. */
  static boolean begins(Bytes file) {
    return file.has(4, "ftyp")
        && (isAvif(file)
            || hasBrand(file, "heic", "heix", "heim", "heis", "hevc", "hevx", "avci", "avcs")
            || hasBrand(file, "mif1", "mif2", "msf1", "miaf"));
  }

  static boolean isAvif(Bytes file) {
    return hasBrand(file, "avif", "avis");
  }

  /** The major brand, and behind its version the others. */
  private static boolean hasBrand(Bytes file, String... brands) {
    long end = Math.min(file.bigEndian(0, 4), 1024);
    for (long at = 8; at + 4 <= end; at += at == 8 ? 8 : 4) {
      for (String brand : brands) {
        if (file.has(at, brand)) {
          return true;
        }
      }
    }
    return false;
  }

  static ImageHeader header(Bytes file, ImageFormat format) {
    HeifFile heif = new HeifFile(file, "");
    long shown = heif.shown();
    String type = heif.boxes.type(shown);
    long[] size = heif.size(shown);
    ImageHeader header = new ImageHeader(format, size[0], size[1]).withDecoder(Decoder.FFMPEG);
    if (type.isEmpty() || type.equals("grid") || CODECS.containsKey(type)) {
      return header;
    }
    return header.withUnsupported(
        "a " + format + " of kind " + type.replaceAll("[^ -~]", "?").strip(),
        "one coded as HEVC, AV1 or H.264");
  }

  /**
   * Finds the image that a file shows.
   *
   * @param file the bytes of a HEIC or AVIF file
   * @param name its name in messages
   * @return the image
   * @throws ImageException if parts of it are missing, or out of proportion
   */
  public static HeifImage image(byte[] file, String name) {
    return new HeifFile(new Bytes(file), name).image();
  }

  private HeifImage image() {
    long shown = shown();
    List<Transformation> transformations = new ArrayList<>(transformations(shown));
    for (long item = boxes.primary(); item != shown; item = identity(item)) {
      transformations.addAll(transformations(item)); // of one such item, in practice
    }
    if (!isAvif(file) && transformations.stream().noneMatch(Turn.class::isInstance)) {
      transformations.add(new Turn(exifOrientation()));
    }
    Optional<Long> alpha =
        boxes.references().stream()
            .filter(reference -> reference.type().equals("auxl"))
            .filter(reference -> reference.to().contains(shown) && isAlpha(reference.from()))
            .map(Reference::from)
            .findFirst();
    boolean premultiplied =
        boxes.references().stream()
            .anyMatch(reference -> reference.type().equals("prem") && reference.from() == shown);
    Grid colour = grid(shown);
    Optional<Grid> opacity = alpha.map(this::grid);
    if (opacity.filter(grid -> grid.pixels() > colour.pixels()).isPresent()) {
      throw fault("more pixels of transparency than of colours", "at most as many");
    }
    return new HeifImage(colour, opacity, premultiplied, matrix(shown), transformations);
  }

  /** The primary item, or the one that it is a turned or cut copy of. */
  private long shown() {
    long item = boxes.primary();
    for (int i = 0; i < MAX_IDENTITIES && boxes.type(item).equals("iden"); i++) {
      item = identity(item);
    }
    return item;
  }

  private long identity(long item) {
    List<Long> sources = sources(item);
    return sources.isEmpty() ? -1 : sources.get(0);
  }

  private List<Long> sources(long item) {
    return boxes.references().stream()
        .filter(reference -> reference.type().equals("dimg") && reference.from() == item)
        .map(Reference::to)
        .findFirst()
        .orElse(List.of());
  }

  /** Of the EXIF item, which begins with the length of what is before its TIFF header. */
  private int exifOrientation() {
    return boxes.references().stream()
        .filter(reference -> reference.type().equals("cdsc"))
        .filter(reference -> boxes.type(reference.from()).equals("Exif"))
        .findFirst()
        .map(reference -> exifOrientation(reference.from()))
        .orElse(1);
  }

  private int exifOrientation(long item) {
    try {
      Bytes exif = new Bytes(boxes.data(item, name));
      return Exif.orientation(exif, 4 + exif.bigEndian(0, 4));
    } catch (ImageException e) {
      return 1; // broken metadata is no reason to refuse the pixels
    }
  }

  /** Width and height before any transformation; 0 where they aren't said. */
  private long[] size(long item) {
    return boxes
        .property(item, "ispe")
        .map(
            box ->
                new long[] {file.bigEndian(box.begin() + 4, 4), file.bigEndian(box.begin() + 8, 4)})
        .orElse(new long[2]);
  }

  private boolean isAlpha(long item) {
    return boxes
        .property(item, "auxC")
        .filter(box -> ALPHA.contains(text(box.begin() + 4, box.end())))
        .isPresent();
  }

  /** Letters up to a byte of 0. */
  private String text(long from, long to) {
    StringBuilder text = new StringBuilder();
    for (long at = from; at < to && file.at(at) != 0; at++) {
      text.append((char) file.at(at));
    }
    return text.toString();
  }

  private Optional<ColourMatrix> matrix(long item) {
    return boxes.properties(item).stream()
        .filter(box -> box.type().equals("colr") && file.has(box.begin(), "nclx"))
        .findFirst()
        .map(
            box ->
                new ColourMatrix(
                    (int) file.bigEndian(box.begin() + 8, 2),
                    (file.at(box.begin() + 10) & 0x80) != 0))
        .filter(colours -> colours.matrix() != UNSPECIFIED);
  }

  private List<Transformation> transformations(long item) {
    List<Transformation> transformations = new ArrayList<>();
    for (Box box : boxes.properties(item)) {
      int value = file.at(box.begin());
      switch (box.type()) {
        case "irot" -> transformations.add(new Turn(new int[] {1, 8, 3, 6}[value & 3]));
        case "imir" -> transformations.add(new Turn((value & 1) == 0 ? 4 : 2));
        case "clap" ->
            transformations.add(
                new Crop(
                    ratio(box.begin()),
                    ratio(box.begin() + 8),
                    ratio(box.begin() + 16),
                    ratio(box.begin() + 24)));
        default -> {}
      }
    }
    return transformations;
  }

  /** Two numbers of 32 bits with a sign, one by the other. */
  private double ratio(long at) {
    return (double) (int) file.bigEndian(at, 4) / (int) file.bigEndian(at + 4, 4);
  }

  private Grid grid(long item) {
    if (!boxes.type(item).equals("grid")) {
      Image image = image(item);
      return new Grid(List.of(image), 1, image.width(), image.height());
    }
    Bytes data = new Bytes(boxes.data(item, name));
    int rows = data.at(2) + 1;
    int columns = data.at(3) + 1;
    int numberBytes = (data.at(1) & 1) != 0 ? 4 : 2;
    long width = data.bigEndian(4, numberBytes);
    long height = data.bigEndian(4 + numberBytes, numberBytes);
    List<Long> items = sources(item);
    if (items.size() != rows * columns || items.size() > MAX_TILES) {
      throw fault("a grid of " + items.size() + " tiles", rows + " x " + columns);
    }
    // Not more than the header says, by which memory is bounded.
    long[] promised = size(item);
    Image first = image(items.get(0));
    if (width != promised[0]
        || height != promised[1]
        || width < 1
        || height < 1
        || !covers(first.width(), columns, width)
        || !covers(first.height(), rows, height)) {
      throw fault(
          "a grid of "
              + width
              + " x "
              + height
              + " in tiles of "
              + first.width()
              + " x "
              + first.height(),
          promised[0] + " x " + promised[1] + " in " + columns + " x " + rows + " tiles");
    }
    Map<Long, Image> tiles = new HashMap<>(); // one may be in several places
    tiles.put(items.get(0), first);
    long bytes = first.data().length;
    for (long tile : items) {
      if (!tiles.containsKey(tile)) {
        Image image = image(tile);
        bytes += image.data().length;
        if (bytes > file.length()) {
          throw fault("a grid of tiles that overlap in the file", "tiles with data of their own");
        }
        if (image.width() != first.width() || image.height() != first.height()) {
          throw fault("a grid of tiles of several sizes", "tiles of one size");
        }
        tiles.put(tile, image);
      }
    }
    return new Grid(items.stream().map(tiles::get).toList(), columns, (int) width, (int) height);
  }

  /** Whether so many tiles cover a length, and none of them lies beyond it. */
  private static boolean covers(long tile, int count, long length) {
    return tile * count >= length && tile * (count - 1) < length && tile < length + 4096;
  }

  private Image image(long item) {
    Codec codec = CODECS.get(boxes.type(item));
    long[] size = size(item);
    if (codec == null || size[0] < 1 || size[1] < 1 || size[0] * size[1] > Integer.MAX_VALUE) {
      throw fault("an image without its size or of an unknown coding", "HEVC, AV1 or H.264");
    }
    byte[] configuration =
        boxes
            .property(item, CONFIGURATIONS.get(codec))
            .map(boxes::content)
            .orElseThrow(
                () -> fault("an image without " + CONFIGURATIONS.get(codec), "an intact file"));
    return new Image(codec, configuration, boxes.data(item, name), (int) size[0], (int) size[1]);
  }

  private ImageException fault(String found, String expected) {
    return new ImageException(name, found, expected);
  }
}
