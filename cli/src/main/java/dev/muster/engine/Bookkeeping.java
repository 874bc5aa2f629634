package dev.muster.engine;

import dev.muster.event.Event;
import dev.muster.modules.Invoked;
import dev.muster.playbook.Task;
import dev.muster.source.UserError;
import dev.muster.step.Result;
import dev.muster.step.Result.Status;
import dev.muster.value.Truth;
import java.util.Map;
import java.util.Set;

/** Takes what became of tasks: counters, variables, notified handlers, and the report. */
final class Bookkeeping {

    private final Engine engine;
    private final RunState state;
    private final Scopes.PlayContext context;
    private final Batch batch;

    Bookkeeping(Engine engine, RunState state, Scopes.PlayContext context, Batch batch) {
        this.engine = engine;
        this.state = state;
        this.context = context;
        this.batch = batch;
    }

    /** Counts, remembers and reports what became of a task on a host. */
    void collect(TaskRun.Outcome outcome, Task task, Set<String> all, Set<String> failed) {
        var host = outcome.host().name();
        var result = outcome.result();
        for (var each : all) {
            remember(outcome, task, each);
        }
        if (task.role() != null && result.status() != Status.SKIPPED && result.status() != Status.UNREACHABLE) {
            batch.ranTask(host, task.role());
        }
        outcome.results().forEach(each -> countCustom(each, all));
        switch (result.status()) {
            case OK -> {
                // An include counts for each file that it brings, when that is there.
                if (outcome.includes().isEmpty()) {
                    state.counters.add(host, Counters.Counter.OK);
                }
                if (result.changed()) {
                    state.counters.add(host, Counters.Counter.CHANGED);
                }
            }
            case SKIPPED -> state.counters.add(host, Counters.Counter.SKIPPED);
            case UNREACHABLE -> {
                if (outcome.ignoresUnreachable()) {
                    state.counters.add(host, Counters.Counter.OK);
                    state.counters.add(host, Counters.Counter.IGNORED);
                } else {
                    state.counters.add(host, Counters.Counter.UNREACHABLE);
                    state.unreachable.add(host);
                }
            }
            case FAILED, TIMED_OUT, UNKNOWN -> {
                if (outcome.ignored()) {
                    state.counters.add(host, Counters.Counter.OK);
                    state.counters.add(host, Counters.Counter.IGNORED);
                    if (result.changed()) {
                        state.counters.add(host, Counters.Counter.CHANGED);
                    }
                } else {
                    state.counters.add(host, Counters.Counter.FAILED);
                    failed.add(host);
                    batch.lastFailure.put(host, new Batch.Failure(task, result));
                }
            }
        }
        notify(outcome);
        if (!outcome.isTold()) {
            tell(outcome);
        }
    }

    /** Reports what became of a task on a host. */
    void tell(TaskRun.Outcome outcome) {
        engine.event(new Event.HostFinished(
                outcome.info(),
                outcome.host().name(),
                outcome.delegatedTo(),
                outcome.result(),
                outcome.ignored() || outcome.ignoresUnreachable(),
                outcome.looped(),
                outcome.elapsed()));
    }

    /** What {@code set_stats} gave, for each host of the task or for the run. */
    private void countCustom(Result result, Set<String> all) {
        if (result.status() != Status.OK
                || !(result.data().get("ansible_stats") instanceof Map<?, ?> stats)
                || !(stats.get("data") instanceof Map<?, ?> data)) {
            return;
        }
        var hosts = Truth.of(stats.get("per_host")) ? all : Set.of(CustomStats.RUN);
        for (var host : hosts) {
            data.forEach((name, value) ->
                    state.customStats.put(host, String.valueOf(name), value, Truth.of(stats.get("aggregate"))));
        }
    }

    /** Only the host that ran the task notifies, even where its result is everybody's. */
    private void notify(TaskRun.Outcome outcome) {
        var host = outcome.host().name();
        for (var wanted : outcome.notifies()) {
            var found = batch.handlers.wanted(wanted, host, this::handlerName);
            if (found.isEmpty()) {
                var missing = "The requested handler '" + wanted
                        + "' was not found in either the main handlers list nor in the listening handlers list";
                if (engine.options().habits().handlersMustExist()) {
                    throw new UserError(missing).at(outcome.info().at());
                }
                engine.warn(missing);
                continue;
            }
            if (batch.runsHandlers) {
                notify(found, host);
            } else {
                batch.handlers.save(wanted, host);
                engine.event(new Event.Verbose(2, null, "Notification for handler " + wanted + " has been saved."));
            }
        }
    }

    /** Turns what a host notified by name into handlers. */
    void expand(String host) {
        for (var wanted : batch.handlers.takeSaved(host)) {
            notify(batch.handlers.wanted(wanted, host, this::handlerName), host);
        }
    }

    private void notify(Set<Handlers.Entry> entries, String host) {
        for (var entry : entries) {
            if (batch.handlers.notify(entry, host)) {
                engine.event(new Event.Notified(entry.task().title(), host));
            }
        }
    }

    private String handlerName(Handlers.Entry entry, String host) {
        try {
            var scope = engine.scopes().ofTask(batch.host(host), context, entry.task(), entry.around());
            var text = Values.text(entry.task().name(), scope);
            return text == null ? "" : text;
        } catch (UserError e) {
            if (entry.task().course().listen().isEmpty()) {
                engine.warn("Handler '" + entry.task().title()
                        + "' is unusable because it has no listen topics and the name could not be templated "
                        + "(host-specific variables are not supported in handler names). The error: " + e.what());
            }
            return entry.task().title();
        }
    }

    private void remember(TaskRun.Outcome outcome, Task task, String host) {
        var memory = engine.scopes().memory(host);
        var name = outcome.info().action().substring(outcome.info().action().lastIndexOf('.') + 1);
        for (var result : outcome.results()) {
            var facts = outcome.factsTo() == null
                    ? memory
                    : engine.scopes()
                            .memory(String.valueOf(
                                    result.data().getOrDefault(TaskRunner.DELEGATED, outcome.factsTo())));
            if (!result.facts().isEmpty() && result.status() != Status.UNREACHABLE) {
                switch (name) {
                    case "include_vars" -> memory.include(Layer.Item.written(result.facts()));
                    case "set_fact" -> {
                        facts.set(engine.scopes()
                                .kept(result.facts(), outcome.info().at()));
                        if (Boolean.TRUE.equals(result.data().get("_ansible_facts_cacheable"))) {
                            facts.learn(result.facts());
                        }
                    }
                    default -> facts.learn(result.facts());
                }
            }
        }
        if (task.course().register() != null) {
            var registered = Map.of(
                    task.course().register(), Registered.of(outcome.result().without(Invoked.KEY)));
            // The items of a loop stand in its results as they are, and may be conditions still.
            memory.set(
                    outcome.looped()
                            ? engine.scopes().kept(registered, outcome.info().at())
                            : registered);
        }
    }
}
