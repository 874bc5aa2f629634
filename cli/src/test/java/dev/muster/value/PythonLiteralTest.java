package dev.muster.value;

import static dev.muster.value.PythonLiteral.Dialect.PYTHON;
import static dev.muster.value.PythonLiteral.Dialect.PYTHON_OR_JSON;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ast.literal_eval} of Python 3.11 gives, with tuples and sets as lists. */
final class PythonLiteralTest {

    private static Object read(String text) {
        return PythonLiteral.parse(text, PYTHON).orElseThrow().value();
    }

    @Test
    void readsTextsWithLettersBeforeTheirQuotes() {
        assertThat(read("u'x'")).isEqualTo("x");
        assertThat(read("r'a\\n'")).isEqualTo("a\\n");
        assertThat(read("Rb\"x\"")).isEqualTo("x");
        assertThat(read("'a' u\"b\"")).isEqualTo("ab");
        assertThat(read("\"\"\"a\"b\"\"\"")).isEqualTo("a\"b");
    }

    @Test
    void readsCollections() {
        assertThat(read("{'a': [1, (2,)], 1.5: None}"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("a", List.of(1L, List.of(2L)))
                .containsEntry(1.5, null);
        assertThat(read("set()")).isEqualTo(List.of());
        assertThat(read("1, 2 # two")).isEqualTo(List.of(1L, 2L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "f'x'", "'a' b'c'", "01", "1__0", "[1", "{1:}", "set(1)", "true", "1 2", "'a"})
    void takesNothingElse(String text) {
        assertThat(PythonLiteral.parse(text, PYTHON)).isEmpty();
    }

    @Test
    void readsJsonWhereThatIsAllowed() {
        assertThat(PythonLiteral.parse("{\"a\": true, \"b\": \"c\\/d\"}", PYTHON_OR_JSON)
                        .orElseThrow()
                        .value())
                .isEqualTo(Map.of("a", true, "b", "c/d"));
        assertThat(PythonLiteral.parse("1, 2", PYTHON_OR_JSON)).isEmpty();
    }
}
