package dev.muster.modules;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a value that is written as JSON or as a Python literal: what Ansible accepts where an argument wants a dictionary and is
 * given text. It evaluates nothing.
 */
final class PythonLiteral {

    private static final int DEEPEST = 100;

    private final String text;
    private int at;
    private int depth;

    private PythonLiteral(String text) {
        this.text = text;
    }

    /** The value, or null when the text is neither. */
    static @Nullable Object parse(String text) {
        try {
            var parser = new PythonLiteral(text);
            var value = parser.value();
            parser.blanks();
            return parser.at == text.length() ? value : null;
        } catch (Malformed | NumberFormatException | StringIndexOutOfBoundsException _) {
            return null;
        }
    }

    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private @Nullable Object value() throws Malformed {
        blanks();
        char c = text.charAt(at);
        return switch (c) {
            case '{' -> map();
            case '[' -> list(']');
            case '(' -> list(')');
            case '"', '\'' -> string();
            default -> word();
        };
    }

    private Map<@Nullable Object, @Nullable Object> map() throws Malformed {
        var map = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        open();
        while (!closes('}')) {
            var key = value();
            expect(':');
            map.put(key, value());
            comma('}');
        }
        return map;
    }

    private List<@Nullable Object> list(char end) throws Malformed {
        var list = new ArrayList<@Nullable Object>();
        open();
        while (!closes(end)) {
            list.add(value());
            comma(end);
        }
        return list;
    }

    private void open() throws Malformed {
        at++;
        if (++depth > DEEPEST) {
            throw new Malformed();
        }
    }

    private boolean closes(char end) {
        blanks();
        if (text.charAt(at) == end) {
            at++;
            depth--;
            return true;
        }
        return false;
    }

    private void comma(char end) throws Malformed {
        blanks();
        if (text.charAt(at) != end) {
            expect(',');
        }
    }

    private void expect(char wanted) throws Malformed {
        blanks();
        if (text.charAt(at++) != wanted) {
            throw new Malformed();
        }
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private String string() throws Malformed {
        char quote = text.charAt(at++);
        var out = new StringBuilder();
        for (char c = text.charAt(at++); c != quote; c = text.charAt(at++)) {
            if (c == '\\') {
                escape(out);
            } else if (c == '\n') {
                throw new Malformed();
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private void escape(StringBuilder out) {
        char c = text.charAt(at++);
        switch (c) {
            case 'n' -> out.append('\n');
            case 't' -> out.append('\t');
            case 'r' -> out.append('\r');
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'u' -> out.append((char) hex(4));
            case 'x' -> out.append((char) hex(2));
            case '\\', '/', '"', '\'' -> out.append(c);
            default -> out.append('\\').append(c);
        }
    }

    private int hex(int digits) {
        at += digits;
        return Integer.parseInt(text.substring(at - digits, at), 16);
    }

    private @Nullable Object word() throws Malformed {
        int start = at;
        while (at < text.length() && "+-._".indexOf(text.charAt(at)) >= 0
                || at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
            at++;
        }
        var word = text.substring(start, at);
        return switch (word) {
            case "null", "None" -> null;
            case "true", "True" -> true;
            case "false", "False" -> false;
            case "" -> throw new Malformed();
            default -> number(word);
        };
    }

    private static Object number(String word) {
        if (word.chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E')) {
            return Double.valueOf(word);
        }
        var number = new BigInteger(word);
        return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
    }
}
