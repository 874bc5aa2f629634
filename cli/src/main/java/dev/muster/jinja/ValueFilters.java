package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Truth;
import dev.muster.value.Types;
import dev.muster.value.Undefined;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Filters that choose between values or turn one type into another. */
final class ValueFilters {

    private static final List<Object> FALSE = List.of("no", "off", "0", "false", 0L);
    private static final List<Object> TRUE = List.of("yes", "on", "1", "true", 1L);

    /** The name in what is said of one that is undefined. */
    private static final java.util.regex.Pattern UNDEFINED_NAME =
            java.util.regex.Pattern.compile("'(\\w+)' is undefined|object of type '.*' has no attribute '(.*)'");

    private ValueFilters() {}

    static void register(Filter.Table table) {
        table.lenient("default", "value, default_value='', boolean=False", ValueFilters::standard)
                .alias("d", "default")
                .lenient("mandatory", "a, msg=None", ValueFilters::mandatory)
                .add("ternary", "value, true_val, false_val, none_val=None", ValueFilters::ternary)
                .add("bool", "value", ValueFilters::bool)
                .add("int", "value, default=0, base=10", ValueFilters::integer)
                .add("float", "value, default=0", ValueFilters::real)
                .add("string", "value", call -> call.text(0))
                .add("abs", "x", ValueFilters::absolute)
                .lenient(
                        "type_debug",
                        "obj",
                        call -> call.get(0) instanceof Group ? "GroupTuple" : Types.name(call.get(0)));
    }

    private static @Nullable Object standard(Call call) {
        var value = call.get(0);
        return value instanceof Undefined || call.truth(2) && !Truth.of(value) ? call.get(1) : value;
    }

    private static @Nullable Object mandatory(Call call) {
        if (call.get(0) instanceof Undefined undefined) {
            if (call.given(1)) {
                throw new UserError(call.text(1));
            }
            var named = UNDEFINED_NAME.matcher(undefined.message());
            var name = named.matches() ? "'" + (named.group(1) != null ? named.group(1) : named.group(2)) + "' " : "";
            throw new UserError("Mandatory variable " + name + "not defined.");
        }
        return call.get(0);
    }

    private static @Nullable Object ternary(Call call) {
        if (call.get(0) == null && call.given(3)) {
            return call.get(3);
        }
        return Truth.of(call.get(0)) ? call.get(1) : call.get(2);
    }

    private static boolean bool(Call call) {
        var value = call.get(0);
        if (value instanceof Boolean truth) {
            return truth;
        }
        var plain = value instanceof String text
                ? text.toLowerCase(Locale.ROOT)
                : value instanceof Double d && d == Math.rint(d) ? (Object) d.longValue() : value;
        boolean result = plain != null && TRUE.contains(plain);
        // Anything else is false, which is not to be for ever.
        if (value instanceof Double || plain == null || !result && !FALSE.contains(plain)) {
            call.deprecate("The `bool` filter coerced invalid value " + Printing.repr(value) + " (" + Types.name(value)
                    + ") to " + (result ? "True" : "False") + ".");
        }
        return result;
    }

    private static @Nullable Object integer(Call call) {
        var whole = toInteger(call.get(0), call.integer(2));
        return whole != null ? whole : call.get(1);
    }

    /** What Jinja2's {@code int} makes of a value, or null when it is no number. */
    static @Nullable Object toInteger(@Nullable Object value, int base) {
        return switch (value) {
            case Long number -> number;
            case BigInteger number -> number;
            case Boolean truth -> truth ? 1L : 0L;
            case Double number ->
                Double.isNaN(number) || Double.isInfinite(number)
                        ? null
                        : Arithmetic.narrow(new BigDecimal(number).toBigInteger());
            case String text -> {
                var whole = parse(text, base);
                if (whole == null) {
                    var number = number(text);
                    whole = number == null || Double.isNaN(number) || Double.isInfinite(number)
                            ? null
                            : Arithmetic.narrow(new BigDecimal(number).toBigInteger());
                }
                yield whole;
            }
            case null, default -> null;
        };
    }

    /** Python's {@code int(text, base)}, or null. */
    private static @Nullable Object parse(String text, int base) {
        var digits = TextMethods.strip(text, null, true, true);
        boolean negative = digits.startsWith("-");
        if (negative || digits.startsWith("+")) {
            digits = digits.substring(1);
        }
        var prefix = digits.length() > 2 ? digits.substring(0, 2).toLowerCase(Locale.ROOT) : "";
        int radix = base;
        int named = switch (prefix) {
            case "0x" -> 16;
            case "0o" -> 8;
            case "0b" -> 2;
            default -> 0;
        };
        if (named != 0 && (base == named || base == 0)) {
            digits = digits.substring(2);
            radix = named;
        } else if (base == 0) {
            radix = 10;
        }
        if (digits.isEmpty()
                || digits.startsWith("_")
                || digits.endsWith("_")
                || digits.contains("__")
                || radix < 2
                || radix > 36) {
            return null;
        }
        digits = digits.replace("_", "");
        for (char c : digits.toCharArray()) {
            if (Character.digit(c, radix) < 0) {
                return null;
            }
        }
        var whole = new BigInteger(digits, radix);
        return Arithmetic.narrow(negative ? whole.negate() : whole);
    }

    private static @Nullable Object real(Call call) {
        var number = toReal(call.get(0));
        if (number != null) {
            return number;
        }
        return call.get(1) instanceof Long whole && whole == 0 ? (Object) 0.0 : call.get(1);
    }

    static @Nullable Double toReal(@Nullable Object value) {
        return switch (value) {
            case Double number -> number;
            case Number number -> number.doubleValue();
            case Boolean truth -> truth ? 1.0 : 0.0;
            case String text -> number(text);
            case null, default -> null;
        };
    }

    /** Python's {@code float(text)}, or null. */
    static @Nullable Double number(String text) {
        var stripped = TextMethods.strip(text, null, true, true);
        var lower = stripped.toLowerCase(Locale.ROOT);
        switch (lower) {
            case "nan", "+nan", "-nan" -> {
                return Double.NaN;
            }
            case "inf", "+inf", "infinity", "+infinity" -> {
                return Double.POSITIVE_INFINITY;
            }
            case "-inf", "-infinity" -> {
                return Double.NEGATIVE_INFINITY;
            }
            default -> {}
        }
        boolean plausible = !lower.isEmpty()
                && lower.chars().allMatch(c -> c >= '0' && c <= '9' || "+-._e".indexOf(c) >= 0)
                && lower.chars().anyMatch(c -> c >= '0' && c <= '9')
                && !lower.startsWith("_")
                && !lower.endsWith("_")
                && !lower.contains("__");
        if (!plausible) {
            return null;
        }
        try {
            return Double.valueOf(lower.replace("_", ""));
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private static Object absolute(Call call) {
        return switch (call.get(0)) {
            case Long number when number != Long.MIN_VALUE -> Math.abs(number);
            case Long number -> BigInteger.valueOf(number).negate();
            case BigInteger number -> Arithmetic.narrow(number.abs());
            case Double number -> Math.abs(number);
            case Boolean truth -> truth ? 1L : 0L;
            case null, default -> throw new UserError("bad operand type for abs(): '" + Types.name(call.get(0)) + "'");
        };
    }
}
