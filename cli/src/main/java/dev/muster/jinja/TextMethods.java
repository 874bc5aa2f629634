package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Tuple;
import dev.muster.value.Types;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Methods of texts, as Python's {@code str} has them. */
final class TextMethods {

    private static final int TAB = 8;

    private TextMethods() {}

    static void register(Methods.Table table) {
        table.add(
                        "split",
                        "self, sep=None, maxsplit=-1",
                        call -> split(call.string(0), call.textOrNull(1), call.integer(2)))
                .add(
                        "rsplit",
                        "self, sep=None, maxsplit=-1",
                        call -> rsplit(call.string(0), call.textOrNull(1), call.integer(2)))
                .add("splitlines", "self, keepends=False", call -> lines(call.string(0), call.truth(1)))
                .add("partition", "self, sep", call -> partition(call.string(0), call.string(1), false))
                .add("rpartition", "self, sep", call -> partition(call.string(0), call.string(1), true))
                .add("join", "self, items", TextMethods::join)
                .add(
                        "replace",
                        "self, old, new, count=-1",
                        call -> replace(call.string(0), call.string(1), call.string(2), call.integer(3)))
                .add("strip", "self, chars=None", call -> strip(call.string(0), call.textOrNull(1), true, true))
                .add("lstrip", "self, chars=None", call -> strip(call.string(0), call.textOrNull(1), true, false))
                .add("rstrip", "self, chars=None", call -> strip(call.string(0), call.textOrNull(1), false, true))
                .add("upper", "self", call -> call.string(0).toUpperCase(Locale.ROOT))
                .add("lower", "self", call -> call.string(0).toLowerCase(Locale.ROOT))
                .add(
                        "casefold",
                        "self",
                        call -> call.string(0).toLowerCase(Locale.ROOT).replace("ß", "ss"))
                .add("capitalize", "self", call -> capitalize(call.string(0)))
                .add("title", "self", call -> title(call.string(0)))
                .add("swapcase", "self", call -> swapCase(call.string(0)))
                .add("startswith", "self, prefix, start=0, end=None", call -> touches(call, true))
                .add("endswith", "self, suffix, start=0, end=None", call -> touches(call, false))
                .add("removeprefix", "self, prefix", call -> {
                    var text = call.string(0);
                    return text.startsWith(call.string(1))
                            ? text.substring(call.string(1).length())
                            : text;
                })
                .add("removesuffix", "self, suffix", call -> {
                    var text = call.string(0);
                    return text.endsWith(call.string(1))
                            ? text.substring(0, text.length() - call.string(1).length())
                            : text;
                })
                .add("find", "self, part, start=0, end=None", call -> (long) find(call, false))
                .add("rfind", "self, part, start=0, end=None", call -> (long) find(call, true))
                .add("index", "self, part, start=0, end=None", call -> found(find(call, false)))
                .add("rindex", "self, part, start=0, end=None", call -> found(find(call, true)))
                .add("count", "self, part, start=0, end=None", call -> count(part(call), call.string(1)))
                .add(
                        "format",
                        "self, *args, **named",
                        call -> StringFormat.format(call.string(0), call.rest(), call.named()))
                .add(
                        "format_map",
                        "self, mapping",
                        call -> StringFormat.format(call.string(0), java.util.List.of(), (Map<?, ?>)
                                java.util.Objects.requireNonNull(call.get(1))))
                .add("zfill", "self, width", call -> zeroFilled(call.string(0), call.integer(1)))
                .add(
                        "ljust",
                        "self, width, fill=' '",
                        call -> call.string(0) + call.string(2).repeat(missing(call)))
                .add("rjust", "self, width, fill=' '", call -> call.string(2).repeat(missing(call)) + call.string(0))
                .add("center", "self, width, fill=' '", TextMethods::center)
                .add("expandtabs", "self, tabsize=" + TAB, call -> expandTabs(call.string(0), call.integer(1)))
                .add("encode", "self, encoding='utf-8', errors='strict'", call -> call.string(0))
                .add("translate", "self, table", TextMethods::translate)
                .add("isdigit", "self", all(Character::isDigit))
                .add("isdecimal", "self", all(Character::isDigit))
                .add("isnumeric", "self", all(Character::isDigit))
                .add("isalpha", "self", all(Character::isLetter))
                .add("isalnum", "self", all(Character::isLetterOrDigit))
                .add("isspace", "self", all(TextMethods::isSpace))
                .add("isupper", "self", call -> cased(call.string(0), true))
                .add("islower", "self", call -> cased(call.string(0), false))
                .add(
                        "istitle",
                        "self",
                        call -> cased(call.string(0)) && title(call.string(0)).equals(call.string(0)))
                .add("isidentifier", "self", call -> isIdentifier(call.string(0)))
                .add("isascii", "self", call -> call.string(0).chars().allMatch(c -> c < 0x80))
                .add(
                        "isprintable",
                        "self",
                        call -> Printing.repr(call.string(0)).length()
                                == call.string(0).length() + 2);
    }

