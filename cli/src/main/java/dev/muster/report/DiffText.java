package dev.muster.report;

import dev.muster.step.Diff;
import dev.muster.value.JsonPrinting;
import dev.muster.value.Printing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code --diff} shows of a change, as Ansible's callbacks show it. */
final class DiffText {

    private static final JsonPrinting.Style STRUCTURE =
            new JsonPrinting.Style("    ", ",", ": ", JsonPrinting.Order.BY_TEXT, true);

    private static final String NO_END = "\n\\ No newline at end of file\n";

    private DiffText() {}

    /** Empty when there is nothing to show. */
    static String of(List<Diff> diffs, Terminal terminal, DisplayOptions options) {
        var out = new StringBuilder();
        for (var diff : diffs) {
            if (diff.before() != null || diff.after() != null) {
                append(out, diff, terminal, options);
            }
            if (diff.prepared() != null) {
                out.append(diff.prepared());
            }
        }
        return out.toString();
    }

    private static void append(StringBuilder out, Diff diff, Terminal terminal, DisplayOptions options) {
        var lines = LineDiff.of(
                lines(text(diff.before(), options)),
                lines(text(diff.after(), options)),
                diff.beforeHeader() == null ? "before" : "before: " + diff.beforeHeader(),
                diff.afterHeader() == null ? "after" : "after: " + diff.afterHeader(),
                options.context());
        for (var line : lines) {
            out.append(terminal.painted(line, colour(line)));
        }
        if (!lines.isEmpty()) {
            out.append('\n');
        }
    }

    private static @Nullable Colour colour(String line) {
        return switch (line.charAt(0)) {
            case '+' -> Colour.ADDED;
            case '-' -> Colour.REMOVED;
            case '@' -> Colour.PLACE;
            default -> null;
        };
    }

    private static String text(@Nullable Object side, DisplayOptions options) {
        return switch (side) {
            case null -> "";
            case Map<?, ?> map when options.yaml() -> YamlResult.indented(map, options.pretty()) + "\n";
            case Map<?, ?> map -> JsonPrinting.write(map, STRUCTURE, JsonPrinting.Strangers.SHOWN) + "\n";
            default -> Printing.str(side);
        };
    }

    private static List<String> lines(String text) {
        var lines = new ArrayList<String>();
        int from = 0;
        for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
            lines.add(text.substring(from, at + 1));
            from = at + 1;
        }
        if (from < text.length()) {
            lines.add(text.substring(from) + NO_END);
        }
        return lines;
    }
}
