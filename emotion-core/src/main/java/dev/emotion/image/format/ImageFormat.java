package dev.emotion.image.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The one table of image formats: what they are called, how their files are named and begin, and
 * whether they are read. A file is known by its content where it is read; in a folder by its name,
 * and where that says nothing by its content.
 */
public enum ImageFormat {
  /** ISO/IEC 10918-1; MPO holds several, of which the first is read. */
  JPEG("JPEG", Use.EVERYWHERE, ".jpg .jpeg .jpe .jfif .jfi .jif .pjpeg .pjp .mpo"),
  /** ISO/IEC 15948. */
  PNG("PNG", Use.EVERYWHERE, ".png .apng"),
  /** RFC 9649. */
  WEBP("WebP", Use.EVERYWHERE, ".webp"),
  /** GIF87a and GIF89a. */
  GIF("GIF", Use.EVERYWHERE, ".gif"),
  /** With a header of OS/2 or Windows. */
  BMP("BMP", Use.EVERYWHERE, ".bmp .dib"),
  /** ISO/IEC 23008-12 with HEVC or H.264, as phones write it. */
  HEIC("HEIC", Use.EVERYWHERE, ".heic .heif .hif .heics .heifs .avci"),
  /** The same container with AV1. */
  AVIF("AVIF", Use.EVERYWHERE, ".avif .avifs"),
  /** TIFF 6.0 and BigTIFF, the first image of the file. */
  TIFF("TIFF", Use.EVERYWHERE, ".tif .tiff"),
  /** PBM, PGM, PPM (plain and raw) and PAM. */
  PNM("PNM", Use.FILES, ".pnm .pbm .pgm .ppm .pam"),
  /** Floating point relative of PNM. */
  PFM("PFM", Use.NOWHERE, ".pfm"),
  /** ISO/IEC 18181. */
  JPEG_XL("JPEG XL", Use.NOWHERE, ".jxl"),
  /** ISO/IEC 15444. */
  JPEG_2000("JPEG 2000", Use.NOWHERE, ".jp2 .j2k .j2c .jpc .jpf .jpx .jpm .jph"),
  /** ISO/IEC 29199. */
  JPEG_XR("JPEG XR", Use.NOWHERE, ".jxr .wdp .hdp"),
  /** Drawn, not photographed. */
  SVG("SVG", Use.NOWHERE, ".svg .svgz"),
  /** Icons and cursors of Windows. */
  ICO("ICO", Use.NOWHERE, ".ico .cur"),
  /** Adobe Photoshop. */
  PSD("Photoshop", Use.NOWHERE, ".psd .psb"),
  /** GIMP. */
  XCF("GIMP", Use.NOWHERE, ".xcf"),
  /** Academy Software Foundation. */
  EXR("OpenEXR", Use.NOWHERE, ".exr"),
  /** Radiance. */
  HDR("Radiance HDR", Use.NOWHERE, ".hdr"),
  /** Truevision; its files begin with nothing that tells. */
  TGA("TGA", Use.NOWHERE, ".tga"),
  /** PC Paintbrush. */
  PCX("PCX", Use.NOWHERE, ".pcx"),
  /** DirectDraw surfaces. */
  DDS("DDS", Use.NOWHERE, ".dds"),
  /** Sun raster files. */
  SUN_RASTER("Sun raster", Use.NOWHERE, ".ras .sun"),
  /** Silicon Graphics. */
  SGI("SGI", Use.NOWHERE, ".sgi"),
  /** Bitmaps of the X Window System, as text. */
  XBM("XBM", Use.NOWHERE, ".xbm"),
  /** Pixmaps of the X Window System, as text. */
  XPM("XPM", Use.NOWHERE, ".xpm"),
  /** The Quite OK Image Format. */
  QOI("QOI", Use.NOWHERE, ".qoi"),
  /** Medical images. */
  DICOM("DICOM", Use.NOWHERE, ".dcm"),
  /** What a camera's sensor saw; the makers' formats are many, most of them TIFFs inside. */
  RAW(
      "camera raw",
      Use.NOWHERE,
      ".dng .cr2 .cr3 .crw .nef .nrw .arw .sr2 .srf .srw .orf .rw2 .raf .pef .3fr .iiq .kdc .erf");

  /** Where a format is taken. */
  private enum Use {
    /** By every command and by the server. */
    EVERYWHERE,
    /** From files alone: people don't send it, so the server need not decode it. */
    FILES,
    /** Known by name, to say why. */
    NOWHERE
  }

  /** So many first bytes tell a format. */
  public static final int HEAD_BYTES = 1024;

  private final String title;
  private final Use use;
  private final List<String> endings;

  ImageFormat(String title, Use use, String endings) {
    this.title = title;
    this.use = use;
    this.endings = List.of(endings.split(" "));
  }

  /** What messages call it, such as {@code WebP}. */
  @Override
  public String toString() {
    return title;
  }

  /** How the names of its files end: in lower case, with the dot, the usual one first. */
  List<String> endings() {
    return endings;
  }

  /**
   * Whether its files are read.
   *
   * @return false where it is only known by name
   */
  public boolean readable() {
    return use != Use.NOWHERE;
  }

  /**
   * Whether the server takes it from strangers: what browsers, phones and scanners make.
   *
   * @return never true where it isn't {@link #readable}
   */
  public boolean served() {
    return use == Use.EVERYWHERE;
  }

