package dev.muster.engine;

import dev.muster.event.Event;
import java.util.Map;

/**
 * How a run ended.
 *
 * @param hosts the counters of every host that was worked on, in the order of their names
 * @param failed whether a host failed for good
 * @param unreachable whether a host could not be reached
 * @param end whether all plays were worked through
 */
public record RunSummary(Map<String, Event.Stats> hosts, boolean failed, boolean unreachable, End end) {

    /** What ended a run. */
    public enum End {
        /** There was nothing left to do. */
        REGULAR,
        /** A play was given up for what is no host's fault. */
        BROKEN,
        /** Somebody ended it in the debugger. */
        QUIT,
        /** A play asks for an order of hosts that there is none of. */
        MISUSED,
        /** A file that a task includes, or of variables, is wrong in itself. */
        UNREADABLE
    }

    /** Whether the run was given up for what is no host's fault. */
    public boolean broken() {
        return end != End.REGULAR;
    }

    /** {@code ansible-playbook}'s exit code: 0, 2 when hosts failed, 4 when hosts were unreachable or a file is wrong, 5 for a wrong order, else 1. */
    public int exitCode() {
        return switch (end) {
            case UNREADABLE -> 4;
            case BROKEN -> 1;
            case MISUSED -> 5;
            case QUIT -> 99;
            case REGULAR -> unreachable ? 4 : failed ? 2 : 0;
        };
    }
}
