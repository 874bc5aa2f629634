package dev.muster.cluster;

import dev.muster.source.Position;
import dev.muster.source.UserError;
import org.jspecify.annotations.Nullable;

/**
 * Something in the inventory with which no cluster can be made.
 *
 * @param node the node's inventory name
 * @param variable the variable that is wrong or missing
 * @param at where it was written, or null when it is missing
 * @param what what is wrong, one sentence without full stop
 * @param hint what to write instead, or null
 */
public record Finding(
        String node,
        String variable,
        @Nullable Position at,
        String what,
        @Nullable String hint) {

    /** The finding as errors are shown: with its place, the line, and the hint. */
    public UserError error() {
        return new UserError("node '" + node + "': " + what).at(at).hint(hint);
    }
}
