package dev.muster.config;

/** What Python means by white space and by quotes. */
final class Python {

    private Python() {}

    static boolean isSpace(char c) {
        return Character.isWhitespace(c) || c == '\u00a0' || c == '\u0085' || c == '\u2007' || c == '\u202f';
    }

    static String strip(String text) {
        int from = 0;
        while (from < text.length() && isSpace(text.charAt(from))) {
            from++;
        }
        return stripEnd(text.substring(from));
    }

    static String stripEnd(String text) {
        int to = text.length();
        while (to > 0 && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(0, to);
    }

    /** The text without the quotes around it, as {@code ansible.parsing.quoting.unquote} takes them off. */
    static String unquoted(String text) {
        int end = text.length() - 1;
        boolean quoted = end > 0
                && text.charAt(0) == text.charAt(end)
                && (text.charAt(0) == '"' || text.charAt(0) == '\'')
                && text.charAt(end - 1) != '\\';
        return quoted ? text.substring(1, end) : text;
    }
}
