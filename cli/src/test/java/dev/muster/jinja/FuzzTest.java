package dev.muster.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.muster.source.UserError;
import dev.muster.value.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Templates cut up and put together again from the cases of the conformance test: whatever comes of it, it is a value or a
 * {@link UserError}, and soon. The seed stands fixed, so every run asks the same.
 */
class FuzzTest {

    private static final int TEMPLATES = 12_000;

    private static final Limits SMALL = new Limits(30, 20_000, 2_000, 20_000, 200_000);

    private static final Path CASES = Path.of("src/test/cases/jinja");

    /** What lookups would do on this machine is not asked. */
    private static final List<String> OUTSIDE = List.of("lookup", "query", "q(", "pipe", "lines", "url", "password");

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

    private static String mutated(SplittableRandom random, List<Seed> seeds, String text) {
        var out = new StringBuilder(text);
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            int at = random.nextInt(out.length() + 1);
            int end = Math.min(out.length(), at + random.nextInt(1, 9));
            var other = seeds.get(random.nextInt(seeds.size())).template;
            int from = random.nextInt(other.length() + 1);
            var piece = other.substring(from, Math.min(other.length(), from + random.nextInt(1, 25)));
            switch (random.nextInt(6)) {
                case 0 -> out.delete(at, end);
                case 1 -> out.insert(at, out.substring(at, end));
                case 2 -> out.insert(at, piece);
                case 3 -> out.replace(at, end, piece);
                case 4 -> out.insert(at, (char) random.nextInt(1, 0x250));
                default ->
                    out.insert(
                            at,
                            List.of("{{", "}}", "{%", "%}", "(", ")", "[", "'", "|", ".", "-1", "~", "**")
                                    .get(random.nextInt(13)));
            }
        }
        return out.toString();
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

    /** What went wrong in another way than by a {@link UserError}, or null. */
    private static @Nullable String failure(String text, Seed seed) {
        var world = new World();
        seed.variables.forEach((name, value) -> world.with(String.valueOf(name), given(value)));
        world.file("inc.j2", "{{ x }}");
        var engine = new JinjaEngine(world, new PlainYaml(), SMALL);
        try {
            assertThat(engine.file(Template.of("fuzz", text), world, Jinja.FileOptions.DEFAULT))
                    .isNotNull();
        } catch (UserError e) {
            return e.what().isBlank() ? "an error without a word: " + text : null;
        } catch (RuntimeException | Error e) {
            var stack = e.getStackTrace();
            return "\n" + e + " at " + (stack.length > 0 ? stack[0] : "") + (stack.length > 1 ? " " + stack[1] : "")
                    + "\n  in " + text;
        }
        return null;
    }

    @Test
    void whateverIsWrittenIsAValueOrAnErrorOfTheUser() throws IOException {
        var seeds = seeds();
        var random = new SplittableRandom(20_261_121);
        var failures = new ArrayList<String>();
        for (int i = 0; i < TEMPLATES; i++) {
            var seed = seeds.get(random.nextInt(seeds.size()));
            var text = mutated(random, seeds, seed.template);
            var failure = assertTimeoutPreemptively(
                    Duration.ofSeconds(20),
                    () -> java.util.Optional.ofNullable(failure(text, seed)),
                    () -> "hangs: " + text);
            failure.ifPresent(failures::add);
        }
        assertThat(failures).isEmpty();
    }
}
