package dev.emotion.report;

import java.util.List;
import java.util.Map;

/** The frame of a page, and the parts that pages are made of. All text is escaped here. */
final class Html {
  private static final String STYLE =
      """
      :root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--ink:#1b1f26;--quiet:#5a636e;
      --line:#dfe3e8;--blue:#1f6fb4;--orange:#c2570f;--bad:#b42318;--good:#1a7f37;
      --hit:#1f6fb4;--miss:#c2570f;--on:#fff}
      @media (prefers-color-scheme:dark){:root{--page:#121418;--card:#1b1f26;--ink:#eceff3;
      --quiet:#a4adb8;--line:#30363f;--blue:#5aa5e8;--orange:#f0904c;--bad:#ff9a8f;--good:#62d98d;
      --miss:#a04a12;--on:#eceff3}}
      @media print{:root{color-scheme:light;--page:#fff;--card:#fff;--ink:#000;--quiet:#444;
      --line:#ccc;--blue:#1f6fb4;--orange:#c2570f;--bad:#b42318;--good:#1a7f37;
      --miss:#c2570f;--on:#fff}}
      *{box-sizing:border-box}
      body{max-width:1240px;margin:0 auto;padding:20px;background:var(--page);color:var(--ink);
      font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Lato,sans-serif;
      overflow-wrap:anywhere}
      h1{margin:0;font-size:1.5rem;line-height:1.25}h2{margin:0 0 4px;font-size:1.125rem}
      p{margin:4px 0 10px}.quiet,figcaption,small{color:var(--quiet);font-size:.875rem}
      main{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));gap:16px;
      margin-top:16px}
      section{min-width:0;padding:18px 20px;border:1px solid var(--line);border-radius:14px;
      background:var(--card)}
      .wide{grid-column:1/-1}
      .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:14px;margin:0}
      .figures dt{color:var(--quiet);font-size:.875rem}
      .figures dd{margin:0;font-size:1.5rem;font-weight:650;line-height:1.2;
      font-variant-numeric:tabular-nums}
      .figures dd small{display:block;font-weight:400}
      table{border-collapse:collapse;width:100%;font-size:.9375rem;font-variant-numeric:tabular-nums}
      th,td{padding:5px 8px;border-bottom:1px solid var(--line);text-align:right;vertical-align:top}
      th:first-child,td:first-child,.left td,.left th{text-align:left}
      th{color:var(--quiet);font-weight:600;overflow-wrap:break-word}
      .left{display:block;columns:2 420px;column-gap:40px}.left tbody{display:contents}
      .left tr{display:grid;grid-template-columns:38% minmax(0,1fr);break-inside:avoid}
      .left td:first-child{color:var(--quiet)}
      svg{display:block;width:100%;margin:0 auto;overflow:visible}
      svg text{fill:var(--ink);font-size:13px}svg .small{fill:var(--quiet);font-size:12px}
      svg .end{text-anchor:end}svg .middle{text-anchor:middle}
      svg .count{font-size:12px}svg .on{fill:var(--on)}rect.hit{fill:var(--hit)}rect.miss{fill:var(--miss)}
      svg .bold{font-weight:700}
      .grid{stroke:var(--line)}.axis{stroke:var(--quiet)}.dash{stroke:var(--quiet);stroke-dasharray:4 4}
      .whisker{stroke:var(--ink);stroke-width:1.5}
      .curve{fill:none;stroke-width:2;stroke-linejoin:round}
      .curve.blue{stroke:var(--blue)}.curve.orange{stroke:var(--orange)}
      rect.blue,circle.blue{fill:var(--blue)}rect.orange,circle.orange{fill:var(--orange)}
      rect.track{fill:var(--line)}
      .key{display:inline-block;width:12px;height:12px;margin-right:6px;border-radius:3px}
      .keyed{margin-right:10px;white-space:nowrap}.key.blue{background:var(--blue)}.key.orange{background:var(--orange)}
      .sheet{display:grid;grid-template-columns:repeat(auto-fill,minmax(158px,1fr));gap:16px 14px}
      .sheet.small{grid-template-columns:repeat(auto-fill,minmax(84px,1fr))}
      figure{min-width:0;margin:0}figure div{display:flex;gap:2px}
      figure img{flex:1;min-width:0;width:50%;aspect-ratio:1;border-radius:4px}
      figcaption{line-height:1.35;margin-top:4px}figcaption b{color:var(--ink)}
      .bad{color:var(--bad)}.good{color:var(--good)}
      footer{margin:18px 0 8px;color:var(--quiet);font-size:.875rem}
      @media (max-width:520px){body{padding:12px}section{padding:14px}
      main{gap:12px;grid-template-columns:minmax(0,1fr)}td,th{padding:5px 4px}
      .sheet{grid-template-columns:repeat(2,minmax(0,1fr))}
      .sheet.small{grid-template-columns:repeat(4,minmax(0,1fr))}}
      @media print{html{font-size:11px}body{padding:0}main{gap:10px;
      grid-template-columns:repeat(2,minmax(0,1fr))}section{padding:10px 12px;break-inside:avoid}
      .sheet{grid-template-columns:repeat(6,minmax(0,1fr));gap:10px 8px}
      .sheet figure{break-inside:avoid}.left{columns:2}td,th{padding:3px 6px}
      .figures{grid-template-columns:repeat(auto-fit,minmax(100px,1fr))}}
      """;

  private Html() {}

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
