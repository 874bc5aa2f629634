package dev.muster.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.source.UserError;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintingTest {

    @ParameterizedTest
    @CsvSource({
        "1e16,1e+16",
        "1e15,1000000000000000.0",
        "0.0001,0.0001",
        "0.00001,1e-05",
        "1.5e300,1.5e+300",
        "-0.0,-0.0",
        "0.1,0.1",
        "123456789.125,123456789.125",
        "5e-324,5e-324",
        "1.7976931348623157e308,1.7976931348623157e+308",
        "2.5,2.5",
        "100,100.0",
        "NaN,nan",
        "Infinity,inf",
        "-Infinity,-inf"
    })
    void printsFloatsAsCPython(double number, String wanted) {
        assertThat(Printing.str(number)).isEqualTo(wanted);
    }

    @Test
    void choosesTheQuotesThatNeedNoEscape() {
        assertThat(Printing.repr("plain")).isEqualTo("'plain'");
        assertThat(Printing.repr("it's")).isEqualTo("\"it's\"");
        assertThat(Printing.repr("it's \"q\"")).isEqualTo("'it\\'s \"q\"'");
        assertThat(Printing.repr("a\n\t\\\u0001\u00e9\u200b\ud83d\ude00")).isEqualTo("'a\\n\\t\\\\\\x01é\\u200b😀'");
    }

    @Test
    void printsNestedContainers() {
        var map = new LinkedHashMap<Object, Object>();
        map.put("a", Arrays.asList(1L, 2.0, true, null));
        map.put(2L, Tuple.of("x"));
        map.put("e", Map.of());
        assertThat(Printing.str(map)).isEqualTo("{'a': [1, 2.0, True, None], 2: ('x',), 'e': {}}");
        assertThat(Printing.str(Tuple.of())).isEqualTo("()");
        assertThat(Printing.str("text")).isEqualTo("text");
    }

    @Test
    void printingAnUndefinedValueIsItsError() {
        assertThatThrownBy(() -> Printing.str(List.of(Undefined.name("x"))))
                .isInstanceOf(UndefinedUse.class)
                .hasMessage("'x' is undefined");
    }

    @Test
    void numbersAreEqualAcrossTheirTypesAndTextsAreNot() {
        assertThat(Compare.equal(1L, 1.0)).isTrue();
        assertThat(Compare.equal(true, 1L)).isTrue();
        assertThat(Compare.equal(BigInteger.ONE.shiftLeft(64), Math.pow(2, 64))).isTrue();
        assertThat(Compare.equal(1L, "1")).isFalse();
        assertThat(Compare.equal(List.of(1L), Tuple.of(1L))).isFalse();
        assertThat(Compare.equal(Map.of("a", 1L), Map.of("a", 1.0))).isTrue();
        assertThat(Compare.equal(Double.NaN, Double.NaN)).isFalse();
    }

    @Test
    void ordersWhatHasAnOrderAndNothingElse() {
        assertThat(Compare.order(1L, 1.5, "<")).isNegative();
        assertThat(Compare.order("a", "b", "<")).isNegative();
        assertThat(Compare.order(List.of(1L, 2L), List.of(1L, 3L), "<")).isNegative();
        assertThatThrownBy(() -> Compare.order(1L, "a", "<"))
                .isInstanceOf(UserError.class)
                .hasMessage("'<' not supported between instances of 'int' and 'str'");
    }

    @Test
    void mergesDictionariesAsCombineDoes() {
        var below = Map.of("a", Map.of("x", 1L, "l", List.of(1L, 2L)));
        var above = Map.of("a", Map.of("l", List.of(2L, 3L)));
        assertThat(Merge.of(below, above, false, Merge.Lists.REPLACE)).isEqualTo(above);
        assertThat(Merge.of(below, above, true, Merge.Lists.APPEND_RP))
                .isEqualTo(Map.of("a", Map.of("x", 1L, "l", List.of(1L, 2L, 3L))));
        assertThat(Merge.of(below, above, true, Merge.Lists.KEEP))
                .isEqualTo(Map.of("a", Map.of("x", 1L, "l", List.of(1L, 2L))));
    }
}
