package dev.muster.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Template;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JinjaEngineTest {

    private final World world = new World();

    @Test
    void aSingleExpressionKeepsItsType() {
        world.with("port", 8080L).with("hosts", List.of("a", "b"));
        assertThat(world.value("{{ port }}")).isEqualTo(8080L);
        assertThat(world.value("{{ hosts }}")).isEqualTo(List.of("a", "b"));
        assertThat(world.value("{{ port + 1 }}")).isEqualTo(8081L);
        assertThat(world.value("{{ none }}")).isNull();
    }

    @Test
    void severalPiecesAreText() {
        world.with("port", 8080L).with("none_here", null);
        assertThat(world.value("http://{{ port }}/")).isEqualTo("http://8080/");
        assertThat(world.value("a{{ none_here }}b")).isEqualTo("ab");
        assertThat(world.value("{{ [1, 2.50, 'x', true, none] }}!")).isEqualTo("[1, 2.5, 'x', True, None]!");
    }

    @Test
    void loopsHaveTheirVariables() {
        world.with("l", Arrays.asList(3L, 1L, 2L));
        assertThat(
                        world.value(
                                "{% for i in l if i > 1 %}{{ loop.index }}/{{ loop.length }}={{ i }}{{ ';' if not loop.last else '' }}{% endfor %}"))
                .isEqualTo("1/2=3;2/2=2");
        assertThat(world.value("{% for i in [] %}{{ i }}{% else %}none{% endfor %}"))
                .isEqualTo("none");
        assertThat(
                        world.value(
                                "{% for i in [1,[2,[3]]] recursive %}{% if i is sequence %}<{{ loop(i) }}>{% else %}{{ i }}@{{ loop.depth }} {% endif %}{% endfor %}"))
                .isEqualTo("1@1 <2@2 <3@3 >>");
    }

    @Test
    void templatesExtendIncludeAndImport() {
        world.file("base.j2", "A{% block b %}base{% endblock %}C")
                .file("macros.j2", "{% macro hi(x='w') %}hi {{ x }}{% endmacro %}{% set k = 3 %}")
                .file("inc.j2", "included {{ n }}")
                .with("n", 5L);
        assertThat(world.fileText("{% extends 'base.j2' %}x{% block b %}<{{ super() }}>{% endblock %}"))
                .isEqualTo("A<base>C");
        assertThat(world.fileText("{% import 'macros.j2' as m %}{{ m.hi() }} {{ m.hi('z') }} {{ m.k }}"))
                .isEqualTo("hi w hi z 3");
        assertThat(world.fileText("{% from 'macros.j2' import hi as h %}{{ h(1) }}"))
                .isEqualTo("hi 1");
        assertThat(world.fileText("{% include 'inc.j2' %}!{% include 'nope.j2' ignore missing %}"))
                .isEqualTo("included 5!");
    }

    @Test
    void plainTextsAreNeverRendered() {
        world.with("fact", "{{ secret }}").with("secret", "s").template("trusted", "{{ fact }}");
        assertThat(world.value("{{ fact }}")).isEqualTo("{{ secret }}");
        assertThat(world.value("{{ trusted }}")).isEqualTo("{{ secret }}");
        assertThat(world.value("{{ q('echo', fact) }}")).isEqualTo(List.of("{{ secret }}"));
        assertThat(world.value("{{ fact }} {{ '{{ secret' ~ ' }}' }}")).isEqualTo("{{ secret }} {{ secret }}");
    }

    @Test
    void whatIsNotAskedForIsNotRendered() {
        world.with("site", Map.of("name", "x", "port", Template.of("site", "{{ nope }}")));
        assertThat(world.value("{{ site.name }}")).isEqualTo("x");
        assertThat(world.value("{{ site.port is defined }} {{ site.port | default(3) }}"))
                .isEqualTo("False 3");
        assertThatThrownBy(() -> world.value("{{ site }}"))
                .isInstanceOf(UserError.class)
                .hasMessage("'nope' is undefined");
    }

    @Test
    void anUndefinedNameIsPlacedAndHinted() {
        world.with("port", 1L);
        var source = Source.ofText("site.yml", "a: 1\n  port: \"{{ prot }}\"\n");
        assertThatThrownBy(() -> world.engine.value(new Template("{{ prot }}", source.at(2, 9)), world))
                .isInstanceOfSatisfying(UserError.class, e -> {
                    assertThat(e.what()).isEqualTo("'prot' is undefined");
                    assertThat(e.where()).hasToString("site.yml:2:13");
                    assertThat(e.hint()).isEqualTo("did you mean 'port'?");
                });
    }

    @Test
    void anErrorInABlockScalarIsOnItsLine() {
        var source = Source.ofText("site.yml", "msg: |\n  first\n  {{ 1 + }}\n");
        assertThatThrownBy(() -> world.engine.value(new Template("first\n{{ 1 + }}\n", source.at(1, 6)), world))
                .isInstanceOfSatisfying(
                        UserError.class, e -> assertThat(e.where()).hasToString("site.yml:3:10"));
    }

    @Test
    void defaultReplacesWhatIsUndefinedButNoError() {
        world.template("broken", "{{ 1 / 0 }}").template("chain", "{{ nope.sub[1] }}");
        assertThat(world.value("{{ chain | default('d') }}")).isEqualTo("d");
        assertThatThrownBy(() -> world.value("{{ broken | default('d') }}"))
                .hasMessage("Error rendering template: division by zero");
        assertThat(world.value("{{ true | ternary('a', 1 / 0) }}")).isEqualTo("a");
    }

    @Test
    void conditionsRenderTheirConstants() {
        world.with("x", "v");
        assertThat(world.expression("x == '{{ x }}'")).isEqualTo(true);
        assertThat(world.expression("x is defined and x | length == 1")).isEqualTo(true);
    }

    @Test
    void aLookupThatFailsMayWarnAndGiveNothing() {
        assertThat(world.value("{{ lookup('file', 'nope', errors='warn') is none }}"))
                .isEqualTo(true);
        assertThat(world.warnings)
                .containsExactly("An error occurred while running the lookup plugin 'file':"
                        + " Unable to access the file 'nope': File not found.");
        assertThat(world.value("{{ query('file', 'nope', errors='ignore') }}")).isEqualTo(java.util.List.of());
        assertThat(world.warnings).hasSize(1);
    }
}
