package dev.muster.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.source.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Expectations were taken from CPython 3.13's {@code json.dumps} and from ansible-core 2.19's filters. */
class JsonPrintingTest {

    private static final Map<Object, Object> NUMBERED = new LinkedHashMap<>();

    static {
        NUMBERED.put(10L, "a");
        NUMBERED.put(2L, "b");
    }

    private static JsonPrinting.Style style(JsonPrinting.Order order, boolean ascii) {
        return new JsonPrinting.Style(null, ", ", ": ", order, ascii);
    }

    @Test
    void escapesWhatPythonEscapes() {
        var text = "\"\\\n\r\t\b\f\u0001\u007f\u00e9\ud83d\ude00/";
        assertThat(JsonPrinting.write(text, JsonPrinting.Style.PLAIN))
                .isEqualTo("\"\\\"\\\\\\n\\r\\t\\b\\f\\u0001\\u007f\\u00e9\\ud83d\\ude00/\"");
        assertThat(JsonPrinting.write(text, JsonPrinting.Style.RESULT))
                .isEqualTo("\"\\\"\\\\\\n\\r\\t\\b\\f\\u0001\u007f\u00e9\ud83d\ude00/\"");
    }

    @Test
    void writesNumbersAndNamesAsPython() {
        List<@Nullable Object> values = new ArrayList<>();
        values.addAll(List.of(true, 1L, 1e16, 0.5, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
        values.add(null);
        assertThat(JsonPrinting.write(values, JsonPrinting.Style.PLAIN))
                .isEqualTo("[true, 1, 1e+16, 0.5, NaN, Infinity, -Infinity, null]");
    }

    @Test
    void writesKeysAsTexts() {
        Map<@Nullable Object, Object> map = new LinkedHashMap<>();
        map.put(1.5, 1L);
        map.put(null, 2L);
        map.put(true, 3L);
        assertThat(JsonPrinting.write(map, JsonPrinting.Style.PLAIN))
                .isEqualTo("{\"1.5\": 1, \"null\": 2, \"true\": 3}");
    }

    @Test
    void sortsKeysByTextOrByValue() {
        assertThat(JsonPrinting.write(NUMBERED, style(JsonPrinting.Order.BY_TEXT, true)))
                .isEqualTo("{\"10\": \"a\", \"2\": \"b\"}");
        assertThat(JsonPrinting.write(NUMBERED, style(JsonPrinting.Order.BY_VALUE, true)))
                .isEqualTo("{\"2\": \"b\", \"10\": \"a\"}");
    }

    @Test
    void sortsTextsByCodePoint() {
        assertThat(JsonPrinting.write(Map.of("\ud83d\ude00", 1L, "\uffee", 2L), JsonPrinting.Style.RESULT))
                .isEqualTo("{\"\uffee\": 2, \"\ud83d\ude00\": 1}");
    }

    @Test
    void refusesToOrderKeysOfDifferentKinds() {
        assertThatThrownBy(() -> JsonPrinting.write(Map.of("a", 1L, 1L, 2L), style(JsonPrinting.Order.BY_VALUE, true)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("'<' not supported between instances of");
    }

    @Test
    void indentsButLeavesTheEmptyOnOneLine() {
        assertThat(JsonPrinting.write(Map.of("a", List.of(1L, Map.of(), List.of())), JsonPrinting.Style.INDENTED))
                .isEqualTo("{\n    \"a\": [\n        1,\n        {},\n        []\n    ]\n}");
    }

    @Test
    void showsTheUndefinedOnlyWhereItIsAskedTo() {
        var undefined = Undefined.name("port");
        assertThat(JsonPrinting.write(undefined, JsonPrinting.Style.PLAIN, JsonPrinting.Strangers.SHOWN))
                .isEqualTo("\"'port' is undefined\"");
        assertThatThrownBy(() -> JsonPrinting.write(undefined, JsonPrinting.Style.PLAIN))
                .isInstanceOf(UndefinedUse.class);
    }
}
