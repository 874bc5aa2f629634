package dev.muster.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Dictionaries under {@code hash_behaviour = merge}: {@code merge_hash} of ansible-core. */
final class Merging {

    private Merging() {}

    /** The stronger value over the weaker; only dictionaries are merged, everything else replaces. */
    static @Nullable Object merged(@Nullable Object weak, @Nullable Object strong) {
        if (!(weak instanceof Map<?, ?> below) || !(strong instanceof Map<?, ?> above)) {
            return strong;
        }
        var all = new LinkedHashMap<@Nullable Object, @Nullable Object>(below);
        above.forEach((key, value) -> all.put(key, below.containsKey(key) ? merged(below.get(key), value) : value));
        return all;
    }
}
