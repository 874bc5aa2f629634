package dev.muster.engine;

import dev.muster.event.Event;
import java.util.Map;

/**
 * How a run ended.
 *
 * @param hosts the counters of every host that was worked on, in the order of their names
 * @param failed whether a host failed for good
 * @param unreachable whether a host could not be reached
 * @param broken whether a play was given up for what is no host's fault
 */
public record RunSummary(Map<String, Event.Stats> hosts, boolean failed, boolean unreachable, boolean broken) {

    /** {@code ansible-playbook}'s exit code: 0, 2 when hosts failed, 4 when hosts were unreachable, 1 for anything else. */
    public int exitCode() {
        if (broken) {
            return 1;
        }
        return unreachable ? 4 : failed ? 2 : 0;
    }
}
