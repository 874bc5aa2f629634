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

    /** The token as Jinja2's error messages call it, without the quotes they put around it. */
    String described() {
        return switch (kind) {
            case END -> "end of template";
            case DATA -> "template data / text";
            case VARIABLE_BEGIN -> "begin of print statement";
            case BLOCK_BEGIN -> "begin of statement block";
            case VARIABLE_END -> "end of print statement";
            case BLOCK_END -> "end of statement block";
            case INTEGER -> "integer";
            case FLOAT -> "float";
            case STRING -> "string";
            case NAME, OPERATOR -> text;
        };
    }
}
