package dev.emotion.dataset;

import dev.emotion.DatasetException;
import dev.emotion.EmotionClasses;
import dev.emotion.EmotionException;
import dev.emotion.ImageException;
import dev.emotion.image.FaceCropper;
import dev.emotion.image.ImageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Pictures of single faces in folders: {@code train/}, {@code validation/} (or {@code val/}) and
 * {@code test/}, each with one sub-folder a class, or class folders alone, which are all training
 * faces.
 *
 * <p>A folder's class is found by its name, in any case and with the usual synonyms; folders of one
 * class are read as one. Its pictures, of any format and size, become grey squares by {@link
 * FaceCropper#whole}. The order is: part, class index, folder name, file name. Files outside class
 * folders (a README, a licence) and what systems leave behind (hidden files, {@code Thumbs.db}) are
 * not looked at; any other thing in a class folder that is no picture is a bad input.
 *
 * <p>Unless the settings name the classes, they are FER-2013's seven, or these and contempt where
 * there is such a folder. A folder of another name is then an error, since it may be a typing
 * error; own classes are given as a list.
 *
 * @param root the folder
 */
public record ImageFolder(Path root) implements DatasetSource {
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

  @Override
  public EmotionDataset read(ReadSettings settings) {
    BadInputs bad = new BadInputs(settings.skipBad());
    try {
      Map<Split, List<Path>> folders = classFolders(bad);
      EmotionClasses classes = settings.classes().orElseGet(() -> ownClasses(folders));
      String hint = settings.classes().isPresent() ? "" : "; list own classes with --classes";
      FaceCropper cropper = new FaceCropper(settings.side(), 0);
      Map<Split, List<LabeledFace>> splits = new EnumMap<>(Split.class);
      Map<ImageSize, Integer> sizes = new TreeMap<>();
      for (Map.Entry<Split, List<Path>> part : folders.entrySet()) {
        List<LabeledFace> faces = new ArrayList<>();
        List<Picture> pictures = pictures(part.getValue(), classes, hint, bad);
        for (int i = 0; i < pictures.size(); i += CHUNK) {
          for (Decoded decoded :
              pictures.subList(i, Math.min(i + CHUNK, pictures.size())).parallelStream()
                  .map(picture -> decode(picture, cropper))
                  .toList()) {
            if (decoded.fault != null) {
              bad.report(decoded.fault);
            } else {
              faces.add(decoded.face);
              sizes.merge(decoded.size, 1, Integer::sum);
            }
          }
        }
        splits.put(part.getKey(), faces);
      }
      if (sizes.isEmpty()) {
        throw new DatasetException(root.toString(), "no usable picture", "pictures of faces");
      }
      String name = root.toAbsolutePath().normalize().getFileName().toString();
      return new EmotionDataset(name, classes, splits, bad.skipped(), sizes, false)
          .withValidation(settings.validationShare(), settings.seed());
    } catch (IOException e) {
      throw new DatasetException(
          root.toString(), "can't be read (" + e.getMessage() + ")", "readable folders", e);
    }
  }

  /** The class folders of each part. */
  private Map<Split, List<Path>> classFolders(BadInputs bad) throws IOException {
    Map<Split, List<Path>> folders = new EnumMap<>(Split.class);
    List<Path> top = list(root).stream().filter(Files::isDirectory).toList();
    if (top.stream().noneMatch(folder -> part(folder) != null)) {
      folders.put(Split.TRAIN, top);
    } else {
      for (Path folder : top) {
        if (part(folder) == null) {
          bad.report(
              new DatasetException(
                  folder.toString(), "an unknown folder", "train, validation and test alone"));
        } else {
          folders
              .computeIfAbsent(part(folder), part -> new ArrayList<>())
              .addAll(list(folder).stream().filter(Files::isDirectory).toList());
        }
      }
    }
    if (folders.values().stream().allMatch(List::isEmpty)) {
      throw new DatasetException(
          root.toString(), "no class folder", "a folder a class: angry, disgust, ...");
    }
    return folders;
  }

  private static Split part(Path folder) {
    return PARTS.get(folder.getFileName().toString().toLowerCase(Locale.ROOT));
  }

  /** FER-2013's classes, and contempt where there is such a folder. */
  private static EmotionClasses ownClasses(Map<Split, List<Path>> folders) {
    boolean contempt =
        folders.values().stream()
            .flatMap(List::stream)
            .anyMatch(f -> EmotionClasses.canonical(f.getFileName().toString()).equals("contempt"));
    if (!contempt) {
      return EmotionClasses.FER2013;
    }
    List<String> names = new ArrayList<>(EmotionClasses.FER2013.names());
    names.add("contempt");
    return new EmotionClasses(names);
  }

  private record Picture(Path file, int label) {}

  /** The files of a part's class folders, by class. */
  private List<Picture> pictures(
      List<Path> folders, EmotionClasses classes, String hint, BadInputs bad) throws IOException {
    Map<Integer, List<Path>> byClass = new TreeMap<>();
    for (Path folder : folders) {
      classes
          .indexOf(folder.getFileName().toString())
          .ifPresentOrElse(
              label -> byClass.computeIfAbsent(label, any -> new ArrayList<>()).add(folder),
              () ->
                  bad.report(
                      new DatasetException(
                          folder.toString(),
                          "a folder of an unknown class",
                          "one of " + String.join(", ", classes.names()) + hint)));
    }
    List<Picture> pictures = new ArrayList<>();
    for (Map.Entry<Integer, List<Path>> entry : byClass.entrySet()) {
      for (Path folder : entry.getValue()) {
        for (Path file : list(folder)) {
          pictures.add(new Picture(file, entry.getKey()));
        }
      }
    }
    return pictures;
  }

  /** A face, or what is wrong with the picture. */
  private record Decoded(LabeledFace face, ImageSize size, EmotionException fault) {}

  private Decoded decode(Picture picture, FaceCropper cropper) {
    if (Files.isDirectory(picture.file)) {
      return new Decoded(
          null, null, new DatasetException(picture.file.toString(), "a folder", "a picture"));
    }
    try (Mat image = ImageFiles.read(picture.file)) {
      String origin = root.relativize(picture.file).toString().replace('\\', '/');
      return new Decoded(
          new LabeledFace(cropper.whole(image), picture.label, origin),
          new ImageSize(image.cols(), image.rows()),
          null);
    } catch (ImageException e) {
      return new Decoded(null, null, e);
    }
  }

  /** What a folder holds, by name, without what systems leave behind. */
  private static List<Path> list(Path folder) throws IOException {
    try (var content = Files.list(folder)) {
      return content.filter(path -> !isLeftover(path)).sorted().toList();
    }
  }

  private static boolean isLeftover(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(".")
        || name.equals("__MACOSX")
        || name.equalsIgnoreCase("Thumbs.db")
        || name.equalsIgnoreCase("desktop.ini");
  }
}
