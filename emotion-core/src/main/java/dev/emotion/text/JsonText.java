package dev.emotion.text;

import com.google.gson.FormattingStyle;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;

/**
 * The text of everything that is written as JSON. Numbers have no exponent: 0.000582 is not
 * 5.82E-4, which is valid (RFC 8259), but which awk, spreadsheets and regular expressions misread.
 */
public final class JsonText {
  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

  private JsonText() {}

  /**
   * On one line.
   *
   * @param json the value
   * @return its text, without a line end
   */
  public static String line(JsonElement json) {
    return text(json, FormattingStyle.COMPACT);
  }

  /**
   * With one line per member, indented by two blanks.
   *
   * @param json the value
   * @return its text, with a line end
   */
  public static String indented(JsonElement json) {
    return text(json, FormattingStyle.PRETTY) + "\n";
  }

  private static String text(JsonElement json, FormattingStyle style) {
    StringWriter text = new StringWriter();
    JsonWriter writer = new PlainWriter(text);
    writer.setFormattingStyle(style);
    GSON.toJson(json, writer);
    return text.toString();
  }

  private static final class PlainWriter extends JsonWriter {
    PlainWriter(StringWriter text) {
      super(text);
    }

    @Override
    public JsonWriter value(Number number) throws IOException {
      String digits = String.valueOf(number);
      return digits.indexOf('E') < 0 && digits.indexOf('e') < 0
          ? super.value(number)
          : jsonValue(new BigDecimal(digits).toPlainString());
    }
  }
}
