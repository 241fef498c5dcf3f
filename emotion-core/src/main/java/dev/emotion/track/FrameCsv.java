package dev.emotion.track;

import dev.emotion.EmotionClasses;
import dev.emotion.recognize.FaceColumns;
import dev.emotion.text.Csv;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The results of a video as a table: one row per face and frame. A frame without faces has one row,
 * in which all columns after the time are empty.
 */
public final class FrameCsv implements FrameWriter {
  private final Optional<String> video;
  private final List<String> columns = new ArrayList<>(List.of("frame", "timeMs", "track"));

  /**
   * A table.
   *
   * @param classes the model's classes, a column each
   */
  public FrameCsv(EmotionClasses classes) {
    this(classes, Optional.empty());
  }

  /**
   * A table of several videos.
   *
   * @param classes the model's classes, a column each
   * @param video what the first column calls the video of these rows; empty for no such column
   */
  public FrameCsv(EmotionClasses classes, Optional<String> video) {
    this.video = video;
    video.ifPresent(name -> columns.add(0, "video"));
    columns.addAll(FaceColumns.names(classes));
  }

  @Override
  public String header() {
    return Csv.row(columns);
  }

  @Override
  public String frame(FrameResult frame) {
    if (frame.faces().isEmpty()) {
      List<String> fields = start(frame);
      fields.addAll(Collections.nCopies(columns.size() - fields.size(), ""));
      return Csv.row(fields);
    }
    StringBuilder rows = new StringBuilder();
    for (TrackedFace face : frame.faces()) {
      List<String> fields = start(frame);
      fields.add(Integer.toString(face.track()));
      fields.addAll(FaceColumns.values(face.prediction()));
      rows.append(Csv.row(fields));
    }
    return rows.toString();
  }

  private List<String> start(FrameResult frame) {
    BigDecimal time = BigDecimal.valueOf(frame.timeMicros(), 3).stripTrailingZeros();
    List<String> fields = new ArrayList<>(video.stream().toList());
    fields.add(Long.toString(frame.frame()));
    fields.add(time.toPlainString());
    return fields;
  }
}
