package dev.muster.value;

import dev.muster.source.UserError;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as JSON text, character for character as Python's {@code json.dumps} lays them out. */
public final class JsonPrinting {

    /** The order in which the keys of a map are written. */
    public enum Order {
        /** As the map has them. */
        GIVEN,
        /** By their texts, which is how Ansible sorts: its keys are texts before they come to the encoder. */
        BY_TEXT,
        /** By their values, which is Python's {@code sort_keys=True}; keys of different kinds have no order. */
        BY_VALUE
    }

    /**
     * @param indent what a level is indented by, or null for one line
     * @param between what separates items
     * @param colon what separates a key from its value
     * @param order the order of keys
     * @param ascii whether everything beyond printable ASCII is escaped
     */
    public record Style(@Nullable String indent, String between, String colon, Order order, boolean ascii) {

        /** {@code json.dumps(value)}. */
        public static final Style PLAIN = new Style(null, ", ", ": ", Order.GIVEN, true);

        /** Keys sorted and nothing escaped that need not be, on one line: how results are shown. */
        public static final Style RESULT = new Style(null, ", ", ": ", Order.BY_TEXT, false);

        /** As {@link #RESULT}, indented by four blanks. */
        public static final Style INDENTED = new Style("    ", ",", ": ", Order.BY_TEXT, false);
    }

    /** What is written for a value or key that JSON does not know; or an error is thrown. */
    public interface Strangers {

        /** Shows everything as {@code str()} does; what is undefined is an error. */
        Strangers AS_TEXT = Printing::str;

        /** As {@link #AS_TEXT}, and what is undefined as its message: for showing to people, which must not fail. */
        Strangers SHOWN = value -> value instanceof Undefined undefined ? undefined.message() : Printing.str(value);

        String text(Object value);

        default String key(Object key) {
            return text(key);
        }
    }

    private static final int DEEPEST = 1000;

    private final Style style;
    private final Strangers strangers;
    private final StringBuilder out = new StringBuilder();

    private JsonPrinting(Style style, Strangers strangers) {
        this.style = style;
        this.strangers = strangers;
    }

    /** A value in a style; strangers as {@link Strangers#AS_TEXT}. */
    public static String write(@Nullable Object value, Style style) {
        return write(value, style, Strangers.AS_TEXT);
    }

    /**
     * A value in a style.
     *
     * @throws UserError when the value nests deeper than Python's encoder goes, or its keys have no order
     */
    public static String write(@Nullable Object value, Style style, Strangers strangers) {
        var text = new JsonPrinting(style, strangers);
        text.value(value, 0);
        return text.out.toString();
    }

    private void value(@Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            throw new UserError("the value nests too deeply for JSON");
        }
        switch (value) {
            case null -> out.append("null");
            case Boolean truth -> out.append((boolean) truth);
            case Double number -> out.append(number(number));
            case Number number -> out.append(number);
            case String text -> quote(text);
            case Template template -> quote(template.text());
            case Encrypted encrypted -> quote(encrypted.text());
            case Unsafe unsafe -> quote(unsafe.text());
            case Temporal time -> quote(Times.iso(time, "T"));
            case Map<?, ?> map -> map(map, depth);
            case List<?> items -> items(items, depth);
            default -> quote(strangers.text(value));
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
        out.append('{');
        var separator = "";
        for (var key : keys(map)) {
            out.append(separator);
            line(depth + 1);
            quote(key(key));
            out.append(style.colon);
            value(map.get(key), depth + 1);
            separator = style.between;
        }
        line(depth);
        out.append('}');
    }

    private List<@Nullable Object> keys(Map<?, ?> map) {
        var keys = new ArrayList<@Nullable Object>(map.keySet());
        switch (style.order) {
            case GIVEN -> {}
            case BY_TEXT -> keys.sort(Comparator.comparing(this::key, Compare::compareTexts));
            case BY_VALUE -> keys.sort(Compare.ascending());
        }
        return keys;
    }

    private String key(@Nullable Object key) {
        return switch (key) {
            case null -> "null";
            case String text -> text;
            case Template template -> template.text();
            case Unsafe unsafe -> unsafe.text();
            case Boolean truth -> truth.toString();
            case Double number -> number(number);
            case Number number -> number.toString();
            default -> strangers.key(key);
        };
    }

    private void items(List<?> items, int depth) {
        if (items.isEmpty()) {
            out.append("[]");
            return;
        }
        out.append('[');
        var separator = "";
        for (var item : items) {
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
