package dev.muster.value;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a line as Python's {@code shlex.split} finds them: quotes keep blanks together, and a backslash keeps the
 * meaning of the next character away.
 */
public final class ShellSplit {

    private static final String BLANKS = " \t\r\n";

    /**
     * A word without its quotes.
     *
     * @param begin the index of its first character in the line
     */
    public record Word(String text, int begin) {}

    /** The line ends within a quote or behind a backslash; the message is Python's. */
    public static final class Unfinished extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        private final int at;

        Unfinished(String message, int at) {
            super(message);
            this.at = at;
        }

        /** The index of the quote or backslash. */
        public int at() {
            return at;
        }
    }

    private final String line;
    private final boolean comments;
    private final List<Word> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private int begin = -1;

    private ShellSplit(String line, boolean comments) {
        this.line = line;
        this.comments = comments;
    }

    /**
     * Splits a line.
     *
     * @param comments whether {@code #} outside of quotes ends the line, even within a word
     * @throws Unfinished for a quote or backslash that nothing follows
     */
    public static List<Word> split(String line, boolean comments) {
        return new ShellSplit(line, comments).words();
    }

    private List<Word> words() {
        int end = line.length();
        for (int i = 0; i < end; i++) {
            char c = line.charAt(i);
            if (comments && c == '#') {
                break;
            }
            if (BLANKS.indexOf(c) >= 0) {
                finish();
                continue;
            }
            begin = begin < 0 ? i : begin;
            switch (c) {
                case '\'', '"' -> i = quoted(i, c);
                case '\\' -> {
                    if (i + 1 == end) {
                        throw new Unfinished("No escaped character", i);
                    }
                    word.append(line.charAt(++i));
                }
                default -> word.append(c);
            }
        }
        finish();
        return List.copyOf(words);
    }

    private void finish() {
        if (begin >= 0) {
            words.add(new Word(word.toString(), begin));
            word.setLength(0);
            begin = -1;
        }
    }

    /** Reads what stands in quotes; gives the index of the closing one. */
    private int quoted(int open, char quote) {
        for (int i = open + 1; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == quote) {
                return i;
            }
            boolean escapes =
                    c == '\\' && quote == '"' && i + 1 < line.length() && "\"\\".indexOf(line.charAt(i + 1)) >= 0;
            word.append(escapes ? line.charAt(++i) : c);
        }
        throw new Unfinished("No closing quotation", open);
    }
}
