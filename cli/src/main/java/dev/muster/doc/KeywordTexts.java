package dev.muster.doc;

import dev.muster.playbook.KeywordPlaces;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keywords. What may carry one is what the reader of playbooks accepts. */
final class KeywordTexts implements Shelf {

    private final Map<String, @Nullable Object> texts = Texts.read("keywords.yml");
    private final Map<String, List<String>> places = KeywordPlaces.all();

    @Override
    public Map<String, String> list() {
        var all = new TreeMap<String, String>();
        texts.forEach((name, text) -> all.put(name, Texts.text(Texts.map(text).get("text"))));
        return all;
    }

    @Override
    public Optional<Map<String, @Nullable Object>> find(String name) {
        if (!texts.containsKey(name)) {
            return Optional.empty();
        }
        var said = Texts.map(texts, name);
        var found = new TreeMap<String, @Nullable Object>(said);
        found.remove("text");
        found.put("description", Texts.text(said.get("text")));
        found.put("applies_to", places.getOrDefault(name, List.of()));
        found.putIfAbsent("priority", 0L);
        found.putIfAbsent("template", "explicit");
        return Optional.of(found);
    }
}
