package dev.muster.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Agreement;
import dev.muster.source.UserError;
import dev.muster.value.JsonPrinting;
import dev.muster.value.Omit;
import dev.muster.value.Template;
import dev.muster.value.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * A thousand templates with the results that ansible-core 2.19 gives; {@code oracle/templating.py} writes them. The cases that
 * are known to differ stand in {@code differs.txt} with a reason each, and have to go on differing, so that the list is true.
 */
@Tag("conformance")
class ConformanceTest {

    private static final Path CASES = Path.of("src/test/cases/jinja");
    private static final Path FIXTURES =
            CASES.resolve("fixtures").toAbsolutePath().normalize();

    @TestFactory
    Stream<DynamicTest> templatesGiveWhatAnsibleGives() throws IOException {
        var known = known();
        var otherWords = Files.readAllLines(CASES.resolve("words.txt")).stream()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        var tests = new LinkedHashMap<String, DynamicTest>();
        for (var file : List.of(
                "jinja2.jsonl",
                "ansible.jsonl",
                "more.jsonl",
                "daily.jsonl",
                "lookups.jsonl",
                "collections.jsonl",
                "corners.jsonl",
                "hashes.jsonl",
                "engine.jsonl")) {
            for (var line : Files.readAllLines(CASES.resolve(file))) {
                var test = (Map<?, ?>) java.util.Objects.requireNonNull(JsonReader.read(line));
                var name = String.valueOf(test.get("name"));
                var reason = known.get(name);
                var before = tests.put(
                        name,
                        reason == null
                                ? DynamicTest.dynamicTest(name, () -> agree(test, otherWords.contains(name)))
                                : DynamicTest.dynamicTest(name + Agreement.DIFFERS + reason, () -> differ(test)));
                assertThat(before).as(name).isNull();
            }
        }
        assertThat(tests).hasSizeGreaterThan(1000).containsKeys(known.keySet().toArray(String[]::new));
        assertThat(tests).containsKeys(otherWords.toArray(String[]::new));
        return tests.values().stream();
    }

    /**
     * @param otherWords whether {@code words.txt} lists it: both fail, and Muster says it in words of its own, as it may where
     *     those are CPython's or Jinja2's own
     */
    private static void agree(Map<?, ?> test, boolean otherWords) {
        var got = got(test);
        var wanted = wanted((Map<?, ?>) java.util.Objects.requireNonNull(test.get("expect")));
        if (!agrees(wanted, got)) {
            assertThat(got).as(json(test.get("template"))).isEqualTo(wanted);
        }
        if (otherWords) {
            assertThat(agreesInWords(wanted, got))
                    .as("is told in ansible-core's words by now, so it has no place in words.txt")
                    .isFalse();
        } else if (!agreesInWords(wanted, got)) {
            assertThat(got).as("the words of " + json(test.get("template"))).isEqualTo(wanted);
        }
    }

    private static void differ(Map<?, ?> test) {
        var wanted = wanted((Map<?, ?>) java.util.Objects.requireNonNull(test.get("expect")));
        assertThat(agrees(wanted, got(test)))
                .as("agrees by now, so it has no place in differs.txt")
                .isFalse();
    }

