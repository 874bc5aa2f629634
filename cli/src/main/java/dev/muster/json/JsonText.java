package dev.muster.json;

import dev.muster.value.Compare;
import dev.muster.value.Printing;
import dev.muster.value.PythonObject;
import dev.muster.value.Template;
import dev.muster.value.Undefined;
import dev.muster.value.UndefinedUse;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes values in the layout of Python's {@code json.dumps}. */
final class JsonText {

    private final StringBuilder out = new StringBuilder();
    private final int indent;
    private final boolean sorted;
    private final boolean ascii;

    private JsonText(int indent, boolean sorted, boolean ascii) {
        this.indent = indent;
        this.sorted = sorted;
        this.ascii = ascii;
    }

    static String write(@Nullable Object value, int indent, boolean sorted, boolean ascii) {
        var text = new JsonText(indent, sorted, ascii);
        text.append(value, 0);
        return text.out.toString();
    }

    private void append(@Nullable Object value, int depth) {
        switch (value) {
            case null -> out.append("null");
            case Boolean truth -> out.append(truth);
            case Double number -> out.append(number(number));
            case Number number -> out.append(number);
            case String text -> quote(text);
            case Template template -> quote(template.text());
            case Undefined undefined -> throw new UndefinedUse(undefined);
            case Map<?, ?> map -> object(map, depth);
            case Collection<?> items -> array(items, depth);
            case Temporal moment -> quote(moment.toString());
            case PythonObject object -> quote(object.str());
            default -> quote(String.valueOf(value));
        }
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "Infinity" : "-Infinity";
        }
        return Printing.number(value);
    }

    private void object(Map<?, ?> map, int depth) {
        if (map.isEmpty()) {
            out.append("{}");
            return;
        }
        Map<String, @Nullable Object> byKey = new LinkedHashMap<>();
        map.forEach((key, value) -> byKey.put(key(key), value));
        List<String> keys = new ArrayList<>(byKey.keySet());
        if (sorted) {
            Comparator<String> byCodePoint = Compare::compareTexts;
            keys.sort(byCodePoint);
        }
        out.append('{');
        var separator = "";
        for (var key : keys) {
            out.append(separator);
            line(depth + 1);
            quote(key);
            out.append(": ");
            append(byKey.get(key), depth + 1);
            separator = indent > 0 ? "," : ", ";
        }
        line(depth);
        out.append('}');
    }

    private static String key(@Nullable Object key) {
        return switch (key) {
            case null -> "null";
            case Boolean truth -> truth.toString();
            case Double number -> number(number);
            default -> key.toString();
        };
    }

    private void array(Collection<?> items, int depth) {
        if (items.isEmpty()) {
            out.append("[]");
            return;
        }
        out.append('[');
        var separator = "";
        for (var item : items) {
            out.append(separator);
            line(depth + 1);
            append(item, depth + 1);
            separator = indent > 0 ? "," : ", ";
        }
        line(depth);
        out.append(']');
    }

    private void line(int depth) {
        if (indent > 0) {
            out.append('\n').repeat(' ', indent * depth);
        }
    }

    private void quote(String text) {
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
                    if (c < ' ' || ascii && c > 0x7f) {
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
