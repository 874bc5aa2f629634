package dev.muster.engine;

import dev.muster.event.Event;
import dev.muster.event.Event.TaskInfo;
import dev.muster.inventory.Host;
import dev.muster.playbook.Action;
import dev.muster.playbook.Block;
import dev.muster.playbook.HandlerList;
import dev.muster.playbook.Keyword;
import dev.muster.playbook.Play;
import dev.muster.playbook.Role;
import dev.muster.playbook.Task;
import dev.muster.playbook.TaskItem;
import dev.muster.source.UserError;
import dev.muster.value.Truth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * One batch of a play: all hosts go through the tasks together (the strategy {@code linear}). A failed host leaves the list of
 * tasks it is in, and goes on in the rescue or always part of a block around it.
 */
final class PlayRunner {

    /** Actions that are done once, whatever the hosts (ansible-core's {@code BYPASS_HOST_LOOP}). */
    private static final Set<String> BYPASSING = Set.of("add_host", "pause");

    private final Engine engine;
    private final RunState state;
    private final Scopes.PlayContext context;
    private final Surroundings top;
    private final TagFilter tags;
    private final boolean forceHandlers;
    private final double maxFailPercentage;
    private final Batch batch;
    private final Bookkeeping books;
    private final MetaTasks metas;

    private final Set<String> ranRoles = new HashSet<>();
    private final Set<String> handlerFailed = new HashSet<>();
    private final @Nullable FreeRun free;
    private boolean waitingForStart;
    private boolean aborted;
    /** In how many blocks with a rescue or always part that is still to come. */
    private int protecting;

    /** One of the hosts that each go their own way. */
    PlayRunner(
            Engine engine,
            RunState state,
            Scopes.PlayContext context,
            Play play,
            List<Host> hosts,
            boolean forceHandlers,
            FreeRun free) {
        this(engine, state, context, play, hosts, forceHandlers, -1, free);
    }

    /** Hosts that go together. */
    PlayRunner(
            Engine engine,
            RunState state,
            Scopes.PlayContext context,
            Play play,
            List<Host> hosts,
            boolean forceHandlers,
            double maxFailPercentage) {
        this(engine, state, context, play, hosts, forceHandlers, maxFailPercentage, null);
    }

    private PlayRunner(
            Engine engine,
            RunState state,
            Scopes.PlayContext context,
            Play play,
            List<Host> hosts,
            boolean forceHandlers,
            double maxFailPercentage,
            @Nullable FreeRun free) {
        this.free = free;
        this.waitingForStart = state.waitingForStart;
        this.engine = engine;
        this.state = state;
        this.context = context;
        this.top = Surroundings.of(play.keywords());
        this.tags = engine.tags();
        this.forceHandlers = forceHandlers;
        this.maxFailPercentage = maxFailPercentage;
        this.batch = new Batch(hosts, state, context, engine::warn);
        this.books = new Bookkeeping(engine, state, context, batch);
        this.metas = new MetaTasks(engine, this, state, context, batch);
        batch.handlers.add(HandlerList.of(play), top);
    }

