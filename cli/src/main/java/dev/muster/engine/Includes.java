package dev.muster.engine;

import dev.muster.event.Event;
import dev.muster.playbook.Action;
import dev.muster.playbook.Binding;
import dev.muster.playbook.LoadContext;
import dev.muster.playbook.RoleFiles;
import dev.muster.playbook.RoleUse;
import dev.muster.playbook.Task;
import dev.muster.source.UserError;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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

    /** @return the hosts that failed in it */
    Set<String> run(Task task, Surroundings around, Collection<List<TaskRun.Outcome>> wanted, Set<String> out)
            throws InterruptedException {
        var failed = new LinkedHashSet<String>();
        var play = java.util.Objects.requireNonNull(context.play);
        var load = LoadContext.of(play, task);
        var done = new LinkedHashSet<String>();
        for (var outcomes : wanted) {
            for (var include : outcomes.getFirst().includes()) {
                var key = include.name() + "\0" + include.variables();
                var hosts = new LinkedHashSet<String>();
                outcomes.stream()
                        .filter(outcome -> outcome.includes().stream()
                                .anyMatch(each -> key.equals(each.name() + "\0" + each.variables())))
                        .forEach(outcome -> hosts.add(outcome.host().name()));
                hosts.removeAll(out);
                hosts.removeAll(failed);
                if (hosts.isEmpty() || !done.add(key)) {
                    continue;
                }
                try {
                    failed.addAll(one(task, around, load, include, hosts));
                } catch (UserError e) {
                    engine.event(new Event.ErrorText(e.at(task.at()).render()));
                    failed.addAll(hosts);
                    hosts.forEach(host -> engine.countFailed(host));
                }
            }
        }
        return failed;
    }

    private Set<String> one(
            Task task, Surroundings around, LoadContext load, TaskRun.Include include, LinkedHashSet<String> hosts)
            throws InterruptedException {
        // The keywords of the include itself do not reach inwards: what is around it does, and its variables.
        var outer = java.util.Objects.requireNonNull(around.outer());
        return switch (task.action()) {
            case Action.IncludeTasks tasks -> {
                var file = engine.loader()
                        .findTasks(new Binding(include.name(), tasks.file().at()), load);
                var items = engine.loader().loadTasks(file, load);
                engine.event(new Event.Included(file.toString(), List.copyOf(hosts), include.label()));
                yield runner.included(items, outer.included(include.variables(), tasks.apply()), hosts);
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
                        dev.muster.playbook.Keywords.NONE,
                        java.util.Map.of(),
                        Values.truth(role.exposed(), scope, false),
                        true,
                        Values.truth(options.rolespecValidate(), scope, true));
                var loaded = engine.loader().loadRole(use, load);
                engine.event(new Event.Included(include.name(), List.copyOf(hosts), include.label()));
                var inner = outer.included(include.variables(), role.apply());
                if (loaded.exposed()) {
                    context.exposed.add(loaded);
                }
                handlers.add(loaded.handlers(), inner);
                yield runner.includedRole(loaded, inner, hosts);
            }
            case Action.Module _, Action.Rendered _, Action.Meta _ -> Set.of();
        };
    }

    private static @Nullable String text(@Nullable Binding binding, Scope scope) {
        return Values.text(binding, scope);
    }
}
