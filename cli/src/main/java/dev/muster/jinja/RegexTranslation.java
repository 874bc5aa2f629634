package dev.muster.jinja;

import dev.muster.source.UserError;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a regular expression of Python's {@code re} as one of {@code java.util.regex}. */
final class RegexTranslation {

    private final String pattern;
    private final StringBuilder out = new StringBuilder();
    private final Map<String, Integer> names = new LinkedHashMap<>();
    /** Whether the groups that are open were opened with whitespace ignored. */
    private final ArrayDeque<Boolean> verboseAround = new ArrayDeque<>();

    private boolean verbose;
    private boolean ascii;
    private boolean multiline;
    private int groups;
    private int at;
    private boolean repeatable;

    private RegexTranslation(String pattern, boolean multiline) {
        this.pattern = pattern;
        this.multiline = multiline;
    }

    /**
     * A translated expression.
     *
     * @param pattern the expression in Java's syntax, with its global flags
     * @param names the numbers of its named groups
     */
    record Translated(String pattern, Map<String, Integer> names, boolean ascii) {}

    static Translated of(String pattern, boolean multiline) {
        var translation = new RegexTranslation(pattern, multiline);
        var flags = translation.leadingFlags();
        translation.run();
        return new Translated(flags + translation.out, translation.names, translation.ascii);
    }

    private UserError error(String what) {
        return new UserError(what + " at position " + at).hint("the regular expression is '" + pattern + "'");
    }

    /** Flags for the whole expression, which Python wants at its very start. */
    private String leadingFlags() {
        var flags = new StringBuilder();
        while (pattern.startsWith("(?", at)) {
            int end = at + 2;
            while (end < pattern.length() && "aiLmsux".indexOf(pattern.charAt(end)) >= 0) {
                end++;
            }
            if (end == at + 2 || end >= pattern.length() || pattern.charAt(end) != ')') {
                break;
            }
            for (char flag : pattern.substring(at + 2, end).toCharArray()) {
                switch (flag) {
                    case 'a' -> ascii = true;
                    case 'x' -> verbose = true;
                    case 'i' -> flags.append("(?iu)");
                    case 's' -> flags.append("(?s)");
                    case 'm' -> multiline = true;
                    default -> {}
                }
            }
            at = end + 1;
        }
        return flags.toString();
    }

