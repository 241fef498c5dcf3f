package dev.emotion.dataset;

import dev.emotion.DatasetException;
import dev.emotion.EmotionClasses;
import dev.emotion.EmotionException;
import dev.emotion.ImageException;
import dev.emotion.image.FaceCropper;
import dev.emotion.image.FaceImage;
import dev.emotion.image.ImageFiles;
import dev.emotion.image.PixelBudget;
import dev.emotion.image.format.ImageFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** One reading of an {@link ImageFolder}: first all names are looked at, then images decoded. */
final class ImageFolderReader {
  /** Files decoded before their faults are looked at: bounds the wait for the first error. */
  private static final int CHUNK = 2048;

  private static final Map<String, Split> PARTS =
      Map.of(
          "train", Split.TRAIN,
          "training", Split.TRAIN,
          "validation", Split.VALIDATION,
          "val", Split.VALIDATION,
          "valid", Split.VALIDATION,
          "test", Split.TEST,
          "testing", Split.TEST);

  /** FER-2013's classes, and FER+'s eighth. */
  private static final List<String> USUAL_ORDER =
      Stream.concat(EmotionClasses.FER2013.names().stream(), Stream.of("contempt")).toList();

  /** Folders around the images' that hold nothing else; an archive may have any number. */
  private static final int MAX_WRAPPERS = 8;

  private final Path start;
  private final String archive;
  private final boolean anyLetters;
  private Path root;
  private final ReadSettings settings;
  private final BadInputs bad;
  private final FaceCropper cropper;
  private final PixelBudget budget = PixelBudget.ofThisProcess();
  private final Map<ImageSize, Integer> sizes = new TreeMap<>();

  /**
   * A reading.
   *
   * @param root the folder
   * @param archive the archive that it is in, as messages name it; empty for none
   * @param anyLetters whether names are known beyond ASCII
   * @param settings how to read
   */
  ImageFolderReader(Path root, String archive, boolean anyLetters, ReadSettings settings) {
    this.start = root;
    this.archive = archive;
    this.anyLetters = anyLetters;
    this.root = root;
    this.settings = settings;
    this.bad = new BadInputs(settings.skipBad());
    this.cropper = new FaceCropper(settings.side());
  }

  EmotionDataset read() {
    Map<Split, List<Image>> images = new EnumMap<>(Split.class);
    EmotionClasses classes;
    try {
      root = withoutWrappers(start);
      Map<Split, List<Path>> folders = classFolders();
      classes =
          settings.classes().isPresent() ? settings.classes().get() : ownClasses(folders.values());
      for (Map.Entry<Split, List<Path>> part : folders.entrySet()) {
        images.put(part.getKey(), images(part.getValue(), classes));
      }
    } catch (IOException e) {
      throw new DatasetException(
          shown(start), "can't be read (" + e.getMessage() + ")", "readable folders", e);
    }
    Map<Split, List<LabeledFace>> faces = new EnumMap<>(Split.class);
    images.forEach((split, files) -> faces.put(split, faces(files)));
    if (sizes.isEmpty()) {
      throw new DatasetException(shown(start), "no usable image", "images of faces");
    }
    Path name =
        (archive.isEmpty() ? start : Path.of(archive)).toAbsolutePath().normalize().getFileName();
    return new EmotionDataset(
            Objects.toString(name, "/"),
            classes,
            faces,
            bad.skipped(),
            sizes,
            false,
            Optional.empty())
        .withValidation(settings.validationShare(), settings.seed());
  }

