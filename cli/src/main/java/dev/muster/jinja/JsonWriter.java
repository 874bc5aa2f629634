package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Compare;
import dev.muster.value.Printing;
import dev.muster.value.Template;
import dev.muster.value.Types;
import dev.muster.value.Undefined;
import dev.muster.value.UndefinedUse;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as JSON, laid out character for character as Python's {@code json.dumps} does it. */
final class JsonWriter {

    /**
     * @param indent what a level is indented by, or null for one line
     * @param between what separates items
     * @param colon what separates a key from its value
     * @param sorted whether keys are sorted
     * @param ascii whether everything beyond ASCII is escaped
     */
    record Style(@Nullable String indent, String between, String colon, boolean sorted, boolean ascii) {

        static final Style PLAIN = new Style(null, ", ", ": ", false, true);
    }

    private static final int DEEPEST = 500;

    private final Style style;
    private final StringBuilder out = new StringBuilder();

    private JsonWriter(Style style) {
        this.style = style;
    }

    static String write(@Nullable Object value, Style style) {
        var writer = new JsonWriter(style);
        writer.value(value, 0);
        return writer.out.toString();
    }

    private void value(@Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            throw new UserError("the value nests too deeply for JSON");
        }
        switch (value) {
            case null -> out.append("null");
            case Undefined undefined -> throw new UndefinedUse(undefined);
            case Boolean truth -> out.append((boolean) truth);
            case Double number -> out.append(number(number));
            case Number number -> out.append(number);
            case String text -> text(text);
            case Template template -> text(template.text());
            case Moment moment -> text(moment.iso("T"));
            case LocalDate date -> text(date.toString());
            case LocalDateTime time -> text(new Moment(time, null).iso("T"));
            case OffsetDateTime time -> text(new Moment(time.toLocalDateTime(), time.getOffset()).iso("T"));
            case Map<?, ?> map -> map(map, depth);
            case List<?> list -> list(list, depth);
            default -> throw new UserError("object of type '" + Types.name(value) + "' is not JSON serializable");
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
        var keys = new ArrayList<@Nullable Object>(map.keySet());
        if (style.sorted) {
            keys.sort(Compare.ascending());
        }
        out.append('{');
        var separator = "";
        for (var key : keys) {
            out.append(separator);
            line(depth + 1);
            text(key(key));
            out.append(style.colon);
            value(map.get(key), depth + 1);
            separator = style.between;
        }
        line(depth);
        out.append('}');
    }

    private static String key(@Nullable Object key) {
        return switch (key) {
            case null -> "null";
            case String text -> text;
            case Boolean truth -> truth.toString();
            case Double number -> number(number);
            case Number number -> number.toString();
            default -> throw new UserError("keys must be str, int, float, bool or None, not " + Types.name(key));
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
            line(depth + 1);
            value(item, depth + 1);
            separator = style.between;
        }
        line(depth);
        out.append(']');
    }

    private void line(int depth) {
        if (style.indent != null) {
            out.append('\n').repeat(style.indent, depth);
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
                    if (c < ' ' || style.ascii && c > '~') {
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
