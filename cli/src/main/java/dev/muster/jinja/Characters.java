package dev.muster.jinja;

/** What a character of a template is to the lexer, which follows Python's notion of names and spaces. */
final class Characters {

    private Characters() {}

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isNameStart(char c) {
        return c == '_'
                || c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c > 0x7f && Character.isUnicodeIdentifierStart(c);
    }

    static boolean isNamePart(char c) {
        return isNameStart(c) || isDigit(c) || c > 0x7f && Character.isUnicodeIdentifierPart(c);
    }

    static boolean isSpace(char c) {
        return c == ' '
                || c >= '\t' && c <= '\r'
                || c >= 0x1c && c <= 0x1f
                || c > 0x7f && Character.isSpaceChar(c)
                || c == 0x85;
    }

    /** Whether it is a space that ends no line. */
    static boolean isBlank(char c) {
        return c != '\n' && c != '\r' && isSpace(c);
    }
}
