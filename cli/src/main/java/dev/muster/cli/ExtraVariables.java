package dev.muster.cli;

import dev.muster.playbook.KeyValues;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Merge;
import dev.muster.yaml.Node;
import dev.muster.yaml.Yaml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The variables of {@code -e}: {@code key=value} words, a dictionary as JSON or YAML, or {@code @FILE} (ansible-core's
 * {@code load_extra_vars}). They are trusted, so they may be templates; a later one replaces an earlier one.
 */
final class ExtraVariables {

    private static final String FORMS = "write name=value, '{\"name\": value}' or @FILE";

    private ExtraVariables() {}

    /** @param reader reads a file, and opens a vault where it is one */
    static Map<String, @Nullable Object> parse(List<String> texts, Function<Path, Source> reader) {
        return all(texts, reader, false, true);
    }

    /**
     * As Ansible's own commands read them: a word that is neither of these says nothing, and dictionaries may be merged.
     *
     * @param merges whether they are, as {@code hash_behaviour = merge} wants it
     */
    static Map<String, @Nullable Object> parse(List<String> texts, Function<Path, Source> reader, boolean merges) {
        return all(texts, reader, merges, false);
    }

    private static Map<String, @Nullable Object> all(
            List<String> texts, Function<Path, Source> reader, boolean merges, boolean strict) {
        Map<@Nullable Object, @Nullable Object> all = new LinkedHashMap<>();
        for (var text : texts) {
            all = Merge.of(all, one(text.strip(), reader, strict), merges, Merge.Lists.REPLACE);
        }
        var variables = new LinkedHashMap<String, @Nullable Object>();
        all.forEach((name, value) -> variables.put(String.valueOf(name), value));
        return variables;
    }

    private static Map<String, @Nullable Object> one(String text, Function<Path, Source> reader, boolean strict) {
        if (text.isEmpty()) {
            return Map.of();
        }
        return switch (text.charAt(0)) {
            case '@' -> dictionary(file(text.substring(1), reader));
            case '/', '.' ->
                throw Stop.options(new UserError("extra variables cannot be read from '" + text + "'")
                        .hint("put an '@' before the name of a file: -e @" + text));
            case '{', '[' -> dictionary(Source.ofText("<command line: -e>", text));
            default -> pairs(text, strict);
        };
    }

    private static Source file(String name, Function<Path, Source> reader) {
        var path = Path.of(name);
        if (!Files.exists(path)) {
            throw new UserError("the file of extra variables '" + name + "' does not exist")
                    .hint("a relative path is taken from the working directory");
        }
        return reader.apply(path);
    }

    private static Map<String, @Nullable Object> dictionary(Source source) {
        var variables = new LinkedHashMap<String, @Nullable Object>();
        var node = Yaml.parse(source)
                .orElseThrow(() -> Stop.options(new UserError("extra variables must be a dictionary, not nothing")
                        .at(source.at(1, 1))
                        .hint(FORMS)));
        if (!(node instanceof Node.Mapping mapping)) {
            throw Stop.options(new UserError("extra variables must be a dictionary, not a " + node.kind())
                    .at(node.at())
                    .hint(FORMS));
        }
        mapping.entries()
                .forEach(entry -> variables.put(entry.name(), entry.value().trusted()));
        if (source.secret()) {
            source.opener().learn(variables);
        }
        return variables;
    }

    private static Map<String, @Nullable Object> pairs(String text, boolean strict) {
        var source = Source.ofText("<command line: -e>", text);
        var variables = new LinkedHashMap<String, @Nullable Object>();
        KeyValues.parse(source).forEach((name, binding) -> {
            boolean free = name.equals(KeyValues.FREE);
            if (free && strict) {
                throw Stop.options(new UserError("'" + binding.value() + "' is no variable")
                        .at(binding.at())
                        .hint(FORMS));
            }
            if (!free) {
                variables.put(name, binding.value());
            }
        });
        return variables;
    }
}
