package dev.muster.engine;

import dev.muster.event.Event;
import dev.muster.event.Event.TaskInfo;
import dev.muster.inventory.Host;
import dev.muster.playbook.Action;
import dev.muster.playbook.Block;
import dev.muster.playbook.Keyword;
import dev.muster.playbook.Play;
import dev.muster.playbook.Role;
import dev.muster.playbook.Task;
import dev.muster.playbook.TaskItem;
import dev.muster.source.UserError;
import dev.muster.step.Result;
import dev.muster.step.Result.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One batch of a play: all hosts go through the tasks together (the strategy {@code linear}). A failed host leaves the list of
 * tasks it is in, and goes on in the rescue or always part of a block around it.
 */
final class PlayRunner {

    private static final Set<String> PER_HOST =
            Set.of("noop", "reset_connection", "end_host", "flush_handlers", "end_role");

    private final Engine engine;
    private final RunState state;
    private final Scopes.PlayContext context;
    private final Surroundings top;
    private final TagFilter tags;
    private final boolean forceHandlers;
    private final double maxFailPercentage;
    private final Handlers handlers = new Handlers();
    private final Map<String, Host> hosts = new LinkedHashMap<>();
    /** Hosts that {@code meta: end_host} and its kin took out. */
    private final Set<String> ended = new HashSet<>();

    private final Set<String> ranRoles = new HashSet<>();
    private final Set<String> endedRoles = new HashSet<>();
    private final Map<String, Failure> lastFailure = new HashMap<>();
    private final Set<String> handlerFailed = new HashSet<>();
    private final Set<String> forgiven = new HashSet<>();
    private boolean aborted;
    private boolean playEnded;

    private record Failure(Task task, Result result) {}

    PlayRunner(
            Engine engine,
            RunState state,
            Scopes.PlayContext context,
            Play play,
            List<Host> batch,
            boolean forceHandlers,
            double maxFailPercentage) {
        this.engine = engine;
        this.state = state;
        this.context = context;
        this.top = Surroundings.of(play.keywords());
        this.tags = engine.tags();
        this.forceHandlers = forceHandlers;
        this.maxFailPercentage = maxFailPercentage;
        batch.forEach(host -> hosts.put(host.name(), host));
        handlers.add(play.allHandlers(), top);
    }

    /** Whether {@code meta: end_play} was met. */
    boolean ended() {
        return playEnded;
    }

    Set<String> run(Play play, @Nullable Task gather) throws InterruptedException {
        var failed = new LinkedHashSet<String>();
        var all = new LinkedHashSet<>(hosts.keySet());
        if (gather != null && !state.waitingForStart) {
            failed.addAll(task(gather, top.in(gather.keywords()), all, false));
        }
        section(play.preTasks(), all, failed);
        for (var role : play.roles()) {
            failed.addAll(role(role, top, without(all, failed)));
        }
        if (!play.roles().isEmpty() && play.tasks().isEmpty()) {
            flush(all, failed);
        }
        section(play.tasks(), all, failed);
        section(play.postTasks(), all, failed);
        failed.removeAll(forgiven);
        return failed;
    }

    private void section(List<TaskItem> items, Set<String> all, Set<String> failed) throws InterruptedException {
        failed.addAll(items(items, top, without(all, failed)));
        flush(all, failed);
    }

    private void flush(Set<String> all, Set<String> failed) throws InterruptedException {
        // A host that failed in a handler runs no more of them, forced or not.
        handlerFailed.addAll(flush(without(all, forceHandlers ? handlerFailed : failed)));
        failed.addAll(handlerFailed);
    }

    private Set<String> flush(Set<String> among) throws InterruptedException {
        var failed = new LinkedHashSet<String>();
        boolean again = handlers.anyNotified(live(among));
        while (again && !aborted) {
            again = false;
            for (var entry : handlers.entries()) {
                var who = handlers.take(entry, live(without(among, failed)));
                if (!who.isEmpty()) {
                    failed.addAll(task(entry.task(), entry.around(), who, true));
                    again = handlers.anyNotified(live(without(among, failed)));
                }
            }
        }
        return failed;
    }

