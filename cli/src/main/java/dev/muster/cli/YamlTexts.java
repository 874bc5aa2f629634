package dev.muster.cli;

import dev.muster.jinja.YamlText;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.yaml.Node;
import dev.muster.yaml.Yaml;
import dev.muster.yaml.YamlWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** YAML for templates. What they read is data, whatever it looks like, and of equal keys the last counts, as in PyYAML. */
final class YamlTexts implements YamlText {

    private static final Consumer<UserError> UNHEARD = _ -> {};

    @Override
    public @Nullable Object load(String text) {
        return Yaml.parse(source(text), UNHEARD).map(Node::untrusted).orElse(null);
    }

    @Override
    public List<@Nullable Object> loadAll(String text) {
        var values = new ArrayList<@Nullable Object>();
        Yaml.parseAll(source(text), UNHEARD).forEach(node -> values.add(node.untrusted()));
        return values;
    }

    private static Source source(String text) {
        return Source.ofText("<from_yaml>", text);
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
