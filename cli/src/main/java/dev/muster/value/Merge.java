package dev.muster.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ansible's way to put one dictionary over another: filter {@code combine} and {@code hash_behaviour}. */
public final class Merge {

    /** What becomes of two lists under one key. {@code *_RP} drops from the old list what the new one has too. */
    public enum Lists {
        REPLACE,
        KEEP,
        APPEND,
        PREPEND,
        APPEND_RP,
        PREPEND_RP
    }

    private Merge() {}

    /** A new dictionary: {@code below} with {@code above} over it; the keys of {@code below} keep their places. */
    public static Map<@Nullable Object, @Nullable Object> of(
            Map<?, ?> below, Map<?, ?> above, boolean recursive, Lists lists) {
        var merged = new LinkedHashMap<@Nullable Object, @Nullable Object>(below);
        if (!recursive && lists == Lists.REPLACE) {
            merged.putAll(above);
            return merged;
        }
        for (var entry : above.entrySet()) {
            var key = entry.getKey();
            var value = entry.getValue();
            if (!merged.containsKey(key)) {
                merged.put(key, value);
                continue;
            }
            var old = merged.get(key);
            if (recursive && old instanceof Map<?, ?> oldMap && value instanceof Map<?, ?> newMap) {
                merged.put(key, of(oldMap, newMap, true, lists));
            } else if (old instanceof List<?> oldList
                    && !(old instanceof Tuple)
                    && value instanceof List<?> newList
                    && !(value instanceof Tuple)) {
                merged.put(key, of(oldList, newList, lists));
            } else {
                merged.put(key, value);
            }
        }
        return merged;
    }

    private static List<? extends @Nullable Object> of(List<?> old, List<?> fresh, Lists lists) {
        return switch (lists) {
            case REPLACE -> fresh;
            case KEEP -> old;
            case APPEND -> joined(old, fresh);
            case PREPEND -> joined(fresh, old);
            case APPEND_RP -> joined(without(old, fresh), fresh);
            case PREPEND_RP -> joined(fresh, without(old, fresh));
        };
    }

    private static List<@Nullable Object> joined(List<?> first, List<?> second) {
        var all = new ArrayList<@Nullable Object>(first);
        all.addAll(second);
        return all;
    }

    private static List<?> without(List<?> items, List<?> unwanted) {
        return items.stream().filter(item -> !Compare.contains(unwanted, item)).toList();
    }
}
