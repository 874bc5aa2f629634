package dev.muster.jinja;

import dev.muster.source.UserError;
import java.util.ArrayList;
import java.util.List;

/**
 * Tables of separated values as Python's module {@code csv} reads them: quotes stand in doubled quotes, and a quoted field may
 * span lines.
 *
 * @param delimiter what separates fields
 * @param skipsSpace whether spaces after a delimiter are passed over ({@code skipinitialspace})
 * @param strict whether text after a closing quote, or a quote that is never closed, is an error
 */
public record Csv(char delimiter, boolean skipsSpace, boolean strict) {

    private static final int LONGEST_FIELD = 131_072;

    /** Python's delimiter: exactly one character. */
    public static char delimiter(String text) {
        if (text.length() != 1) {
            throw new UserError("\"delimiter\" must be a 1-character string");
        }
        return text.charAt(0);
    }

    private enum State {
        START,
        FIELD,
        QUOTED,
        QUOTE_IN_QUOTED
    }

    /**
     * All rows of a text; an empty line is an empty row.
     *
     * @throws UserError in Python's words
     */
    public List<List<String>> rows(String text) {
        var rows = new ArrayList<List<String>>();
        var row = new ArrayList<String>();
        var field = new StringBuilder();
        var state = State.START;
        boolean begun = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean ends = c == '\n' || c == '\r';
            if (state == State.QUOTED) {
                if (c == '"') {
                    state = State.QUOTE_IN_QUOTED;
                } else {
                    append(field, c);
                }
                continue;
            }
            if (ends) {
                if (c == '\r' && i + 1 < text.length()) {
                    if (text.charAt(i + 1) != '\n') {
                        throw new UserError("new-line character seen in unquoted field - do you need to open the file"
                                + " with newline=''?");
                    }
                    i++;
                }
                if (begun) {
                    row.add(field.toString());
                }
                rows.add(List.copyOf(row));
                row.clear();
                field.setLength(0);
                state = State.START;
                begun = false;
            } else if (c == delimiter) {
                row.add(field.toString());
                field.setLength(0);
                state = State.START;
                begun = true;
            } else if (state == State.START && c == '"') {
                state = State.QUOTED;
                begun = true;
            } else if (state == State.START && c == ' ' && skipsSpace) {
                begun = true;
            } else if (state == State.QUOTE_IN_QUOTED && c == '"') {
                append(field, c);
                state = State.QUOTED;
            } else {
                if (state == State.QUOTE_IN_QUOTED && strict) {
                    throw new UserError("'" + delimiter + "' expected after '\"'");
                }
                append(field, c);
                state = State.FIELD;
                begun = true;
            }
        }
        if (state == State.QUOTED && strict) {
            throw new UserError("unexpected end of data");
        }
        if (begun) {
            row.add(field.toString());
            rows.add(List.copyOf(row));
        }
        return rows;
    }

    private static void append(StringBuilder field, char c) {
        if (field.length() >= LONGEST_FIELD) {
            throw new UserError("field larger than field limit (" + LONGEST_FIELD + ")");
        }
        field.append(c);
    }
}
