package dev.muster.jinja;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Python's {@code textwrap.wrap}.
 *
 * @param width how long a line may be
 * @param breaksWords whether a word that is longer is broken
 * @param breaksAtHyphens whether a line may end after a hyphen
 */
record Wrapping(int width, boolean breaksWords, boolean breaksAtHyphens) {

    private static final String SPACE = "[\\t\\n\\x0b\\x0c\\r ]";
    private static final String PUNCTUATED = "[\\w!\"'&.,?]";
    private static final String LETTER = "[^\\d\\W]";

    private static final Pattern HYPHENATED = Pattern.compile(
            SPACE + "+|(?<=" + PUNCTUATED + ")-{2,}(?=\\w)|[^\\t\\n\\x0b\\x0c\\r ]+?(?:-(?:(?<=" + LETTER + "{2}-)|(?<="
                    + LETTER + "-" + PUNCTUATED + "-))(?=" + LETTER + "-?" + LETTER + ")|(?=" + SPACE + "|\\z)|(?<="
                    + PUNCTUATED + ")(?=-{2,}\\w))",
            Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern WORDS = Pattern.compile(SPACE + "+|[^\\t\\n\\x0b\\x0c\\r ]+");

    List<String> lines(String text) {
        if (width <= 0) {
            throw new dev.muster.source.UserError("invalid width " + width + " (must be > 0)");
        }
        var chunks = new ArrayDeque<String>();
        (breaksAtHyphens ? HYPHENATED : WORDS).matcher(text).results().forEach(chunk -> chunks.add(chunk.group()));
        var lines = new ArrayList<String>();
        while (!chunks.isEmpty()) {
            var line = new ArrayList<String>();
            int length = 0;
            if (!lines.isEmpty() && chunks.peek().isBlank()) {
                chunks.poll();
            }
            while (!chunks.isEmpty() && length + Sequences.length(chunks.peek()) <= width) {
                length += Sequences.length(chunks.peek());
                line.add(chunks.poll());
            }
            if (!chunks.isEmpty() && Sequences.length(chunks.peek()) > width) {
                breakWord(chunks, line, length);
            }
            if (!line.isEmpty() && line.getLast().isBlank()) {
                line.removeLast();
            }
            if (!line.isEmpty()) {
                lines.add(String.join("", line));
            }
        }
        return lines;
    }

    private void breakWord(ArrayDeque<String> chunks, List<String> line, int length) {
        if (breaksWords) {
            var word = chunks.poll();
            int end = word.offsetByCodePoints(0, Math.max(1, width - length));
            int hyphen = breaksAtHyphens ? word.lastIndexOf('-', end - 1) : -1;
            if (hyphen > 0 && !word.substring(0, hyphen).replace("-", "").isEmpty()) {
                end = hyphen + 1;
            }
            line.add(word.substring(0, end));
            chunks.push(word.substring(end));
        } else if (line.isEmpty()) {
            line.add(chunks.poll());
        }
    }
}