  /**
   * The formats that are read, for messages.
   *
   * @return {@code JPEG, PNG, ... or PNM}
   */
  public static String readableNames() {
    return names(Arrays.stream(values()).filter(ImageFormat::readable).toList());
  }

  /**
   * The formats that the server takes, for messages.
   *
   * @return {@code JPEG, PNG, ... or TIFF}
   */
  public static String servedNames() {
    return names(Arrays.stream(values()).filter(ImageFormat::served).toList());
  }

  private static String names(List<ImageFormat> formats) {
    int last = formats.size() - 1;
    return formats.subList(0, last).stream().map(Object::toString).collect(Collectors.joining(", "))
        + " or "
        + formats.get(last);
  }

  /**
   * The format that a file's name says.
   *
   * @param file a name or path
   * @return by its ending, in any case; empty where it is none of an image
   */
  public static Optional<ImageFormat> named(String file) {
    String name = file.toLowerCase(Locale.ROOT);
    int dot = name.lastIndexOf('.');
    String ending = dot < 0 ? "" : name.substring(dot);
    return Arrays.stream(values()).filter(format -> format.endings.contains(ending)).findFirst();
  }

  /**
   * Whether a file of a folder is an image: its name says so, or it has an ending that says nothing
   * and begins like one.
   *
   * @param file an existing file; it is opened only where its name says nothing
   * @return false also for what can't be read under a name that says nothing
   */
  public static boolean isImage(Path file) {
    if (named(file.toString()).isPresent()) {
      return true;
    }
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return isImage(in.readNBytes(HEAD_BYTES));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Whether a file whose name says nothing is an image.
   *
   * @param head its first {@value #HEAD_BYTES} bytes
   * @return false also where it begins like an image and like many other files
   */
  public static boolean isImage(byte[] head) {
    return of(head).filter(ImageFormat::tells).isPresent();
  }

  /** Whether a file that begins like this is one; some begin with one or two common letters. */
  private boolean tells() {
    return switch (this) {
      case BMP, PNM, PFM, ICO, SVG, PCX, SGI -> false;
      default -> true;
    };
  }

  /**
   * The format of a file's content.
   *
   * @param file the bytes of a file, or its first 1024
   * @return empty if it begins like none of them
   */
  public static Optional<ImageFormat> of(byte[] file) {
    Bytes bytes = new Bytes(file);
    return Arrays.stream(values()).filter(format -> format.begins(bytes)).findFirst();
  }

  private boolean begins(Bytes file) {
    return switch (this) {
      case JPEG -> file.has(0, "\u00FF\u00D8\u00FF");
      case PNG -> file.has(0, "\u0089PNG\r\n\u001A\n");
      case WEBP -> file.has(0, "RIFF") && file.has(8, "WEBP");
      case GIF -> file.has(0, "GIF87a") || file.has(0, "GIF89a");
      case BMP -> file.has(0, "BM");
      case HEIC -> HeifFile.begins(file) && !HeifFile.isAvif(file);
      case AVIF -> HeifFile.begins(file) && HeifFile.isAvif(file);
      // Raw files of cameras begin like TIFF; its header tells them apart.
      case TIFF ->
          file.has(0, "II*\0")
              || file.has(0, "MM\0*")
              || file.has(0, "II+\0\b\0\0\0")
              || file.has(0, "MM\0+\0\b\0\0");
      case PNM -> file.has(0, "P") && file.at(1) >= '1' && file.at(1) <= '7' && !letter(file.at(2));
      case PFM -> file.has(0, "PF\n") || file.has(0, "Pf\n");
      case JPEG_XL -> file.has(0, "\u00FF\n") || file.has(0, "\0\0\0\fJXL \r\n");
      case JPEG_2000 -> file.has(0, "\0\0\0\fjP  \r\n") || file.has(0, "\u00FFO\u00FFQ");
      case JPEG_XR -> file.has(0, "II\u00BC");
      case SVG ->
          file.text(HEAD_BYTES).matches("(?s)(\u00EF\u00BB\u00BF)?\\s*(<\\?.*|<!.*)?<svg.*");
      case ICO -> file.has(0, "\0\0\1\0") || (file.has(0, "\0\0\2\0") && file.at(4) > 0);
      case PSD -> file.has(0, "8BPS");
      case XCF -> file.has(0, "gimp xcf");
      case EXR -> file.has(0, "v/1\1");
      case HDR -> file.has(0, "#?RADIANCE") || file.has(0, "#?RGBE");
      case PCX -> file.at(0) == 10 && file.at(1) <= 5 && file.at(2) == 1 && file.length() > 128;
      case DDS -> file.has(0, "DDS ");
      case SUN_RASTER -> file.has(0, "Y\u00A6j\u0095");
      case QOI -> file.has(0, "qoif");
      case DICOM -> file.has(128, "DICM");
      case RAW ->
          file.has(4, "ftypcrx ")
              || file.has(0, "FUJIFILMCCD-RAW")
              || file.has(0, "IIRO")
              || file.has(0, "IIU\0")
              || file.has(6, "HEAPCCDR");
      case SGI -> file.has(0, "\u0001\u00DA") && file.at(2) <= 1;
      case XPM -> file.has(0, "/* XPM */");
      case TGA, XBM -> false;
    };
  }

  private static boolean letter(int at) {
    return at > ' ' && at != '#' && (at < '0' || at > '9');
  }
}
