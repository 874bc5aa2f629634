package dev.muster.inventory;

import dev.muster.jinja.Jinja;
import dev.muster.jinja.Variables;
import dev.muster.value.Lazy;
import dev.muster.value.Undefined;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables without layers, for templates that are rendered before there is a play. */
public record FlatVariables(Map<String, @Nullable Object> values, Jinja jinja) implements Variables {

    @Override
    public @Nullable Object get(String name) {
        return values.containsKey(name)
                ? Lazy.of(values.get(name), template -> jinja.valueOrUndefined(template, this))
                : Undefined.name(name);
    }

    @Override
    public Collection<String> names() {
        return values.keySet();
    }
}
