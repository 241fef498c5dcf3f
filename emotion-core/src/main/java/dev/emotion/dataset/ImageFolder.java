package dev.emotion.dataset;

import java.nio.file.Path;

/**
 * Images of single faces in folders: {@code train/}, {@code validation/} (or {@code val/}) and
 * {@code test/}, each with one sub-folder a class, or class folders alone, which are all training
 * faces.
 *
 * <p>A folder that holds nothing but another one ({@code images/train/...}) is that one.
 *
 * <p>A folder's class is found by its name, in any case and with the usual synonyms; folders of one
 * class are read as one. Its images, of any format and size, become grey squares by {@link
 * dev.emotion.image.FaceCropper#whole}. The order is: part, class index, folder name, file name.
 * Files outside class folders (a README, a licence) and what systems leave behind (hidden files,
 * {@code Thumbs.db}) are not looked at; any other thing in a class folder that is no image is a bad
 * input.
 *
 * <p>Unless the settings name the classes, they are those that have a folder with something in it,
 * in any part: in FER-2013's order where all are its classes (or contempt, which comes last),
 * otherwise sorted by name. Where the settings name them, a folder of another name is a bad input.
 *
 * @param root the folder
 */
public record ImageFolder(Path root) implements DatasetSource {

  @Override
  public EmotionDataset read(ReadSettings settings) {
    return new ImageFolderReader(root, "", true, settings).read();
  }
}
