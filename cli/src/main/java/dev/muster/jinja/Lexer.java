package dev.muster.jinja;

import dev.muster.jinja.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cuts a template into tokens, with Jinja2's rules for whitespace around them. */
final class Lexer {

    /** Operators, the longer of two that begin alike first. */
    private static final List<String> OPERATORS = List.of(
            "**", "//", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<",
            "=", ".", ":", "|", ",", ";");

    /** What stands for the closing tag of a statement that is a line. */
    private static final String LINE_END = "\n";

    private final Spot spot;
    private final String text;
    private final Settings settings;
    private final Jinja.FileOptions options;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    /** The next opening of each kind, as far as it was searched for. */
    private final Map<Opening, Found> next = new EnumMap<>(Opening.class);
    /** Whether what was read last ended a line, which {@code lstrip_blocks} asks. */
    private boolean lineStart = true;

    private Lexer(Spot spot, Settings settings) {
        this.spot = spot;
        this.text = spot.text();
        this.settings = settings;
        this.options = settings.options();
    }

    /** The tokens of a whole template; the last is {@link Kind#END}. */
    static List<Token> template(Spot spot, Settings settings) {
        var lexer = new Lexer(spot, settings);
        lexer.data();
        lexer.tokens.add(new Token(Kind.END, "", lexer.text.length()));
        return lexer.tokens;
    }

    /** The tokens of a bare expression. */
    static List<Token> expression(Spot spot, Settings settings) {
        var lexer = new Lexer(spot, settings);
        lexer.code("", Kind.END, 0);
        lexer.tokens.add(new Token(Kind.END, "", lexer.text.length()));
        return lexer.tokens;
    }

    /** What begins at a place: an expression, a statement, a comment, or a line that is one of the last two. */
    private enum Opening {
        VARIABLE,
        BLOCK,
        COMMENT,
        LINE_STATEMENT,
        LINE_COMMENT
    }

    /**
     * @param at where it begins, with the blanks before it if it is a line
     * @param end where it ends, without a sign
     * @param length of its delimiter; of two openings at one place the longer counts
     */
    private record Found(Opening opening, int at, int end, int length) {}

    private void data() {
        while (at < text.length()) {
            var found = nextOpening();
            if (found == null) {
                addData(at, text.length());
                return;
            }
            int start = found.at;
            int next = found.end;
            char sign = next < text.length() ? text.charAt(next) : ' ';
            boolean signed = sign == '-' || sign == '+';
            int end = start;
            if (sign == '-') {
                while (end > at && Characters.isSpace(text.charAt(end - 1))) {
                    end--;
                }
            } else if (options.lstripBlocks() && !signed && found.opening != Opening.VARIABLE) {
                end = withoutIndent(start);
            }
            addData(at, end);
            at = next + (signed ? 1 : 0);
            switch (found.opening) {
                case VARIABLE -> {
                    tokens.add(new Token(Kind.VARIABLE_BEGIN, "", start));
                    code(options.variableEnd(), Kind.VARIABLE_END, start);
                }
                case BLOCK -> {
                    int raw = rawBegin();
                    if (raw >= 0) {
                        raw(start, raw);
                    } else {
                        tokens.add(new Token(Kind.BLOCK_BEGIN, "", start));
                        code(options.blockEnd(), Kind.BLOCK_END, start);
                    }
                }
                case COMMENT -> comment(start);
                case LINE_STATEMENT -> {
                    tokens.add(new Token(Kind.BLOCK_BEGIN, "", start));
                    code(LINE_END, Kind.BLOCK_END, start);
                }
                case LINE_COMMENT -> {
                    int eol = text.indexOf('\n', at);
                    at = eol < 0 ? text.length() : eol;
                }
            }
        }
    }

