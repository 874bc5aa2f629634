package dev.muster.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.source.UserError;
import dev.muster.value.Template;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LimitsTest {

    private static final Limits SMALL = new Limits(20, 10_000, 1_000, 10_000, 100_000);

    private final World world = new World();

    private Object value(String text) {
        var engine = new JinjaEngine(world, new PlainYaml(), SMALL);
        return String.valueOf(engine.value(Template.of("test", text), world));
    }

    private void refuses(String text, String reason) {
        assertThatThrownBy(() -> value(text)).isInstanceOf(UserError.class).hasMessageContaining(reason);
    }

    @Test
    void refusesAMacroThatCallsItselfForever() {
        refuses("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "recursive loop");
    }

    @Test
    void refusesATemplateThatIncludesItself() {
        world.file("self.j2", "{% include 'self.j2' %}");
        refuses("{% include 'self.j2' %}", "recursive loop");
    }

    @Test
    void refusesVariablesThatReferToEachOther() {
        world.template("a", "{{ b }}").template("b", "{{ a }}");
        refuses("{{ a }}", "recursive loop");
    }

    @Test
    void refusesLoopsThatTurnTooOften() {
        refuses("{% for i in range(1000) %}{% for j in range(1000) %}{% endfor %}{% endfor %}", "loops turn more than");
    }

    @Test
    void refusesResultsThatAreTooLong() {
        refuses("{{ 'x' * 1000000000 }}", "too long");
        refuses("{{ [0] * 100000 }}", "too long");
        refuses("{{ 'x'.rjust(1000000) }}", "too long");
        refuses("{% for i in range(900) %}{{ 'xxxxxxxxxxxxxxxx' }}{% endfor %}", "writes more than");
        refuses("{{ range(50) | permutations | list | length }}", "too long");
    }

    @Test
    void refusesNumbersThatAreTooLarge() {
        refuses("{{ 9 ** 999999999 }}", "too large");
    }

    @Test
    void refusesARegularExpressionThatBacktracksWithoutEnd() {
        refuses(
                "{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' is match('(a*)(a*)(a*)(a*)(a*)(a*)b') }}",
                "takes too long");
    }

    @Test
    void refusesExpressionsThatNestTooDeeply() {
        refuses("{{ " + "(".repeat(5000) + "1" + ")".repeat(5000) + " }}", "nests too deeply");
        refuses("{{ " + "-".repeat(5000) + "1 }}", "nests too deeply");
    }

    @Test
    void servesManyThreadsAtOnce() throws Exception {
        world.with("n", 5L);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = IntStream.range(0, 200)
                    .mapToObj(i -> threads.submit(() ->
                            world.value("{% set ns = namespace(s=0) %}{% for i in range(n) %}{% set ns.s = ns.s + i %}"
                                    + "{% endfor %}{{ ns.s }}")))
                    .toList();
            for (var result : results) {
                assertThat(result.get()).isEqualTo(10L);
            }
        }
    }
}
