package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Filters on paths: Python's {@code os.path}, which works on texts and asks no file system. */
final class PathFilters {

    private PathFilters() {}

    static void register(Filter.Table table) {
        table.add("basename", "p", call -> call.text(0).substring(call.text(0).lastIndexOf('/') + 1))
                .add("dirname", "p", call -> dirname(call.text(0)))
                .add("splitext", "p", call -> splitExtension(call.text(0)))
                .add("path_join", "paths", PathFilters::join)
                .add("normpath", "path", call -> normalized(call.text(0)))
                .add("realpath", "path", call -> absolute(call.text(0), call))
                .add("relpath", "path, start='.'", PathFilters::relative)
                .add("commonpath", "paths", PathFilters::common)
                .add("expanduser", "path", PathFilters::expandUser)
                .add("expandvars", "path", PathFilters::expandVariables)
                .add(
                        "fileglob",
                        "pathname",
                        call -> new FreshList(call.run().outside().glob(call.text(0))))
                .add("win_basename", "p", call -> windows(call.text(0))[1])
                .add("win_dirname", "p", call -> windows(call.text(0))[0])
                .add("win_splitdrive", "p", call -> {
                    var path = call.text(0);
                    int drive = drive(path);
                    return Tuple.of(path.substring(0, drive), path.substring(drive));
                });
    }

    private static String dirname(String path) {
        var head = path.substring(0, path.lastIndexOf('/') + 1);
        var bare = TextMethods.strip(head, "/", false, true);
        return bare.isEmpty() ? head : bare;
    }

    private static Tuple splitExtension(String path) {
        int name = path.lastIndexOf('/') + 1;
        int first = name;
        while (first < path.length() && path.charAt(first) == '.') {
            first++;
        }
        int dot = path.lastIndexOf('.');
        return dot > first ? Tuple.of(path.substring(0, dot), path.substring(dot)) : Tuple.of(path, "");
    }

    private static String join(Call call) {
        if (call.get(0) instanceof String text) {
            return text;
        }
        if (!(call.get(0) instanceof List<?>)) {
            throw new UserError(
                    "|path_join expects string or sequence, got " + SequenceFilters.type(call.get(0)) + " instead");
        }
        if (call.items(0).isEmpty()) {
            throw new UserError("join() missing 1 required positional argument: 'a'");
        }
        var path = "";
        boolean first = true;
        for (var item : call.items(0)) {
            if (!(item instanceof String part)) {
                throw new UserError(
                        "expected str, bytes or os.PathLike object, not " + dev.muster.value.Types.name(item));
            }
            path = first || part.startsWith("/")
                    ? part
                    : path.isEmpty() || path.endsWith("/") ? path + part : path + "/" + part;
            first = false;
        }
        return path;
    }

