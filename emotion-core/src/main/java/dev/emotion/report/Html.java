package dev.emotion.report;

import dev.emotion.draw.Canvas;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The frame of a page, and the parts that pages are made of. All text is escaped here. */
final class Html {
  private static final String STYLE = style();

  private Html() {}

  private static String style() {
    try (InputStream in = Html.class.getResourceAsStream("style.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Text that is nothing but text, in an element or an attribute.
   *
   * @param text any
   * @return what a browser shows as this text
   */
  static String escaped(String text) {
    StringBuilder safe = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(c < ' ' && c != '\n' && c != '\t' ? '?' : c);
      }
    }
    return safe.toString();
  }

  /**
   * A whole page.
   *
   * @param title its heading
   * @param lead below it; markup
   * @param head more elements for its head, or nothing
   * @param sections markup
   * @param foot markup
   */
  static String page(String title, String lead, String head, List<String> sections, String foot) {
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy"
      content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
    %s<title>%s</title>
    <style>
    %s</style>
    </head>
    <body>
    <header><h1>%s</h1>%s</header>
    <main>
    %s</main>
    <footer>%s</footer>
    </body>
    </html>
    """
        .formatted(
            head, escaped(title), STYLE, escaped(title), lead, String.join("", sections), foot);
  }

  /** A part of a page; the text is markup. */
  static String section(String title, String text, String content) {
    return block("section", title, text, content);
  }

  /** A part as wide as the page. */
  static String wide(String title, String text, String content) {
    return block("section class=\"wide\"", title, text, content);
  }

  private static String block(String element, String title, String text, String content) {
    String lead = text.isEmpty() ? "" : "<p class=\"quiet\">" + text + "</p>\n";
    return "<%s>\n<h2>%s</h2>\n%s%s</section>\n".formatted(element, escaped(title), lead, content);
  }

  /**
   * A few figures in large letters.
   *
   * @param name what it is
   * @param value the figure
   * @param note below it, or nothing
   */
  record Figure(String name, String value, String note) {}

  static String figures(List<Figure> figures) {
    StringBuilder list = new StringBuilder("<dl class=\"figures\">\n");
    for (Figure figure : figures) {
      list.append("<div><dt>").append(escaped(figure.name)).append("</dt><dd>");
      list.append(escaped(figure.value));
      if (!figure.note.isEmpty()) {
        list.append("<small>").append(escaped(figure.note)).append("</small>");
      }
      list.append("</dd></div>\n");
    }
    return list.append("</dl>\n").toString();
  }

  /**
   * An image that is in the page itself.
   *
   * @param pixels of a square, row by row, 0xRRGGBB
   * @param what it is, for those who don't see it
   */
  static String image(int[] pixels, String what) {
    int side = (int) Math.round(Math.sqrt(pixels.length));
    try (Canvas canvas = new Canvas(side, side, 0)) {
      canvas.pixels(pixels, 0, 0, side);
      String bytes = Base64.getEncoder().encodeToString(canvas.encode(".jpg"));
      return "<img alt=\"%s\" src=\"data:image/jpeg;base64,%s\">".formatted(escaped(what), bytes);
    }
  }

  /** A table with a line of headings. */
  static String table(List<List<String>> rows) {
    StringBuilder table = new StringBuilder("<table>\n");
    for (int i = 0; i < rows.size(); i++) {
      String cell = i == 0 ? "th" : "td";
      table.append("<tr>");
      for (String text : rows.get(i)) {
        table.append("<%s>%s</%s>".formatted(cell, escaped(text), cell));
      }
      table.append("</tr>\n");
    }
    return table.append("</table>\n").toString();
  }

  /** A table of names and values. */
  static String properties(Map<String, String> values) {
    StringBuilder table = new StringBuilder("<table class=\"left\">\n");
    values.forEach(
        (name, value) ->
            table.append(
                "<tr><td>%s</td><td>%s</td></tr>\n".formatted(escaped(name), escaped(value))));
    return table.append("</table>\n").toString();
  }

  /** What a colour of its own, 0xRRGGBB, means. */
  static String key(int color, String meaning) {
    return keyed(
        "<span class=\"key\" style=\"background:#%06x\"></span>".formatted(color), meaning);
  }

  /** What a colour means. */
  static String key(String style, String meaning) {
    return keyed("<span class=\"key " + style + "\"></span>", meaning);
  }

  private static String keyed(String key, String meaning) {
    return "<span class=\"keyed\">" + key + escaped(meaning) + "</span> ";
  }
}
