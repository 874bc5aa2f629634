package dev.muster.value;

import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Python's {@code bool()} says of a value. */
public final class Truth {

    private Truth() {}

    /** Whether a value counts as true. Asking that of an {@link Undefined} is its error. */
    public static boolean of(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean truth -> truth;
            case Long number -> number != 0;
            case BigInteger number -> number.signum() != 0;
            case Double number -> number != 0;
            case String text -> !text.isEmpty();
            case Undefined undefined -> throw new UndefinedUse(undefined);
            case PythonObject object -> object.truthy();
            case Map<?, ?> map -> !map.isEmpty();
            case Collection<?> items -> !items.isEmpty();
            default -> true;
        };
    }
}
