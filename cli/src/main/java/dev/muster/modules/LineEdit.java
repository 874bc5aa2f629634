package dev.muster.modules;

import dev.muster.jinja.PythonRegex;
import dev.muster.modules.FileEdit.Edited;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * How {@code lineinfile} decides where its line goes: the line that the expression matches is replaced; else the line stays where
 * it is already; else it goes beside the line that {@code insertafter} or {@code insertbefore} matches; else to the end.
 */
final class LineEdit {

    private static final long LOOKS = 100_000_000L;

    private final Arguments arguments;
    private final List<String> lines;
    private final String line;
    private final @Nullable String after;
    private final @Nullable String before;
    private @Nullable PythonRegex matcher;
    private @Nullable Matcher match;
    private boolean found;
    private boolean exact;
    private int here = -1;
    private int beside = -1;
    private String message = "";

    LineEdit(Arguments arguments, String content) {
        this.arguments = arguments;
        this.lines = split(content);
        this.line = FileEdit.bytes(arguments.str("line"));
        this.before = arguments.strOrNull("insertbefore");
        var given = arguments.strOrNull("insertafter");
        this.after = given == null && before == null ? "EOF" : given;
    }

    /** Lines with their ends; only a line feed ends one. */
    static List<String> split(String content) {
        var lines = new ArrayList<String>();
        int at = 0;
        while (at < content.length()) {
            int end = content.indexOf('\n', at);
            end = end < 0 ? content.length() : end + 1;
            lines.add(content.substring(at, end));
            at = end;
        }
        return lines;
    }

    /** Python's expression on bytes: letters and digits are those of ASCII. */
    static PythonRegex regex(String source) {
        var bytes = FileEdit.bytes(source);
        var ascii = bytes.matches("(?s)\\(\\?[aimsx]+\\).*") ? "(?a" + bytes.substring(2) : "(?a)" + bytes;
        return new PythonRegex(ascii, false, false, LOOKS);
    }

    static Edited remove(Arguments arguments, String content) {
        var regexp = arguments.strOrNull("regexp");
        var pattern = regexp == null ? null : regex(regexp);
        var needle = arguments.strOrNull("search_string");
        var line = FileEdit.bytes(arguments.str("line", ""));
        var kept = new StringBuilder();
        long removed = 0;
        for (var each : split(content)) {
            boolean hit = pattern != null
                    ? pattern.search(each) != null
                    : needle != null
                            ? each.contains(FileEdit.bytes(needle))
                            : bare(each).equals(line);
            if (hit) {
                removed++;
            } else {
                kept.append(each);
            }
        }
        var data = new LinkedHashMap<String, Object>();
        data.put("found", removed);
        data.put("backup", "");
        return new Edited(null, kept.toString(), removed > 0, removed > 0 ? removed + " line(s) removed" : "", data);
    }

    private static String bare(String each) {
        int end = each.length();
        while (end > 0 && (each.charAt(end - 1) == '\n' || each.charAt(end - 1) == '\r')) {
            end--;
        }
        return each.substring(0, end);
    }

    String content() {
        return String.join("", lines);
    }

    /** What Ansible says was done. */
    String message() {
        return message;
    }

    /** Whether the lines changed. */
    boolean run() {
        findMatch();
        if (!found) {
            findPlace();
        }
        if (here >= 0) {
            replace();
        } else if (!arguments.bool("backrefs")) {
            insert();
        }
        return !message.isEmpty();
    }

    private void findMatch() {
        var regexp = arguments.strOrNull("regexp");
        var needle = arguments.strOrNull("search_string");
        matcher = regexp == null ? null : regex(regexp);
        for (int i = 0; i < lines.size(); i++) {
            var hit = matcher == null ? null : matcher.search(lines.get(i));
            if (hit != null || (needle != null && lines.get(i).contains(FileEdit.bytes(needle)))) {
                here = i;
                match = hit;
                found = true;
                if (arguments.bool("firstmatch")) {
                    return;
                }
            }
        }
    }

    private void findPlace() {
        PythonRegex place = null;
        if (after != null && !after.equals("BOF") && !after.equals("EOF")) {
            place = regex(after);
        } else if (before != null && !before.equals("BOF")) {
            place = regex(before);
        }
        for (int i = 0; i < lines.size(); i++) {
            if (bare(lines.get(i)).equals(line)) {
                here = i;
                exact = true;
            } else if (place != null && place.search(lines.get(i)) != null) {
                beside = after != null && !after.isEmpty() ? i + 1 : i;
                if (arguments.bool("firstmatch")) {
                    return;
                }
            }
        }
    }

    private void replace() {
        var replacement = line;
        if (arguments.bool("backrefs") && match != null && matcher != null) {
            replacement = matcher.expand(match, line);
        }
        if (!replacement.endsWith("\n")) {
            replacement += "\n";
        }
        boolean plain = !arguments.has("regexp") && !arguments.has("search_string") && !found;
        if ((!plain || exact) && !lines.get(here).equals(replacement)) {
            lines.set(here, replacement);
            message = "line replaced";
        }
    }

    private void insert() {
        if ("BOF".equals(before) || "BOF".equals(after)) {
            add(0);
        } else if ("EOF".equals(after) || beside == -1) {
            if (!lines.isEmpty() && !endsLine(lines.getLast())) {
                lines.add("\n");
            }
            add(lines.size());
        } else if (after != null && !after.isEmpty()) {
            boolean last = lines.size() == beside;
            var neighbour = last ? lines.get(beside - 1) : lines.get(beside);
            if (!bare(neighbour).equals(line)) {
                add(beside);
            }
        } else {
            add(beside);
        }
    }

    private static boolean endsLine(String each) {
        return each.endsWith("\n") || each.endsWith("\r");
    }

    private void add(int index) {
        lines.add(index, line + "\n");
        message = "line added";
    }
}
