package dev.muster.cluster;

import java.util.List;
import java.util.Set;

/**
 * What became of the nodes in a phase.
 *
 * @param changed the names of the nodes for which something was made or changed, or would be
 * @param failures those that are out
 */
public record PhaseResult(Set<String> changed, List<NodeFailure> failures) {

    /** Copies both. */
    public PhaseResult {
        changed = Set.copyOf(changed);
        failures = List.copyOf(failures);
    }
}