    /** The first opening from here on. */
    private @Nullable Found nextOpening() {
        Found best = null;
        for (var opening : Opening.values()) {
            var found = next.get(opening);
            if (found == null || found.at < at) {
                // What was found once stays the next of its kind until it is passed, so that each part is searched
                // once.
                found = switch (opening) {
                    case VARIABLE -> find(opening, options.variableStart());
                    case BLOCK -> find(opening, options.blockStart());
                    case COMMENT -> find(opening, options.commentStart());
                    case LINE_STATEMENT, LINE_COMMENT -> findLine(opening);
                };
                next.put(opening, found);
            }
            if (found.at < text.length()
                    && (best == null || found.at < best.at || found.at == best.at && found.length > best.length)) {
                best = found;
            }
        }
        return best;
    }

    private Found find(Opening opening, String start) {
        int found = text.indexOf(start, at);
        return found < 0 ? nowhere(opening) : new Found(opening, found, found + start.length(), start.length());
    }

    private Found nowhere(Opening opening) {
        return new Found(opening, text.length(), text.length(), 0);
    }

    /** A statement takes a whole line but for blanks before it, a comment the rest of one and the blanks before it. */
    private Found findLine(Opening opening) {
        boolean statement = opening == Opening.LINE_STATEMENT;
        var prefix = statement ? settings.lineStatement() : settings.lineComment();
        if (prefix.isEmpty()) {
            return nowhere(opening);
        }
        for (int found = text.indexOf(prefix, at); found >= 0; found = text.indexOf(prefix, found + 1)) {
            int begin = found;
            while (begin > at && Characters.isBlank(text.charAt(begin - 1))) {
                begin--;
            }
            char before = begin == 0 ? '\n' : text.charAt(begin - 1);
            if (before == '\n' || !statement && !Characters.isSpace(before)) {
                return new Found(opening, begin, found + prefix.length(), prefix.length());
            }
        }
        return nowhere(opening);
    }

    private int withoutIndent(int start) {
        int begin = start;
        while (begin > at && text.charAt(begin - 1) != '\n') {
            if (!Characters.isSpace(text.charAt(begin - 1))) {
                return start;
            }
            begin--;
        }
        return begin > at || lineStart ? begin : start;
    }

    private void addData(int from, int to) {
        if (to > from) {
            var data = text.substring(from, to);
            tokens.add(new Token(Kind.DATA, newlines(data), from));
        }
    }

    private String newlines(String data) {
        return options.newline().equals("\n") ? data : data.replace("\n", options.newline());
    }

    private void comment(int start) {
        int end = text.indexOf(options.commentEnd(), at);
        if (end < 0 && at == text.length()) {
            // Jinja2 misses the end only of a comment that holds something.
            return;
        }
        if (end < 0) {
            throw spot.error(start, "Missing end of comment tag")
                    .hint("close the comment with '" + options.commentEnd() + "'");
        }
        char sign = end > at ? text.charAt(end - 1) : ' ';
        at = end + options.commentEnd().length();
        afterBlock(sign);
    }

    /** Swallows what a closing tag swallows: all whitespace after a minus, nothing after a plus, else perhaps one newline. */
    private void afterBlock(char sign) {
        if (sign == '-') {
            skipSpace();
        } else if (sign != '+' && options.trimBlocks() && at < text.length() && text.charAt(at) == '\n') {
            at++;
        }
        lineStart = at > 0 && text.charAt(at - 1) == '\n';
    }

    private void skipSpace() {
        while (at < text.length() && Characters.isSpace(text.charAt(at))) {
            at++;
        }
    }

    /** The end of a {@code raw %}} that begins here, or -1. */
    private int rawBegin() {
        int i = spaces(at);
        if (!text.startsWith("raw", i)) {
            return -1;
        }
        i = spaces(i + 3);
        if (text.startsWith("-" + options.blockEnd(), i)) {
            return spaces(i + 1 + options.blockEnd().length());
        }
        return text.startsWith(options.blockEnd(), i) ? i + options.blockEnd().length() : -1;
    }