  /** FER-2013's CSV in a folder without parts, or in the one folder in it. */
  static Optional<Path> ferCsv(Path folder) throws IOException {
    Path inner = withoutWrappers(folder);
    List<Path> content = list(inner);
    if (content.stream().anyMatch(path -> part(path) != null && Files.isDirectory(path))) {
      return Optional.empty();
    }
    return Archives.FER_NAMES.stream()
        .flatMap(known -> content.stream().filter(path -> name(path).equalsIgnoreCase(known)))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /** The only folder in a folder, and so on, down to one that holds more, or a part or a class. */
  private static Path withoutWrappers(Path folder) throws IOException {
    Path inner = folder;
    for (int i = 0; i < MAX_WRAPPERS; i++) {
      List<Path> content = list(inner).stream().filter(ImageFolderReader::counts).toList();
      if (content.size() != 1
          || !Files.isDirectory(content.get(0))
          || part(content.get(0)) != null
          || EmotionClasses.FER2013.indexOf(name(content.get(0))).isPresent()
          || list(content.get(0)).stream().noneMatch(ImageFolderReader::counts)
          || list(content.get(0)).stream().anyMatch(ImageFormat::isImage)) {
        break;
      }
      inner = content.get(0);
    }
    return inner;
  }

  /** Whether something in a wrapper matters: folders, and FER-2013's CSV. */
  private static boolean counts(Path path) {
    return Files.isDirectory(path)
        || Archives.FER_NAMES.contains(name(path).toLowerCase(Locale.ROOT));
  }

  /** How messages call a file. */
  private String shown(Path path) {
    return archive.isEmpty() ? path.toString() : archive + path;
  }

  /** The class folders of each part. */
  private Map<Split, List<Path>> classFolders() throws IOException {
    Map<Split, List<Path>> folders = new EnumMap<>(Split.class);
    List<Path> top = list(root).stream().filter(Files::isDirectory).toList();
    if (top.stream().allMatch(folder -> part(folder) == null)) {
      folders.put(Split.TRAIN, top);
    } else {
      for (Path folder : top) {
        if (part(folder) == null) {
          bad.report(
              new DatasetException(
                  shown(folder), "an unknown folder", "train, validation and test alone"));
        } else {
          folders
              .computeIfAbsent(part(folder), part -> new ArrayList<>())
              .addAll(list(folder).stream().filter(Files::isDirectory).toList());
        }
      }
    }
    if (folders.values().stream().allMatch(List::isEmpty)) {
      throw new DatasetException(
          shown(root), "no class folder", "one folder per class: angry, disgust, ...");
    }
    Stream<Path> all = folders.values().stream().flatMap(List::stream);
    if (!anyLetters && !all.allMatch(folder -> name(folder).chars().allMatch(c -> c < 0x80))) {
      throw new DatasetException(
          archive, "class folders in letters of an unknown encoding", "names in UTF-8 or ASCII");
    }
    return folders;
  }

  private static Split part(Path folder) {
    return PARTS.get(name(folder).toLowerCase(Locale.ROOT));
  }

  /** Those of all class folders that hold images, or folders. */
  private EmotionClasses ownClasses(Collection<List<Path>> folders) throws IOException {
    Set<String> names = new TreeSet<>();
    for (List<Path> part : folders) {
      for (Path folder : part) {
        if (!images(folder).isEmpty()) {
          names.add(EmotionClasses.canonical(name(folder)));
        }
      }
    }
    if (names.size() < 2 && EmotionClasses.FER2013.names().containsAll(names)) {
      return EmotionClasses.FER2013; // enough to look at them
    }
    List<String> ordered = new ArrayList<>(names);
    if (USUAL_ORDER.containsAll(names)) {
      ordered.sort(Comparator.comparingInt(USUAL_ORDER::indexOf));
    }
    try {
      return new EmotionClasses(ordered);
    } catch (IllegalArgumentException e) {
      throw new DatasetException(
          shown(root),
          "the class folders " + String.join(", ", names),
          "two or more, with names of at most 64 characters",
          e);
    }
  }

  private record Image(Path file, int label) {}

  /** What a class folder holds that is an image, or a folder, which will be told of. */
  private static List<Path> images(Path folder) throws IOException {
    return list(folder).stream()
        .filter(file -> Files.isDirectory(file) || ImageFormat.isImage(file))
        .toList();
  }

  /** The files of a part's class folders, by class. */
  private List<Image> images(List<Path> folders, EmotionClasses classes) throws IOException {
    List<Image> images = new ArrayList<>();
    for (Path folder : folders) {
      OptionalInt label = classes.indexOf(name(folder));
      List<Path> files = images(folder);
      if (files.isEmpty()) {
        continue;
      }
      if (label.isEmpty()) {
        bad.report(
            new DatasetException(
                shown(folder), "a folder of an unknown class", settings.expectedClasses(classes)));
      } else {
        files.forEach(file -> images.add(new Image(file, label.getAsInt())));
      }
    }
    // Stable: within a class the order of the listing stays.
    images.sort(Comparator.comparingInt(Image::label));
    return images;
  }

  private List<LabeledFace> faces(List<Image> images) {
    List<LabeledFace> faces = new ArrayList<>();
    for (int start = 0; start < images.size(); start += CHUNK) {
      List<Image> chunk = images.subList(start, Math.min(start + CHUNK, images.size()));
      for (Decoded decoded : chunk.parallelStream().map(this::decode).toList()) {
        if (decoded.fault != null) {
          bad.report(decoded.fault);
        } else {
          faces.add(decoded.face);
          sizes.merge(decoded.size, 1, Integer::sum);
        }
      }
    }
    return faces;
  }

  /** A face with its image's size, or what is wrong with the image. */
  private record Decoded(LabeledFace face, ImageSize size, EmotionException fault) {}

  private Decoded decode(Image image) {
    if (Files.isDirectory(image.file)) {
      return new Decoded(
          null, null, new DatasetException(shown(image.file), "a folder", "an image"));
    }
    try {
      FaceImage read = FaceImage.read(load(image.file), shown(image.file), cropper, budget);
      String origin = root.relativize(image.file).toString().replace('\\', '/');
      return new Decoded(
          new LabeledFace(read.face(), image.label, origin),
          new ImageSize(read.width(), read.height()),
          null);
    } catch (ImageException e) {
      return new Decoded(null, null, e);
    }
  }

  private byte[] load(Path file) {
    if (archive.isEmpty()) {
      return ImageFiles.load(file);
    }
    try (InputStream in = Files.newInputStream(file)) {
      return ImageFiles.load(in, shown(file));
    } catch (IOException e) {
      throw new ImageException(
          shown(file), "can't be read (" + e.getMessage() + ")", "a whole archive", e);
    }
  }

  /** What a folder holds, by name, without what systems leave behind. */
  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> content = Files.list(folder)) {
      return content.filter(path -> !isLeftover(name(path))).sorted().toList();
    }
  }

  private static boolean isLeftover(String name) {
    return name.startsWith(".")
        || name.equals("__MACOSX")
        || name.equalsIgnoreCase("Thumbs.db")
        || name.equalsIgnoreCase("desktop.ini");
  }

  private static String name(Path path) {
    String name = path.getFileName().toString();
    if (name.indexOf('\uFFFD') >= 0) { // different names would become one
      throw new DatasetException(
          path.toString(), "a name that this locale has no letters for", "UTF-8: LC_ALL=C.UTF-8");
    }
    return name.endsWith("/") ? name.substring(0, name.length() - 1) : name; // in archives
  }
}
