package dev.muster.jinja;

import dev.muster.value.Printing;
import dev.muster.value.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's {@code pprint.pformat} at its width of 80. */
final class PrettyPrint {

    private static final int WIDTH = 80;

    /** A line with its end, as {@code str.splitlines(True)} cuts them. */
    private static final Pattern LINE = Pattern.compile("[^\\n\\r]*+(?:\\r\\n|\\n|\\r)|[^\\n\\r]++$");

    private static final Pattern WORD = Pattern.compile("\\S++\\s*+|\\s++");

    private final StringBuilder out = new StringBuilder();

    private PrettyPrint() {}

    static String of(@Nullable Object value) {
        var printer = new PrettyPrint();
        printer.print(value, 0, 0, 1);
        return printer.out.toString();
    }

    /**
     * Only texts and tuples are broken into lines. Lists and dictionaries reach a filter as types of Ansible's own, which Python's
     * printer does not know: it writes them as they are.
     *
     * @param after how many characters follow on the last line
     */
    private void print(@Nullable Object value, int indent, int after, int level) {
        var flat = Printing.repr(value);
        if (indent + flat.length() + after <= WIDTH) {
            out.append(flat);
        } else if (value instanceof Tuple tuple) {
            out.append('(');
            int left = tuple.size();
            for (var item : tuple) {
                print(item, indent + 1, --left == 0 ? after + 1 : 1, level + 1);
                out.append(left == 0 ? "" : ",\n" + " ".repeat(indent + 1));
            }
            out.append(tuple.size() == 1 ? ",)" : ")");
        } else if (value instanceof String text && !text.isEmpty()) {
            lines(text, indent, after, level == 1);
        } else {
            out.append(flat);
        }
    }

    /** A long text: the lines and words of it as several literals, which alone stand in brackets. */
    private void lines(String text, int indent, int after, boolean alone) {
        int begin = alone ? indent + 1 : indent;
        int last = alone ? after + 1 : after;
        var chunks = new ArrayList<String>();
        var matcher = LINE.matcher(text);
        while (matcher.find()) {
            boolean ends = matcher.end() == text.length();
            var whole = Printing.repr(matcher.group());
            if (whole.length() <= WIDTH - begin - (ends ? last : 0)) {
                chunks.add(whole);
            } else {
                words(matcher.group(), WIDTH - begin, ends ? last : 0, chunks);
            }
        }
        var literal = String.join("\n" + " ".repeat(begin), chunks);
        out.append(alone && chunks.size() > 1 ? "(" + literal + ")" : literal);
    }

    private static void words(String line, int width, int last, List<String> chunks) {
        var current = "";
        var matcher = WORD.matcher(line);
        while (matcher.find()) {
            var candidate = current + matcher.group();
            int room = matcher.end() == line.length() ? width - last : width;
            if (Printing.repr(candidate).length() > room) {
                if (!current.isEmpty()) {
                    chunks.add(Printing.repr(current));
                }
                current = matcher.group();
            } else {
                current = candidate;
            }
        }
        if (!current.isEmpty()) {
            chunks.add(Printing.repr(current));
        }
    }
}
