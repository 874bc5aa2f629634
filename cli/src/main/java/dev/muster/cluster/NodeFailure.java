package dev.muster.cluster;

import org.jspecify.annotations.Nullable;

/**
 * Why a node is out.
 *
 * @param node its inventory name
 * @param phase the name of the phase in which it failed
 * @param kind whether it could be reached
 * @param cause one sentence
 * @param hint what to do, or null
 */
public record NodeFailure(
        String node,
        String phase,
        Kind kind,
        String cause,
        @Nullable String hint) {

    /** The two sorts that have exit codes of their own. */
    public enum Kind {
        FAILED,
        UNREACHABLE
    }
}
