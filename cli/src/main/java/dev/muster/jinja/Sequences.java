package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Types;
import dev.muster.value.Undefined;
import dev.muster.value.UndefinedUse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Python's iteration makes of values. */
final class Sequences {

    private Sequences() {}

    /** The items of a value as a loop sees them: of a dictionary its keys, of a text its characters. */
    static Collection<? extends @Nullable Object> of(@Nullable Object value) {
        return switch (value) {
            case Collection<?> items -> items;
            case Map<?, ?> map -> map.keySet();
            case String text -> characters(text);
            case Undefined undefined -> throw new UndefinedUse(undefined);
            case null, default -> throw new UserError("'" + Types.name(value) + "' object is not iterable");
        };
    }

    /** The items of a value as a filter sees them: an undefined one among them is an error. */
    @SuppressWarnings("unchecked")
    static List<@Nullable Object> items(@Nullable Object value) {
        var items = of(value);
        for (var item : items) {
            if (item instanceof Undefined undefined) {
                throw new UndefinedUse(undefined);
            }
        }
        return items instanceof List<?> list ? (List<@Nullable Object>) list : new ArrayList<@Nullable Object>(items);
    }

    /** A value that somebody looks at, so that an undefined one is its error. */
    static @Nullable Object used(@Nullable Object value) {
        if (value instanceof Undefined undefined) {
            throw new UndefinedUse(undefined);
        }
        return value;
    }

    /** Whether a value can be gone through. */
    static boolean isIterable(@Nullable Object value) {
        return value instanceof Collection || value instanceof Map || value instanceof String;
    }

    static List<String> characters(String text) {
        var characters = new ArrayList<String>(text.length());
        for (int i = 0; i < text.length(); ) {
            int size = Character.charCount(text.codePointAt(i));
            characters.add(text.substring(i, i + size));
            i += size;
        }
        return characters;
    }

    /** The length of a text in code points. */
    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** What {@code len()} gives. */
    static int size(@Nullable Object value) {
        return switch (value) {
            case String text -> length(text);
            case Collection<?> items -> items.size();
            case Map<?, ?> map -> map.size();
            case Undefined undefined -> throw new UndefinedUse(undefined);
            case null, default -> throw new UserError("object of type '" + Types.name(value) + "' has no len()");
        };
    }
}
