package dev.muster.value;

import dev.muster.source.UserError;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Equality and order as Python has them: {@code 1 == 1.0 == True}, texts and numbers never equal and never ordered. */
public final class Compare {

    private Compare() {}

    /** What {@code a == b} gives. Comparing an {@link Undefined} is its error. */
    public static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Undefined undefined) {
            throw new UndefinedUse(undefined);
        }
        if (b instanceof Undefined undefined) {
            throw new UndefinedUse(undefined);
        }
        if (a == b) {
            return !(a instanceof Double number && number.isNaN());
        }
        return switch (a) {
            case null -> false;
            case String text -> text.equals(b);
            case Long number when b instanceof Long other -> number.longValue() == other.longValue();
            case Number _, Boolean _ -> Types.isNumber(b) && compareNumbers(a, b) == 0;
            case PythonObject object -> object.equals(b);
            case Map<?, ?> map -> b instanceof Map<?, ?> other && equalMaps(map, other);
            case List<?> list ->
                b instanceof List<?> other
                        && list instanceof Tuple == other instanceof Tuple
                        && equalLists(list, other);
            default -> a.equals(b);
        };
    }

    private static boolean equalLists(List<?> a, List<?> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!equal(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean equalMaps(Map<?, ?> a, Map<?, ?> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (var entry : a.entrySet()) {
            if (!b.containsKey(entry.getKey()) || !equal(entry.getValue(), b.get(entry.getKey()))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a list holds a value, by Python's equality. */
    public static boolean contains(Iterable<? extends @Nullable Object> items, @Nullable Object value) {
        for (var item : items) {
            if (equal(item, value)) {
                return true;
            }
        }
        return false;
    }

    /**
     * A negative number, zero or a positive one as {@code a} comes before, with or after {@code b}; NaN comes with nothing, see
     * {@link #isNaN}.
     *
     * @param operator the operator that an error names
     * @throws UserError when the two have no order
     */
    public static int order(@Nullable Object a, @Nullable Object b, String operator) {
        if (a instanceof Undefined undefined) {
            throw new UndefinedUse(undefined);
        }
        if (b instanceof Undefined undefined) {
            throw new UndefinedUse(undefined);
        }
        if (a instanceof String text && b instanceof String other) {
            return compareTexts(text, other);
        }
        if (Types.isNumber(a) && Types.isNumber(b)) {
            return compareNumbers(Objects.requireNonNull(a), Objects.requireNonNull(b));
        }
        if (a instanceof List<?> list
                && b instanceof List<?> other
                && list instanceof Tuple == other instanceof Tuple) {
            for (int i = 0; i < Math.min(list.size(), other.size()); i++) {
                if (!equal(list.get(i), other.get(i))) {
                    return order(list.get(i), other.get(i), operator);
                }
            }
            return Integer.compare(list.size(), other.size());
        }
        if (a instanceof Ordered ordered && b != null && b.getClass() == a.getClass()) {
            return ordered.compareWith(b);
        }
        if (a instanceof LocalDate date && b instanceof LocalDate other) {
            return date.compareTo(other);
        }
        if (a instanceof LocalDateTime time && b instanceof LocalDateTime other) {
            return time.compareTo(other);
        }
        if (a instanceof OffsetDateTime time && b instanceof OffsetDateTime other) {
            return time.toInstant().compareTo(other.toInstant());
        }
        throw new UserError("'" + operator + "' not supported between instances of '" + Types.name(a) + "' and '"
                + Types.name(b) + "'");
    }

    /** A value of another kind that has an order among its own kind. */
    public interface Ordered {

        /** As {@link Comparable#compareTo}; the other is of the same class. */
        int compareWith(Object other);
    }

    /** Texts by code points, which differs from Java's order beyond the basic plane. */
    public static int compareTexts(String a, String b) {
        int size = Math.min(a.length(), b.length());
        for (int i = 0; i < size; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                return Character.isSurrogate(x) == Character.isSurrogate(y)
                        ? Character.compare(x, y)
                        : Integer.compare(a.codePointAt(i), b.codePointAt(i));
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    private static int compareNumbers(Object a, Object b) {
        if (a instanceof Double || b instanceof Double) {
            double x = asDouble(a);
            double y = asDouble(b);
            if (a instanceof Double && b instanceof Double || Double.isNaN(x) || Double.isNaN(y)) {
                return x < y ? -1 : x > y ? 1 : x == y ? 0 : 2;
            }
            if (Double.isInfinite(x) || Double.isInfinite(y)) {
                return Double.compare(x, y);
            }
            return asDecimal(a).compareTo(asDecimal(b));
        }
        if (a instanceof BigInteger || b instanceof BigInteger) {
            return asBig(a).compareTo(asBig(b));
        }
        return Long.compare(asLong(a), asLong(b));
    }

    /** Whether a value is the float that no comparison holds for. */
    public static boolean isNaN(@Nullable Object value) {
        return value instanceof Double number && number.isNaN();
    }

    private static double asDouble(Object number) {
        return number instanceof Boolean truth ? (truth ? 1 : 0) : ((Number) number).doubleValue();
    }

    private static BigDecimal asDecimal(Object number) {
        return number instanceof Double d ? new BigDecimal(d) : new BigDecimal(asBig(number));
    }

    private static BigInteger asBig(Object number) {
        return number instanceof BigInteger big ? big : BigInteger.valueOf(asLong(number));
    }

    private static long asLong(Object number) {
        return number instanceof Boolean truth ? (truth ? 1 : 0) : ((Number) number).longValue();
    }

    /** The order that {@code sorted()} uses. */
    public static Comparator<@Nullable Object> ascending() {
        return (a, b) -> order(a, b, "<");
    }
}
