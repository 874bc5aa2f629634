package dev.muster.jinja;

import dev.muster.source.Source;
import dev.muster.value.Compare;
import dev.muster.yaml.Node;
import dev.muster.yaml.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.representer.Representer;

/** YAML read by the neighbouring package and written straight by the library, so that the template engine can be tested alone. */
final class PlainYaml implements YamlText {

    @Override
    public @Nullable Object load(String text) {
        return Yaml.parse(Source.ofText("text", text)).map(Node::untrusted).orElse(null);
    }

    @Override
    public List<@Nullable Object> loadAll(String text) {
        var all = new ArrayList<@Nullable Object>();
        Yaml.parseAll(Source.ofText("text", text), _ -> {}).forEach(document -> all.add(document.untrusted()));
        return all;
    }

    @Override
    public String dump(@Nullable Object value, Style style) {
        var options = new DumperOptions();
        options.setIndent(style.indent());
        options.setWidth(style.width());
        options.setAllowUnicode(style.unicode());
        options.setExplicitStart(style.explicitStart());
        options.setExplicitEnd(style.explicitEnd());
        options.setDefaultFlowStyle(
                style.flow() == null
                        ? DumperOptions.FlowStyle.AUTO
                        : style.flow() ? DumperOptions.FlowStyle.FLOW : DumperOptions.FlowStyle.BLOCK);
        return new org.yaml.snakeyaml.Yaml(new Representer(options), options)
                .dump(style.sorted() ? sorted(value) : value);
    }

    private static @Nullable Object sorted(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var keys = new ArrayList<@Nullable Object>(map.keySet());
                keys.sort(Compare.ascending());
                var copy = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                keys.forEach(key -> copy.put(key, sorted(map.get(key))));
                yield copy;
            }
            case List<?> list -> {
                var copy = new ArrayList<@Nullable Object>();
                list.forEach(item -> copy.add(sorted(item)));
                yield copy;
            }
            case null, default -> value;
        };
    }
}
