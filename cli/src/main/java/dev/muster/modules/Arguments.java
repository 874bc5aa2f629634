package dev.muster.modules;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one call, checked and converted. A parameter without a value and without a default is absent.
 *
 * @param values by parameter name (never by alias), in the order of the {@link Parameters}
 */
public record Arguments(Map<String, @Nullable Object> values) {

    public Arguments {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public boolean has(String name) {
        return values.get(name) != null;
    }

    /** Whether it was given at all, be it as null. */
    public boolean isSaid(String name) {
        return values.containsKey(name);
    }

    public @Nullable Object raw(String name) {
        return values.get(name);
    }

    /** The text of an argument, or null when it is absent. */
    public @Nullable String strOrNull(String name) {
        return (String) values.get(name);
    }

    /** The text of an argument that is required or has a default. */
    public String str(String name) {
        if (values.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalStateException("argument '" + name + "' is absent; make it required or give it a default");
    }

    public String str(String name, String otherwise) {
        return values.get(name) instanceof String text ? text : otherwise;
    }

    public boolean bool(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    public @Nullable Boolean boolOrNull(String name) {
        return (Boolean) values.get(name);
    }

    public @Nullable Long integerOrNull(String name) {
        return (Long) values.get(name);
    }

    public long integer(String name) {
        if (values.get(name) instanceof Long number) {
            return number;
        }
        throw new IllegalStateException("argument '" + name + "' is absent; make it required or give it a default");
    }

    public List<?> list(String name) {
        return values.get(name) instanceof List<?> list ? list : List.of();
    }

    public List<String> strings(String name) {
        return list(name).stream().map(String::valueOf).toList();
    }

    public Map<?, ?> dict(String name) {
        return values.get(name) instanceof Map<?, ?> map ? map : Map.of();
    }
}