    Set<String> run(Play play, @Nullable Task gather) throws InterruptedException {
        var failed = new LinkedHashSet<String>();
        var all = new LinkedHashSet<>(batch.hosts.keySet());
        var start = engine.options().selection().startAt();
        if (gather != null && (!waitingForStart || start != null && StartAt.isIn(play, start))) {
            boolean waiting = waitingForStart;
            waitingForStart = false;
            failed.addAll(task(gather, top.in(gather.keywords()), gathering(play, all)));
            waitingForStart = waiting;
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
        failed.removeAll(batch.forgiven);
        return failed;
    }

    /** With the habit {@code smart} a host that was asked before is not asked again. */
    private Set<String> gathering(Play play, Set<String> all) {
        var some = new LinkedHashSet<>(all);
        if (engine.options().habits().gathering().equals("smart")) {
            some.removeIf(host -> engine.scopes().memory(host).facts().containsKey("module_setup"));
        }
        return some;
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

    /** Turns what a host notified by name into handlers. */
    void expandNotifications(String host) {
        books.expand(host);
    }

    /** For {@code meta: flush_handlers}. */
    Set<String> flushEarly(Set<String> chosen) throws InterruptedException {
        return flush(forceHandlers ? batch.live(batch.hosts.keySet()) : chosen);
    }

    /** Runs the handlers once, in their order: one that is notified after its turn waits for the next time. */
    private Set<String> flush(Set<String> among) throws InterruptedException {
        var failed = new LinkedHashSet<String>();
        batch.live(among).forEach(books::expand);
        batch.runsHandlers = true;
        for (var entry : batch.handlers.entries()) {
            var who = batch.handlers.take(entry, batch.live(without(among, failed)));
            if (!who.isEmpty() && !aborted) {
                failed.addAll(task(entry.task(), entry.around(), who));
            }
        }
        batch.runsHandlers = false;
        return failed;
    }

    private Set<String> role(Role role, Surroundings around, Set<String> among) throws InterruptedException {
        var failed = new LinkedHashSet<String>();
        var inner = around.in(role.ref().keywords());
        context.dependencies.put(role.ref(), role.dependencies());
        for (var dependency : role.dependencies()) {
            failed.addAll(role(dependency, inner, without(among, failed)));
        }
        failed.addAll(once(role, role.tasks(), inner, without(among, failed)));
        batch.leaveRole(role.ref().path());
        return failed;
    }

    /** Runs a role where it did not run yet with the same parameters. It has run where one of its tasks was not skipped. */
    private Set<String> once(Role role, List<TaskItem> tasks, Surroundings around, Set<String> among)
            throws InterruptedException {
        var identity = role.ref().identity();
        var who = new LinkedHashSet<>(among);
        if (!role.ref().allowDuplicates()) {
            who.removeIf(host -> ranRoles.contains(host + "\0" + identity));
        }
        var failed = items(tasks, around, who);
        // A role that ran already is passed over task by task, and the tasks of roles that it imports are theirs.
        failed.addAll(items(Block.importedIn(tasks), around, without(among, who)));
        for (var host : batch.live(without(who, failed))) {
            if (batch.ranTaskOf(host, identity)) {
                ranRoles.add(host + "\0" + identity);
            }
        }
        return failed;
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        var rest = new LinkedHashSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    /** Runs a list for some hosts and tells who failed in it. */
    private Set<String> items(List<TaskItem> items, Surroundings around, Set<String> among)
            throws InterruptedException {
        var failed = new LinkedHashSet<String>();
        for (var item : items) {
            among.stream().filter(batch.doomed::remove).forEach(failed::add);
            var who = batch.live(without(among, failed));
            if (who.isEmpty() || aborted) {
                break;
            }
            failed.addAll(
                    switch (item) {
                        case Task task -> task(task, around.in(task.keywords()), who);
                        case Block block -> block(block, around.in(block.keywords()), who);
                    });
        }
        return failed;
    }

    /** Items whose failures are not the end of a host when there is something behind them for it. */
    private Set<String> protectedItems(
            List<TaskItem> items, Surroundings around, Set<String> among, boolean isProtected)
            throws InterruptedException {
        protecting += isProtected ? 1 : 0;
        try {
            return items(items, around, among);
        } finally {
            protecting -= isProtected ? 1 : 0;
        }
    }

    private Set<String> block(Block block, Surroundings around, Set<String> among) throws InterruptedException {
        if (block.imported() != null) {
            context.dependencies.put(block.imported().ref(), block.imported().dependencies());
        }
        if (block.imported() != null
                && (block.origin() == Block.Origin.DEPENDENCY
                        || !block.imported().ref().allowDuplicates())) {
            return once(block.imported(), block.block(), around, among);
        }
        boolean rescues = !block.rescue().isEmpty();
        boolean always = !block.always().isEmpty();
        var failed = protectedItems(block.block(), around, among, rescues || always);
        // A second failure at once is one in the part behind.
        var beyondRescue = batch.takeFailedTwice(failed);
        var beyondAlways = rescues ? new LinkedHashSet<String>() : new LinkedHashSet<>(beyondRescue);
        if (rescues && !failed.isEmpty() && !aborted) {
            var rescued = batch.live(without(failed, beyondRescue));
            context.removed.removeAll(rescued);
            for (var host : rescued) {
                var failure = batch.lastFailure.remove(host);
                if (failure != null) {
                    // What was counted as a failure when it happened is rescued now, even if the rescue fails in its
                    // turn.
                    state.counters.add(host, Counters.Counter.RESCUED);
                    state.counters.add(host, Counters.Counter.FAILED, -1);
                    var facts = new LinkedHashMap<String, @Nullable Object>();
                    facts.put("ansible_failed_task", TaskInfos.failed(failure.task()));
                    facts.put("ansible_failed_result", Registered.of(failure.result()));
                    engine.scopes().memory(host).set(facts);
                }
            }
            var again = protectedItems(block.rescue(), around, rescued, always);
            beyondAlways.addAll(batch.takeFailedTwice(again));
            for (var host : without(rescued, again)) {
                failed.remove(host);
            }
        }
        if (always && !aborted) {
            int clearings = batch.clearings;
            var last = items(block.always(), around, batch.live(without(among, beyondAlways)));
            batch.takeFailedTwice(last);
            if (batch.clearings > clearings) {
                failed.clear();
            }
            failed.addAll(last);
        }
        return failed;
    }

    private Set<String> task(Task task, Surroundings around, Set<String> among) throws InterruptedException {
        if (task.role() != null) {
            var path = task.role().path();
            among.removeIf(host -> batch.hasEndedRole(host, path));
        }
        var who = new LinkedHashSet<>(batch.live(among));
        if (who.isEmpty()) {
            return Set.of();
        }
        if (context.play != null) {
            who.forEach(host -> engine.varsFiles().refresh(context.play, batch.host(host), context));
        }
        var scope = engine.scopes().ofTask(batch.host(who.iterator().next()), context, task, around);
        if (!task.handler() && !tags.admits(tagTexts(around, scope))) {
            return Set.of();
        }
        engine.reserved().check(scope);
        var info = TaskInfos.of(task, around, scope, engine.options().habits().noLog(), engine.modules()::isSecret);
        if (waitingForStart) {
            var start = engine.options().selection().startAt();
            if (start != null && !StartAt.isNamed(start, task)) {
                return Set.of();
            }
            waitingForStart = false;
            state.waitingForStart = false;
        }
        if (task.action() instanceof Action.Rendered(var written)) {
            // A name that cannot be told is nobody's failure.
            scope.value(written);
        }
        var active = new LinkedHashSet<>(context.hosts);
        active.removeAll(state.failed);
        active.removeAll(context.removed);
        context.active = List.copyOf(batch.live(active));
        if (task.action() instanceof Action.Meta meta) {
            return metas.run(meta, task, around, info, who);
        }
        if (!engine.options().selection().step().test(shownName(info))) {
            return Set.of();
        }
        boolean shared = Truth.of(Values.rendered(around.nearest(Keyword.RUN_ONCE, scope), scope));
        boolean once = shared
                || BYPASSING.contains(info.action().substring(info.action().lastIndexOf('.') + 1));
        showStart(info);
        if (free != null) {
            refuseTogether(task, info, around, scope);
        }
        var running = once ? new LinkedHashSet<>(List.of(who.iterator().next())) : who;
        int throttle = Throttle.of(around, scope);
        var run = new TaskRun(task, info, around, context);
        var failed = new LinkedHashSet<String>();
        var including = new ArrayList<TaskRun.Outcome>();
        var gate = throttle <= 0 ? null : free == null ? new Semaphore(throttle) : free.gate(task, throttle);
        engine.onEach(run, running.stream().map(batch::host).toList(), gate, event -> told(event, task), outcome -> {
            showResult(task, info);
            var last = debugged(run, outcome, scope);
            books.collect(
                    last,
                    task,
                    shared ? batch.reachable() : Set.of(outcome.host().name()),
                    failed);
            if (!last.includes().isEmpty()) {
                including.add(last);
            }
        });
        var includes = new Includes(engine, this, context, batch.handlers);
        var ready = including.isEmpty() ? List.<Includes.Ready>of() : includes.read(task, around, including, failed);
        if (isFatal(once, around) && lost(running, failed)) {
            // Whoever goes on elsewhere, in another include or a rescue, fails when its turn comes.
            batch.live(batch.hosts.keySet()).stream()
                    .filter(host -> !who.contains(host))
                    .forEach(batch.doomed::add);
            // Those that are lost already count as failed, too, as with Ansible.
            // A rescue brings them back for this play and not for the next one.
            state.failedWithAnother.addAll(batch.live(without(batch.hosts.keySet(), failed)));
            if (shared && !failed.isEmpty()) {
                batch.failedTwice.addAll(without(who, failed));
            }
            failed.addAll(who);
        }
        if (protecting == 0) {
            batch.failedForGood.addAll(failed);
        }
        if (maxFailPercentage >= 0) {
            if (100.0 * batch.failedForGood.size() / batch.hosts.size() > maxFailPercentage) {
                aborted = true;
                failed.addAll(who);
                // Ansible says it for the percentage, and once more because the play breaks off.
                engine.event(new Event.NoHostsRemaining());
                engine.event(new Event.NoHostsRemaining());
            }
        }
        context.removed.addAll(failed);
        failed.addAll(includes.run(ready, failed));
        return failed;
    }

    /** What counts after somebody looked at a result in the debugger, which may run the task again. */
    private TaskRun.Outcome debugged(TaskRun run, TaskRun.Outcome outcome, Scope scope) {
        var last = outcome;
        var now = run;
        while (Debugger.wanted(now, last, scope, context.debugs)) {
            books.tell(last);
            var again = new Debugger(engine, now, last).ask();
            if (again == null) {
                return last.told();
            }
            now = again;
            try {
                last = engine.once(again.telling(event -> told(event, run.task()), () -> {}), outcome.host());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Debugger.Quit();
            }
        }
        return last;
    }

    /** By what is written, for a strategy renders neither of these (ansible-core's {@code StrategyModule.run}). */
    private boolean isFatal(boolean once, Surroundings around) {
        var fatal = around.nearest(Keyword.ANY_ERRORS_FATAL);
        return (once || Values.written(fatal, engine.options().habits().anyErrorsFatal()))
                && !Values.written(around.nearest(Keyword.IGNORE_ERRORS), false);
    }

    private boolean lost(Set<String> running, Set<String> failed) {
        return !failed.isEmpty() || running.stream().anyMatch(state.unreachable::contains);
    }

    private void told(Event event, Task task) {
        if (event instanceof Event.ItemFinished item) {
            showResult(task, item.task());
        }
        engine.event(event);
    }

    /** Hosts that go together are told of a task before it begins. */
    void showStart(TaskInfo info) {
        if (free == null) {
            engine.event(new Event.TaskStarted(info));
        }
    }

    /** Where each goes its own way a task is told of with its results. */
    void showResult(Task task, TaskInfo info) {
        if (free != null) {
            free.show(task, info);
        }
    }

    /** What means all hosts cannot be where each goes its own way. */
    private void refuseTogether(Task task, TaskInfo info, Surroundings around, Scope scope) {
        var name = info.action().substring(info.action().lastIndexOf('.') + 1);
        if (BYPASSING.contains(name)) {
            throw new UserError("The '" + info.action() + "' module bypasses the host loop, which is currently not "
                            + "supported in the free strategy and would instead execute for every host in the "
                            + "inventory list.")
                    .at(task.at());
        }
        if (Truth.of(Values.rendered(around.nearest(Keyword.RUN_ONCE, scope), scope))) {
            engine.warn("Using run_once with the free strategy is not currently supported. This task will still be "
                    + "executed for every host in the inventory list.");
        }
        if (Values.written(around.nearest(Keyword.ANY_ERRORS_FATAL), false)) {
            engine.warn("Using any_errors_fatal with the free strategy is not supported, as tasks are executed "
                    + "independently on each host");
        }
    }

    /** For {@link Includes}: runs what was included. */
    Set<String> included(List<TaskItem> items, Surroundings around, Set<String> who) throws InterruptedException {
        var failed = items(items, around, who);
        batch.takeFailedTwice(failed);
        return failed;
    }

    Set<String> includedRole(Role role, Surroundings around, Set<String> who) throws InterruptedException {
        var failed = role(role, around, who);
        batch.takeFailedTwice(failed);
        return failed;
    }

    /** As Ansible names a task to the person who is asked. */
    private static String shownName(Event.TaskInfo info) {
        var kind = info.handler() ? "HANDLER: " : "TASK: ";
        return kind
                + (info.role() == null || info.name().startsWith(info.role() + " : ") ? "" : info.role() + " : ")
                + info.name();
    }

    private List<String> tagTexts(Surroundings around, Scope scope) {
        return around.tags().stream()
                .flatMap(tag -> Values.texts(Values.rendered(tag, scope)).stream())
                .flatMap(text -> java.util.Arrays.stream(text.split(",")))
                .map(String::strip)
                .toList();
    }
}
