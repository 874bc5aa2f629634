package dev.muster.event;

import dev.muster.source.Position;
import dev.muster.step.Result;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One thing that happened in a run. Listeners are called from one thread at a time, in the order things are reported. */
public sealed interface Event {

    /** A task as reports know it. {@code name} is rendered; {@code role} is null outside a role. */
    record TaskInfo(
            String name,
            String action,
            @Nullable String role,
            @Nullable Position at,
            boolean handler,
            boolean check,
            boolean noLog,
            Map<String, @Nullable Object> arguments) {}

    record PlaybookStarted(String file) implements Event {}

    /**
     * A play begins.
     *
     * @param patterns what the play says of its hosts
     * @param hosts the hosts of this batch
     */
    record PlayStarted(String name, @Nullable Position at, List<String> patterns, List<String> hosts, boolean check)
            implements Event {}

    /** The play's pattern matched no host. */
    record NoHostsMatched() implements Event {}

    /** Every host of the play has failed or is unreachable. */
    record NoHostsRemaining() implements Event {}

    record TaskStarted(TaskInfo task) implements Event {}

    /** A step begins on a host; only live views show it. */
    record HostStarted(TaskInfo task, String host) implements Event {}

    /**
     * A host is done with a task.
     *
     * @param delegatedTo the host it really ran on, or null
     * @param ignored whether a failure is ignored by {@code ignore_errors} or {@code ignore_unreachable}
     * @param looped whether items were reported before
     */
    record HostFinished(
            TaskInfo task,
            String host,
            @Nullable String delegatedTo,
            Result result,
            boolean ignored,
            boolean looped,
            Duration elapsed)
            implements Event {}

    /** One item of a loop is done; {@code label} is what stands behind {@code (item=...)}. */
    record ItemFinished(
            TaskInfo task, String host, @Nullable String delegatedTo, Result result, boolean ignored, String label)
            implements Event {}

    /** An {@code until} loop tries again. */
    record Retrying(TaskInfo task, String host, @Nullable String delegatedTo, int retriesLeft, Result result)
            implements Event {}

    /** A job in the background of a node, and what was seen of it. */
    record JobSeen(TaskInfo task, String host, String job, JobState state) implements Event {}

    /** What can be seen of a job: that it still runs, and how it ended. */
    enum JobState {
        POLLED,
        OK,
        FAILED
    }

    /** A dynamic include brought these hosts a file. */
    record Included(
            String file, List<String> hosts, @Nullable String label) implements Event {}

    /** A handler was notified for the first time. */
    record Notified(String handler, String host) implements Event {}

    record Warning(String text) implements Event {}

    record Deprecation(String text) implements Event {}

    /** An error that belongs to no single result, already in the form for a user. */
    record ErrorText(String text) implements Event {}

    /** Free text for a level of verbosity, 1 to 5, or 0 for what is always shown. */
    record Verbose(int level, @Nullable String host, String text) implements Event {}

    /**
     * The counters at the end, one line a host.
     *
     * @param custom what the tasks added to the statistics, by host; of the whole run under {@code _run}
     */
    record Recap(Map<String, Stats> hosts, Map<String, Map<String, @Nullable Object>> custom) implements Event {
        public Recap(Map<String, Stats> hosts) {
            this(hosts, Map.of());
        }
    }

    /** Ansible's seven counters of one host. */
    record Stats(int ok, int changed, int unreachable, int failed, int skipped, int rescued, int ignored) {

        public static final Stats NONE = new Stats(0, 0, 0, 0, 0, 0, 0);
    }

    // The bootstrap.

    /** A phase begins: its number and title, and how many phases there are. */
    record PhaseStarted(int number, int of, String name, String title) implements Event {}

    /** Something worth a line about one node in a phase. */
    record PhaseProgress(String node, String text, boolean changed) implements Event {}

    /** A node is out, with the cause and what to do. */
    record NodeFailed(
            String node,
            String phase,
            String cause,
            @Nullable String hint) implements Event {}

    record PhaseFinished(String name, Duration elapsed, int done, int changed, int failed) implements Event {}
}
