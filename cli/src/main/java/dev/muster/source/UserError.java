package dev.muster.source;

import org.jspecify.annotations.Nullable;

/**
 * Something a user wrote, gave, or can mend is wrong. It carries what is wrong, where, and what to type instead; it is shown
 * without a stack trace. Texts are lower case, without full stop, values in single quotes.
 *
 * <p>{@link #at} and {@link #hint} give a new error, so that a layer that knows the place can add it to the error of one
 * that does not; neither replaces what is there already, since the innermost knows best.
 */
public final class UserError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable Position where;
    private final @Nullable String hint;
    private final boolean general;

    public UserError(String what) {
        this(what, null, null, false, null);
    }

    private UserError(
            String what, @Nullable Position where, @Nullable String hint, boolean general, @Nullable Throwable cause) {
        super(what, cause);
        this.where = where;
        this.hint = hint;
        this.general = general;
    }

    /**
     * The same error, which does not count as one of a file that cannot be parsed, although it has a place in one: what that
     * file asks for is not there, or ansible-core tells it by its {@code AnsibleError} and not by {@code AnsibleParserError}.
     */
    public UserError general() {
        var copy = new UserError(what(), where, hint, true, getCause());
        copy.setStackTrace(getStackTrace());
        return copy;
    }

    /** Whether it is not one of a file that cannot be parsed; see {@link #general}. */
    public boolean isGeneral() {
        return general;
    }

    /** The same error at a place, unless it has one. */
    public UserError at(@Nullable Position place) {
        return where != null || place == null ? this : copy(place, hint);
    }

    /** The same error with a hint, unless it has one. */
    public UserError hint(@Nullable String text) {
        return hint != null || text == null ? this : copy(where, text);
    }

    /** The same error with words before what is wrong. */
    public UserError prefixed(String words) {
        var longer = new UserError(words + what(), where, hint, general, getCause());
        longer.setStackTrace(getStackTrace());
        return longer;
    }

    private UserError copy(@Nullable Position place, @Nullable String text) {
        var copy = new UserError(what(), place, text, general, getCause());
        copy.setStackTrace(getStackTrace());
        return copy;
    }

    /** What is wrong, in one sentence without full stop. */
    public String what() {
        return String.valueOf(getMessage());
    }

    /** Where it stands, if that is known. */
    public @Nullable Position where() {
        return where;
    }

    /** What to type instead, if that is known. */
    public @Nullable String hint() {
        return hint;
    }

    /**
     * The error as a user reads it, without a line end at the end.
     *
     * <pre>
     * site.yml:4:12: 'prot' is undefined
     *     4 |     port: "{{ prot }}"
     *       |               ^
     * hint: did you mean 'port'?
     * </pre>
     */
    public String render() {
        var out = new StringBuilder();
        if (where != null) {
            out.append(where).append(": ");
        }
        out.append(what());
        if (where != null && !where.excerpt().isBlank()) {
            var number = String.valueOf(where.line());
            var pad = " ".repeat(number.length());
            // A line of a file that is no text must not command the terminal.
            var excerpt = where.excerpt().replace('\t', ' ').replaceAll("\\p{Cntrl}", "\uFFFD");
            out.append("\n    ").append(number).append(" | ").append(excerpt);
            out.append("\n    ")
                    .append(pad)
                    .append(" | ")
                    .repeat(' ', where.column() - 1)
                    .append('^');
        }
        if (hint != null) {
            out.append("\nhint: ").append(hint);
        }
        return out.toString();
    }
}
