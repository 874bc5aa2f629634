package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Tuple;
import dev.muster.value.Types;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's {@code text % values}. */
public final class Printf {

    private static final int WIDEST = 1_000_000;

    private final String format;
    private final @Nullable Object given;
    private final List<?> positional;
    private int next;
    private int at;

    private Printf(String format, @Nullable Object given) {
        this.format = format;
        this.given = given;
        this.positional = given instanceof Tuple tuple ? tuple : java.util.Collections.singletonList(given);
    }

    /**
     * What {@code format % given} gives in Python.
     *
     * @throws dev.muster.source.UserError in Python's words
     */
    public static String format(String format, @Nullable Object given) {
        return new Printf(format, given).run();
    }

    private String run() {
        var out = new StringBuilder();
        boolean named = false;
        while (at < format.length()) {
            char c = format.charAt(at++);
            if (c != '%') {
                out.append(c);
                continue;
            }
            named |= directive(out);
        }
        boolean isMapping = given instanceof Map || given instanceof List && !(given instanceof Tuple);
        if (next < positional.size() && !named && !isMapping) {
            throw new UserError("not all arguments converted during string formatting");
        }
        return out.toString();
    }

    /** One directive; whether it named a key. */
    private boolean directive(StringBuilder out) {
        boolean named = false;
        @Nullable Object value = null;
        if (peek() == '(') {
            int close = format.indexOf(')', at);
            if (close < 0) {
                throw new UserError("incomplete format key");
            }
            if (!(given instanceof Map<?, ?> map)) {
                throw new UserError("format requires a mapping");
            }
            var key = format.substring(at + 1, close);
            if (!map.containsKey(key)) {
                throw new UserError("'" + key + "'");
            }
            value = map.get(key);
            named = true;
            at = close + 1;
        }
        int flagsStart = at;
        while ("-+ #0".indexOf(peek()) >= 0) {
            at++;
        }
        var flags = format.substring(flagsStart, at);
        int width = number();
        boolean left = flags.indexOf('-') >= 0 || width < 0;
        width = Math.abs(width);
        int precision = -1;
        if (peek() == '.') {
            at++;
            precision = Math.max(0, number());
        }
        while ("hlL".indexOf(peek()) >= 0) {
            at++;
        }
        if (at >= format.length()) {
            throw new UserError("incomplete format");
        }
        char type = format.charAt(at++);
        if (type == '%') {
            out.append('%');
            return named;
        }
        if (!named) {
            value = take();
        }
        var shown = converted(type, value, flags, precision);
        int missing = Math.max(0, width - Sequences.length(shown));
        boolean numeric = "diuoxXeEfFgG".indexOf(type) >= 0;
        if (left) {
            out.append(shown).repeat(' ', missing);
        } else if (numeric && flags.indexOf('0') >= 0) {
            int digits = 0;
            while (digits < shown.length() && "+- ".indexOf(shown.charAt(digits)) >= 0) {
                digits++;
            }
            if (flags.indexOf('#') >= 0 && (type == 'x' || type == 'X' || type == 'o')) {
                digits += 2;
            }
            out.append(shown, 0, digits).repeat('0', missing).append(shown, digits, shown.length());
        } else {
            out.repeat(' ', missing).append(shown);
        }
        return named;
    }

    private char peek() {
        return at < format.length() ? format.charAt(at) : '\uffff';
    }

    private int number() {
        if (peek() == '*') {
            at++;
            if (take() instanceof Long number && Math.abs(number) <= WIDEST) {
                return number.intValue();
            }
            throw new UserError("* wants int");
        }
        int number = 0;
        while (Character.isDigit(peek())) {
            number = number * 10 + Character.digit(format.charAt(at++), 10);
            if (number > WIDEST) {
                throw new UserError("the width or precision is too large");
            }
        }
        return number;
    }

    private @Nullable Object take() {
        if (next >= positional.size()) {
            throw new UserError("not enough arguments for format string");
        }
        return positional.get(next++);
    }

    private static String converted(char type, @Nullable Object value, String flags, int precision) {
        return switch (type) {
            case 's' -> cut(Printing.str(value), precision);
            case 'r', 'a' -> cut(Printing.repr(value), precision);
            case 'c' -> character(value);
            case 'd', 'i', 'u' -> integer(type, whole(type, value), flags, precision, 10);
            case 'o' -> integer(type, strictlyWhole(type, value), flags, precision, 8);
            case 'x', 'X' -> integer(type, strictlyWhole(type, value), flags, precision, 16);
            case 'e', 'E', 'f', 'F', 'g', 'G' -> real(type, value, flags, precision);
            default -> throw new UserError("unsupported format character '" + type + "'");
        };
    }

    private static String cut(String text, int precision) {
        return precision >= 0 && precision < Sequences.length(text)
                ? text.substring(0, text.offsetByCodePoints(0, precision))
                : text;
    }

    private static String character(@Nullable Object value) {
        if (value instanceof Long code) {
            return Character.toString(code.intValue());
        }
        if (value instanceof String text && Sequences.length(text) == 1) {
            return text;
        }
        throw new UserError("%c requires int or char");
    }

    private static BigInteger whole(char type, @Nullable Object value) {
        if (value instanceof Double number) {
            if (Double.isNaN(number) || Double.isInfinite(number)) {
                throw new UserError(
                        "cannot convert float " + (Double.isNaN(number) ? "NaN" : "infinity") + " to integer");
            }
            return new BigDecimal(number).toBigInteger();
        }
        if (!Types.isInteger(value)) {
            throw new UserError("%" + type + " format: a real number is required, not " + Types.name(value));
        }
        return Arithmetic.big(java.util.Objects.requireNonNull(value));
    }

    private static BigInteger strictlyWhole(char type, @Nullable Object value) {
        if (!Types.isInteger(value)) {
            throw new UserError("%" + type + " format: an integer is required, not " + Types.name(value));
        }
        return Arithmetic.big(java.util.Objects.requireNonNull(value));
    }

    private static String integer(char type, BigInteger value, String flags, int precision, int radix) {
        var digits = value.abs().toString(radix);
        if (type == 'X') {
            digits = digits.toUpperCase(java.util.Locale.ROOT);
        }
        digits = "0".repeat(Math.max(0, precision - digits.length())) + digits;
        if (flags.indexOf('#') >= 0 && radix != 10) {
            digits = "0" + type + digits;
        }
        return signed(value.signum() < 0, flags) + digits;
    }

    private static String real(char type, @Nullable Object value, String flags, int precision) {
        if (!Types.isNumber(value)) {
            throw new UserError("must be real number, not " + Types.name(value));
        }
        double number = value instanceof Boolean truth
                ? (truth ? 1 : 0)
                : ((Number) java.util.Objects.requireNonNull(value)).doubleValue();
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            var name = Double.isNaN(number) ? "nan" : "inf";
            return signed(number < 0, flags)
                    + (Character.isUpperCase(type) ? name.toUpperCase(java.util.Locale.ROOT) : name);
        }
        return signed(number < 0 || number == 0 && 1 / number < 0, flags)
                + FormatSpec.digits(Math.abs(number), type, precision, flags.indexOf('#') >= 0);
    }

    private static String signed(boolean negative, String flags) {
        return negative ? "-" : flags.indexOf('+') >= 0 ? "+" : flags.indexOf(' ') >= 0 ? " " : "";
    }
}
