package dev.muster.jinja;

/**
 * A word of a template.
 *
 * @param kind what it is
 * @param text its text: data as it is to be written, a string without quotes and escapes, a name or operator as it stands
 * @param at where it begins, in characters of the template's text
 */
record Token(Kind kind, String text, int at) {

    enum Kind {
        DATA,
        VARIABLE_BEGIN,
        VARIABLE_END,
        BLOCK_BEGIN,
        BLOCK_END,
        NAME,
        STRING,
        INTEGER,
        FLOAT,
        OPERATOR,
        END
    }

    boolean isName(String name) {
        return kind == Kind.NAME && text.equals(name);
    }

    boolean is(String operator) {
        return kind == Kind.OPERATOR && text.equals(operator);
    }

    /** The token as an error message calls it. */
    String described() {
        return switch (kind) {
            case END -> "end of template";
            case DATA -> "text";
            case VARIABLE_BEGIN, BLOCK_BEGIN -> "begin of " + (kind == Kind.BLOCK_BEGIN ? "statement" : "expression");
            case VARIABLE_END -> "end of expression";
            case BLOCK_END -> "end of statement";
            case NAME, INTEGER, FLOAT, OPERATOR, STRING -> "'" + text + "'";
        };
    }
}
