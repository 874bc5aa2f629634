package dev.muster.engine;

import dev.muster.event.Event;
import dev.muster.event.Event.TaskInfo;
import dev.muster.playbook.Action;
import dev.muster.playbook.HandlerList;
import dev.muster.playbook.Keywords;
import dev.muster.playbook.LoadContext;
import dev.muster.playbook.NamedRoles;
import dev.muster.playbook.PlaybookLoader;
import dev.muster.playbook.RoleFiles;
import dev.muster.playbook.RoleOptions;
import dev.muster.playbook.RoleUse;
import dev.muster.playbook.Task;
import dev.muster.source.UserError;
import dev.muster.step.Result;
import dev.muster.value.Binding;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Brings in what {@code include_tasks} and {@code include_role} name, one after the other, each for the hosts that want it. */
final class Includes {

    private final Engine engine;
    private final PlayRunner runner;
    private final Scopes.PlayContext context;
    private final Handlers handlers;

    Includes(Engine engine, PlayRunner runner, Scopes.PlayContext context, Handlers handlers) {
        this.engine = engine;
        this.runner = runner;
        this.context = context;
        this.handlers = handlers;
    }

    /** An include, the hosts that want it, and what they told of it. */
    private record Wanted(TaskRun.Include include, Map<String, TaskInfo> hosts) {}

    /** Runs what was brought in. */
    private interface Body {
        Set<String> run(Set<String> hosts) throws InterruptedException;
    }

    /** What was read, and for whom. */
    record Ready(Set<String> hosts, Body body) {}

    /**
     * Reads what is included, and says so.
     *
     * @param failed the hosts that do not go on; those for which nothing could be read are added
     */
    List<Ready> read(Task task, Surroundings around, List<TaskRun.Outcome> outcomes, Set<String> failed) {
        var load = LoadContext.of(Objects.requireNonNull(context.play), task);
        var ready = new ArrayList<Ready>();
        for (var wanted : wanted(outcomes, Set.copyOf(failed))) {
            var include = wanted.include();
            var hosts = List.copyOf(wanted.hosts().keySet());
            String named;
            Body body;
            try {
                named = find(task, load, include);
                body = body(task, around, load, include, named);
            } catch (UserError e) {
                refuse(task, wanted, e);
                failed.addAll(hosts);
                continue;
            }
            ready.add(new Ready(wanted.hosts().keySet(), body));
            hosts.forEach(engine::countOk);
            engine.event(new Event.Included(named, hosts, include.label()));
        }
        return ready;
    }

    /**
     * Runs what was read, one after the other.
     *
     * @param lost the hosts that do not go on
     * @return the hosts that failed in it
     */
    Set<String> run(List<Ready> ready, Set<String> lost) throws InterruptedException {
        var failed = new LinkedHashSet<String>();
        for (var each : ready) {
            var who = new LinkedHashSet<>(each.hosts());
            who.removeAll(failed);
            who.removeAll(lost);
            if (!who.isEmpty()) {
                failed.addAll(each.body().run(who));
            }
        }
        return failed;
    }

    /** The same include of many hosts is one, but a host that asks for it twice gets it twice. */
    private static List<Wanted> wanted(List<TaskRun.Outcome> outcomes, Set<String> lost) {
        var all = new ArrayList<Wanted>();
        for (var outcome : outcomes) {
            var host = outcome.host().name();
            if (lost.contains(host)) {
                continue;
            }
            for (var include : outcome.includes()) {
                var known = all.stream()
                        .filter(each -> each.include().name().equals(include.name())
                                && each.include().variables().equals(include.variables())
                                && !each.hosts().containsKey(host))
                        .findFirst();
                var one = known.orElseGet(() -> new Wanted(include, new LinkedHashMap<>()));
                one.hosts().put(host, outcome.info());
                if (known.isEmpty()) {
                    all.add(one);
                }
            }
        }
        return all;
    }

    /** Whether the file of a task is not the playbook itself. */
    private boolean isIncluded(Task task) {
        return !task.file().equals(Objects.requireNonNull(context.play).file());
    }

    /** What is told of an include: the file, or the role's name. */
    private String find(Task task, LoadContext load, TaskRun.Include include) {
        return switch (task.action()) {
            case Action.IncludeTasks tasks ->
                engine.loader()
                        .findTasks(new Binding(include.name(), tasks.file().at()), load, isIncluded(task))
                        .toString();
            case Action.IncludeRole role -> {
                engine.loader()
                        .findRole(RoleUse.included(include.name(), role.role().at(), RoleFiles.MAIN), load);
                yield include.name();
            }
            case Action.Module _, Action.Foreign _, Action.Rendered _, Action.Meta _ -> include.name();
        };
    }

