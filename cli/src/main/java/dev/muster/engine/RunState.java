package dev.muster.engine;

import java.util.LinkedHashSet;
import java.util.Set;

/** What a run keeps from play to play; only the thread that reports touches it. */
final class RunState {

    final Counters counters = new Counters();
    final CustomStats customStats = new CustomStats();
    /** Hosts that failed for good: no later play has them. */
    final Set<String> failed = new LinkedHashSet<>();
    /** Hosts that another one took with it when it failed: a rescue brings them back for that play, and not for the next. */
    final Set<String> failedWithAnother = new LinkedHashSet<>();
    /** Hosts that could not be reached. */
    final Set<String> unreachable = new LinkedHashSet<>();

    RunSummary.End end = RunSummary.End.REGULAR;
    /** The name of the task to start at, until it is found. */
    boolean waitingForStart;

    /** When more hosts begin with something: who was taken along has failed for good. */
    void countFailedWithAnother() {
        failed.addAll(failedWithAnother);
        failedWithAnother.clear();
    }

    boolean hasFailed(String host) {
        return failed.contains(host) || failedWithAnother.contains(host);
    }
}
