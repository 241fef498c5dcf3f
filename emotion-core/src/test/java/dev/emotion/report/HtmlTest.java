package dev.emotion.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class HtmlTest {
  private static final String HOSTILE = "<img src=x onerror='a()'>&\"\u0000";
  private static final String SAFE = "&lt;img src=x onerror=&#39;a()&#39;&gt;&amp;&quot;?";

  @Test
  void everyTextIsEscaped() {
    Svg svg = new Svg(10, 10, HOSTILE);
    svg.text(0, 0, HOSTILE, "small");
    for (String part :
        List.of(
            Html.table(List.of(List.of(HOSTILE), List.of(HOSTILE))),
            Html.properties(Map.of(HOSTILE, HOSTILE)),
            Html.figures(List.of(new Html.Figure(HOSTILE, HOSTILE, HOSTILE))),
            Html.section(HOSTILE, "", ""),
            Html.key("blue", HOSTILE),
            Html.key(0, HOSTILE),
            Html.page(HOSTILE, "", "", List.of(), ""),
            svg.toString())) {
      assertThat(part).contains(SAFE).doesNotContain("<img");
    }
  }

  @Test
  void aPageMayLoadNothing() {
    assertThat(Html.page("a", "", "", List.of(), ""))
        .contains("Content-Security-Policy", "default-src 'none'")
        .contains("prefers-color-scheme:dark", "@media print", "max-width:520px");
  }

  @Test
  void axesBeginAndEndAtTicks() {
    Plot.Range range = Plot.Range.around(DoubleStream.of(0.13, Double.NaN, 0.57));
    assertThat(range.ticks()).startsWith(range.low()).endsWith(range.high());
    assertThat(range.low()).isLessThanOrEqualTo(0.13);
    assertThat(range.high()).isGreaterThanOrEqualTo(0.57);
    assertThat(Plot.Range.around(DoubleStream.of(2)).high()).isGreaterThan(2);
    assertThat(Plot.Range.around(DoubleStream.empty())).isEqualTo(new Plot.Range(0, 1));
    assertThat(List.of(Plot.number(0.5), Plot.number(2), Plot.number(0.00001)))
        .containsExactly("0.5", "2", "0.00001");
    assertThat(List.of(Plot.number(0.000001), Plot.number(3.8e-7), Plot.number(0)))
        .containsExactly("1E-6", "3.8E-7", "0");
  }
}