    private void run() {
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            if (verbose && (Character.isWhitespace(c) || c == '#')) {
                skipVerbose(c);
                continue;
            }
            switch (c) {
                case '\\' -> {
                    escape(false);
                    repeatable = true;
                }
                case '[' -> {
                    characterClass();
                    repeatable = true;
                }
                case '(' -> open();
                case ')' -> {
                    if (verboseAround.isEmpty()) {
                        throw error("unbalanced parenthesis");
                    }
                    verbose = verboseAround.pop();
                    out.append(c);
                    at++;
                    repeatable = true;
                }
                case '{' -> braces();
                case '*', '+', '?' -> {
                    if (!repeatable) {
                        throw error("nothing to repeat");
                    }
                    out.append(c);
                    at++;
                    suffix();
                }
                case '^' -> {
                    out.append(multiline ? "(?:^|(?<=\\n))" : "^");
                    at++;
                    repeatable = false;
                }
                case '$' -> {
                    out.append(multiline ? "(?=\\n|\\z)" : "(?=\\n?\\z)");
                    at++;
                    repeatable = false;
                }
                case '|' -> {
                    out.append(c);
                    at++;
                    repeatable = false;
                }
                case '}', ']' -> {
                    out.append('\\').append(c);
                    at++;
                    repeatable = true;
                }
                default -> {
                    out.append(c);
                    at++;
                    repeatable = true;
                }
            }
        }
        if (!verboseAround.isEmpty()) {
            throw error("missing ), unterminated subpattern");
        }
    }

    private void skipVerbose(char c) {
        if (c == '#') {
            int end = pattern.indexOf('\n', at);
            at = end < 0 ? pattern.length() : end + 1;
        } else {
            at++;
        }
    }

    /** What makes a repetition lazy or possessive. */
    private void suffix() {
        if (at < pattern.length() && (pattern.charAt(at) == '?' || pattern.charAt(at) == '+')) {
            out.append(pattern.charAt(at++));
        }
        repeatable = false;
    }

    private void braces() {
        int end = at + 1;
        int commas = 0;
        while (end < pattern.length() && (Character.isDigit(pattern.charAt(end)) || pattern.charAt(end) == ',')) {
            commas += pattern.charAt(end) == ',' ? 1 : 0;
            end++;
        }
        boolean quantifier = end < pattern.length() && pattern.charAt(end) == '}' && end > at + 1 && commas <= 1;
        if (!quantifier) {
            out.append("\\{");
            at++;
            repeatable = true;
            return;
        }
        if (!repeatable) {
            throw error("nothing to repeat");
        }
        var inner = pattern.substring(at + 1, end);
        out.append('{').append(inner.startsWith(",") ? "0" + inner : inner).append('}');
        at = end + 1;
        suffix();
    }

    private void open() {
        repeatable = false;
        if (!pattern.startsWith("(?", at)) {
            groups++;
            verboseAround.push(verbose);
            out.append('(');
            at++;
            return;
        }
        int next = at + 2;
        char kind = next < pattern.length() ? pattern.charAt(next) : ' ';
        switch (kind) {
            case 'P' -> named(next + 1);
            case '#' -> {
                int end = pattern.indexOf(')', at);
                if (end < 0) {
                    throw error("missing ), unterminated comment");
                }
                at = end + 1;
            }
            case ':', '=', '!', '>' -> {
                verboseAround.push(verbose);
                out.append("(?").append(kind);
                at = next + 1;
            }
            case '<' -> {
                if (!pattern.startsWith("=", next + 1) && !pattern.startsWith("!", next + 1)) {
                    throw error("unknown extension ?<" + (next + 1 < pattern.length() ? pattern.charAt(next + 1) : ""));
                }
                verboseAround.push(verbose);
                out.append("(?<").append(pattern.charAt(next + 1));
                at = next + 2;
            }
            case '(' -> throw error("conditional groups are not supported");
            default -> scopedFlags(next);
        }
    }

    private void named(int from) {
        if (pattern.startsWith("<", from)) {
            int end = pattern.indexOf('>', from);
            var name = end < 0 ? "" : pattern.substring(from + 1, end);
            if (!TextMethods.isIdentifier(name)) {
                throw error("bad character in group name '" + name + "'");
            }
            groups++;
            if (names.put(name, groups) != null) {
                throw error("redefinition of group name '" + name + "'");
            }
            verboseAround.push(verbose);
            out.append('(');
            at = end + 1;
        } else if (pattern.startsWith("=", from)) {
            int end = pattern.indexOf(')', from);
            var number = end < 0 ? null : names.get(pattern.substring(from + 1, end));
            if (number == null) {
                throw error("unknown group name");
            }
            out.append("(?:\\").append((int) number).append(')');
            at = end + 1;
            repeatable = true;
        } else {
            throw error("unknown extension ?P");
        }
    }

    /** {@code (?i-s:...)} */
    private void scopedFlags(int from) {
        int end = from;
        while (end < pattern.length() && "aiLmsux-".indexOf(pattern.charAt(end)) >= 0) {
            end++;
        }
        if (end == from || end >= pattern.length() || pattern.charAt(end) != ':') {
            throw end < pattern.length() && end > from && pattern.charAt(end) == ')'
                    ? error("global flags not at the start of the expression")
                    : error("unknown extension ?" + (from < pattern.length() ? pattern.charAt(from) : ""));
        }
        verboseAround.push(verbose);
        out.append("(?");
        boolean on = true;
        for (char flag : pattern.substring(from, end).toCharArray()) {
            switch (flag) {
                case '-' -> {
                    on = false;
                    out.append('-');
                }
                case 'x' -> verbose = on;
                case 'i' -> out.append(on ? "iu" : "i");
                case 's' -> out.append('s');
                default -> {}
            }
        }
        out.append(':');
        at = end + 1;
    }

    private void characterClass() {
        int start = at;
        out.append('[');
        at++;
        if (at < pattern.length() && pattern.charAt(at) == '^') {
            out.append('^');
            at++;
        }
        boolean first = true;
        while (at < pattern.length() && (first || pattern.charAt(at) != ']')) {
            char c = pattern.charAt(at);
            if (c == '\\') {
                escape(true);
            } else {
                if (c == '[' || c == ']' || c == '&' || c == '^' || c == ' ' || c == '#') {
                    out.append('\\');
                }
                out.append(c);
                at++;
            }
            first = false;
        }
        if (at >= pattern.length()) {
            at = start;
            throw error("unterminated character set");
        }
        out.append(']');
        at++;
    }

    private void escape(boolean inClass) {
        if (at + 1 >= pattern.length()) {
            throw error("bad escape (end of pattern)");
        }
        char c = pattern.charAt(at + 1);
        at += 2;
        switch (c) {
            case 'Z' -> plain(inClass, c, "\\z");
            case 'A', 'B' -> plain(inClass, c, "\\" + c);
            case 'b' -> out.append(inClass ? "\\x08" : "\\b");
            case 'd', 'D', 'w', 'W', 's', 'S', 'n', 'r', 't', 'f', 'a' ->
                out.append('\\').append(c);
            case 'v' -> out.append("\\x0B");
            case 'x' -> hex(c, 2);
            case 'u' -> hex(c, 4);
            case 'U' -> hex(c, 8);
            case '0' -> octal(at - 1);
            case '1', '2', '3', '4', '5', '6', '7', '8', '9' -> reference(inClass);
            default -> {
                if (c < 0x80 && Character.isLetter(c)) {
                    at -= 2;
                    throw error("bad escape \\" + c);
                }
                out.append('\\').append(c);
            }
        }
    }

    private void plain(boolean inClass, char c, String java) {
        if (inClass) {
            at -= 2;
            throw error("bad escape \\" + c);
        }
        out.append(java);
    }

    private void hex(char kind, int digits) {
        int end = Math.min(pattern.length(), at + digits);
        var code = pattern.substring(at, end);
        if (code.length() < digits || !code.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            throw error("incomplete escape \\" + kind + code);
        }
        out.append("\\x{").append(code).append('}');
        at = end;
    }

    private void octal(int from) {
        int end = from;
        while (end < pattern.length() && end < from + 3 && Character.digit(pattern.charAt(end), 8) >= 0) {
            end++;
        }
        out.append("\\x{")
                .append(Integer.toHexString(Integer.parseInt(pattern.substring(from, end), 8)))
                .append('}');
        at = end;
    }

    private void reference(boolean inClass) {
        int from = at - 1;
        boolean octal = from + 2 < pattern.length()
                && pattern.charAt(from) <= '3'
                && Character.digit(pattern.charAt(from + 1), 8) >= 0
                && Character.digit(pattern.charAt(from + 2), 8) >= 0;
        if (octal || inClass) {
            octal(from);
            return;
        }
        int end = from + 1;
        if (end < pattern.length() && Character.isDigit(pattern.charAt(end))) {
            end++;
        }
        int number = Integer.parseInt(pattern.substring(from, end));
        if (number > groups) {
            throw error("invalid group reference " + number);
        }
        out.append("(?:\\").append(number).append(')');
        at = end;
    }
}
