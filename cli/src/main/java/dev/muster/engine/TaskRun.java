package dev.muster.engine;

import dev.muster.event.Event;
import dev.muster.event.Event.TaskInfo;
import dev.muster.inventory.Host;
import dev.muster.playbook.Task;
import dev.muster.step.Result;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A task at its place in a play.
 *
 * @param around what stands around it; the task's own keywords are the innermost
 * @param events takes what happens while it runs, from any thread
 * @param leaves is told when a host begins to wait for its node
 */
record TaskRun(
        Task task,
        TaskInfo info,
        Surroundings around,
        Scopes.PlayContext context,
        Consumer<Event> events,
        Runnable leaves) {

    TaskRun(Task task, TaskInfo info, Surroundings around, Scopes.PlayContext context) {
        this(task, info, around, context, _ -> {}, () -> {});
    }

    /** The same for one worker. */
    TaskRun telling(Consumer<Event> events, Runnable leaves) {
        return new TaskRun(task, info, around, context, events, leaves);
    }

    /**
     * What became of a task on one host.
     *
     * @param results of each item, or the one result of a task without a loop
     * @param isTold whether the report knows of it already
     * @param includes what it asks to include, one an item that was not skipped
     */
    record Outcome(
            TaskInfo info,
            Host host,
            @Nullable String delegatedTo,
            @Nullable String factsTo,
            Result result,
            List<Result> results,
            List<Include> includes,
            boolean ignored,
            boolean ignoresUnreachable,
            boolean looped,
            List<String> notifies,
            Duration elapsed,
            boolean isTold) {

        /** The same, of which the report knows already. */
        Outcome told() {
            return new Outcome(
                    info,
                    host,
                    delegatedTo,
                    factsTo,
                    result,
                    results,
                    includes,
                    ignored,
                    ignoresUnreachable,
                    looped,
                    notifies,
                    elapsed,
                    true);
        }
    }

    /**
     * A file or role that a task asks to include.
     *
     * @param variables what the included tasks see: those of the task, of its loop
     */
    record Include(
            String name,
            Map<String, @Nullable Object> variables,
            Scope scope,
            @Nullable String label) {}
}
