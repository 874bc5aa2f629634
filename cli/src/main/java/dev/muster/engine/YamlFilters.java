package dev.muster.engine;

import dev.muster.jinja.YamlText;
import dev.muster.source.Source;
import dev.muster.yaml.Yaml;
import dev.muster.yaml.YamlWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** YAML for templates: what is read there is data, never a template, and of equal keys the last counts, as in PyYAML. */
public final class YamlFilters implements YamlText {

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
                value,
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
}
