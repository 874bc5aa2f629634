package dev.muster.doc;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Text in lines of some width, as Python's {@code textwrap} folds it, and without Ansible's marks of documentation. */
final class Paragraphs {

    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");
    private static final Pattern OF_PLUGIN = Pattern.compile("^([^.]+\\.[^.]+\\.[^#]+)#([a-z]+):(.*)$", Pattern.DOTALL);
    private static final Pattern OPTION = marked("O");
    private static final Pattern RETURNED = marked("RV");
    private static final List<Pattern> VALUES = List.of(marked("V"), marked("E"));

    private Paragraphs() {}

    private static Pattern marked(String letter) {
        return Pattern.compile("\\b" + letter + "\\(((?:[^\\\\)]+|\\\\.)+)\\)");
    }

    /** The text with {@code I(...)}, {@code C(...)} and their kin as a terminal without colours shows them. */
    static String plain(String text) {
        var plain = text.replaceAll("\\bI\\(([^)]+)\\)", "`$1`")
                .replaceAll("\\bB\\(([^)]+)\\)", "*$1*")
                .replaceAll("\\bM\\(([^)]+)\\)", "[$1]")
                .replaceAll("\\bU\\(([^)]+)\\)", "$1")
                .replaceAll("\\bL\\(([^)]+), *([^)]+)\\)", "$1 <$2>")
                .replaceAll("\\bP\\(([^#)]+)#([a-z]+)\\)", "[[$1]]")
                .replaceAll("\\bR\\(([^)]+), *([^)]+)\\)", "$1")
                .replaceAll("\\bC\\(([^)]+)\\)", "`$1'");
        plain = OPTION.matcher(plain).replaceAll(match -> Matcher.quoteReplacement(named(match.group(1))));
        for (var pattern : VALUES) {
            plain = pattern.matcher(plain)
                    .replaceAll(match -> Matcher.quoteReplacement(
                            "`" + ESCAPED.matcher(match.group(1)).replaceAll("$1") + "'"));
        }
        plain = RETURNED.matcher(plain).replaceAll(match -> Matcher.quoteReplacement(named(match.group(1))));
        return plain.replaceAll("\\bHORIZONTALLINE\\b", "\n-------------\n");
    }

    /** The name of an option or value, which may say of what plugin it is. */
    private static String named(String written) {
        var text = ESCAPED.matcher(written).replaceAll("$1");
        int equals = text.indexOf('=');
        var value = equals < 0 ? "" : text.substring(equals);
        var name = equals < 0 ? text : text.substring(0, equals);
        var plugin = "";
        @Nullable String kind = null;
        var match = OF_PLUGIN.matcher(name);
        if (match.matches()) {
            kind = match.group(2);
            plugin = match.group(1);
            name = match.group(3);
        } else if (name.startsWith("ignore:")) {
            name = name.substring("ignore:".length());
        }
        int colon = name.indexOf(':');
        var point = colon < 0 ? "" : name.substring(0, colon);
        var whole = "`" + name.substring(colon + 1) + value + "'";
        if (kind == null) {
            return whole;
        }
        boolean one = List.of("role", "module", "playbook").contains(kind);
        return whole + " (of " + kind + (one ? " " : " plugin ") + plugin
                + (kind.equals("role") && !point.isEmpty() ? ", " + point + " entrypoint" : "") + ")";
    }

    /** Folds; what stands before the first line may be shorter or longer than what stands before the others. */
    static String folded(String text, int width, String first, String others) {
        return folded(text, width, first, others, 0);
    }

    /**
     * Folds.
     *
     * @param before how many characters stand before the first line already
     */
    static String folded(String text, int width, String first, String others, int before) {
        var all = new ArrayList<String>();
        var indent = first + " ".repeat(before);
        for (var paragraph : text.split("\n\n", -1)) {
            var lines = lines(paragraph, width, indent, others);
            if (all.isEmpty() && before > 0 && !lines.isEmpty()) {
                lines.set(0, lines.getFirst().substring(before));
            }
            all.add(String.join("\n", lines));
            indent = others;
        }
        return String.join("\n", all);
    }

    private static List<String> lines(String paragraph, int width, String first, String others) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        var indent = first;
        for (var word : SPACE.split(paragraph.strip())) {
            if (word.isEmpty()) {
                continue;
            }
            if (!line.isEmpty() && indent.length() + line.length() + 1 + word.length() > width) {
                lines.add(indent + line);
                line.setLength(0);
                indent = others;
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        if (!line.isEmpty()) {
            lines.add(indent + line);
        }
        return lines;
    }
}
