package dev.muster.inventory;

import dev.muster.source.Position;
import dev.muster.source.UserError;
import java.util.ArrayList;
import java.util.List;

/** The words of a line as Python's {@code shlex.split(line, comments=True)} finds them. */
final class ShellWords {

    /** A word without its quotes, and where it begins. */
    record Word(String text, Position at) {}

    private ShellWords() {}

    static List<Word> split(String line, Position at) {
        var words = new ArrayList<Word>();
        var word = new StringBuilder();
        int begin = -1;
        char quote = 0;
        int i = 0;
        for (; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else if (c == '\\'
                        && quote == '"'
                        && i + 1 < line.length()
                        && "\"\\".indexOf(line.charAt(i + 1)) >= 0) {
                    word.append(line.charAt(++i));
                } else {
                    word.append(c);
                }
            } else if (c == '#') {
                break;
            } else if (c == ' ' || c == '\t') {
                if (begin >= 0) {
                    words.add(new Word(word.toString(), at.right(begin)));
                    word.setLength(0);
                    begin = -1;
                }
            } else {
                begin = begin < 0 ? i : begin;
                if (c == '\'' || c == '"') {
                    quote = c;
                } else if (c == '\\') {
                    if (i + 1 == line.length()) {
                        throw new UserError("no character follows the backslash").at(at.right(i));
                    }
                    word.append(line.charAt(++i));
                } else {
                    word.append(c);
                }
            }
        }
        if (quote != 0) {
            throw new UserError("the quote " + quote + " is not closed").at(at.right(begin));
        }
        if (begin >= 0) {
            words.add(new Word(word.toString(), at.right(begin)));
        }
        return words;
    }
}
