package dev.emotion.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.emotion.FaceBox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The labelled photographs of the shared data; tests that ask for them are skipped without. */
public final class SharedPhotographs {
  private SharedPhotographs() {}

  /**
   * A face whose place is known.
   *
   * @param box where it is
   * @param kind "easy", "medium" or "hard"
   */
  public record Truth(FaceBox box, String kind) {

    /** Whether a found box is this face: IoU of 0.3 or more, its centre in the truth. */
    public boolean matches(FaceBox found) {
      int x = found.x() + found.width() / 2;
      int y = found.y() + found.height() / 2;
      return found.iou(box) >= 0.3
          && x >= box.x()
          && x < box.x() + box.width()
          && y >= box.y()
          && y < box.y() + box.height();
    }
  }

  /**
   * A photograph.
   *
   * @param file where it is
   * @param faces in it
   */
  public record Photograph(Path file, List<Truth> faces) {}

  /** Thirteen photographs with none to 29 faces, most of them easy. */
  public static List<Photograph> detection() {
    Path folder = SharedData.path("photos/detect");
    JsonObject images = images(folder.resolve("truth.json"));
    List<Photograph> photographs = new ArrayList<>();
    for (String name : images.keySet()) {
      List<Truth> faces = new ArrayList<>();
      for (JsonElement face : images.getAsJsonObject(name).getAsJsonArray("faces")) {
        JsonObject json = face.getAsJsonObject();
        faces.add(new Truth(box(json.getAsJsonArray("box")), json.get("class").getAsString()));
      }
      photographs.add(new Photograph(folder.resolve(name), faces));
    }
    assertThat(photographs).hasSize(13);
    assertThat(photographs.stream().flatMap(photograph -> photograph.faces().stream()))
        .filteredOn(face -> face.kind().equals("easy"))
        .hasSizeGreaterThan(40);
    return photographs;
  }

  /** Portraits, each with one face, called "clear" or "moderate" by its expression. */
  public static List<Photograph> portraits() {
    Path folder = SharedData.path("photos/expressions");
    JsonObject images = images(folder.resolve("index.json"));
    return images.keySet().stream()
        .map(
            name -> {
              JsonObject json = images.getAsJsonObject(name);
              String clarity = json.get("clarity").getAsString();
              Truth face = new Truth(box(json.getAsJsonArray("face_haar")), clarity);
              return new Photograph(folder.resolve(name), List.of(face));
            })
        .toList();
  }

  private static JsonObject images(Path file) {
    try {
      JsonObject images =
          JsonParser.parseString(Files.readString(file))
              .getAsJsonObject()
              .getAsJsonObject("images");
      assertThat(images.keySet()).isNotEmpty();
      return images;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FaceBox box(JsonArray box) {
    return new FaceBox(
        box.get(0).getAsInt(), box.get(1).getAsInt(), box.get(2).getAsInt(), box.get(3).getAsInt());
  }
}
