package dev.muster.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.temporal.Temporal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as text, character for character as CPython prints them. Printing an {@link Undefined} is its error. */
public final class Printing {

    /** From this exponent on, and below {@link #SMALLEST_PLAIN}, floats are printed with an exponent (CPython's format "r"). */
    private static final int LARGEST_PLAIN = 16;

    private static final int SMALLEST_PLAIN = -4;

    private Printing() {}

    /** What {@code str(value)} gives. */
    public static String str(@Nullable Object value) {
        return switch (value) {
            case String text -> text;
            case Template template -> template.text();
            case Encrypted encrypted -> encrypted.text();
            case Unsafe unsafe -> unsafe.text();
            case PythonObject object -> object.str();
            case Temporal time -> Times.iso(time, " ");
            case null, default -> repr(value);
        };
    }

    /** What {@code repr(value)} gives. */
    public static String repr(@Nullable Object value) {
        return switch (value) {
            case null -> "None";
            case Boolean truth -> truth ? "True" : "False";
            case Double number -> number(number);
            case String text -> quoted(text);
            default -> {
                var out = new StringBuilder();
                append(out, value);
                yield out.toString();
            }
        };
    }

    private static void append(StringBuilder out, @Nullable Object value) {
        switch (value) {
            case null -> out.append("None");
            case Boolean truth -> out.append(truth ? "True" : "False");
            case Double number -> out.append(number(number));
            case String text -> quote(out, text);
            case Template template -> quote(out, template.text());
            case Encrypted encrypted -> quote(out, encrypted.text());
            case Unsafe unsafe -> quote(out, unsafe.text());
            case Undefined undefined -> throw new UndefinedUse(undefined);
            case PythonObject object -> out.append(object.repr());
            case Temporal time -> out.append(Times.repr(time));
            case Map<?, ?> map -> {
                out.append('{');
                var separator = "";
                for (var entry : map.entrySet()) {
                    out.append(separator);
                    append(out, entry.getKey());
                    out.append(": ");
                    append(out, entry.getValue());
                    separator = ", ";
                }
                out.append('}');
            }
            case List<?> list -> {
                boolean tuple = list instanceof Tuple;
                out.append(tuple ? '(' : '[');
                var separator = "";
                for (var item : list) {
                    out.append(separator);
                    append(out, item);
                    separator = ", ";
                }
                if (tuple && list.size() == 1) {
                    out.append(',');
                }
                out.append(tuple ? ')' : ']');
            }
            default -> out.append(value);
        }
    }

    /** A float in the fewest digits that read back as the same float. */
    public static String number(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        var decimal = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
        if (decimal.precision() == 2) {
            // Java writes two digits where one reads back as the same, among the smallest floats of all.
            var shorter = decimal.round(new MathContext(1));
            decimal = shorter.doubleValue() == Math.abs(value) ? shorter.stripTrailingZeros() : decimal;
        }
        var digits = decimal.unscaledValue().toString();
        int exponent = digits.length() - 1 - decimal.scale();
        var out = new StringBuilder();
        if (value < 0) {
            out.append('-');
        }
        if (exponent < SMALLEST_PLAIN || exponent >= LARGEST_PLAIN) {
            out.append(digits.charAt(0));
            if (digits.length() > 1) {
                out.append('.').append(digits, 1, digits.length());
            }
            out.append('e').append(exponent < 0 ? '-' : '+');
            int size = Math.abs(exponent);
            return out.append(size < 10 ? "0" : "").append(size).toString();
        }
        if (exponent < 0) {
            return out.append("0.").repeat('0', -exponent - 1).append(digits).toString();
        }
        if (digits.length() <= exponent + 1) {
            return out.append(digits)
                    .repeat('0', exponent + 1 - digits.length())
                    .append(".0")
                    .toString();
        }
        return out.append(digits, 0, exponent + 1)
                .append('.')
                .append(digits, exponent + 1, digits.length())
                .toString();
    }

    /** A text in quotes with escapes, as Python would write it. */
    public static String quoted(String text) {
        var out = new StringBuilder(text.length() + 2);
        quote(out, text);
        return out.toString();
    }

    private static void quote(StringBuilder out, String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        out.append(quote);
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c == quote) {
                        out.append('\\').append(quote);
                    } else if (c >= ' ' && c < 0x7f || c > 0x7f && isPrintable(c)) {
                        out.appendCodePoint(c);
                    } else if (c <= 0xff) {
                        out.append(String.format("\\x%02x", c));
                    } else if (c <= 0xffff) {
                        out.append(String.format("\\u%04x", c));
                    } else {
                        out.append(String.format("\\U%08x", c));
                    }
                }
            }
        }
        out.append(quote);
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
    }
}