    private Set<String> role(Role role, Surroundings around, Set<String> among) throws InterruptedException {
        var failed = new LinkedHashSet<String>();
        var inner = around.in(role.ref().keywords());
        context.dependencies.put(role.ref(), role.dependencies());
        for (var dependency : role.dependencies()) {
            failed.addAll(role(dependency, inner, without(among, failed)));
        }
        var who = new LinkedHashSet<String>();
        for (var host : without(among, failed)) {
            // A role that ran on a host with the same parameters does not run there again.
            if (ranRoles.add(host + "\0" + role.ref().identity()) || role.ref().allowDuplicates()) {
                who.add(host);
            }
        }
        failed.addAll(items(role.tasks(), inner, who));
        endedRoles.removeIf(each -> each.endsWith("\0" + role.ref().path()));
        return failed;
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        var rest = new LinkedHashSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    private Set<String> live(Set<String> among) {
        var live = new LinkedHashSet<>(among);
        live.removeAll(ended);
        live.removeAll(state.unreachable);
        return live;
    }

    /** Runs a list for some hosts and tells who failed in it. */
    private Set<String> items(List<TaskItem> items, Surroundings around, Set<String> among)
            throws InterruptedException {
        var failed = new LinkedHashSet<String>();
        for (var item : items) {
            var who = live(without(among, failed));
            if (who.isEmpty() || aborted) {
                break;
            }
            failed.addAll(
                    switch (item) {
                        case Task task -> task(task, around.in(task.keywords()), who, false);
                        case Block block -> block(block, around.in(block.keywords()), who);
                    });
        }
        return failed;
    }

    private Set<String> block(Block block, Surroundings around, Set<String> among) throws InterruptedException {
        if (block.imported() != null) {
            context.dependencies.put(block.imported().ref(), block.imported().dependencies());
        }
        var failed = items(block.block(), around, among);
        if (!block.rescue().isEmpty() && !failed.isEmpty() && !aborted) {
            var rescued = live(failed);
            for (var host : rescued) {
                var failure = lastFailure.remove(host);
                if (failure != null) {
                    // What was counted as a failure when it happened is rescued now, even if the rescue fails in its turn.
                    state.counters.add(host, Counters.Counter.RESCUED);
                    state.counters.add(host, Counters.Counter.FAILED, -1);
                    var facts = new LinkedHashMap<String, @Nullable Object>();
                    facts.put("ansible_failed_task", described(failure.task()));
                    facts.put("ansible_failed_result", Registered.of(failure.result()));
                    engine.scopes().memory(host).set(facts);
                }
            }
            var again = items(block.rescue(), around, rescued);
            for (var host : without(rescued, again)) {
                failed.remove(host);
            }
        }
        if (!block.always().isEmpty() && !aborted) {
            failed.addAll(items(block.always(), around, live(among)));
        }
        return failed;
    }

    private static Map<String, @Nullable Object> described(Task task) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("name", task.title());
        map.put("action", task.action().name());
        var arguments = new LinkedHashMap<String, @Nullable Object>();
        task.args().forEach((name, binding) -> arguments.put(name, text(binding.value())));
        map.put("args", arguments);
        return map;
    }

    /** A value without anything that would be rendered. */
    private static @Nullable Object text(@Nullable Object raw) {
        return raw instanceof dev.muster.value.Template template ? template.text() : raw;
    }

