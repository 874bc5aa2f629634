package dev.muster.value;

import dev.muster.source.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Text that stands in a file of the project and is declared to be data, {@code !unsafe} in YAML: neither a template nor a
 * condition. Who reads a value sees a plain text; only where a value is still as it was written can the two be told apart.
 *
 * @param at where the text begins
 */
public record Unsafe(String text, Position at) {

    /** A value with plain texts in place of those that are declared to be data, also within lists and dictionaries. */
    public static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case Unsafe unsafe -> unsafe.text;
            case List<?> list -> {
                var all = new ArrayList<@Nullable Object>(list.size());
                list.forEach(item -> all.add(plain(item)));
                yield all;
            }
            case Map<?, ?> map -> {
                var all = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                map.forEach((key, item) -> all.put(key, plain(item)));
                yield all;
            }
            case null, default -> value;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