    private int spaces(int from) {
        int i = from;
        while (i < text.length() && Characters.isSpace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private void raw(int start, int from) {
        for (int open = text.indexOf(options.blockStart(), from);
                open >= 0;
                open = text.indexOf(options.blockStart(), open + 1)) {
            int i = open + options.blockStart().length();
            char opening = i < text.length() ? text.charAt(i) : ' ';
            i = spaces(opening == '-' || opening == '+' ? i + 1 : i);
            if (!text.startsWith("endraw", i)) {
                continue;
            }
            i = spaces(i + "endraw".length());
            char closing = i < text.length() ? text.charAt(i) : ' ';
            if (closing == '-' || closing == '+') {
                i++;
            }
            if (!text.startsWith(options.blockEnd(), i)) {
                continue;
            }
            int end = open;
            if (opening == '-') {
                while (end > from && Characters.isSpace(text.charAt(end - 1))) {
                    end--;
                }
            } else if (options.lstripBlocks() && opening != '+') {
                int begin = open;
                while (begin > from && text.charAt(begin - 1) != '\n' && Characters.isSpace(text.charAt(begin - 1))) {
                    begin--;
                }
                end = begin == 0 || text.charAt(begin - 1) == '\n' ? begin : open;
            }
            addData(from, end);
            at = i + options.blockEnd().length();
            afterBlock(closing);
            return;
        }
        if (from == text.length()) {
            // Jinja2 misses the end only of a raw block that holds something.
            at = from;
            return;
        }
        throw spot.error(start, "Missing end of raw directive").hint("close it with '{% endraw %}'");
    }

    /** Reads tokens up to a closing tag, which is one only when every bracket is closed. */
    private void code(String end, Kind endKind, int start) {
        var open = new ArrayDeque<Character>();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (open.isEmpty()
                    && endKind != Kind.END
                    && (end.equals(LINE_END) ? closesLine() : closes(c, end, endKind))) {
                return;
            }
            if (Characters.isSpace(c)) {
                at++;
            } else if (c >= '0' && c <= '9') {
                number();
            } else if (Characters.isNameStart(c)) {
                name();
            } else if (c == '\'' || c == '"') {
                string(c, endKind == Kind.VARIABLE_END || endKind == Kind.END);
            } else {
                operator(open);
            }
        }
        if (end.equals(LINE_END)) {
            tokens.add(new Token(Kind.BLOCK_END, "", at));
        } else if (!open.isEmpty()) {
            throw spot.error(text.length(), "unexpected end of template, expected '" + open.peek() + "'.");
        } else if (endKind != Kind.END) {
            var missing = endKind == Kind.VARIABLE_END ? "end of print statement" : "end of statement block";
            throw spot.error(start, "unexpected end of template, expected '" + missing + "'.")
                    .hint("close what begins here with '" + end + "'");
        }
    }

    /** Whether nothing but blanks follows on this line; they go, and the empty lines after them. */
    private boolean closesLine() {
        int end = spaces(at);
        while (end < text.length() && end > at && text.charAt(end - 1) != '\n') {
            end--;
        }
        if (end == at && end < text.length()) {
            return false;
        }
        tokens.add(new Token(Kind.BLOCK_END, "", at));
        at = end;
        lineStart = text.charAt(at - 1) == '\n';
        return true;
    }

    private boolean closes(char c, String end, Kind kind) {
        boolean sign = c == '-' || c == '+' && kind == Kind.BLOCK_END;
        if (sign && text.startsWith(end, at + 1)) {
            tokens.add(new Token(kind, "", at));
            at += 1 + end.length();
            if (kind == Kind.BLOCK_END) {
                afterBlock(c);
            } else {
                skipSpace();
                lineStart = text.charAt(at - 1) == '\n';
            }
            return true;
        }
        if (!text.startsWith(end, at)) {
            return false;
        }
        tokens.add(new Token(kind, "", at));
        at += end.length();
        if (kind == Kind.BLOCK_END) {
            afterBlock(' ');
        } else {
            lineStart = text.charAt(at - 1) == '\n';
        }
        return true;
    }

    private void operator(ArrayDeque<Character> open) {
        for (var operator : OPERATORS) {
            if (text.startsWith(operator, at)) {
                char c = operator.charAt(0);
                switch (c) {
                    case '(' -> open.push(')');
                    case '[' -> open.push(']');
                    case '{' -> open.push('}');
                    case ')', ']', '}' -> {
                        if (open.isEmpty()) {
                            throw spot.error(at, "unexpected '" + c + "'");
                        }
                        char expected = open.pop();
                        if (expected != c) {
                            throw spot.error(at, "unexpected '" + c + "', expected '" + expected + "'");
                        }
                    }
                    default -> {}
                }
                tokens.add(new Token(Kind.OPERATOR, operator, at));
                at += operator.length();
                return;
            }
        }
        throw spot.error(at, "unexpected char '" + Character.toString(text.codePointAt(at)) + "'");
    }

    private void name() {
        int start = at;
        while (at < text.length() && Characters.isNamePart(text.charAt(at))) {
            at++;
        }
        tokens.add(new Token(Kind.NAME, text.substring(start, at), start));
    }

    /** A number; a zero stands for itself unless more zeros follow, so that {@code 012} is two numbers as in Jinja2. */
    private void number() {
        int start = at;
        if (text.charAt(at) == '0' && at + 1 < text.length()) {
            char base = Character.toLowerCase(text.charAt(at + 1));
            int radix = base == 'x' ? 16 : base == 'o' ? 8 : base == 'b' ? 2 : 0;
            if (radix != 0 && digits(at + 2, radix) > at + 2) {
                at = digits(at + 2, radix);
                tokens.add(new Token(Kind.INTEGER, text.substring(start, at).replace("_", ""), start));
                return;
            }
        }
        boolean afterDot = start > 0 && text.charAt(start - 1) == '.';
        int whole = digits(at, 10);
        int end = whole;
        if (!afterDot) {
            if (end + 1 < text.length() && text.charAt(end) == '.' && Characters.isDigit(text.charAt(end + 1))) {
                end = digits(end + 1, 10);
            }
            if (end + 1 < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
                int exponent = text.charAt(end + 1) == '+' || text.charAt(end + 1) == '-' ? end + 2 : end + 1;
                if (digits(exponent, 10) > exponent) {
                    end = digits(exponent, 10);
                }
            }
        }
        if (end > whole) {
            at = end;
            tokens.add(new Token(Kind.FLOAT, text.substring(start, at).replace("_", ""), start));
            return;
        }
        at = whole;
        if (text.charAt(start) == '0') {
            at = start + 1;
            while (at < whole && (text.charAt(at) == '0' || text.charAt(at) == '_')) {
                at++;
            }
        }
        tokens.add(new Token(Kind.INTEGER, text.substring(start, at).replace("_", ""), start));
    }

    private int digits(int from, int radix) {
        int i = from;
        while (i < text.length()) {
            char c = text.charAt(i);
            boolean joint = c == '_'
                    && i > from - 1
                    && i + 1 < text.length()
                    && Character.digit(text.charAt(i + 1), radix) >= 0;
            if (!joint && (c > 'z' || Character.digit(c, radix) < 0)) {
                break;
            }
            i++;
        }
        return i;
    }

    private void string(char quote, boolean inExpression) {
        int start = at;
        int i = at + 1;
        boolean escaped = false;
        while (i < text.length() && text.charAt(i) != quote) {
            if (text.charAt(i) == '\\') {
                escaped = true;
                i++;
            }
            i++;
        }
        if (i >= text.length()) {
            throw spot.error(start, "missing end of string").hint("close it with " + quote);
        }
        var inner = newlines(text.substring(start + 1, i));
        at = i + 1;
        boolean verbatim = settings.verbatim() && inExpression;
        tokens.add(new Token(Kind.STRING, escaped && !verbatim ? Escapes.read(inner, spot, start) : inner, start));
    }
}
