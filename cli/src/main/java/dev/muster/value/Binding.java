package dev.muster.value;

import dev.muster.source.Position;
import org.jspecify.annotations.Nullable;

/**
 * What a variable, an argument or a keyword is bound to, and where that was written.
 *
 * @param value null, Boolean, Long, Double, String, Template, List or Map, as written; nothing in it is rendered
 * @param at its first character, or that of what made it
 * @param written whether it stands there; what a run has made may hold the words of a node, and is never an expression
 */
public record Binding(@Nullable Object value, Position at, boolean written) {

    /** What stands in a file of the project or on the command line. */
    public Binding(@Nullable Object value, Position at) {
        this(value, at, true);
    }

    /** What was made of other values. */
    public static Binding made(@Nullable Object value, Position at) {
        return new Binding(value, at, false);
    }
}
