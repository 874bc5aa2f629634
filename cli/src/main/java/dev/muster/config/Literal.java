package dev.muster.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value as the table of settings writes it: a word, number, true, false, 'text', [list] or {dictionary}. */
final class Literal {

    private Literal() {}

    static @Nullable Object of(String text) {
        if (text.startsWith("[")) {
            return list(text);
        }
        if (text.startsWith("{") && !text.startsWith("{{")) {
            return dictionary(text);
        }
        return scalar(text);
    }

    private static @Nullable Object scalar(String text) {
        if (text.startsWith("'")) {
            return text.substring(1, text.length() - 1);
        }
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> null;
            default ->
                text.matches("[0-9]+")
                        ? (Object) Long.valueOf(text)
                        : text.matches("[0-9]+\\.[0-9]+") ? (Object) Double.valueOf(text) : text;
        };
    }

    private static List<@Nullable Object> list(String text) {
        var values = new ArrayList<@Nullable Object>();
        for (var part : parts(text)) {
            values.add(scalar(part));
        }
        return values;
    }

    private static Map<String, @Nullable Object> dictionary(String text) {
        var values = new LinkedHashMap<String, @Nullable Object>();
        for (var part : parts(text)) {
            int colon = part.indexOf(": ");
            values.put(part.substring(0, colon), scalar(part.substring(colon + 2)));
        }
        return values;
    }

    private static List<String> parts(String text) {
        var inner = text.substring(1, text.length() - 1);
        return inner.isEmpty() ? List.of() : List.of(inner.split(", "));
    }
}
