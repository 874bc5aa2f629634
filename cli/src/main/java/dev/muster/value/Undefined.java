package dev.muster.value;

import dev.muster.source.Position;
import dev.muster.source.UserError;
import org.jspecify.annotations.Nullable;

/**
 * The value of a name that has none. It may be passed on, tested and defaulted; using it is the error it describes. As in
 * ansible-core 2.19 an error inside a template is held back in the same way until its result is used, so that
 * {@code default} can catch it; then {@code cause} is that error.
 *
 * @param message what the error says when it is used, such as {@code 'port' is undefined}
 * @param hint what to type instead, if that is known
 * @param at where the missing thing was asked for, if that is known
 * @param cause the error that stands behind it, or null when something is merely not defined
 */
public record Undefined(
        String message,
        @Nullable String hint,
        @Nullable Position at,
        @Nullable UserError cause) {

    public Undefined(String message, @Nullable String hint, @Nullable Position at) {
        this(message, hint, at, null);
    }

    public static Undefined name(String name) {
        return new Undefined("'" + name + "' is undefined", null, null);
    }

    public static Undefined because(String message) {
        return new Undefined(message, null, null);
    }

    /** An error held back until somebody uses the value. */
    public static Undefined captured(UserError error) {
        return new Undefined(error.what(), error.hint(), error.where(), error);
    }

    /** The error that using this value is. */
    public UserError error() {
        return cause != null ? cause : new UserError(message).at(at).hint(hint);
    }
}
