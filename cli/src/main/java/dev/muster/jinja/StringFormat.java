package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Types;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's {@code text.format(...)}. Fields reach attributes and items as templates do, and no further. */
final class StringFormat {

    private final List<@Nullable Object> positional;
    private final Map<?, ?> named;
    private int next;

    private StringFormat(List<@Nullable Object> positional, Map<?, ?> named) {
        this.positional = positional;
        this.named = named;
    }

    static String format(String format, List<@Nullable Object> positional, Map<?, ?> named) {
        return new StringFormat(positional, named).run(format, 0);
    }

    private String run(String format, int depth) {
        if (depth > 2) {
            throw new UserError("max string recursion exceeded");
        }
        var out = new StringBuilder();
        int i = 0;
        while (i < format.length()) {
            char c = format.charAt(i++);
            if (c == '{' && i < format.length() && format.charAt(i) == '{'
                    || c == '}' && i < format.length() && format.charAt(i) == '}') {
                out.append(c);
                i++;
            } else if (c == '}') {
                throw new UserError("single '}' encountered in format string");
            } else if (c == '{') {
                int end = close(format, i);
                out.append(field(format.substring(i, end), depth));
                i = end + 1;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static int close(String format, int from) {
        int open = 1;
        for (int i = from; i < format.length(); i++) {
            char c = format.charAt(i);
            open += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (open == 0) {
                return i;
            }
        }
        throw new UserError(
                from == format.length()
                        ? "single '{' encountered in format string"
                        : "expected '}' before end of string");
    }

    private String field(String field, int depth) {
        int end = 0;
        while (end < field.length() && field.charAt(end) != ':' && field.charAt(end) != '!') {
            if (field.charAt(end) == '[') {
                int close = field.indexOf(']', end);
                end = close < 0 ? field.length() - 1 : close;
            }
            end++;
        }
        var value = value(field.substring(0, end));
        if (end < field.length() && field.charAt(end) == '!') {
            if (end + 1 >= field.length()) {
                throw new UserError("unmatched '{' in format spec");
            }
            char conversion = field.charAt(end + 1);
            value = switch (conversion) {
                case 's' -> Printing.str(value);
                case 'r', 'a' -> Printing.repr(value);
                default -> throw new UserError("unknown conversion specifier '" + conversion + "'");
            };
            end += 2;
        }
        var spec = end < field.length() ? field.substring(end + 1) : "";
        return FormatSpec.format(value, spec.indexOf('{') >= 0 ? run(spec, depth + 1) : spec);
    }

    private @Nullable Object value(String path) {
        int end = 0;
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
            end++;
        }
        var value = first(path.substring(0, end));
        while (end < path.length()) {
            if (path.charAt(end) == '[') {
                int close = path.indexOf(']', end);
                if (close < 0) {
                    throw new UserError("missing ']' in format string");
                }
                var key = path.substring(end + 1, close);
                value = Access.item(value, isNumber(key) ? (Object) Long.valueOf(key) : key);
                end = close + 1;
            } else {
                int stop = end + 1;
                while (stop < path.length() && path.charAt(stop) != '.' && path.charAt(stop) != '[') {
                    stop++;
                }
                value = attribute(value, path.substring(end + 1, stop));
                end = stop;
            }
        }
        return value;
    }

    /** An attribute as Python's format has it: what a dictionary holds is none. */
    private static @Nullable Object attribute(@Nullable Object value, String name) {
        if (value instanceof Map<?, ?>) {
            throw new UserError("'" + Types.name(value) + "' object has no attribute '" + name + "'");
        }
        return Access.attribute(value, name);
    }

    private @Nullable Object first(String name) {
        if (name.isEmpty() || isNumber(name)) {
            int index = name.isEmpty() ? next++ : Integer.parseInt(name);
            if (index >= positional.size()) {
                throw new UserError("replacement index " + index + " out of range for positional args tuple");
            }
            return positional.get(index);
        }
        if (!named.containsKey(name)) {
            throw new UserError("'" + name + "'");
        }
        return named.get(name);
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
