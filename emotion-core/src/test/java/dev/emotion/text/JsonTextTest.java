package dev.emotion.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  @Test
  void numbersHaveNoExponent() {
    JsonObject json = new JsonObject();
    json.addProperty("small", 5.82E-4);
    json.addProperty("smallest", Double.MIN_VALUE);
    json.addProperty("large", 1.25E10);
    json.addProperty("float", 1e-5f);
    json.addProperty("usual", 0.25);
    json.addProperty("whole", 7);

    String text = JsonText.line(json);

    assertThat(text)
        .startsWith("{\"small\":0.000582,\"smallest\":0.000000000")
        .endsWith(",\"large\":12500000000,\"float\":0.000010,\"usual\":0.25,\"whole\":7}")
        .doesNotContainPattern("[0-9][eE]");
    assertThat(JsonParser.parseString(text).getAsJsonObject().get("smallest").getAsDouble())
        .isEqualTo(Double.MIN_VALUE);
  }

  @Test
  void numbersOfATextThatWasReadHaveNoneEither() {
    assertThat(JsonText.line(JsonParser.parseString("{\"a\":[1E-3,2e2]}")))
        .isEqualTo("{\"a\":[0.001,200]}");
  }

  @Test
  void textsStayWhatTheyAre() {
    JsonObject json = new JsonObject();
    json.addProperty("image", "1e-3 <ä> \"b\"");

    assertThat(JsonText.line(json)).isEqualTo("{\"image\":\"1e-3 <ä> \\\"b\\\"\"}");
    assertThat(JsonText.indented(json)).isEqualTo("{\n  \"image\": \"1e-3 <ä> \\\"b\\\"\"\n}\n");
  }
}
