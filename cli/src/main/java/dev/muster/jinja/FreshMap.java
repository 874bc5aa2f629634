package dev.muster.jinja;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A dictionary that a template made, and may therefore change: nobody else holds it. */
final class FreshMap extends LinkedHashMap<@Nullable Object, @Nullable Object> {

    private static final long serialVersionUID = 1L;

    FreshMap() {}

    FreshMap(Map<? extends @Nullable Object, ? extends @Nullable Object> entries) {
        super(entries);
    }
}