    private Set<String> task(Task task, Surroundings around, Set<String> among, boolean handler)
            throws InterruptedException {
        if (task.role() != null) {
            var path = task.role().path();
            among.removeIf(host -> endedRoles.contains(host + "\0" + path));
        }
        var who = new LinkedHashSet<>(live(among));
        if (who.isEmpty()) {
            return Set.of();
        }
        var scope = engine.scopes().ofTask(host(who.iterator().next()), context, task, around);
        if (!handler && !tags.admits(tagTexts(around, scope))) {
            return Set.of();
        }
        var info = info(task, around, scope, handler);
        if (state.waitingForStart) {
            var start = engine.options().selection().startAt();
            if (!info.name().equals(start) && !task.title().equals(start)) {
                return Set.of();
            }
            state.waitingForStart = false;
        }
        var active = new LinkedHashSet<>(context.hosts);
        active.removeAll(state.failed);
        context.active = List.copyOf(live(active));
        if (task.action() instanceof Action.Meta meta) {
            return meta(meta, task, around, info, who);
        }
        boolean once = Values.truth(around.nearest(Keyword.RUN_ONCE), scope, false)
                || info.action().endsWith("add_host");
        engine.event(new Event.TaskStarted(info));
        var running = once ? new LinkedHashSet<>(List.of(who.iterator().next())) : who;
        int throttle = (int) Values.number(around.nearest(Keyword.THROTTLE), scope, 0);
        var run = new TaskRun(task, info, around, context, engine.fromWorkers());
        var failed = new LinkedHashSet<String>();
        var includes = new LinkedHashMap<String, List<TaskRun.Outcome>>();
        engine.onEach(run, running.stream().map(this::host).toList(), throttle, outcome -> {
            collect(outcome, task, once ? who : Set.of(outcome.host().name()), failed);
            outcome.includes()
                    .forEach(include -> includes.computeIfAbsent(
                                    include.name() + "\0" + include.variables(), _ -> new ArrayList<>())
                            .add(outcome));
        });
        if (once && !failed.isEmpty()) {
            failed.addAll(who);
        }
        boolean fatal = !failed.isEmpty() && Values.truth(around.nearest(Keyword.ANY_ERRORS_FATAL), scope, false);
        if (fatal) {
            failed.addAll(who);
        }
        if (maxFailPercentage >= 0) {
            var lost = new LinkedHashSet<>(failed);
            state.unreachable.stream().filter(hosts::containsKey).forEach(lost::add);
            if (100.0 * lost.size() / hosts.size() > maxFailPercentage) {
                aborted = true;
                failed.addAll(who);
                // Ansible says it for the percentage, and once more because the play breaks off.
                engine.event(new Event.NoHostsRemaining());
                engine.event(new Event.NoHostsRemaining());
            }
        }
        if (!includes.isEmpty()) {
            failed.addAll(new Includes(engine, this, context, handlers).run(task, around, includes.values(), failed));
        }
        return failed;
    }

    /** For {@link Includes}: runs what was included. */
    Set<String> included(List<TaskItem> items, Surroundings around, Set<String> who) throws InterruptedException {
        return items(items, around, who);
    }

    Set<String> includedRole(Role role, Surroundings around, Set<String> who) throws InterruptedException {
        return role(role, around, who);
    }

    private List<String> tagTexts(Surroundings around, Scope scope) {
        return around.tags().stream()
                .flatMap(tag -> Values.texts(Values.rendered(tag, scope)).stream())
                .flatMap(text -> java.util.Arrays.stream(text.split(",")))
                .map(String::strip)
                .toList();
    }

    private Host host(String name) {
        return java.util.Objects.requireNonNull(hosts.get(name));
    }

    private static String unnamed(Task task) {
        return task.action() instanceof Action.IncludeRole include
                ? task.action().name() + " : " + text(include.role().value())
                : task.action().name();
    }

    private static TaskInfo info(Task task, Surroundings around, Scope scope, boolean handler) {
        String name;
        try {
            var text = Values.text(task.name(), scope);
            name = text == null ? unnamed(task) : text;
        } catch (UserError e) {
            name = task.title();
        }
        boolean check;
        boolean noLog;
        try {
            check = Values.truth(
                    around.nearest(Keyword.CHECK_MODE), scope, Boolean.TRUE.equals(scope.get("ansible_check_mode")));
            noLog = Values.truth(around.nearest(Keyword.NO_LOG), scope, false);
        } catch (UserError e) {
            check = false;
            noLog = true;
        }
        var arguments = new LinkedHashMap<String, @Nullable Object>();
        if (!noLog) {
            task.args().forEach((key, binding) -> arguments.put(key, text(binding.value())));
        }
        var role = task.role();
        return new TaskInfo(
                name,
                task.action().name(),
                role == null ? null : role.name(),
                task.at(),
                handler,
                check,
                noLog,
                arguments);
    }

