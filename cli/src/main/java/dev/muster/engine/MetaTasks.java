package dev.muster.engine;

import dev.muster.event.Event;
import dev.muster.event.Event.TaskInfo;
import dev.muster.playbook.Action;
import dev.muster.playbook.Task;
import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import dev.muster.step.Result;
import dev.muster.step.Result.Status;
import java.util.LinkedHashSet;
import java.util.Set;

/** The tasks {@code meta}, which steer the run itself. */
final class MetaTasks {

    /** Words that mean the same whatever {@code when} says, to Ansible. */
    private static final Set<String> UNCONDITIONAL = Set.of("noop", "refresh_inventory", "reset_connection");

    private static final Set<String> PER_HOST =
            Set.of("noop", "reset_connection", "end_host", "flush_handlers", "end_role");

    private static final Set<String> WORDS = Set.of(
            "clear_facts",
            "clear_host_errors",
            "end_batch",
            "end_host",
            "end_play",
            "end_role",
            "flush_handlers",
            "noop",
            "refresh_inventory",
            "reset_connection");

    private final Engine engine;
    private final PlayRunner runner;
    private final RunState state;
    private final Scopes.PlayContext context;
    private final Batch batch;

    MetaTasks(Engine engine, PlayRunner runner, RunState state, Scopes.PlayContext context, Batch batch) {
        this.engine = engine;
        this.runner = runner;
        this.state = state;
        this.context = context;
        this.batch = batch;
    }

    /** @return the hosts that failed in handlers that ran */
    Set<String> run(Action.Meta meta, Task task, Surroundings around, TaskInfo info, Set<String> who)
            throws InterruptedException {
        var chosen = new LinkedHashSet<String>();
        // Some words mean one host at a time, the others are said once and mean all.
        boolean each = PER_HOST.contains(meta.word());
        if (UNCONDITIONAL.contains(meta.word()) && !around.when().isEmpty()) {
            engine.event(new Event.Warning(meta.word() + " task does not support when conditional"));
        }
        if (!WORDS.contains(meta.word())) {
            runner.showStart(info);
            throw unknown(meta.word(), task);
        }
        for (var host : who) {
            runner.showStart(info);
            var scope = engine.scopes().ofTask(batch.host(host), context, task, around);
            boolean holds = Conditions.hold(around.when(), scope);
            var told = told(task, meta.word(), host, holds);
            if (holds && meta.word().equals("flush_handlers")) {
                runner.expandNotifications(host);
            }
            engine.event(new Event.Verbose(2, null, "META: " + told));
            if (holds) {
                chosen.addAll(each ? Set.of(host) : who);
            } else {
                runner.showResult(task, info);
                var skipped = Result.ok()
                        .as(Status.SKIPPED)
                        .with(
                                "msg",
                                meta.word().equals("end_host")
                                        ? "end_host conditional evaluated to false, continuing execution for " + host
                                        : meta.word())
                        .with("skip_reason", told);
                engine.event(new Event.HostFinished(info, host, null, skipped, false, false, java.time.Duration.ZERO));
            }
            if (!each) {
                break;
            }
        }
        if (chosen.isEmpty()) {
            return Set.of();
        }
        switch (meta.word()) {
            case "noop" -> {}
            case "flush_handlers" -> {
                if (batch.runsHandlers) {
                    throw new UserError("flush_handlers cannot be used as a handler").at(task.at());
                }
                return runner.flushEarly(chosen);
            }
            case "end_host" -> context.endedHosts.addAll(chosen);
            case "end_play" -> {
                context.endedHosts.addAll(context.batch);
                context.ended = true;
            }
            case "end_batch" -> context.endedHosts.addAll(context.batch);
            case "end_role" -> {
                if (task.role() == null) {
                    throw new UserError("Cannot execute 'end_role' from outside of a role").at(task.at());
                }
                chosen.forEach(host -> batch.endRole(host, task.role().path()));
            }
            case "clear_facts" ->
                chosen.forEach(host -> engine.scopes().memory(host).forgetFacts());
            case "clear_host_errors" -> {
                // This play goes on without them; the next one has them again.
                batch.clearings++;
                batch.forgiven.addAll(batch.hosts.keySet());
                state.failedWithAnother.clear();
                state.failed.removeAll(batch.hosts.keySet());
                state.unreachable.removeAll(batch.hosts.keySet());
            }
            case "refresh_inventory" -> engine.inventory().refresh();
            case "reset_connection" -> {
                for (var host : chosen) {
                    engine.modules().reset(new TaskRun(task, info, around, context), batch.host(host));
                }
            }
            default -> throw unknown(meta.word(), task);
        }
        return Set.of();
    }

    /** Told whatever {@code when} says, for that is asked for each word in a way of its own. */
    private static UserError unknown(String word, Task task) {
        return new UserError("invalid meta action requested: " + word)
                .at(task.at())
                .hint(Nearest.hint(word, WORDS));
    }

    /** What a meta task means for a host, or why it means nothing, in ansible-core's words. */
    private static String told(Task task, String word, String host, boolean holds) {
        var role = task.role() == null ? "" : task.role().name();
        var skipped = word + " conditional evaluated to False";
        return switch (word) {
            case "flush_handlers" ->
                holds ? "triggered running handlers for " + host : skipped + ", not running handlers for " + host;
            case "refresh_inventory" -> holds ? "inventory successfully refreshed" : skipped;
            case "clear_facts" -> holds ? "facts cleared" : skipped + ", not clearing facts and fact cache for " + host;
            case "clear_host_errors" ->
                holds ? "cleared host errors" : skipped + ", not clearing host error state for " + host;
            case "end_batch" -> holds ? "ending batch" : skipped + ", continuing current batch";
            case "end_play" -> holds ? "ending play" : skipped + ", continuing play";
            case "end_host" -> holds ? "ending play for " + host : skipped + ", continuing execution for " + host;
            case "end_role" ->
                holds ? "ending role " + role + " for " + host : skipped + "continuing role " + role + " for " + host;
            case "reset_connection" -> holds ? "reset connection" : skipped;
            default -> holds ? word : skipped;
        };
    }
}
