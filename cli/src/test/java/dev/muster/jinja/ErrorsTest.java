package dev.muster.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Template;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErrorsTest {

    private final World world = new World();

    private UserError error(String text) {
        return catchThrowableOfType(UserError.class, () -> world.value(text));
    }

    @Test
    void anUnknownFilterNamesTheNearest() {
        var error = error("{{ 1 | strnig }}");
        assertThat(error.what()).isEqualTo("Syntax error in template: No filter named 'strnig'.");
        assertThat(error.hint()).isEqualTo("did you mean 'string'?");
        assertThat(error.where()).hasToString("test:1:8");
    }

    @Test
    void anUnknownFilterInABranchNotTakenIsNoError() {
        assertThat(world.value("{% if false %}{{ 1 | strnig }}{% endif %}ok")).isEqualTo("ok");
        assertThat(world.value("{{ 1 if true else (2 | strnig) }}")).isEqualTo(1L);
    }

    @Test
    void anUnknownTestNamesTheNearest() {
        assertThat(error("{{ 1 is defned }}").hint()).isEqualTo("did you mean 'defined'?");
    }

    @Test
    void aMissingKeyNamesTheNearest() {
        world.with("site", Map.of("port", 1L));
        var error = error("{{ site.prot }}");
        assertThat(error.what()).isEqualTo("object of type 'dict' has no attribute 'prot'");
        assertThat(error.hint()).isEqualTo("did you mean 'port'?");
    }

    @Test
    void anUnknownTagNamesTheNearest() {
        var error = error("{% fro x in y %}{% endfor %}");
        assertThat(error.what()).isEqualTo("Syntax error in template: Encountered unknown tag 'fro'.");
        assertThat(error.hint()).isEqualTo("did you mean 'for'?");
    }

    @Test
    void anUnknownArgumentNamesTheNearest() {
        var error = error("{{ {} | combine({}) | dict2items(keyname='x') }}");
        assertThat(error.what()).contains("unexpected keyword argument 'keyname'");
        assertThat(error.hint()).isEqualTo("did you mean 'key_name'?");
    }

    @Test
    void syntaxErrorsSayWhatWasExpected() {
        assertThat(error("{{ 1 + }}").what())
                .isEqualTo("Syntax error in template: unexpected 'end of print statement'");
        assertThat(error("{% if x %}").what())
                .isEqualTo(
                        "Syntax error in template: Unexpected end of template. Jinja was looking for the following tags:"
                                + " 'elif' or 'else' or 'endif'. The innermost block that needs to be closed is 'if'.");
        assertThat(error("{{ (1 }}").what()).contains("expected ')'");
        assertThat(error("{{ 'a }}").what()).isEqualTo("Syntax error in template: missing end of string");
        assertThat(error("{% for x in l %}{% endif %}").what())
                .isEqualTo(
                        "Syntax error in template: Encountered unknown tag 'endif'. Jinja was looking for the following tags:"
                                + " 'endfor' or 'else'. The innermost block that needs to be closed is 'for'.");
    }

    @Test
    void anErrorInAQuotedScalarStandsAtItsColumn() {
        var source = Source.ofText("site.yml", "- debug:\n    msg: \"port {{ port | int + 'x' }}\"\n");
        world.with("port", 1L);
        assertThatThrownBy(
                        () -> world.engine.value(new Template("port {{ port | int + 'x' }}", source.at(2, 10)), world))
                .isInstanceOfSatisfying(UserError.class, e -> {
                    assertThat(e.what())
                            .isEqualTo("Error rendering template: unsupported operand type(s) for +: 'int' and 'str'");
                    assertThat(e.where()).hasToString("site.yml:2:30");
                });
    }

    @Test
    void anErrorInAnIncludedFileStandsInThatFile() {
        world.file("inc.j2", "line\n{{ 1 / 0 }}\n");
        assertThatThrownBy(() -> world.fileText("{% include 'inc.j2' %}"))
                .isInstanceOfSatisfying(
                        UserError.class, e -> assertThat(e.where()).hasToString("inc.j2:2:6"));
    }

    @Test
    void anUndefinedNameInsideAnotherVariableStandsThere() {
        world.template("url", "http://{{ hsot }}/").with("host", "h");
        var error = error("{{ url }}");
        assertThat(error.what()).isEqualTo("'hsot' is undefined");
        assertThat(error.where()).hasToString("url:1:11");
        assertThat(error.hint()).isEqualTo("did you mean 'host'?");
    }

    @Test
    void anErrorOfAFilterThatAnotherOneAppliesNamesTheInnerOne() {
        assertThat(error("{{ ['('] | map('regex_replace', '(', 'x') | list }}").what())
                .startsWith(
                        "The filter plugin 'ansible.builtin.regex_replace' failed: missing ), unterminated subpattern");
    }

    @Test
    void whatOnlyPyYamlItselfCanDoIsRefused() {
        assertThat(error("{{ 'x' | to_yaml(canonical=true) }}").what())
                .isEqualTo(
                        "The filter plugin 'ansible.builtin.to_yaml' failed: 'canonical' can only be told to PyYAML itself");
        assertThat(error("{{ 'x' | to_yaml(witdh=5) }}").hint()).isEqualTo("did you mean 'width'?");
    }
}
