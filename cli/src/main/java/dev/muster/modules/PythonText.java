package dev.muster.modules;

import dev.muster.value.Tuple;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as Python prints them, since Ansible's texts and its conversions to text are Python's. */
final class PythonText {

    private PythonText() {}

    /** Python's {@code str(value)}. */
    static String str(@Nullable Object value) {
        return value instanceof String text ? text : repr(value);
    }

    /** Python's {@code repr(value)}. */
    static String repr(@Nullable Object value) {
        return switch (value) {
            case null -> "None";
            case Boolean truth -> truth ? "True" : "False";
            case Double number -> real(number);
            case String text -> quoted(text);
            case Tuple tuple ->
                tuple.stream()
                        .map(PythonText::repr)
                        .collect(Collectors.joining(", ", "(", tuple.size() == 1 ? ",)" : ")"));
            case List<?> list -> list.stream().map(PythonText::repr).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> repr(entry.getKey()) + ": " + repr(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            default -> value.toString();
        };
    }

    /** The name of the Python type that a value has. */
    static String typeName(@Nullable Object value) {
        return switch (value) {
            case null -> "NoneType";
            case Boolean _ -> "bool";
            case Double _ -> "float";
            case Number _ -> "int";
            case String _ -> "str";
            case Tuple _ -> "tuple";
            case List<?> _ -> "list";
            case Map<?, ?> _ -> "dict";
            default -> "object";
        };
    }

    /** Python's {@code json.dumps(value)}: one line, a blank behind commas and colons, only ASCII. */
    static String json(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Boolean truth -> truth.toString();
            case Double number -> real(number);
            case Number number -> number.toString();
            case List<?> list -> list.stream().map(PythonText::json).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> jsonKey(entry.getKey()) + ": " + json(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            default -> jsonText(value.toString());
        };
    }

    private static String jsonKey(@Nullable Object key) {
        return key instanceof String text ? jsonText(text) : jsonText(json(key));
    }

    private static String jsonText(String text) {
        var out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ' || c > '~') {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    /** The shortest text that reads back as the same number, with an exponent only where Python has one. */
    static String real(double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0.0" : "0.0";
        }
        var exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent < -4 || exponent >= 16) {
            var digits = exact.unscaledValue().abs().toString();
            return (number < 0 ? "-" : "") + digits.charAt(0) + (digits.length() > 1 ? "." + digits.substring(1) : "")
                    + "e" + (exponent < 0 ? "-" : "+") + String.format("%02d", Math.abs(exponent));
        }
        var plain = exact.toPlainString();
        return plain.contains(".") ? plain : plain + ".0";
    }

    private static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        var out = new StringBuilder().append(quote);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c == quote) {
                        out.append('\\').appendCodePoint(c);
                    } else if (c < ' ' || (c >= 0x7f && c < 0xa1) || c == 0xad) {
                        out.append(String.format("\\x%02x", c));
                    } else {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        return out.append(quote).toString();
    }
}
