package dev.muster.jinja;

import dev.muster.source.UserError;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** JSON as Python's {@code json.loads} reads it: integers of any size, NaN and Infinity, the last of two equal keys. */
final class JsonReader {

    private static final int DEEPEST = 500;

    private static final int LONG_DIGITS = 18;

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    static @Nullable Object read(String text) {
        var reader = new JsonReader(text);
        reader.space();
        var value = reader.value(0);
        reader.space();
        if (reader.at < text.length()) {
            throw reader.error("Extra data", reader.at);
        }
        return value;
    }

    private UserError error(String what, int place) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < Math.min(place, text.length()); i++) {
            if (text.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        return new UserError(what + ": line " + line + " column " + (place - start + 1) + " (char " + place + ")");
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\uffff';
    }

    private void space() {
        while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
            at++;
        }
    }

    private @Nullable Object value(int depth) {
        if (depth > DEEPEST) {
            throw error("nested too deeply", at);
        }
        char c = peek();
        if (c == '{') {
            return map(depth);
        }
        if (c == '[') {
            return list(depth);
        }
        if (c == '"') {
            return string();
        }
        if (c == '-' && !text.startsWith("-I", at) || c >= '0' && c <= '9') {
            return number();
        }
        return word();
    }

    private @Nullable Object word() {
        if (text.startsWith("null", at)) {
            at += 4;
            return null;
        }
        if (text.startsWith("true", at)) {
            at += 4;
            return true;
        }
        if (text.startsWith("false", at)) {
            at += 5;
            return false;
        }
        if (text.startsWith("NaN", at)) {
            at += 3;
            return Double.NaN;
        }
        if (text.startsWith("Infinity", at)) {
            at += 8;
            return Double.POSITIVE_INFINITY;
        }
        if (text.startsWith("-Infinity", at)) {
            at += 9;
            return Double.NEGATIVE_INFINITY;
        }
        throw error("Expecting value", at);
    }

    private Object number() {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        int first = at;
        digits();
        if (at == first) {
            throw error("Expecting value", start);
        }
        if (text.charAt(first) == '0') {
            at = first + 1;
        }
        boolean whole = true;
        if (peek() == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1))) {
            at++;
            digits();
            whole = false;
        }
        if (peek() == 'e' || peek() == 'E') {
            int back = at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            if (isDigit(peek())) {
                digits();
                whole = false;
            } else {
                at = back;
            }
        }
        var number = text.substring(start, at);
        if (!whole) {
            return Double.valueOf(number);
        }
        return number.length() <= LONG_DIGITS
                ? (Object) Long.valueOf(number)
                : Arithmetic.narrow(new BigInteger(number));
    }

    private void digits() {
        while (isDigit(peek())) {
            at++;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private FreshMap map(int depth) {
        var map = new FreshMap();
        at++;
        space();
        if (peek() == '}') {
            at++;
            return map;
        }
        while (true) {
            if (peek() != '"') {
                throw error("Expecting property name enclosed in double quotes", at);
            }
            var key = string();
            space();
            if (peek() != ':') {
                throw error("Expecting ':' delimiter", at);
            }
            at++;
            space();
            map.put(key, value(depth + 1));
            space();
            char c = peek();
            if (c == '}') {
                at++;
                return map;
            }
            if (c != ',') {
                throw error("Expecting ',' delimiter", at);
            }
            at++;
            space();
        }
    }

    private FreshList list(int depth) {
        var list = new FreshList(8);
        at++;
        space();
        if (peek() == ']') {
            at++;
            return list;
        }
        while (true) {
            list.add(value(depth + 1));
            space();
            char c = peek();
            if (c == ']') {
                at++;
                return list;
            }
            if (c != ',') {
                throw error("Expecting ',' delimiter", at);
            }
            at++;
            space();
        }
    }

    private String string() {
        int start = at++;
        var out = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return out.toString();
            }
            if (c < ' ') {
                throw error("Invalid control character at", at - 1);
            }
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char kind = peek();
            at++;
            switch (kind) {
                case '"', '\\', '/' -> out.append(kind);
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case 'u' -> {
                    int end = Math.min(text.length(), at + 4);
                    int code = 0;
                    for (int i = at; i < end; i++) {
                        int digit = Character.digit(text.charAt(i), 16);
                        code = digit < 0 || code < 0 ? -1 : code * 16 + digit;
                    }
                    if (code < 0 || end - at < 4) {
                        throw error("Invalid \\uXXXX escape", at - 1);
                    }
                    out.append((char) code);
                    at = end;
                }
                default -> throw error("Invalid \\escape", at - 2);
            }
        }
        throw error("Unterminated string starting at", start);
    }
}
