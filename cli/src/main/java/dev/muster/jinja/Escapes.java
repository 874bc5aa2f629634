package dev.muster.jinja;

/** The escapes of Python's string literals, as its codec {@code unicode-escape} reads them. */
final class Escapes {

    private static final int OCTAL_DIGITS = 3;

    private Escapes() {}

    static String read(String text, Spot spot, int at) {
        var out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c != '\\' || i == text.length()) {
                out.append(c);
                continue;
            }
            char kind = text.charAt(i++);
            switch (kind) {
                case '\n' -> {}
                case '\\', '\'', '"' -> out.append(kind);
                case 'a' -> out.append('\u0007');
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case 'v' -> out.append('\u000b');
                case 'x', 'u', 'U' -> {
                    int size = kind == 'x' ? 2 : kind == 'u' ? 4 : 8;
                    int end = Math.min(text.length(), i + size);
                    int code = code(text.substring(i, end), 16);
                    if (end - i < size || code < 0 || code > Character.MAX_CODE_POINT) {
                        throw spot.error(at, "truncated \\" + kind + " escape in a string");
                    }
                    out.appendCodePoint(code);
                    i = end;
                }
                case 'N' -> {
                    int end = text.startsWith("{", i) ? text.indexOf('}', i) : -1;
                    if (end < 0) {
                        throw spot.error(at, "malformed \\N character escape in a string");
                    }
                    out.appendCodePoint(named(text.substring(i + 1, end), spot, at));
                    i = end + 1;
                }
                case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                    int end = i;
                    while (end < text.length()
                            && end < i - 1 + OCTAL_DIGITS
                            && Character.digit(text.charAt(end), 8) >= 0) {
                        end++;
                    }
                    out.append((char) Integer.parseInt(text.substring(i - 1, end), 8));
                    i = end;
                }
                default -> out.append('\\').append(kind);
            }
        }
        return out.toString();
    }

    private static int named(String name, Spot spot, int at) {
        try {
            return Character.codePointOf(name);
        } catch (IllegalArgumentException _) {
            throw spot.error(at, "unknown Unicode character name '" + name + "'");
        }
    }

    private static int code(String digits, int radix) {
        int code = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = Character.digit(digits.charAt(i), radix);
            if (digit < 0 || code > Character.MAX_CODE_POINT) {
                return -1;
            }
            code = code * radix + digit;
        }
        return digits.isEmpty() ? -1 : code;
    }
}
