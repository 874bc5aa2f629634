package dev.muster.value;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value written as a Python literal, as {@code ast.literal_eval} reads it: tuples and sets become lists, {@code b'x'} is a
 * text as well. It evaluates nothing.
 *
 * @param value null, Boolean, Long, BigInteger, Double, String, List or Map
 */
public record PythonLiteral(@Nullable Object value) {

    /** Which words count. */
    public enum Dialect {
        PYTHON,
        /** The words and escapes of JSON as well as those of Python. */
        PYTHON_OR_JSON
    }

    private static final int DEEPEST = 100;

    /** Reads a text; empty when it is no literal. */
    public static Optional<PythonLiteral> parse(String text, Dialect dialect) {
        try {
            return Optional.of(new PythonLiteral(new Reader(text, dialect).top()));
        } catch (Malformed | NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private static final class Reader {

        private static final Pattern INTEGER = Pattern.compile("(?:0(?:_?0)*|[1-9](?:_?[0-9])*)");
        private static final Pattern BASED =
                Pattern.compile("0([xX](?:_?[0-9a-fA-F])+|[oO](?:_?[0-7])+|[bB](?:_?[01])+)");
        private static final Pattern FLOAT = Pattern.compile(
                "(?:[0-9](?:_?[0-9])*\\.?(?:[0-9](?:_?[0-9])*)?|\\.[0-9](?:_?[0-9])*)(?:[eE][-+]?[0-9]+)?");
        private static final Pattern IMAGINARY = Pattern.compile(FLOAT.pattern() + "[jJ]");
        private static final Pattern STRING = Pattern.compile("(?i)(u|r|b|rb|br)?['\"]");

        private final String text;
        private final boolean json;
        private int at;
        private int depth;

        Reader(String text, Dialect dialect) {
            this.text = text;
            this.json = dialect == Dialect.PYTHON_OR_JSON;
        }

        /** A whole literal, or several with commas between them, which are a tuple even without brackets in Python. */
        private @Nullable Object top() throws Malformed {
            var first = value();
            blanks();
            if (json && at < text.length()) {
                throw new Malformed();
            }
            if (ended()) {
                return first;
            }
            List<@Nullable Object> items = new ArrayList<>();
            items.add(first);
            while (!ended()) {
                expect(',');
                blanks();
                if (!ended()) {
                    items.add(value());
                    blanks();
                }
            }
            return items;
        }

        private boolean ended() {
            return at >= text.length() || text.charAt(at) == '#';
        }

        private void blanks() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private char peek() throws Malformed {
            if (at >= text.length()) {
                throw new Malformed();
            }
            return text.charAt(at);
        }

        private void expect(char c) throws Malformed {
            if (peek() != c) {
                throw new Malformed();
            }
            at++;
        }

        private @Nullable Object value() throws Malformed {
            blanks();
            if (++depth > DEEPEST) {
                throw new Malformed();
            }
            var value = switch (peek()) {
                case '[' -> items(']');
                case '(' -> round();
                case '{' -> braces();
                default -> quoted() ? strings() : word();
            };
            depth--;
            return value;
        }

        private List<@Nullable Object> items(char end) throws Malformed {
            List<@Nullable Object> items = new ArrayList<>();
            at++;
            blanks();
            while (peek() != end) {
                items.add(value());
                blanks();
                if (peek() != end) {
                    expect(',');
                    blanks();
                }
            }
            at++;
            return items;
        }

        /** Round brackets around one value without a comma only group it. */
        private @Nullable Object round() throws Malformed {
            int begin = at;
            var items = items(')');
            var inside = text.substring(begin + 1, at - 1).strip();
            return items.size() == 1 && !inside.endsWith(",") ? items.getFirst() : items;
        }

        private Object braces() throws Malformed {
            at++;
            blanks();
            if (peek() == '}') {
                at++;
                return new LinkedHashMap<>();
            }
            var first = value();
            blanks();
            if (peek() != ':') {
                List<@Nullable Object> set = new ArrayList<>();
                set.add(first);
                while (peek() != '}') {
                    expect(',');
                    blanks();
                    if (peek() != '}') {
                        var item = value();
                        if (!set.contains(item)) {
                            set.add(item);
                        }
                        blanks();
                    }
                }
                at++;
                return set;
            }
            Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
            var key = first;
            while (true) {
                if (key instanceof List || key instanceof Map) {
                    throw new Malformed();
                }
                blanks();
                expect(':');
                map.put(key, value());
                blanks();
                if (peek() != '}') {
                    expect(',');
                    blanks();
                }
                if (peek() == '}') {
                    at++;
                    return map;
                }
                key = value();
            }
        }

        /** Whether a text begins here, with or without letters such as {@code r} before its quote. */
        private boolean quoted() {
            return STRING.matcher(text).region(at, text.length()).lookingAt();
        }

        /** One text, or several next to each other, which are one. */
        private String strings() throws Malformed {
            var out = new StringBuilder();
            boolean bytes = string(out);
            blanks();
            while (quoted()) {
                if (string(out) != bytes) {
                    throw new Malformed();
                }
                blanks();
            }
            return out.toString();
        }

        /** Reads one text; tells whether it is one of bytes. */
        private boolean string(StringBuilder out) throws Malformed {
            int begin = at;
            while (Character.isLetter(peek())) {
                at++;
            }
            var letters = text.substring(begin, at).toLowerCase(Locale.ROOT);
            boolean raw = letters.contains("r");
            char quote = peek();
            var triple = String.valueOf(quote).repeat(3);
            var end = text.startsWith(triple, at) ? triple : String.valueOf(quote);
            at += end.length();
            while (!text.startsWith(end, at)) {
                peek();
                char c = text.charAt(at++);
                if (raw && c == '\\') {
                    out.append(c).append(peek());
                    at++;
                    continue;
                }
                if (c != '\\') {
                    out.append(c);
                    continue;
                }
                char escaped = peek();
                at++;
                switch (escaped) {
                    case 'n' -> out.append('\n');
                    case 't' -> out.append('\t');
                    case 'r' -> out.append('\r');
                    case 'a' -> out.append('\u0007');
                    case 'b' -> out.append('\b');
                    case 'f' -> out.append('\f');
                    case 'v' -> out.append('\u000b');
                    case '\\', '\'', '"' -> out.append(escaped);
                    case '/' -> out.append(json ? "/" : "\\/");
                    case 'x' -> code(out, 2);
                    case 'u' -> code(out, 4);
                    case 'U' -> code(out, 8);
                    case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(out);
                    default -> out.append('\\').append(escaped);
                }
            }
            at += end.length();
            return letters.contains("b");
        }

        private void code(StringBuilder out, int digits) throws Malformed {
            if (at + digits > text.length()) {
                throw new Malformed();
            }
            int code = Integer.parseInt(text.substring(at, at + digits), 16);
            if (!Character.isValidCodePoint(code)) {
                throw new Malformed();
            }
            out.appendCodePoint(code);
            at += digits;
        }

        private void octal(StringBuilder out) {
            int begin = --at;
            while (at < text.length() && at - begin < 3 && text.charAt(at) >= '0' && text.charAt(at) <= '7') {
                at++;
            }
            out.appendCodePoint(Integer.parseInt(text.substring(begin, at), 8));
        }

        private @Nullable Object word() throws Malformed {
            boolean negative = peek() == '-';
            boolean signed = negative || peek() == '+';
            if (signed) {
                at++;
                blanks();
            }
            int begin = at;
            while (at < text.length() && isWord(text.charAt(at), begin)) {
                at++;
            }
            var word = text.substring(begin, at);
            if (!signed) {
                switch (word) {
                    case "True" -> {
                        return true;
                    }
                    case "False" -> {
                        return false;
                    }
                    case "None" -> {
                        return null;
                    }
                    case "set" -> {
                        if (text.startsWith("()", at)) {
                            at += 2;
                            return new ArrayList<>();
                        }
                    }
                    case "..." -> {
                        return "...";
                    }
                    case "true" -> {
                        if (json) {
                            return true;
                        }
                    }
                    case "false" -> {
                        if (json) {
                            return false;
                        }
                    }
                    case "null" -> {
                        if (json) {
                            return null;
                        }
                    }
                    default -> {}
                }
            }
            if (IMAGINARY.matcher(word).matches()) {
                return negative ? "(-0-" + part(word) + "j)" : part(word) + "j";
            }
            var real = number(word, negative);
            var whole = complex(word, negative);
            return whole == null ? real : whole;
        }

        /**
         * A complex number, if an imaginary part follows a real one: Ansible takes it as the text that Python makes
         * of it. Null if none does.
         */
        private @Nullable String complex(String real, boolean negative) {
            int behind = at;
            blanks();
            if (at < text.length() && "+-".indexOf(text.charAt(at)) >= 0) {
                char sign = text.charAt(at++);
                blanks();
                int begin = at;
                while (at < text.length() && isWord(text.charAt(at), begin)) {
                    at++;
                }
                var word = text.substring(begin, at);
                if (IMAGINARY.matcher(word).matches()) {
                    return "(" + (negative ? "-" : "") + part(real) + sign + part(word) + "j)";
                }
            }
            at = behind;
            return null;
        }

        /** A part of a complex number as Python shows it, without its {@code j}. */
        private static String part(String word) {
            var digits = word.replace("_", "").replaceFirst("[jJ]$", "");
            return Printing.repr(Double.parseDouble(digits)).replaceFirst("\\.0$", "");
        }

        private boolean isWord(char c, int begin) {
            boolean exponent = (c == '-' || c == '+')
                    && at > begin
                    && "eE".indexOf(text.charAt(at - 1)) >= 0
                    && !text.startsWith("0x", begin)
                    && !text.startsWith("0X", begin);
            return c == '.' || c == '_' || Character.isLetterOrDigit(c) || exponent;
        }

        private static Object number(String word, boolean negative) throws Malformed {
            var digits = word.replace("_", "");
            BigInteger integer;
            if (INTEGER.matcher(word).matches()) {
                integer = new BigInteger(digits);
            } else if (BASED.matcher(word).matches()) {
                int base = switch (Character.toLowerCase(digits.charAt(1))) {
                    case 'x' -> 16;
                    case 'o' -> 8;
                    default -> 2;
                };
                integer = new BigInteger(digits.substring(2), base);
            } else if (FLOAT.matcher(word).matches() && !word.matches("[0-9_]+")) {
                double value = Double.parseDouble(digits);
                return negative ? -value : value;
            } else {
                throw new Malformed();
            }
            integer = negative ? integer.negate() : integer;
            return integer.bitLength() < Long.SIZE ? (Object) integer.longValue() : integer;
        }
    }
}
