package dev.muster.engine;

import dev.muster.value.Merge;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What tasks add to the statistics with {@code set_stats}; only the thread that reports touches them. */
final class CustomStats {

    /** Whose statistics are the whole run's. */
    static final String RUN = "_run";

    private final Map<String, Map<String, @Nullable Object>> hosts = new TreeMap<>();

    /**
     * Takes a value.
     *
     * @param aggregate whether it is added to what there is; a value of another kind is then left out
     */
    void put(String host, String name, @Nullable Object value, boolean aggregate) {
        var stats = hosts.computeIfAbsent(host, _ -> new LinkedHashMap<>());
        stats.put(name, aggregate && stats.containsKey(name) ? sum(stats.get(name), value) : value);
    }

    private static @Nullable Object sum(@Nullable Object before, @Nullable Object value) {
        return switch (before) {
            case Map<?, ?> map when value instanceof Map<?, ?> other -> Merge.of(map, other, true, Merge.Lists.REPLACE);
            case java.util.List<?> list
            when value instanceof java.util.List<?> other -> {
                var both = new ArrayList<@Nullable Object>(list);
                both.addAll(other);
                yield both;
            }
            case String text when value instanceof String other -> text + other;
            case Long number when value instanceof Long other -> number + other;
            case Double number when value instanceof Double other -> number + other;
            case null, default -> before;
        };
    }

    Map<String, Map<String, @Nullable Object>> all() {
        return new LinkedHashMap<>(hosts);
    }
}