    /** Counts, remembers and reports what became of a task on a host. */
    private void collect(TaskRun.Outcome outcome, Task task, Set<String> all, Set<String> failed) {
        var host = outcome.host().name();
        var result = outcome.result();
        for (var each : all) {
            remember(outcome, task, each);
        }
        switch (result.status()) {
            case OK -> {
                state.counters.add(host, Counters.Counter.OK);
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
                    lastFailure.put(host, new Failure(task, result));
                }
            }
        }
        // An include that works is told of by the files it brings.
        if (outcome.includes().isEmpty() || result.isFailed()) {
            engine.event(new Event.HostFinished(
                    outcome.info(),
                    host,
                    outcome.delegatedTo(),
                    result,
                    outcome.ignored() || outcome.ignoresUnreachable(),
                    outcome.looped(),
                    outcome.elapsed()));
        }
        notify(outcome, all);
    }

    private void notify(TaskRun.Outcome outcome, Set<String> all) {
        for (var wanted : outcome.notifies()) {
            for (var host : all) {
                var fresh = handlers.notify(wanted, host, (entry, name) -> {
                    try {
                        var scope = engine.scopes().ofTask(host(name), context, entry.task(), entry.around());
                        var text = Values.text(entry.task().name(), scope);
                        return text == null ? "" : text;
                    } catch (UserError e) {
                        return entry.task().title();
                    }
                });
                if (fresh == null) {
                    throw new UserError(
                                    "The requested handler '" + wanted
                                            + "' was not found in either the main handlers list nor in the listening handlers list")
                            .at(outcome.info().at());
                }
                fresh.forEach(
                        entry -> engine.event(new Event.Notified(entry.task().title(), host)));
            }
        }
    }

    private void remember(TaskRun.Outcome outcome, Task task, String host) {
        var memory = engine.scopes().memory(host);
        var facts = outcome.factsTo() == null ? memory : engine.scopes().memory(outcome.factsTo());
        var name = outcome.info().action().substring(outcome.info().action().lastIndexOf('.') + 1);
        for (var result : outcome.results()) {
            if (!result.facts().isEmpty() && result.status() != Status.UNREACHABLE) {
                switch (name) {
                    case "include_vars" -> memory.include(result.facts());
                    case "set_fact" -> {
                        facts.set(result.facts());
                        if (Boolean.TRUE.equals(result.data().get("_ansible_facts_cacheable"))) {
                            facts.learn(result.facts());
                        }
                    }
                    default -> facts.learn(result.facts());
                }
            }
        }
        if (task.register() != null) {
            memory.set(Map.of(task.register(), Registered.of(outcome.result())));
        }
    }

    private Set<String> meta(Action.Meta meta, Task task, Surroundings around, TaskInfo info, Set<String> who)
            throws InterruptedException {
        var chosen = new LinkedHashSet<String>();
        // Some words mean one host at a time, the others are said once and mean all.
        boolean each = PER_HOST.contains(meta.word());
        for (var host : who) {
            engine.event(new Event.TaskStarted(info));
            var scope = engine.scopes().ofTask(host(host), context, task, around);
            if (Values.holds(around.when(), scope)) {
                chosen.addAll(each ? Set.of(host) : who);
            } else {
                var skipped = Result.ok().as(Status.SKIPPED);
                engine.event(new Event.HostFinished(
                        info, host, null, skipped, false, false, java.time.Duration.ZERO));
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
                return flush(forceHandlers ? live(hosts.keySet()) : chosen);
            }
            case "end_host" -> ended.addAll(chosen);
            case "end_play" -> {
                ended.addAll(hosts.keySet());
                playEnded = true;
            }
            case "end_batch" -> ended.addAll(hosts.keySet());
            case "end_role" -> {
                if (task.role() == null) {
                    throw new UserError("Cannot execute 'end_role' from outside of a role").at(task.at());
                }
                chosen.forEach(host -> endedRoles.add(host + "\0" + task.role().path()));
            }
            case "clear_facts" ->
                chosen.forEach(host -> engine.scopes().memory(host).forgetFacts());
            case "clear_host_errors" -> {
                // This play goes on without them; the next one has them again.
                forgiven.addAll(hosts.keySet());
                state.failed.removeAll(hosts.keySet());
                state.unreachable.removeAll(hosts.keySet());
            }
            case "reset_connection" -> {
                for (var host : chosen) {
                    engine.modules().reset(new TaskRun(task, info, around, context, engine.fromWorkers()), host(host));
                }
            }
            default ->
                throw new UserError("meta task '" + meta.word() + "' is not supported")
                        .at(task.at())
                        .hint(
                                "supported are noop, flush_handlers, end_host, end_play, end_batch, end_role, clear_facts, "
                                        + "clear_host_errors and reset_connection");
        }
        return Set.of();
    }
}
