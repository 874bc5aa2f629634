package dev.muster.jinja;

import dev.muster.value.Undefined;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a call was given. */
record Arguments(List<@Nullable Object> positional, Map<String, @Nullable Object> named) {

    static final Arguments NOTHING = new Arguments(List.of(), Map.of());

    static Arguments of(@Nullable Object... positional) {
        return new Arguments(java.util.Arrays.asList(positional), Map.of());
    }

    /** The first argument that is undefined, or null. Most callees answer with it instead of being called. */
    @Nullable
    Undefined firstUndefined() {
        for (var value : positional) {
            if (value instanceof Undefined undefined) {
                return undefined;
            }
        }
        for (var value : named.values()) {
            if (value instanceof Undefined undefined) {
                return undefined;
            }
        }
        return null;
    }
}
