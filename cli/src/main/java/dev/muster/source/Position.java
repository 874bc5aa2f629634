package dev.muster.source;

/**
 * A place in a {@link Source}.
 *
 * @param source the text
 * @param line counted from 1
 * @param column in code points, counted from 1
 */
public record Position(Source source, int line, int column) {

    /** The place so many columns to the right, on the same line. */
    public Position right(int columns) {
        return new Position(source, line, column + columns);
    }

    /** The name of the source alone, as in {@code site.yml}. */
    public String file() {
        return source.name();
    }

    /** The line itself, as it may be shown. */
    public String excerpt() {
        return source.shownLine(line);
    }

    /** {@code file:line:column}, the form that editors and terminals make a link of. */
    @Override
    public String toString() {
        return source.name() + ":" + line + ":" + column;
    }
}