    private static Map<String, String> known() throws IOException {
        var known = new LinkedHashMap<String, String>();
        for (var line : Files.readAllLines(CASES.resolve("differs.txt"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                int space = line.indexOf(' ');
                assertThat(space).as("a reason in: " + line).isPositive();
                known.put(line.substring(0, space), line.substring(space).strip());
            }
        }
        return known;
    }

    /** Whether what is said of an error is, but for its case, one of the sentences that ansible-core says. */
    private static boolean agreesInWords(String wanted, String got) {
        return wanted.equals(got)
                || !got.startsWith("error ")
                || plainly(wanted)
                        .contains(plainly(got.replaceFirst("^error (The \\w+ plugin '[^']*' failed[.]?: )?", "")));
    }

    private static String plainly(String text) {
        return text.replace("_AnsibleLazyTemplateDict", "dict")
                .replace("_AnsibleLazyTemplateList", "list")
                .replace("_AnsibleTaggedStr", "str")
                .replaceAll("<class '(?:[\\w.]+[.])?(\\w+)'>", "$1")
                .toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[.]+$", "")
                .replace(".: ", ": ");
    }

    /** An undefined result has to be one with the same words; of other errors the words are each program's own. */
    private static boolean agrees(String wanted, String got) {
        return wanted.equals(got)
                || wanted.startsWith("error ") && got.startsWith("error ")
                || wanted.startsWith("undefined ") && got.equals("error " + wanted.substring("undefined ".length()));
    }

    private static String json(@Nullable Object value) {
        return JsonPrinting.write(value, JsonPrinting.Style.PLAIN, new JsonTypes());
    }

    private static String wanted(Map<?, ?> expect) {
        if (expect.containsKey("value")) {
            return "value " + json(expect.get("value"));
        }
        if (expect.containsKey("undefined")) {
            return "undefined "
                    + String.valueOf(expect.get("undefined"))
                            .replace("_AnsibleLazyTemplateDict", "dict")
                            .replace("_AnsibleTaggedStr", "str");
        }
        return expect.containsKey("omit") ? "omit" : "error " + expect.get("error");
    }

    private static String got(Map<?, ?> test) {
        var world = new World().environment("CORPUS_VAR", "from-env");
        ((Map<?, ?>) java.util.Objects.requireNonNull(test.get("vars")))
                .forEach((name, value) -> world.with(String.valueOf(name), given(value)));
        world.with("fx", FIXTURES.toString());
        world.with("ansible_search_path", List.of(FIXTURES.toString()));
        try (Stream<Path> files = Files.walk(FIXTURES)) {
            for (var file :
                    files.filter(file -> file.toString().endsWith(".j2")).toList()) {
                world.file(FIXTURES.relativize(file).toString(), Files.readString(file));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        try {
            var value = evaluated(test, world);
            return value == Omit.OMIT ? "omit" : "value " + json(shown(value));
        } catch (UserError e) {
            var text = e.what().replace(FIXTURES.toString(), "@FX@");
            return "error " + text;
        } catch (RuntimeException e) {
            return "broken " + e + " at " + e.getStackTrace()[0] + " " + e.getStackTrace()[1];
        }
    }

    private static @Nullable Object evaluated(Map<?, ?> test, World world) {
        var template = test.get("template");
        return switch (String.valueOf(test.get("mode"))) {
            case "value" -> {
                world.with("the_template", given(template));
                yield template instanceof String text && Template.looksLike(text)
                        ? world.engine.value(Template.of("case", text.replace("@FX@", FIXTURES.toString())), world)
                        : world.value("{{ the_template }}");
            }
            case "file" -> {
                var options = options(test.get("opts"));
                var text = String.valueOf(template).replace("@FX@", FIXTURES.toString());
                yield world.engine.file(Template.of("case", text), world, options);
            }
            default -> {
                var conditions = template instanceof List<?> list ? list : List.of(String.valueOf(template));
                for (var condition : conditions) {
                    var result = world.expression(String.valueOf(condition));
                    if (!(result instanceof Boolean)) {
                        throw new UserError(
                                condition instanceof String
                                        ? "Conditionals must have a boolean result."
                                        : "Conditional expressions must be strings.");
                    }
                    if (!(boolean) result) {
                        yield false;
                    }
                }
                yield true;
            }
        };
    }

    private static Jinja.FileOptions options(@Nullable Object given) {
        var d = Jinja.FileOptions.DEFAULT;
        if (!(given instanceof Map<?, ?> map)) {
            return d;
        }
        return new Jinja.FileOptions(
                d.blockStart(),
                d.blockEnd(),
                d.variableStart(),
                d.variableEnd(),
                d.commentStart(),
                d.commentEnd(),
                !Boolean.FALSE.equals(map.get("trim_blocks")),
                Boolean.TRUE.equals(map.get("lstrip_blocks")),
                map.get("newline_sequence") instanceof String newline ? newline : "\n",
                d.keepTrailingNewline());
    }

    /** A value of a case: its texts are the project's own. */
    private static @Nullable Object given(@Nullable Object value) {
        return switch (value) {
            case String text -> {
                var full = text.replace("@FX@", FIXTURES.toString());
                yield Template.trusted(full, Template.of("vars", full).at());
            }
            case Map<?, ?> map when map.size() == 1 && map.containsKey("$unsafe") -> map.get("$unsafe");
            case Map<?, ?> map
            when map.size() == 1 && map.containsKey("$tuple") ->
                Tuple.of(((List<?>) java.util.Objects.requireNonNull(map.get("$tuple")))
                        .stream().map(ConformanceTest::given).toArray());
            case Map<?, ?> map
            when map.size() == 1 && map.containsKey("$dict") -> {
                var made = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                for (var pair : (List<?>) java.util.Objects.requireNonNull(map.get("$dict"))) {
                    var entry = (List<?>) java.util.Objects.requireNonNull(pair);
                    made.put(given(entry.get(0)), given(entry.get(1)));
                }
                yield made;
            }
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

    /** A result as the oracle writes it. */
    private static @Nullable Object shown(@Nullable Object value) {
        return switch (value) {
            case Double number -> Map.of("$float", dev.muster.value.Printing.number(number));
            case String text -> text.replace(FIXTURES.toString(), "@FX@");
            case Moment moment -> Map.of("$datetime", moment.iso("T"));
            case Map<?, ?> map -> {
                boolean plain =
                        map.keySet().stream().allMatch(key -> key instanceof String text && !text.startsWith("$"));
                if (!plain) {
                    var pairs = new ArrayList<@Nullable Object>();
                    map.forEach((key, item) -> pairs.add(java.util.Arrays.asList(shown(key), shown(item))));
                    yield Map.of("$dict", pairs);
                }
                var copy = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                map.forEach((key, item) -> copy.put(shown(key), shown(item)));
                yield copy;
            }
            case List<?> list -> {
                var copy = new ArrayList<@Nullable Object>();
                list.forEach(item -> copy.add(shown(item)));
                yield copy;
            }
            case null, default -> value;
        };
    }
}
