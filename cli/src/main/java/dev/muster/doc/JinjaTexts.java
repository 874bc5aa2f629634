package dev.muster.doc;

import dev.muster.jinja.PluginCatalog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Filters or tests. What each takes is what its signature says. */
final class JinjaTexts implements Shelf {

    private final Map<String, @Nullable Object> texts;
    private final Map<String, List<PluginCatalog.Option>> signatures;
    private final Function<String, Optional<String>> meaning;

    private JinjaTexts(
            String file,
            Map<String, List<PluginCatalog.Option>> signatures,
            Function<String, Optional<String>> meaning) {
        this.texts = Texts.read(file);
        this.signatures = signatures;
        this.meaning = meaning;
    }

    static JinjaTexts filters() {
        return new JinjaTexts("filters.yml", PluginCatalog.filters(), PluginCatalog::filter);
    }

    static JinjaTexts tests() {
        return new JinjaTexts("tests.yml", PluginCatalog.tests(), PluginCatalog::test);
    }

    @Override
    public Map<String, String> list() {
        var all = new TreeMap<String, String>();
        signatures.keySet().forEach(name -> all.put(full(name), Texts.text(texts.get(name))));
        return all;
    }

    @Override
    public Optional<Map<String, @Nullable Object>> find(String name) {
        return meaning.apply(name).map(this::described);
    }

    private Map<String, @Nullable Object> described(String name) {
        var text = Texts.text(texts.get(name));
        var options = new TreeMap<String, @Nullable Object>();
        var all = signatures.getOrDefault(name, List.of());
        for (int i = 0; i < all.size(); i++) {
            var option = Shape.option(
                    i == 0 ? "The value that it is applied to." : "An argument; what it is for is told above.");
            if (all.get(i).required()) {
                option.put("required", true);
            } else if (all.get(i).byDefault() != null) {
                option.put("default", all.get(i).byDefault());
            }
            options.put(i == 0 ? "_input" : all.get(i).name(), option);
        }
        var doc = Shape.doc(full(name), text, List.of(text), options);
        doc.put("name", name.substring(name.lastIndexOf('.') + 1));
        doc.put(
                "positional",
                String.join(
                        ", ",
                        all.stream().skip(1).map(PluginCatalog.Option::name).toList()));
        return Shape.whole(doc);
    }

    private static String full(String name) {
        return name.contains(".") ? name : BUILTIN + name;
    }
}