    /** What cannot be found is a failure of each host that wanted it, as if the task had failed there. */
    private void refuse(Task task, Wanted wanted, UserError cause) {
        engine.event(new Event.ErrorText(cause.at(task.at()).render()));
        var result = Result.failed(cause.what()).without("msg").with("_muster_told", true);
        if (task.action() instanceof Action.IncludeTasks) {
            result = result.with("include", wanted.include().name());
        }
        result = result.with(
                "reason", cause.what().startsWith(PlaybookLoader.NOT_TASKS) ? PlaybookLoader.NOT_TASKS : cause.what());
        for (var host : wanted.hosts().entrySet()) {
            engine.countFailed(host.getKey());
            engine.event(
                    new Event.HostFinished(host.getValue(), host.getKey(), null, result, false, false, Duration.ZERO));
        }
    }

    private Body body(Task task, Surroundings around, LoadContext load, TaskRun.Include include, String found) {
        // The keywords of the include itself do not reach inwards: what is around it does, and its variables.
        var outer = Objects.requireNonNull(around.outer());
        return switch (task.action()) {
            case Action.IncludeTasks tasks -> {
                var items = read(() -> engine.loader().loadTasks(Path.of(found), load));
                var inner = outer.included(include.variables(), tasks.apply());
                NamedRoles.importedBy(items).forEach(context::named);
                handlers.add(HandlerList.importedBy(items), inner);
                yield hosts -> runner.included(items, inner, hosts);
            }
            case Action.IncludeRole role -> {
                var options = role.options();
                var scope = include.scope();
                var use = new RoleUse(
                        include.name(),
                        role.role().at(),
                        new RoleFiles(
                                text(options.tasksFrom(), scope),
                                text(options.varsFrom(), scope),
                                text(options.defaultsFrom(), scope),
                                text(options.handlersFrom(), scope)),
                        Keywords.NONE,
                        Map.of(),
                        Values.truth("public", role.exposed(), scope, false),
                        Values.truth("allow_duplicates", options.allowDuplicates(), scope, true),
                        Values.truth("rolespec_validate", options.rolespecValidate(), scope, true));
                var loaded = read(() -> engine.loader().loadRole(use, load));
                var inner = outer.included(include.variables(), role.apply());
                context.named(loaded);
                NamedRoles.importedBy(loaded.tasks()).forEach(context::named);
                handlers.add(HandlerList.of(loaded), inner);
                yield hosts -> runner.includedRole(loaded, inner, hosts);
            }
            case Action.Module _, Action.Foreign _, Action.Rendered _, Action.Meta _ -> _ -> Set.of();
        };
    }

    /** What is wrong within a file ends the whole run; that it is no list or cannot be opened is a failure of the task. */
    private static <T> T read(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (UserError e) {
            if (e.where() == null || e.what().startsWith(PlaybookLoader.NOT_TASKS)) {
                throw e;
            }
            throw new Unreadable(e);
        }
    }

    private static @Nullable String text(@Nullable Binding binding, Scope scope) {
        return Values.text(binding, scope);
    }

    /** What an {@code include_role} was told, as its result shows it. */
    static Map<String, @Nullable Object> arguments(String role, RoleOptions options, Scope inner) {
        var arguments = new LinkedHashMap<String, @Nullable Object>();
        arguments.put("name", role);
        var said = new LinkedHashMap<String, @Nullable Binding>();
        said.put("tasks_from", options.tasksFrom());
        said.put("vars_from", options.varsFrom());
        said.put("defaults_from", options.defaultsFrom());
        said.put("handlers_from", options.handlersFrom());
        said.forEach((option, binding) -> {
            if (binding != null) {
                arguments.put(option, Values.rendered(binding, inner));
            }
        });
        return arguments;
    }

    /**
     * What a task asks to include.
     *
     * @param what as it is written
     */
    static @Nullable String named(Action action, Binding what, Scope scope) {
        var include = action instanceof Action.IncludeTasks;
        try {
            return Values.text(what, scope);
        } catch (UserError e) {
            throw e.prefixed("Finalization of task args for 'ansible.builtin."
                    + (include ? "include_tasks" : "include_role") + "' failed: Error while resolving value for '"
                    + (include ? "_raw_params" : "name") + "': ");
        }
    }
}
