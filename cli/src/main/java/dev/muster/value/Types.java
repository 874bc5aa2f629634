package dev.muster.value;

import java.math.BigInteger;
import java.time.LocalDate;
import java.time.temporal.Temporal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The kinds of values under their Python names. */
public final class Types {

    private Types() {}

    /** The name of a value's type as {@code type(value).__name__} gives it. */
    public static String name(@Nullable Object value) {
        return switch (value) {
            case null -> "NoneType";
            case Boolean _ -> "bool";
            case Long _, BigInteger _, Integer _ -> "int";
            case Double _ -> "float";
            case String _, Template _, Encrypted _, Unsafe _ -> "str";
            case PythonObject object -> object.typeName();
            case Map<?, ?> _ -> "dict";
            case Tuple _ -> "tuple";
            case List<?> _ -> "list";
            case Set<?> _ -> "set";
            case Undefined _ -> "UndefinedMarker";
            case Omit _ -> "Omit";
            case LocalDate _ -> "date";
            case Temporal _ -> "datetime";
            default -> value.getClass().getSimpleName();
        };
    }

    /** Whether a value is a number; Python counts truth values among them. */
    public static boolean isNumber(@Nullable Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    /** Whether a value is an integer; Python counts truth values among them. */
    public static boolean isInteger(@Nullable Object value) {
        return value instanceof Long || value instanceof BigInteger || value instanceof Boolean;
    }
}
