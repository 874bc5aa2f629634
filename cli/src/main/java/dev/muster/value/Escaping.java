package dev.muster.value;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The forms in which a text stands inside others, without the quotes around it. */
final class Escaping {

    /** A result in JSON may hold a text that is JSON already. */
    private static final int DEPTH = 2;

    private Escaping() {}

    /** The text itself, and what these formats make of it, inside each other as well. */
    static Set<String> forms(String text) {
        var forms = new LinkedHashSet<>(Set.of(text));
        for (int depth = 0; depth < DEPTH; depth++) {
            for (var form : List.copyOf(forms)) {
                forms.add(json(form, false));
                forms.add(json(form, true));
                forms.add(python(form));
                forms.add(form.replace("'", "''"));
            }
        }
        for (var form : List.copyOf(forms)) {
            var tags = form.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
            forms.add(tags);
            forms.add(tags.replace("\"", "&quot;"));
        }
        return forms;
    }

    /** As in a JSON string. */
    private static String json(String text, boolean ascii) {
        var out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || ascii && c > 0x7e) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.toString();
    }

    /** As {@code repr()} writes it between the quotes that it chooses. */
    private static String python(String text) {
        var escaped = text.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
        return text.indexOf('\'') >= 0 && text.indexOf('"') >= 0 ? escaped.replace("'", "\\'") : escaped;
    }
}
