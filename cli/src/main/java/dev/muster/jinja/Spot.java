package dev.muster.jinja;

import dev.muster.source.Position;
import dev.muster.source.UserError;
import dev.muster.value.Template;

/**
 * The text that is being compiled, to find places in it. Nothing is computed until an error asks.
 *
 * @param template where the text stands
 * @param text the text itself with plain line ends, perhaps without a header line
 * @param skippedLines how many lines of the template stand before {@code text}
 */
record Spot(Template template, String text, int skippedLines) {

    UserError error(int offset, String what) {
        return new UserError(what).at(position(offset));
    }

    /** The line of a character in the text itself, counted from 1. */
    int line(int offset) {
        return 1
                + skippedLines
                + (int) text.chars().limit(offset).filter(c -> c == '\n').count();
    }

    /**
     * The place of a character in the file. In a quoted or plain scalar the text begins where the template does; in a block
     * scalar each line stands indented on a line of its own. Where escapes make the two texts differ the line is right and the
     * column is that of the scalar.
     */
    Position position(int offset) {
        int end = Math.min(offset, text.length());
        int line = skippedLines;
        int start = 0;
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        int column = text.codePointCount(start, end);
        int stop = text.indexOf('\n', start);
        var words = (stop < 0 ? text.substring(start) : text.substring(start, stop));
        var at = template.at();
        for (int guess = at.line() + line; guess <= at.line() + line + 1; guess++) {
            var written = at.source().line(guess);
            int from = guess == at.line() ? Math.min(at.column() - 1, written.length()) : 0;
            int found = words.isBlank() ? -1 : written.indexOf(words, from);
            if (found >= 0) {
                return at.source().at(guess, written.codePointCount(0, found) + column + 1);
            }
        }
        return line == 0 ? at : at.source().at(at.line() + line, 1);
    }
}