    private static Call.Body all(IntPredicate kind) {
        return call -> !call.string(0).isEmpty() && call.string(0).codePoints().allMatch(kind);
    }

    static boolean isSpace(int c) {
        return c == ' '
                || c >= '\t' && c <= '\r'
                || c >= 0x1c && c <= 0x1f
                || c == 0x85
                || c > 0x7f && Character.isSpaceChar(c);
    }

    static boolean isIdentifier(String text) {
        return !text.isEmpty()
                && (text.charAt(0) == '_' || Character.isUnicodeIdentifierStart(text.codePointAt(0)))
                && text.codePoints().skip(1).allMatch(c -> c == '_' || Character.isUnicodeIdentifierPart(c));
    }

    static FreshList split(String text, @Nullable String separator, int most) {
        var parts = new FreshList(4);
        if (separator == null) {
            int i = 0;
            while (true) {
                while (i < text.length() && isSpace(text.charAt(i))) {
                    i++;
                }
                if (i >= text.length()) {
                    return parts;
                }
                if (most >= 0 && parts.size() >= most) {
                    parts.add(strip(text.substring(i), null, false, true));
                    return parts;
                }
                int start = i;
                while (i < text.length() && !isSpace(text.charAt(i))) {
                    i++;
                }
                parts.add(text.substring(start, i));
            }
        }
        if (separator.isEmpty()) {
            throw new UserError("empty separator");
        }
        int from = 0;
        int next = text.indexOf(separator);
        while (next >= 0 && (most < 0 || parts.size() < most)) {
            parts.add(text.substring(from, next));
            from = next + separator.length();
            next = text.indexOf(separator, from);
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static FreshList rsplit(String text, @Nullable String separator, int most) {
        if (most < 0) {
            return split(text, separator, most);
        }
        var parts = new FreshList(4);
        var rest = separator == null ? strip(text, null, false, true) : text;
        while (parts.size() < most && !rest.isEmpty()) {
            int end;
            int start;
            if (separator == null) {
                end = rest.length() - 1;
                while (end >= 0 && !isSpace(rest.charAt(end))) {
                    end--;
                }
                start = end + 1;
            } else {
                end = rest.lastIndexOf(separator);
                start = end + separator.length();
            }
            if (end < 0) {
                break;
            }
            parts.addFirst(rest.substring(start));
            rest = separator == null ? strip(rest.substring(0, end), null, false, true) : rest.substring(0, end);
        }
        if (separator != null || !rest.isEmpty()) {
            parts.addFirst(separator == null ? strip(rest, null, true, false) : rest);
        }
        return parts;
    }

    static FreshList lines(String text, boolean keepEnds) {
        var lines = new FreshList(8);
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean end = c == '\n'
                    || c == '\r'
                    || c == 0x0b
                    || c == 0x0c
                    || c >= 0x1c && c <= 0x1e
                    || c == 0x85
                    || c == 0x2028
                    || c == 0x2029;
            if (!end) {
                continue;
            }
            int next = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n' ? i + 2 : i + 1;
            lines.add(text.substring(start, keepEnds ? next : i));
            start = next;
            i = next - 1;
        }
        if (start < text.length()) {
            lines.add(text.substring(start));
        }
        return lines;
    }

    private static Tuple partition(String text, String separator, boolean last) {
        if (separator.isEmpty()) {
            throw new UserError("empty separator");
        }
        int at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
        if (at < 0) {
            return last ? Tuple.of("", "", text) : Tuple.of(text, "", "");
        }
        return Tuple.of(text.substring(0, at), separator, text.substring(at + separator.length()));
    }

    private static String join(Call call) {
        var parts = new ArrayList<String>();
        int at = 0;
        for (var item : call.items(1)) {
            if (!(item instanceof String text)) {
                throw new UserError("sequence item " + at + ": expected str instance, " + Types.name(item) + " found");
            }
            parts.add(text);
            at++;
        }
        return String.join(call.string(0), parts);
    }

    static String replace(String text, String old, String fresh, int count) {
        if (count < 0 && !old.isEmpty()) {
            return text.replace(old, fresh);
        }
        var out = new StringBuilder();
        int from = 0;
        int left = count < 0 ? Integer.MAX_VALUE : count;
        while (left-- > 0) {
            int at = text.indexOf(old, from);
            if (at < 0) {
                break;
            }
            out.append(text, from, at).append(fresh);
            from = at + old.length();
            if (old.isEmpty()) {
                if (from >= text.length()) {
                    return out.toString();
                }
                int next = text.offsetByCodePoints(from, 1);
                out.append(text, from, next);
                from = next;
            }
        }
        return out.append(text.substring(from)).toString();
    }

    static String strip(String text, @Nullable String chars, boolean left, boolean right) {
        int start = 0;
        int end = text.length();
        while (left && start < end && strips(text.codePointAt(start), chars)) {
            start += Character.charCount(text.codePointAt(start));
        }
        while (right && end > start && strips(text.codePointBefore(end), chars)) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(start, end);
    }

    private static boolean strips(int c, @Nullable String chars) {
        return chars == null ? isSpace(c) : chars.indexOf(c) >= 0;
    }

    static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.offsetByCodePoints(0, 1);
        return text.substring(0, first).toUpperCase(Locale.ROOT)
                + text.substring(first).toLowerCase(Locale.ROOT);
    }

