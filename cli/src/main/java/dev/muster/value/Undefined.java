package dev.muster.value;

import dev.muster.source.Position;
import org.jspecify.annotations.Nullable;

/**
 * The value of a name that has none. It may be passed on, tested and defaulted; using it is the error it describes.
 *
 * @param message what the error says when it is used, such as {@code 'port' is undefined}
 * @param hint what to type instead, if that is known
 * @param at where the missing thing was asked for, if that is known
 */
public record Undefined(
        String message, @Nullable String hint, @Nullable Position at) {

    /** What {@code undef()} says where it is given no hint. */
    public static final String MANDATORY = "Mandatory variable has not been overridden";

    public static Undefined name(String name) {
        return new Undefined("'" + name + "' is undefined", null, null);
    }

    public static Undefined because(String message) {
        return new Undefined(message, null, null);
    }
}
