package dev.muster.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Fuzz;
import dev.muster.value.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Whatever is written as a template, it is a value or an error of the user, and soon: see {@link Fuzz}. */
@Execution(ExecutionMode.CONCURRENT)
class FuzzTest {

    private static final int TEMPLATES = 12_000;

    private static final Limits SMALL = new Limits(30, 20_000, 2_000, 20_000, 200_000);

    private static final Path CASES = Path.of("src/test/cases/jinja");

    /** What lookups would do on this machine is not asked. */
    private static final List<String> OUTSIDE = List.of("lookup", "query", "q(", "pipe", "lines", "url", "password");

    private static final List<String> TOKENS =
            List.of("{{", "}}", "{%", "%}", "(", ")", "[", "'", "|", ".", "-1", "~", "**");

    private record Seed(String template, Map<?, ?> variables) {}

    private static List<Seed> seeds() throws IOException {
        var seeds = new ArrayList<Seed>();
        for (var file : List.of("jinja2.jsonl", "ansible.jsonl", "more.jsonl", "daily.jsonl", "collections.jsonl")) {
            for (var line : Files.readAllLines(CASES.resolve(file))) {
                var test = (Map<?, ?>) java.util.Objects.requireNonNull(JsonReader.read(line));
                if (test.get("template") instanceof String text
                        && OUTSIDE.stream().noneMatch(text::contains)) {
                    seeds.add(new Seed(text, (Map<?, ?>) java.util.Objects.requireNonNull(test.get("vars"))));
                }
            }
        }
        return seeds;
    }

    private static @Nullable Object given(@Nullable Object value) {
        return switch (value) {
            case String text -> Template.trusted(text, Template.of("vars", text).at());
            case Map<?, ?> map -> {
                var made = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                map.forEach((key, item) -> made.put(key, given(item)));
                yield made;
            }
            case List<?> list -> {
                var made = new ArrayList<@Nullable Object>();
                list.forEach(item -> made.add(given(item)));
                yield made;
            }
            case null, default -> value;
        };
    }

    private static void render(String text, Seed seed) {
        var world = new World();
        seed.variables.forEach((name, value) -> world.with(String.valueOf(name), given(value)));
        world.file("inc.j2", "{{ x }}");
        var engine = new JinjaEngine(world, new PlainYaml(), SMALL);
        assertThat(engine.file(Template.of("fuzz", text), world, Jinja.FileOptions.DEFAULT))
                .isNotNull();
    }

    @Test
    void whateverIsWrittenIsAValueOrAnErrorOfTheUser() throws IOException {
        var seeds = seeds();
        var fuzz = new Fuzz(seeds.stream().map(Seed::template).toList(), TOKENS);
        fuzz.run(TEMPLATES, () -> {
            var seed = seeds.get(fuzz.below(seeds.size()));
            var text = fuzz.changed(seed.template);
            return new Fuzz.Attempt(text, () -> render(text, seed));
        });
    }
}