    private static String title(String text) {
        var out = new StringBuilder();
        boolean inWord = false;
        for (int c : text.codePoints().toArray()) {
            boolean letter = Character.isLetter(c);
            out.appendCodePoint(!letter ? c : inWord ? Character.toLowerCase(c) : Character.toTitleCase(c));
            inWord = letter;
        }
        return out.toString();
    }

    private static String swapCase(String text) {
        var out = new StringBuilder();
        text.codePoints()
                .forEach(c -> out.append(
                        Character.isUpperCase(c)
                                ? Character.toString(c).toLowerCase(Locale.ROOT)
                                : Character.toString(c).toUpperCase(Locale.ROOT)));
        return out.toString();
    }

    /** The part of the text that a method's {@code start} and {@code end} leave. */
    private static String part(Call call) {
        return (String) java.util.Objects.requireNonNull(Access.slice(call.string(0), call.get(2), call.get(3), null));
    }

    private static String translate(Call call) {
        if (!(call.get(1) instanceof Map<?, ?> table)) {
            throw new UserError("'" + Types.name(call.get(1)) + "' object is not subscriptable");
        }
        var out = new StringBuilder();
        call.string(0).codePoints().forEach(c -> {
            var code = (Object) (long) c;
            var mapped = table.containsKey(code) ? table.get(code) : code;
            if (mapped instanceof Long number) {
                out.appendCodePoint(number.intValue());
            } else if (mapped != null) {
                out.append(Printing.str(mapped));
            }
        });
        return out.toString();
    }

    private static boolean touches(Call call, boolean start) {
        var text = part(call);
        if (call.get(1) instanceof Tuple several) {
            return several.stream()
                    .anyMatch(item ->
                            item instanceof String affix && (start ? text.startsWith(affix) : text.endsWith(affix)));
        }
        if (!(call.get(1) instanceof String affix)) {
            throw new UserError(
                    call.name() + " first arg must be str or a tuple of str, not " + Types.name(call.get(1)));
        }
        return start ? text.startsWith(affix) : text.endsWith(affix);
    }

    private static int find(Call call, boolean last) {
        var text = part(call);
        int at = last ? text.lastIndexOf(call.string(1)) : text.indexOf(call.string(1));
        if (at < 0) {
            return -1;
        }
        int size = Sequences.length(call.string(0));
        int start = call.integer(2) < 0 ? Math.max(0, size + call.integer(2)) : call.integer(2);
        return start + text.codePointCount(0, at);
    }

    private static Object found(int at) {
        if (at < 0) {
            throw new UserError("substring not found");
        }
        return (long) at;
    }

    private static Object count(String text, String part) {
        if (part.isEmpty()) {
            return Sequences.length(text) + 1L;
        }
        long count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    private static String zeroFilled(String text, int width) {
        int missing = width - Sequences.length(text);
        if (missing <= 0) {
            return text;
        }
        boolean signed = text.startsWith("-") || text.startsWith("+");
        return signed ? text.charAt(0) + "0".repeat(missing) + text.substring(1) : "0".repeat(missing) + text;
    }

    private static int missing(Call call) {
        call.run().admit(call.integer(1));
        return Math.max(0, call.integer(1) - Sequences.length(call.string(0)));
    }

    private static String center(Call call) {
        int missing = missing(call);
        // CPython puts the odd space to the left when the width is odd too.
        int left = missing / 2 + (missing & call.integer(1) & 1);
        return call.string(2).repeat(left) + call.string(0) + call.string(2).repeat(missing - left);
    }

    private static String expandTabs(String text, int size) {
        var out = new StringBuilder();
        int column = 0;
        for (char c : text.toCharArray()) {
            if (c == '\t') {
                int spaces = size <= 0 ? 0 : size - column % size;
                out.repeat(' ', spaces);
                column += spaces;
            } else {
                out.append(c);
                column = c == '\n' || c == '\r' ? 0 : column + 1;
            }
        }
        return out.toString();
    }

    private static boolean cased(String text) {
        return text.codePoints().anyMatch(c -> Character.isUpperCase(c) || Character.isLowerCase(c));
    }

    private static boolean cased(String text, boolean upper) {
        return cased(text) && text.codePoints().noneMatch(upper ? Character::isLowerCase : Character::isUpperCase);
    }
}
