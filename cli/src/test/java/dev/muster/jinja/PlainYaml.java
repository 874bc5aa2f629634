package dev.muster.jinja;

import dev.muster.source.Source;
import dev.muster.yaml.Node;
import dev.muster.yaml.Yaml;
import dev.muster.yaml.YamlWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** YAML read and written by the neighbouring package, so that the template engine can be tested alone. */
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
