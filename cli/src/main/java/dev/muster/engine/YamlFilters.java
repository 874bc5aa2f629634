package dev.muster.engine;

import dev.muster.jinja.YamlText;
import dev.muster.source.Opener;
import dev.muster.source.Position;
import dev.muster.source.Source;
import dev.muster.value.Encrypted;
import dev.muster.yaml.Yaml;
import dev.muster.yaml.YamlWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** YAML for templates: what is read there is data, never a template, and of equal keys the last counts, as in PyYAML. */
public final class YamlFilters implements YamlText {

    private static final Position NOWHERE = Source.ofText("<text>", "").at(1, 1);

    private final Function<@Nullable Object, @Nullable String> ciphertext;

    /** @param ciphertext the vault that a text came out of, or null: it is written instead of the text, as ansible-core does */
    public YamlFilters(Function<@Nullable Object, @Nullable String> ciphertext) {
        this.ciphertext = ciphertext;
    }

    @Override
    public @Nullable Object load(String text) {
        return Yaml.parse(Source.ofText("<text>", text), _ -> {})
                .map(node -> node.untrusted())
                .orElse(null);
    }

    @Override
    public List<@Nullable Object> loadAll(String text) {
        var all = new ArrayList<@Nullable Object>();
        Yaml.parseAll(Source.ofText("<text>", text), _ -> {}).forEach(node -> all.add(node.untrusted()));
        return all;
    }

    @Override
    public String dump(@Nullable Object value, Style style) {
        return YamlWriter.write(
                sealed(value),
                new YamlWriter.Layout(
                        style.indent(),
                        style.width(),
                        style.flow(),
                        style.sorted(),
                        style.unicode(),
                        style.explicitStart(),
                        style.explicitEnd(),
                        style.defaultStyle()));
    }

    /** The value with vaults in it again. */
    private @Nullable Object sealed(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                map.forEach((key, item) -> copy.put(key, sealed(item)));
                yield copy;
            }
            case List<?> list -> {
                var copy = new ArrayList<@Nullable Object>(list.size());
                list.forEach(item -> copy.add(sealed(item)));
                yield copy;
            }
            case null, default -> {
                var vault = ciphertext.apply(value);
                yield vault == null ? value : new Encrypted(vault, NOWHERE, Opener.NONE);
            }
        };
    }
}
