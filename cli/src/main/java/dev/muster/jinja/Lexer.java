package dev.muster.jinja;

import dev.muster.jinja.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Cuts a template into tokens, with Jinja2's rules for whitespace around them. */
final class Lexer {

    /** Operators, the longer of two that begin alike first. */
    private static final List<String> OPERATORS = List.of(
            "**", "//", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<",
            "=", ".", ":", "|", ",", ";");

    private final Spot spot;
    private final String text;
    private final Settings settings;
    private final Jinja.FileOptions options;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
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

    private record Found(Opening opening, int at, int length) {}

    private void data() {
        while (at < text.length()) {
            var found = nextOpening();
            if (found == null) {
                addData(at, text.length());
                return;
            }
            int start = found.at;
            int next = start + found.length;
            char sign = next < text.length() ? text.charAt(next) : ' ';
            boolean signed = sign == '-' || sign == '+' && found.opening != Opening.VARIABLE;
            if (found.opening == Opening.LINE_STATEMENT || found.opening == Opening.LINE_COMMENT) {
                signed = false;
            }
            int end = start;
            if (signed && sign == '-') {
                while (end > at && isSpace(text.charAt(end - 1))) {
                    end--;
                }
            } else if (options.lstripBlocks() && !(signed && sign == '+') && found.opening != Opening.VARIABLE) {
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
                    code("\n", Kind.BLOCK_END, start);
                }
                case LINE_COMMENT -> {
                    int eol = text.indexOf('\n', at);
                    at = eol < 0 ? text.length() : eol;
                }
            }
        }
    }

    /** The first opening from here on; of two at one place the longer. */
    private @org.jspecify.annotations.Nullable Found nextOpening() {
        Found best = null;
        best = nearer(best, Opening.COMMENT, options.commentStart());
        best = nearer(best, Opening.BLOCK, options.blockStart());
        best = nearer(best, Opening.VARIABLE, options.variableStart());
        if (!settings.lineStatement().isEmpty()) {
            best = nearerLine(best, Opening.LINE_STATEMENT, settings.lineStatement(), true);
        }
        if (!settings.lineComment().isEmpty()) {
            best = nearerLine(best, Opening.LINE_COMMENT, settings.lineComment(), false);
        }
        return best;
    }

    private @org.jspecify.annotations.Nullable Found nearer(
            @org.jspecify.annotations.Nullable Found best, Opening opening, String start) {
        int found = text.indexOf(start, at);
        if (found < 0 || best != null && (found > best.at || found == best.at && start.length() <= best.length)) {
            return best;
        }
        return new Found(opening, found, start.length());
    }

    private @org.jspecify.annotations.Nullable Found nearerLine(
            @org.jspecify.annotations.Nullable Found best, Opening opening, String prefix, boolean wholeLine) {
        for (int found = text.indexOf(prefix, at); found >= 0; found = text.indexOf(prefix, found + 1)) {
            int begin = found;
            while (begin > 0 && (text.charAt(begin - 1) == ' ' || text.charAt(begin - 1) == '\t')) {
                begin--;
            }
            if (wholeLine && begin > 0 && text.charAt(begin - 1) != '\n') {
                continue;
            }
            begin = Math.max(begin, at);
            return best != null && best.at < begin ? best : new Found(opening, begin, found + prefix.length() - begin);
        }
        return best;
    }

    private int withoutIndent(int start) {
        int begin = start;
        while (begin > at && text.charAt(begin - 1) != '\n') {
            if (!isSpace(text.charAt(begin - 1))) {
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
        if (end < 0) {
            throw spot.error(start, "missing end of comment tag")
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
        while (at < text.length() && isSpace(text.charAt(at))) {
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
        while (i < text.length() && isSpace(text.charAt(i))) {
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
                while (end > from && isSpace(text.charAt(end - 1))) {
                    end--;
                }
            } else if (options.lstripBlocks() && opening != '+') {
                int begin = open;
                while (begin > from && text.charAt(begin - 1) != '\n' && isSpace(text.charAt(begin - 1))) {
                    begin--;
                }
                end = begin > from && text.charAt(begin - 1) != '\n' ? open : begin;
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
        throw spot.error(start, "missing end of raw directive").hint("close it with '{% endraw %}'");
    }

    /** Reads tokens up to a closing tag, which is one only when every bracket is closed. */
    private void code(String end, Kind endKind, int start) {
        var open = new ArrayDeque<Character>();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (open.isEmpty() && endKind != Kind.END && closes(c, end, endKind)) {
                return;
            }
            if (isSpace(c)) {
                at++;
            } else if (c >= '0' && c <= '9') {
                number();
            } else if (isNameStart(c)) {
                name();
            } else if (c == '\'' || c == '"') {
                string(c, endKind == Kind.VARIABLE_END || endKind == Kind.END);
            } else {
                operator(open);
            }
        }
        if (endKind == Kind.BLOCK_END && end.equals("\n")) {
            tokens.add(new Token(Kind.BLOCK_END, "", at));
        } else if (!open.isEmpty()) {
            throw spot.error(text.length(), "unexpected end of template, expected '" + open.peek() + "'");
        } else if (endKind != Kind.END) {
            throw spot.error(start, "unexpected end of template, expected '" + end + "'")
                    .hint("close what begins here with '" + end + "'");
        }
    }

    private boolean closes(char c, String end, Kind kind) {
        boolean sign = c == '-' || c == '+' && kind == Kind.BLOCK_END;
        if (sign && text.startsWith(end, at + 1) && !end.equals("\n")) {
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
        if (kind == Kind.BLOCK_END && !end.equals("\n")) {
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
        while (at < text.length() && isNamePart(text.charAt(at))) {
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
            if (end + 1 < text.length() && text.charAt(end) == '.' && isDigit(text.charAt(end + 1))) {
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

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNameStart(char c) {
        return c == '_'
                || c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c > 0x7f && Character.isUnicodeIdentifierStart(c);
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) || isDigit(c) || c > 0x7f && Character.isUnicodeIdentifierPart(c);
    }

    private static boolean isSpace(char c) {
        return c == ' '
                || c >= '\t' && c <= '\r'
                || c >= 0x1c && c <= 0x1f
                || c > 0x7f && Character.isSpaceChar(c)
                || c == 0x85;
    }
}
