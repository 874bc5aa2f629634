package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Tuple;
import dev.muster.value.Types;
import dev.muster.value.Undefined;
import dev.muster.value.UndefinedUse;
import java.math.BigInteger;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Attributes, items and slices. {@code a.name} is a method first and an item second, {@code a['name']} the other way round.
 * Only what is listed here and in {@link Methods} can be reached: there is no reflection.
 */
final class Access {

    private Access() {}

    static @Nullable Object attribute(@Nullable Object of, String name) {
        if (of instanceof Undefined) {
            return of;
        }
        var own = own(of, name);
        if (own != Attributed.MISSING) {
            return own;
        }
        if (of instanceof Map<?, ?> map && map.containsKey(name)) {
            return map.get(name);
        }
        return missing(of, name);
    }

    /** An attribute that is no item, as the filter {@code attr} wants it. */
    static @Nullable Object ownAttribute(@Nullable Object of, String name) {
        var own = own(of, name);
        return own == Attributed.MISSING ? missing(of, name) : own;
    }

    /** A method or attribute that a value's type has. */
    private static @Nullable Object own(@Nullable Object of, String name) {
        if (of instanceof Attributed object) {
            return object.attribute(name);
        }
        if (of instanceof Group group && group.attribute(name) != Attributed.MISSING) {
            return group.attribute(name);
        }
        if (of instanceof Temporal time) {
            return Dates.attribute(time, name);
        }
        return Methods.of(of, name);
    }

    static Undefined missing(@Nullable Object of, @Nullable Object key) {
        if (key instanceof Long number && number == 0) {
            return Undefined.because(Types.name(of) + " object has no element 0");
        }
        if (key instanceof String && ((String) key).isEmpty()) {
            return Undefined.because("'" + Types.name(of) + " object' has no attribute ''");
        }
        if (key instanceof String name && name.startsWith("__") && name.endsWith("__")) {
            return Undefined.because(
                    "access to attribute '" + name + "' of '" + Types.name(of) + "' object is unsafe.");
        }
        return Undefined.because("object of type '" + Types.name(of) + "' has no attribute " + Printing.repr(key));
    }

    static @Nullable Object item(@Nullable Object of, @Nullable Object key) {
        if (of instanceof Undefined) {
            return of;
        }
        switch (of) {
            case Map<?, ?> map -> {
                if (key instanceof Undefined undefined) {
                    throw new UndefinedUse(undefined);
                }
                if (map.containsKey(key)) {
                    return map.get(key);
                }
                var alike = alike(key);
                if (alike != null && map.containsKey(alike)) {
                    return map.get(alike);
                }
            }
            case List<?> list
            when Types.isInteger(key) -> {
                int index = index(key, list.size());
                if (index >= 0) {
                    return list.get(index);
                }
            }
            case String text
            when Types.isInteger(key) -> {
                int index = index(key, Sequences.length(text));
                if (index >= 0) {
                    int start = text.offsetByCodePoints(0, index);
                    return text.substring(start, text.offsetByCodePoints(start, 1));
                }
            }
            case null, default -> {}
        }
        if (key instanceof Undefined undefined) {
            throw new UndefinedUse(undefined);
        }
        if (key instanceof String name) {
            var own = own(of, name);
            if (own != Attributed.MISSING) {
                return own;
            }
        }
        return missing(of, key);
    }

    /** The key under which a dictionary holds an equal one already ({@code 1}, {@code 1.0} and {@code True} are), or the key. */
    static @Nullable Object knownKey(Map<?, ?> map, @Nullable Object key) {
        var alike = alike(key);
        return alike != null && !map.containsKey(key) && map.containsKey(alike) ? alike : key;
    }

    /** The other form of a number that Python takes for the same key. */
    private static @Nullable Object alike(@Nullable Object key) {
        return switch (key) {
            case Double number
            when number == Math.rint(number) && Math.abs(number) < Long.MAX_VALUE -> number.longValue();
            case Boolean truth -> truth ? 1L : 0L;
            case Long number when number == 0 || number == 1 -> number == 1;
            case null, default -> null;
        };
    }

    private static int index(@Nullable Object key, int size) {
        if (key instanceof BigInteger) {
            return -1;
        }
        long index = key instanceof Boolean truth
                ? (truth ? 1 : 0)
                : ((Number) java.util.Objects.requireNonNull(key)).longValue();
        if (index < 0) {
            index += size;
        }
        return index < 0 || index >= size ? -1 : (int) index;
    }

    static @Nullable Object slice(
            @Nullable Object of, @Nullable Object from, @Nullable Object to, @Nullable Object step) {
        switch (of) {
            case Undefined undefined -> {
                return undefined;
            }
            case String text -> {
                if (text.length() == Sequences.length(text)) {
                    var out = new StringBuilder();
                    for (int index : indices(text.length(), from, to, step)) {
                        out.append(text.charAt(index));
                    }
                    return out.toString();
                }
                var characters = Sequences.characters(text);
                var out = new StringBuilder();
                for (int index : indices(characters.size(), from, to, step)) {
                    out.append(characters.get(index));
                }
                return out.toString();
            }
            case List<?> list -> {
                var part = new ArrayList<@Nullable Object>();
                for (int index : indices(list.size(), from, to, step)) {
                    part.add(list.get(index));
                }
                return list instanceof Tuple ? Tuple.copyOf(part) : part;
            }
            case null, default -> {
                return Undefined.because("object of type '" + Types.name(of) + "' has no attribute slice("
                        + Printing.repr(from) + ", " + Printing.repr(to) + ", " + Printing.repr(step) + ")");
            }
        }
    }

    /** The places that a slice of so many items names, by the rules of {@code slice.indices}. */
    static int[] indices(int size, @Nullable Object from, @Nullable Object to, @Nullable Object by) {
        long step = by == null ? 1 : bound(by);
        if (step == 0) {
            throw new UserError("slice step cannot be zero");
        }
        long lowest = step > 0 ? 0 : -1;
        long highest = step > 0 ? size : size - 1L;
        long start = from == null ? (step > 0 ? lowest : highest) : clamped(bound(from), size, lowest, highest);
        long stop = to == null ? (step > 0 ? highest : lowest) : clamped(bound(to), size, lowest, highest);
        long count = step > 0
                ? Math.max(0, Math.ceilDiv(stop - start, step))
                : Math.max(0, Math.ceilDiv(start - stop, -step));
        var places = new int[(int) count];
        for (int i = 0; i < count; i++) {
            places[i] = (int) (start + i * step);
        }
        return places;
    }

    private static long bound(@Nullable Object value) {
        return switch (value) {
            case Undefined undefined -> throw new UndefinedUse(undefined);
            case Long number -> Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case Boolean truth -> truth ? 1 : 0;
            case BigInteger number -> number.signum() * (long) Integer.MAX_VALUE;
            case null, default ->
                throw new UserError("slice indices must be integers or None or have an __index__ method");
        };
    }

    private static long clamped(long index, int size, long lowest, long highest) {
        return Math.clamp(index < 0 ? index + size : index, lowest, highest);
    }
}
