package dev.emotion.dataset;

import dev.emotion.draw.Canvas;
import dev.emotion.draw.Chart;
import dev.emotion.text.Words;
import java.nio.file.Path;
import java.util.List;

/**
 * A sheet of sample faces: a block for each part of a data set, a row for each class, the faces
 * spread evenly over the class.
 */
public final class ContactSheetImage {
  private static final int FACES = 10;
  private static final int FACE = 96;
  private static final int GAP = 4;
  private static final int MARGIN = 24;
  private static final int HEAD = 52;

  private ContactSheetImage() {}

  /**
   * Draws the sheet.
   *
   * @param file its ending chooses the format, such as .png; appears whole or not at all
   * @param dataset the faces; parts and classes without a face are left out
   */
  public static void write(Path file, EmotionDataset dataset) {
    int nameWidth =
        dataset.classes().names().stream()
            .mapToInt(name -> Canvas.textWidth(name, Chart.NAME))
            .max()
            .orElse(0);
    int left = MARGIN + Math.max(nameWidth, Canvas.textWidth("00000 faces", Chart.NUMBER)) + 16;
    int height = 0;
    for (Split split : Split.values()) {
      long rows = dataset.faces(split).stream().mapToInt(LabeledFace::label).distinct().count();
      height += rows == 0 ? 0 : HEAD + (int) rows * (FACE + GAP);
    }
    int width = left + FACES * (FACE + GAP) - GAP + MARGIN;
    try (Canvas canvas = new Canvas(width, height + MARGIN - GAP, Chart.BACKGROUND)) {
      int y = 0;
      for (Split split : Split.values()) {
        y = block(canvas, dataset, split, left, y);
      }
      canvas.write(file);
    }
  }

  private static int block(Canvas canvas, EmotionDataset dataset, Split split, int left, int top) {
    List<LabeledFace> all = dataset.faces(split);
    if (all.isEmpty()) {
      return top;
    }
    String title = dataset.name() + ": " + split.id() + ", " + count(all.size());
    canvas.text(title, MARGIN, top + HEAD - 14, Chart.TITLE, Chart.INK);
    int y = top + HEAD;
    for (int label = 0; label < dataset.classes().count(); label++) {
      int wanted = label;
      List<LabeledFace> faces = all.stream().filter(face -> face.label() == wanted).toList();
      if (!faces.isEmpty()) {
        int middle = y + FACE / 2;
        canvas.text(dataset.classes().name(label), MARGIN, middle, Chart.NAME, Chart.INK);
        canvas.text(
            count(faces.size()), MARGIN, middle + Chart.NUMBER + 10, Chart.NUMBER, Chart.FAINT);
        int shown = Math.min(FACES, faces.size());
        for (int i = 0; i < shown; i++) {
          LabeledFace face = faces.get((int) ((long) i * faces.size() / shown));
          canvas.face(face.pixels(), left + i * (FACE + GAP), y, FACE);
        }
        y += FACE + GAP;
      }
    }
    return y;
  }

  private static String count(int faces) {
    return Words.count(faces, "face");
  }
}
