package dev.muster.inventory;

import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Template;
import dev.muster.value.Types;
import dev.muster.value.Unsafe;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Values as TOML text, laid out as the Python library tomli-w does, which {@code ansible-inventory --toml} prints with:
 * dictionaries are tables, a list of dictionaries that are too long for one line is an array of tables.
 */
final class TomlText {

    /** The longest line that a dictionary within a list may take. */
    private static final int LONGEST_LINE = 100;

    private static final String INDENT = "    ";

    private final StringBuilder out = new StringBuilder();

    private TomlText() {}

    /**
     * The text of a dictionary; nothing for an empty one.
     *
     * @throws UserError for a value that TOML does not have, which is null
     */
    static String write(Map<?, ?> root) {
        var text = new TomlText();
        text.table(root, "", false);
        return text.out.toString();
    }

    private record Table(String key, Map<?, ?> entries, boolean inArray) {}

    private void table(Map<?, ?> table, String name, boolean inArray) {
        var tables = new ArrayList<Table>();
        var lines = new ArrayList<String>();
        table.forEach((key, value) -> {
            if (value instanceof Map<?, ?> map) {
                tables.add(new Table(key(key), map, false));
            } else if (value instanceof List<?> list && isArrayOfTables(list)) {
                list.forEach(item -> tables.add(new Table(key(key), (Map<?, ?>) item, true)));
            } else {
                lines.add(key(key) + " = " + literal(value, 0) + "\n");
            }
        });
        boolean begun = inArray || !name.isEmpty() && (!lines.isEmpty() || tables.isEmpty());
        if (begun) {
            out.append(inArray ? "[[" + name + "]]\n" : "[" + name + "]\n");
        }
        lines.forEach(out::append);
        begun |= !lines.isEmpty();
        for (var each : tables) {
            if (begun) {
                out.append('\n');
            }
            begun = true;
            table(each.entries(), name.isEmpty() ? each.key() : name + "." + each.key(), each.inArray());
        }
    }

    private static boolean isArrayOfTables(List<?> list) {
        return !list.isEmpty()
                && list.stream().allMatch(Map.class::isInstance)
                && !list.stream().map(item -> INDENT + literal(item, 0) + ",").allMatch(TomlText::fitsOneLine);
    }

    private static boolean fitsOneLine(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_LINE && text.indexOf('\n') < 0;
    }

    private static String literal(@Nullable Object value, int depth) {
        return switch (value) {
            case Boolean truth -> truth.toString();
            case Double number
            when number.isNaN() || number.isInfinite() -> number.isNaN() ? "nan" : number > 0 ? "inf" : "-inf";
            case Number number -> Printing.str(number);
            case Temporal time -> Printing.str(time);
            case String text -> quoted(text);
            case Template template -> quoted(template.text());
            case Unsafe data -> quoted(data.text());
            case List<?> list when list.isEmpty() -> "[]";
            case List<?> list ->
                list.stream()
                        .map(item -> INDENT.repeat(depth + 1) + literal(item, depth + 1))
                        .collect(Collectors.joining(",\n", "[\n", ",\n" + INDENT.repeat(depth) + "]"));
            case Map<?, ?> map when map.isEmpty() -> "{}";
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> key(entry.getKey()) + " = " + literal(entry.getValue(), 0))
                        .collect(Collectors.joining(", ", "{ ", " }"));
            case null, default ->
                throw new UserError("Object of type '" + Types.name(value) + "' is not TOML serializable")
                        .hint("TOML has no null and no vault: show it as JSON or YAML");
        };
    }

    private static String key(@Nullable Object key) {
        var text = key instanceof Template template ? template.text() : Printing.str(key);
        return text.matches("[A-Za-z0-9_-]+") ? text : quoted(text);
    }

    private static String quoted(String text) {
        var out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ' && c != '\t' || c == 0x7f) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }
}