    static String normalized(String path) {
        if (path.isEmpty()) {
            return ".";
        }
        var root = path.startsWith("//") && !path.startsWith("///") ? "//" : path.startsWith("/") ? "/" : "";
        var parts = new ArrayList<String>();
        for (var part : path.split("/")) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            boolean up = part.equals("..");
            if (!up
                    || root.isEmpty() && parts.isEmpty()
                    || !parts.isEmpty() && parts.getLast().equals("..")) {
                parts.add(part);
            } else if (!parts.isEmpty()) {
                parts.removeLast();
            }
        }
        var joined = root + String.join("/", parts);
        return joined.isEmpty() ? "." : joined;
    }

    private static String absolute(String path, Call call) {
        return normalized(path.startsWith("/") ? path : variable("PWD", call, "/") + "/" + path);
    }

    private static String relative(Call call) {
        if (call.text(0).isEmpty()) {
            throw new UserError("no path specified");
        }
        var from = parts(absolute(call.text(1), call));
        var to = parts(absolute(call.text(0), call));
        int same = 0;
        while (same < from.size() && same < to.size() && from.get(same).equals(to.get(same))) {
            same++;
        }
        var steps = new ArrayList<String>();
        for (int i = same; i < from.size(); i++) {
            steps.add("..");
        }
        steps.addAll(to.subList(same, to.size()));
        return steps.isEmpty() ? "." : String.join("/", steps);
    }

    private static List<String> parts(String path) {
        return Arrays.stream(path.split("/")).filter(part -> !part.isEmpty()).toList();
    }

    private static String common(Call call) {
        if (!(call.get(0) instanceof List<?>)) {
            throw new UserError("|commonpath expects sequence, got " + SequenceFilters.type(call.get(0)) + " instead");
        }
        var paths = call.items(0).stream().map(Printing::str).toList();
        if (paths.isEmpty()) {
            throw new UserError("commonpath() arg is an empty sequence");
        }
        boolean rooted = paths.getFirst().startsWith("/");
        if (paths.stream().anyMatch(path -> path.startsWith("/") != rooted)) {
            throw new UserError("can't mix absolute and relative paths");
        }
        var shared = new ArrayList<>(parts(paths.getFirst().replace("/./", "/")));
        for (var path : paths) {
            var other = parts(path.replace("/./", "/"));
            int same = 0;
            while (same < shared.size()
                    && same < other.size()
                    && shared.get(same).equals(other.get(same))) {
                same++;
            }
            shared.subList(same, shared.size()).clear();
        }
        return (rooted ? "/" : "") + String.join("/", shared);
    }

    /** An environment variable, which is asked for as the lookup {@code env} does. */
    private static String variable(String name, Call call, String standard) {
        var found = call.run()
                .outside()
                .lookup("env", List.of(name), Map.of(), call.run().variables());
        var value = found.isEmpty() ? null : found.getFirst();
        return value instanceof String text && !text.isEmpty() ? text : standard;
    }

    private static String expandUser(Call call) {
        var path = call.text(0);
        if (!path.equals("~") && !path.startsWith("~/")) {
            return path;
        }
        var home = TextMethods.strip(variable("HOME", call, ""), "/", false, true);
        var expanded = home + path.substring(1);
        return expanded.isEmpty() ? "/" : expanded;
    }

    private static String expandVariables(Call call) {
        var path = call.text(0);
        var out = new StringBuilder();
        int i = 0;
        while (i < path.length()) {
            char c = path.charAt(i);
            int start = i + 1;
            boolean braces = c == '$' && path.startsWith("{", start);
            int end = braces ? start + 1 : start;
            while (end < path.length() && (braces ? path.charAt(end) != '}' : isWord(path.charAt(end)))) {
                end++;
            }
            var name =
                    c != '$' || braces && end >= path.length() ? "" : path.substring(braces ? start + 1 : start, end);
            int stop = braces ? end + 1 : end;
            if (name.isEmpty()) {
                out.append(c);
                i++;
            } else {
                out.append(variable(name, call, path.substring(i, stop)));
                i = stop;
            }
        }
        return out.toString();
    }

    private static boolean isWord(char c) {
        return c == '_' || c < 0x80 && Character.isLetterOrDigit(c);
    }

    private static int drive(String path) {
        var plain = path.replace('/', '\\');
        if (plain.startsWith("\\\\")) {
            int host = plain.indexOf('\\', 2);
            if (host < 0) {
                return plain.length();
            }
            int share = plain.indexOf('\\', host + 1);
            return share < 0 ? plain.length() : share;
        }
        return plain.startsWith(":", 1) ? 2 : 0;
    }

    /** Folder and name of a path of Windows. */
    private static String[] windows(String path) {
        int drive = drive(path);
        int name = Math.max(drive, 1 + Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')));
        var head = path.substring(drive, name);
        var bare = TextMethods.strip(head, "\\/", false, true);
        return new String[] {path.substring(0, drive) + (bare.isEmpty() ? head : bare), path.substring(name)};
    }
}
