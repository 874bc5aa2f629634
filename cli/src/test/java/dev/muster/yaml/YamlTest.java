package dev.muster.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Lazy;
import dev.muster.value.Template;
import dev.muster.value.Unsafe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What PyYAML 6 makes of the same text; the values of the table were printed by it. */
final class YamlTest {

    private static Object value(String text) {
        return Yaml.parse(Source.ofText("t.yml", text)).orElseThrow().trusted();
    }

    private static String error(String text) {
        return catchThrowableOfType(UserError.class, () -> Yaml.parse(Source.ofText("t.yml", text)))
                .render();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yes|true",
                "Off|false",
                "y|y",
                "0644|420",
                "0o644|0o644",
                "1:30|90",
                "0x1F|31",
                "0b11|3",
                "1_000|1000",
                "08|08",
                "1e3|1e3",
                "1.5e+3|1500.0",
                "12e03|12e03",
                "~|null",
                "+12|12",
                "1.|1.0",
                ".5|0.5",
                "2001-12-14|2001-12-14",
                "190:20:30.15|685230.15",
                "-0x10|-16",
                "1-2|1-2"
            })
    void readsScalarsAsPyYamlDoes(String text, String expected) {
        assertThat(String.valueOf(value(text))).isEqualTo(expected);
    }

    @Test
    void keepsBigIntegers() {
        assertThat(value("123456789012345678901234567890").toString()).isEqualTo("123456789012345678901234567890");
    }

    @Test
    void marksTemplatesWithTheirPlace() {
        var map = (Map<?, ?>) value("a: 1\nb: \"x {{ y }}\"\nc: !unsafe \"{{ z }}\"\n");
        assertThat(map.get("b")).isInstanceOfSatisfying(Template.class, template -> {
            assertThat(template.text()).isEqualTo("x {{ y }}");
            assertThat(template.at()).hasToString("t.yml:2:5");
        });
        assertThat(map.get("c")).isInstanceOfSatisfying(Unsafe.class, unsafe -> {
            assertThat(unsafe.text()).isEqualTo("{{ z }}");
            assertThat(unsafe.at()).hasToString("t.yml:3:5");
        });
    }

    @Test
    void refusesWhatATagDoesNotFit() {
        assertThatThrownBy(() -> value("a: !vault 1\n")).hasMessage("the '!vault' tag requires a string value");
        assertThatThrownBy(() -> value("a: !vault [x]\n")).hasMessage("the '!vault' tag requires a string value");
        assertThatThrownBy(() -> value("a: !!omap {b: 1}\n")).hasMessage("expected a sequence node, but found mapping");
        assertThatThrownBy(() -> value("a: !!pairs [1]\n")).hasMessage("expected a single mapping item");
        assertThatThrownBy(() -> value("a: !!pairs [{b: 1, c: 2}]\n")).hasMessage("expected a single mapping item");
        assertThatThrownBy(() -> value("a: !!set [b]\n")).hasMessage("expected a mapping node, but found sequence");
        assertThatThrownBy(() -> value("a: !!seq {b: 1}\n")).hasMessage("expected a sequence node, but found mapping");
        assertThatThrownBy(() -> value("a: !!map [b]\n")).hasMessage("expected a mapping node, but found sequence");
        assertThatThrownBy(() -> value("a: !!bool x\n")).hasMessage("'x' is not true or false");
        assertThatThrownBy(() -> value("a: !!timestamp x\n")).hasMessage("'x' is not a date");
        assertThatThrownBy(() -> value("a: !!binary '****'\n"))
                .hasMessage("failed to decode base64 data: Illegal base64 character 2a");
    }

    @Test
    void bytesAreDataAndNoTemplate() {
        var map = (Map<?, ?>) value("a: !!binary e3sgeCB9fQ==\n");
        assertThat(map.get("a"))
                .isInstanceOfSatisfying(
                        Unsafe.class, unsafe -> assertThat(unsafe.text()).isEqualTo("{{ x }}"));
    }

    @Test
    void trustsNothingWithinAnUnsafeCollection() {
        var map = (Map<?, ?>) value("""
                a: &a {b: "{{ c }}"}
                d: !unsafe
                  e: ["{{ f }}", 5, *a]
                  "{{ g }}": &h {i: "{{ j }}"}
                  <<: {k: "{{ l }}"}
                m: *h
                n: *a
                """);
        assertThat(Lazy.forced(Lazy.of(map.get("d"), template -> template)))
                .isEqualTo(Map.of(
                        "e",
                        List.of("{{ f }}", 5L, Map.of("b", "{{ c }}")),
                        "{{ g }}",
                        Map.of("i", "{{ j }}"),
                        "k",
                        "{{ l }}"));
        assertThat(((Map<?, ?>) map.get("n")).get("b")).isInstanceOf(Template.class);
    }

    @Test
    void refusesUnknownTagsOfCollections() {
        assertThat(error("a: !unsaf {b: c}"))
                .contains("could not determine a constructor for the tag '!unsaf'")
                .contains("did you mean '!unsafe'?");
    }

    @Test
    void untrustedTextIsNeverATemplate() {
        var node = Yaml.parse(Source.ofText("t.yml", "a: '{{ b }}'")).orElseThrow();
        assertThat(node.untrusted()).isEqualTo(Map.of("a", "{{ b }}"));
    }

    @Test
    void mergesWithTheOwnKeysLast() {
        var warnings = new ArrayList<UserError>();
        var source = Source.ofText("t.yml", "base: &b {x: 1, y: 2}\nuse:\n  y: 3\n  <<: *b\n");

        assertThat(Yaml.parse(source, warnings::add).orElseThrow().trusted())
                .isEqualTo(Map.of("base", Map.of("x", 1L, "y", 2L), "use", Map.of("x", 1L, "y", 3L)));
        assertThat(warnings)
                .singleElement()
                .satisfies(warning ->
                        assertThat(warning.render()).startsWith("t.yml:3:3: Found duplicate mapping key 'y'."));
    }

    @Test
    void honoursTagsThatAreWritten() {
        assertThat(value("[!!str 12, !!float 3, '12']")).isEqualTo(Arrays.asList("12", 3.0, "12"));
    }

    @Test
    void anEmptySourceHasNoDocument() {
        assertThat(Yaml.parse(Source.ofText("t.yml", "# nothing\n"))).isEmpty();
    }

    @Test
    void warnsOfDuplicateKeysAndTakesTheLast() {
        var warnings = new ArrayList<UserError>();
        var node = Yaml.parse(Source.ofText("t.yml", "a: 1\nb: 2\na: 3\n"), warnings::add)
                .orElseThrow();
        assertThat(node.trusted()).isEqualTo(Map.of("a", 3L, "b", 2L));
        assertThat(warnings)
                .singleElement()
                .satisfies(w -> assertThat(w.render()).isEqualTo("""
                        t.yml:3:1: Found duplicate mapping key 'a'.
                            3 | a: 3
                              | ^
                        hint: the first one stands in line 1; keep one of the two"""));
    }

    @Test
    void refusesDuplicateKeysUnlessToldOtherwise() {
        assertThatThrownBy(() -> value("a: 1\na: 2\n")).hasMessage("Found duplicate mapping key 'a'.");
    }

    @Test
    void explainsATab() {
        assertThat(error("a:\n\tb: 1\n")).isEqualTo("""
                        t.yml:2:1: YAML parsing failed: found a tab where an indentation must be made of spaces
                            2 |  b: 1
                              | ^
                        hint: tabs are usually invalid in YAML: replace the tab with spaces""");
    }

    @Test
    void explainsATemplateWithoutQuotes() {
        assertThat(error("a: {{ x }}\n")).isEqualTo("""
                        t.yml:1:4: YAML parsing failed: found a template that is not in quotes
                            1 | a: {{ x }}
                              |    ^
                        hint: this may be an issue with missing quotes around a template block: write "{{ x }}\"""");
    }

    @Test
    void explainsATemplateWithoutQuotesThatGoesOn() {
        assertThat(error("a: {{ x }}/etc\n"))
                .contains(
                        "hint: this may be an issue with missing quotes around a template block: write \"{{ x }}/etc\"");
    }

    @Test
    void explainsAColonInsideAText() {
        assertThat(error("- name: install: now\n"))
                .startsWith("t.yml:1:16: YAML parsing failed: mapping values are not allowed here")
                .endsWith(
                        "hint: colons in unquoted values must be followed by a non-space character: put quotes around the text");
    }

    @Test
    void namesACharacterThatYamlForbids() {
        assertThat(error("a: 1\nb: \u0007\n"))
                .startsWith("t.yml:2:4: YAML parsing failed: found the character U+0007, which YAML does not allow");
    }

    @Test
    void refusesASecondDocument() {
        assertThat(error("a: 1\n---\nb: 1\n"))
                .startsWith("t.yml:3:1: expected a single document, but found another one");
    }

    @Test
    void boundsWhatAliasesMake() {
        var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 9; i++) {
            var ref = "*a" + (i - 1);
            bomb.append("a" + i + ": &a" + i + " ["
                    + String.join(",", List.of(ref, ref, ref, ref, ref, ref, ref, ref, ref)) + "]\n");
        }
        assertThat(error(bomb.toString())).contains("the aliases make more than 5000000 values of this document");
    }

    @Test
    void boundsTheDepth() {
        assertThat(error("[".repeat(300) + "]".repeat(300))).contains("the document is nested too deeply");
    }

    @Test
    void refusesPythonObjects() {
        assertThat(error("a: !!python/object/apply:os.system ['x']\n"))
                .contains("could not determine a constructor for the tag");
    }
}
