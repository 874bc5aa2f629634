package dev.muster.jinja;

import dev.muster.value.Compare;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values that were seen, by Python's equality: hashed where that is the same as Java's, else compared one by one. */
final class Distinct {

    private final java.util.Set<Object> hashed = new java.util.HashSet<>();
    private final List<@Nullable Object> others = new ArrayList<>();

    static Distinct of(List<?> items) {
        var distinct = new Distinct();
        items.forEach(distinct::add);
        return distinct;
    }

    boolean add(@Nullable Object value) {
        if (contains(value)) {
            return false;
        }
        if (value instanceof String || value instanceof Long) {
            hashed.add(value);
            if (value instanceof Long) {
                others.add(value);
            }
        } else {
            others.add(value);
        }
        return true;
    }

    boolean contains(@Nullable Object value) {
        if (value instanceof String) {
            return hashed.contains(value);
        }
        if (value instanceof Long && hashed.contains(value)) {
            return true;
        }
        return Compare.contains(others, value);
    }
}
