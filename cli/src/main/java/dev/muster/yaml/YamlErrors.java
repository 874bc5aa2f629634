package dev.muster.yaml;

import dev.muster.source.Position;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/** What a YAML parser's complaint means for somebody who writes playbooks. */
final class YamlErrors {

    /** What ansible-core begins with, so that a search for it finds what others wrote. */
    static final String FAILED = "YAML parsing failed: ";

    /** What to do where a template looks like a mapping, in Ansible's words; the text to write follows. */
    static final String UNQUOTED = "this may be an issue with missing quotes around a template block: write ";

    private YamlErrors() {}

    static UserError explain(MarkedYAMLException e, Source source) {
        var mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
        var begin = e.getContextMark();
        if (mark != null && begin != null && isOpened(e.getContext()) && isEnd(source, mark)) {
            // The end of a file is where it is noticed; what is not closed there is what has to be looked at.
            return new UserError(FAILED + "the end was reached " + e.getContext() + " that begins here")
                    .at(position(source, begin))
                    .hint("close the quote, bracket or brace");
        }
        var at = mark == null ? source.at(1, 1) : position(source, mark);
        var problem = String.valueOf(e.getProblem()).replaceAll("\\s*\\R.*", "");
        var line = at.excerpt();
        int tab = line.indexOf('\t');
        if (tab >= 0 && line.substring(0, tab).isBlank()) {
            return new UserError(FAILED + "found a tab where an indentation must be made of spaces")
                    .at(source.at(at.line(), tab + 1))
                    .hint("tabs are usually invalid in YAML: replace the tab with spaces");
        }
        return new UserError(FAILED + sentence(problem)).at(at).hint(hint(problem, line, at));
    }

    /** What the library says without a place: its limits. */
    static UserError explain(YAMLException e, Source source) {
        var message = String.valueOf(e.getMessage());
        return new UserError(FAILED
                        + (message.startsWith("Nesting Depth exceeded")
                                ? "the document is nested too deeply"
                                : message))
                .at(source.at(1, 1));
    }

    static UserError explain(ReaderException e, Source source) {
        int before = Math.min(e.getPosition(), source.text().length());
        var head = source.text().substring(0, before);
        int line = (int) head.chars().filter(c -> c == '\n').count() + 1;
        int column = head.length() - head.lastIndexOf('\n');
        return new UserError(FAILED
                        + String.format("found the character U+%04X, which YAML does not allow", e.getCodePoint()))
                .at(source.at(line, column));
    }

    /** Whether it is about something that needs an end of its own. */
    private static boolean isOpened(@Nullable String context) {
        return context != null && (context.contains("flow") || context.contains("quoted"));
    }

    /** Whether nothing but blanks follows. */
    private static boolean isEnd(Source source, Mark mark) {
        var line = source.at(mark.getLine() + 1, 1).excerpt();
        return line.substring(Math.min(mark.getColumn(), line.length())).isBlank()
                && source.text().lines().skip(mark.getLine() + 1L).allMatch(String::isBlank);
    }

    private static Position position(Source source, Mark mark) {
        return source.at(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static String sentence(String problem) {
        if (problem.startsWith("Global tag is not allowed")) {
            return "could not determine a constructor for the tag" + problem.substring(problem.indexOf(':'));
        }
        return problem;
    }

    private static @Nullable String hint(String problem, String line, Position at) {
        if (problem.startsWith("mapping values are not allowed here")) {
            int colon = line.indexOf(": ", Math.max(0, at.column() - 2));
            return colon > 0 && line.indexOf(": ") < colon
                    ? "colons in unquoted values must be followed by a non-space character: put quotes around the text"
                    : "check the indentation of this line and the one before it";
        }
        if (line.contains("{{") && problem.startsWith("expected")) {
            int start = line.indexOf("{{");
            var before = line.substring(0, start).stripTrailing();
            if (before.endsWith(":") || before.endsWith("-")) {
                return UNQUOTED + "\"" + line.substring(start).strip() + "\"";
            }
        }
        if (problem.contains("'@'") || problem.contains("'`'") || problem.contains("'%'")) {
            return "a text that starts with this character needs quotes around it";
        }
        if (problem.startsWith("expected <block end>")) {
            return "check the indentation: this line belongs to nothing above it";
        }
        if (problem.startsWith("could not find expected ':'")) {
            return "is there a ':' missing after a key, or quotes around a text of several lines?";
        }
        if (problem.startsWith("found undefined alias")) {
            return "a text that starts with '*' needs quotes around it";
        }
        if (problem.contains("unexpected end of stream")) {
            return "a quote, bracket or brace is not closed";
        }
        return null;
    }
}
