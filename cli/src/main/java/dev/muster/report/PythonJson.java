package dev.muster.report;

import dev.muster.value.Printing;
import dev.muster.value.Template;
import dev.muster.value.Undefined;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Values as JSON, laid out as Python's {@code json.dumps(value, sort_keys=True, ensure_ascii=False)} does it: that is how
 * results have always looked. What JSON does not know is shown as text.
 */
public final class PythonJson {

    /** Escapes beyond ASCII or not. */
    private final boolean ascii;

    private final boolean sorted;
    private final int indent;
    private final StringBuilder out = new StringBuilder();

    private PythonJson(int indent, boolean sorted, boolean ascii) {
        this.indent = indent;
        this.sorted = sorted;
        this.ascii = ascii;
    }

    /** On one line, keys sorted. */
    public static String line(@Nullable Object value) {
        return write(value, 0, true, false);
    }

    /** Indented by four, keys sorted. */
    public static String pretty(@Nullable Object value) {
        return write(value, 4, true, false);
    }

    /** Indented by four, everything beyond ASCII escaped, as differences of structures are shown. */
    static String forDiff(@Nullable Object value) {
        return write(value, 4, true, true);
    }

    /** On one line, keys in the order they have. */
    static String inOrder(@Nullable Object value) {
        return write(value, 0, false, false);
    }

    private static String write(@Nullable Object value, int indent, boolean sorted, boolean ascii) {
        var json = new PythonJson(indent, sorted, ascii);
        json.value(value, 0);
        return json.out.toString();
    }

    private void value(@Nullable Object value, int depth) {
        switch (value) {
            case null -> out.append("null");
            case Boolean truth -> out.append(truth ? "true" : "false");
            case Double number -> out.append(number(number));
            case Number number -> out.append(number);
            case String text -> text(text);
            case Template template -> text(template.text());
            case Undefined undefined -> text(undefined.message());
            case Map<?, ?> map -> map(map, depth);
            case List<?> list -> list(list, depth);
            default -> text(Printing.str(value));
        }
    }

    private static String number(double number) {
        return Double.isNaN(number)
                ? "NaN"
                : Double.isInfinite(number) ? (number > 0 ? "Infinity" : "-Infinity") : Printing.number(number);
    }

    private void map(Map<?, ?> map, int depth) {
        if (map.isEmpty()) {
            out.append("{}");
            return;
        }
        Map<String, @Nullable Object> byName = sorted ? new TreeMap<>() : new java.util.LinkedHashMap<>();
        map.forEach((key, item) -> byName.put(key(key), item));
        out.append('{');
        var separator = "";
        for (var entry : byName.entrySet()) {
            out.append(separator);
            lineBreak(depth + 1);
            text(entry.getKey());
            out.append(": ");
            value(entry.getValue(), depth + 1);
            separator = indent == 0 ? ", " : ",";
        }
        lineBreak(depth);
        out.append('}');
    }

    private static String key(@Nullable Object key) {
        return switch (key) {
            case null -> "null";
            case Boolean truth -> truth ? "true" : "false";
            default -> Printing.str(key);
        };
    }

    private void list(List<?> list, int depth) {
        if (list.isEmpty()) {
            out.append("[]");
            return;
        }
        out.append('[');
        var separator = "";
        for (var item : list) {
            out.append(separator);
            lineBreak(depth + 1);
            value(item, depth + 1);
            separator = indent == 0 ? ", " : ",";
        }
        lineBreak(depth);
        out.append(']');
    }

    private void lineBreak(int depth) {
        if (indent > 0) {
            out.append('\n').repeat(' ', indent * depth);
        }
    }

    private void text(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ' || ascii && c > '~') {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
