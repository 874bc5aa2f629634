package dev.muster.jinja;

import dev.muster.value.Compare;
import dev.muster.value.Undefined;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What filters that take {@code attribute} and {@code case_sensitive} compare. */
final class Sorting {

    private Sorting() {}

    /** The value of a dotted path, where numbers are places in a list. */
    static @Nullable Object attribute(@Nullable Object item, @Nullable Object path) {
        if (path == null) {
            return item;
        }
        if (!(path instanceof String text)) {
            return Access.item(item, path);
        }
        var value = item;
        for (var part : text.split("\\.", -1)) {
            value = Access.item(value, isNumber(part) ? (Object) Long.valueOf(part) : part);
        }
        return value;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** A text in lower case unless case counts; anything else as it is. */
    static @Nullable Object folded(@Nullable Object value, boolean caseSensitive) {
        return !caseSensitive && value instanceof String text ? text.toLowerCase(Locale.ROOT) : value;
    }

    /** What an item is compared by: one attribute, or several with commas between them. */
    static Function<@Nullable Object, @Nullable Object> key(@Nullable Object attributes, boolean caseSensitive) {
        if (!(attributes instanceof String text) || text.indexOf(',') < 0) {
            return item -> folded(attribute(item, attributes), caseSensitive);
        }
        var paths = Arrays.asList(text.split(","));
        return item -> {
            var values = new ArrayList<@Nullable Object>();
            paths.forEach(path -> values.add(folded(attribute(item, path), caseSensitive)));
            return values;
        };
    }

    /** A stable sort; the items' keys are found once. */
    static FreshList sorted(
            List<? extends @Nullable Object> items, Function<@Nullable Object, @Nullable Object> key, boolean reverse) {
        record Keyed(@Nullable Object key, @Nullable Object item) {}
        var keyed = new ArrayList<Keyed>();
        for (var item : items) {
            var value = key.apply(item);
            if (value instanceof Undefined undefined) {
                throw new dev.muster.value.UndefinedUse(undefined);
            }
            keyed.add(new Keyed(value, item));
        }
        java.util.Comparator<Keyed> order = (a, b) -> Compare.order(a.key, b.key, "<");
        keyed.sort(reverse ? order.reversed() : order);
        var sorted = new FreshList(keyed.size());
        keyed.forEach(entry -> sorted.add(entry.item));
        return sorted;
    }
}
