package dev.muster.modules;

import dev.muster.jinja.PythonRegex;
import dev.muster.modules.FileEdit.Edited;
import dev.muster.modules.FileEdit.Old;
import dev.muster.step.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Module {@code blockinfile}: lines between two marker lines. */
final class BlockinfileModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .with(FileEdit.PARAMETERS)
            .str("marker")
            .byDefault("# {mark} ANSIBLE MANAGED BLOCK")
            .str("block")
            .byDefault("")
            .aliases("content")
            .str("marker_begin")
            .byDefault("BEGIN")
            .str("marker_end")
            .byDefault("END")
            .bool("append_newline", false)
            .bool("prepend_newline", false)
            .with(FileAttributes.PARAMETERS)
            .build();

    @Override
    public String name() {
        return "blockinfile";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Outcome start(Invocation call) {
        return new FileEdit(call, old -> edit(call.arguments(), old)).start();
    }

    private static Edited edit(Arguments arguments, Old old) {
        var content = old.content();
        if (content == null && !arguments.bool("create")) {
            return Edited.finished(
                    Result.failed("Path " + old.path() + " does not exist !").with("rc", 257L));
        }
        boolean present = arguments.str("state").equals("present");
        if (content == null && !present) {
            return Edited.finished(Result.ok().with("msg", "File " + old.path() + " not present"));
        }
        var lines = split(content == null ? "" : content);
        var block = block(arguments, present);
        int at = place(arguments, lines);
        if (at > 0 && !lines.get(at - 1).endsWith("\n")) {
            lines.set(at - 1, lines.get(at - 1) + "\n");
        }
        if (arguments.bool("prepend_newline")
                && present
                && at != 0
                && !lines.get(at - 1).equals("\n")) {
            lines.add(at, "\n");
            at++;
        }
        lines.addAll(at, block);
        int behind = at + block.size();
        if (arguments.bool("append_newline")
                && present
                && behind < lines.size()
                && !lines.get(behind).equals("\n")) {
            lines.add(behind, "\n");
        }
        var result = String.join("", lines);
        if (result.equals(content)) {
            return new Edited(null, result, false, "", Map.of());
        }
        var message = content == null ? "File created" : block.isEmpty() ? "Block removed" : "Block inserted";
        return new Edited(null, result, true, message, Map.of());
    }

    private static String marker(Arguments arguments, String mark) {
        return FileEdit.bytes(arguments.str("marker").replace("{mark}", arguments.str(mark))) + "\n";
    }

    /** The marker lines and what is between them; nothing when there is no block to be. */
    private static List<String> block(Arguments arguments, boolean present) {
        var block = FileEdit.bytes(arguments.str("block"));
        var lines = new ArrayList<String>();
        if (present && !block.isEmpty()) {
            lines.add(marker(arguments, "marker_begin"));
            lines.addAll(split(block.endsWith("\n") ? block : block + "\n"));
            lines.add(marker(arguments, "marker_end"));
        }
        return lines;
    }

    /** Takes the old block out, and gives the index where the new one belongs. */
    private static int place(Arguments arguments, List<String> lines) {
        int begin = lines.lastIndexOf(marker(arguments, "marker_begin"));
        int end = lines.lastIndexOf(marker(arguments, "marker_end"));
        if (begin >= 0 && end >= 0) {
            int first = Math.min(begin, end);
            lines.subList(first, Math.max(begin, end) + 1).clear();
            return first;
        }
        var before = arguments.strOrNull("insertbefore");
        var after = arguments.strOrNull("insertafter");
        if (after == null && before == null) {
            return lines.size();
        }
        var expression = after != null ? after : before;
        if ("EOF".equals(after)) {
            return lines.size();
        }
        if ("BOF".equals(before)) {
            return 0;
        }
        int found = find(String.valueOf(expression), after != null, lines);
        return found < 0 ? lines.size() : after != null ? found + 1 : found;
    }

    /** The line that an expression matches; the last of them, or with the flag {@code (?m)}, the first in the whole text. */
    private static int find(String expression, boolean after, List<String> lines) {
        PythonRegex regex = LineEdit.regex(expression);
        if (expression.matches("(?s)\\(\\?[aisx]*m[aimsx]*\\).*")) {
            var content = String.join("", lines);
            var match = regex.search(content);
            if (match == null) {
                return -1;
            }
            int position = after ? match.end() : match.start();
            return (int) content.substring(0, position)
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
        }
        int found = -1;
        for (int i = 0; i < lines.size(); i++) {
            if (regex.search(lines.get(i)) != null) {
                found = i;
            }
        }
        return found;
    }

    /** Lines with their ends, as Python's {@code bytes.splitlines} has them: a carriage return ends one, too. */
    private static List<String> split(String content) {
        var lines = new ArrayList<String>();
        int start = 0;
        for (int i = 0; i < content.length(); i++) {
            char c = content.charAt(i);
            boolean pair = c == '\r' && i + 1 < content.length() && content.charAt(i + 1) == '\n';
            if ((c == '\n' || c == '\r') && !pair) {
                lines.add(content.substring(start, i + 1));
                start = i + 1;
            }
        }
        if (start < content.length()) {
            lines.add(content.substring(start));
        }
        return lines;
    }
}
