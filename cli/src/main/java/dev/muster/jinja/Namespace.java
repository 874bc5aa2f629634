package dev.muster.jinja;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code namespace()} gives: names that inner scopes can set. */
final class Namespace implements Attributed {

    private final Map<String, @Nullable Object> names;

    Namespace(Map<String, @Nullable Object> names) {
        this.names = new LinkedHashMap<>(names);
    }

    void set(String name, @Nullable Object value) {
        names.put(name, value);
    }

    @Override
    public @Nullable Object attribute(String name) {
        return names.containsKey(name) ? names.get(name) : MISSING;
    }

    @Override
    public String typeName() {
        return "Namespace";
    }

    @Override
    public String repr() {
        return "<Namespace " + dev.muster.value.Printing.repr(names) + ">";
    }
}
