package dev.muster.doc;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Plugins of a kind that has nothing but texts. */
final class PluginTexts implements Shelf {

    private final Map<String, @Nullable Object> texts;

    PluginTexts(String kind) {
        this.texts = Texts.map(Texts.read("plugins.yml"), kind);
    }

    @Override
    public Map<String, String> list() {
        var all = new TreeMap<String, String>();
        texts.forEach(
                (name, text) -> all.put(full(name), Texts.text(Texts.map(text).get("text"))));
        return all;
    }

    @Override
    public Optional<Map<String, @Nullable Object>> find(String name) {
        return texts.keySet().stream()
                .filter(each -> each.equals(name) || full(each).equals(name) || ("ansible.legacy." + each).equals(name))
                .findFirst()
                .map(this::described);
    }

    private Map<String, @Nullable Object> described(String name) {
        var said = Texts.map(texts, name);
        var text = Texts.text(said.get("text"));
        var options = new TreeMap<String, @Nullable Object>();
        Texts.map(said, "options").forEach((option, meaning) -> options.put(option, Shape.option(Texts.text(meaning))));
        var doc = Shape.doc(full(name), text, List.of(text), options);
        doc.put("name", name);
        return Shape.whole(doc);
    }

    private String full(String name) {
        var collection = Texts.map(texts, name).get("collection");
        return collection == null ? BUILTIN + name : collection + "." + name;
    }
}
