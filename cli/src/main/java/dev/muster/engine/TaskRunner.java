package dev.muster.engine;

import dev.muster.event.Event;
import dev.muster.event.Event.TaskInfo;
import dev.muster.inventory.Host;
import dev.muster.playbook.Action;
import dev.muster.playbook.Keyword;
import dev.muster.playbook.Loop;
import dev.muster.source.UserError;
import dev.muster.step.Result;
import dev.muster.step.Result.Status;
import dev.muster.value.Binding;
import dev.muster.value.Lazy;
import dev.muster.value.Template;
import dev.muster.value.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs one task on one host: conditions, loops, retries, and what counts as changed and failed. */
final class TaskRunner {

    /** In a result: the host that it was delegated to, which may be another one for each item of a loop. */
    static final String DELEGATED = "_muster_delegated_to";

    private static final double DEFAULT_DELAY = 5;
    private static final int DEFAULT_RETRIES = 3;

    private final Scopes scopes;
    private final ModuleCall modules;
    private final Lookups lookups;

    private final boolean hides;

    /** @param hides whether results are hidden where no keyword says otherwise */
    TaskRunner(Scopes scopes, ModuleCall modules, Lookups lookups, boolean hides) {
        this.hides = hides;
        this.scopes = scopes;
        this.modules = modules;
        this.lookups = lookups;
    }

    TaskRun.Outcome run(TaskRun run, Host host) throws InterruptedException {
        var begin = System.nanoTime();
        var scope = scopes.ofTask(host, run.context(), run.task(), run.around());
        return new OnHost(run, host, scope, begin).outcome();
    }

    /** The task on this host. */
    private final class OnHost {

        private final TaskRun run;
        private final Host host;
        private final Scope scope;
        private final long begin;
        private final boolean noLog;
        private final Judgement judgement;
        private final List<TaskRun.Include> includes = new ArrayList<>();
        private @Nullable String delegatedTo;
        private boolean ignored;
        private boolean looped;
        /** Whether all that a task says was rendered, so that it was tried. */
        private boolean settled;
        /** Whether what failed in a loop is ignored, item by item. */
        private boolean itemsIgnored = true;

        private final List<String> notify = new ArrayList<>();

        OnHost(TaskRun run, Host host, Scope scope, long begin) {
            this.run = run;
            this.host = host;
            this.scope = scope;
            this.begin = begin;
            this.noLog = noLog();
            this.judgement = new Judgement(run.task(), run.info().action());
        }

        private boolean noLog() {
            try {
                return Values.truth("no_log", run.around().nearest(Keyword.NO_LOG, scope), scope, hides);
            } catch (UserError e) {
                // Whoever wrote no_log wanted silence; what cannot be read must not end it.
                return true;
            }
        }

        private boolean says(Keyword keyword, Scope scope) {
            return Values.truth(keyword.text(), run.around().nearest(keyword, scope), scope, false);
        }

        /** Where it failed before its keywords were settled, what is written there counts, which is rendered in no way. */
        private boolean ignores(Scope scope) {
            return settled
                    ? says(Keyword.IGNORE_ERRORS, scope)
                    : Values.written(run.around().nearest(Keyword.IGNORE_ERRORS), false);
        }

        TaskRun.Outcome outcome() throws InterruptedException {
            List<Result> each;
            Result result;
            try {
                var loop = run.task().course().loop();
                if (loop == null) {
                    result = once(scope);
                    each = List.of(result);
                } else {
                    each = new ArrayList<>();
                    result = looped(loop, each);
                }
            } catch (UserError e) {
                result = Failures.of("Task failed: ", e);
                each = List.of(result);
            } catch (RuntimeException e) {
                // A fault of the program costs this host its task, not all hosts the run.
                result = Failures.of(
                        "Task failed: Unexpected " + e.getClass().getSimpleName() + " error: ", Failures.fault(e));
                each = List.of(result);
            }
            boolean ignoresUnreachable = false;
            String factsTo = null;
            try {
                ignored = result.isFailed() && (looped ? itemsIgnored : ignores(scope));
                ignoresUnreachable = result.status() == Status.UNREACHABLE && says(Keyword.IGNORE_UNREACHABLE, scope);
                if (!looped) {
                    noteHandlers(result, scope);
                }
                if (!result.changed() || result.isFailed()) {
                    notify.clear();
                }
                if (delegatedTo != null && says(Keyword.DELEGATE_FACTS, scope)) {
                    factsTo = delegatedTo;
                }
            } catch (UserError e) {
                result = Failures.of("Task failed: ", e);
            }
            return new TaskRun.Outcome(
                    info(),
                    host,
                    delegatedTo,
                    factsTo,
                    result,
                    each,
                    includes,
                    ignored,
                    ignoresUnreachable,
                    looped,
                    notify,
                    Duration.ofNanos(System.nanoTime() - begin),
                    false);
        }

        /** What to notify; names may speak of the loop's item, and one changed item lets all of them notify. */
        private void noteHandlers(Result result, Scope inner) {
            if (result.status() == Status.OK && (looped || result.changed())) {
                for (var said : run.around().gathered(Keyword.NOTIFY)) {
                    notify.addAll(Values.texts(Values.rendered(said, inner)));
                }
            }
        }

        private TaskInfo info() {
            var info = run.info();
            return noLog == info.noLog()
                    ? info
                    : new TaskInfo(
                            info.name(),
                            info.action(),
                            info.role(),
                            info.at(),
                            info.handler(),
                            info.check(),
                            noLog,
                            Map.of());
        }

        private Result looped(Loop loop, List<Result> each) throws InterruptedException {
            @Nullable List<?> items;
            var texts = new WrittenTexts();
            try {
                items = items(loop, texts);
            } catch (UserError e) {
                if (!(Values.isUndefined(e))) {
                    return Failures.of("", e);
                }
                // A condition that does not need the item decides first, so that a loop over what is not there can be
                // skipped.
                if (!Conditions.hold(run.around().when(), scope)) {
                    return once(scope);
                }
                throw e;
            }
            if (items == null) {
                return notAList(loop);
            }
            if (items.isEmpty()) {
                return Result.ok()
                        .as(Status.SKIPPED)
                        .with("skipped_reason", "No items in the list")
                        .with("results", List.of());
            }
            looped = true;
            var control = run.task().course().loopControl();
            var variable = or(Values.text(control.loopVar(), scope), "item");
            var index = Values.text(control.indexVar(), scope);
            boolean extended;
            boolean allItems;
            double pause;
            try {
                extended = Values.truth("extended", control.extended(), scope, false);
                allItems = Values.truth("extended_allitems", control.extendedAllitems(), scope, true);
                pause = Values.number("pause", control.pause(), scope, 0);
            } catch (UserError e) {
                looped = false;
                return Failures.of("", e);
            }
            var registered = new ArrayList<@Nullable Object>();
            // What an item registers or sets the next one sees, so that a list can grow with set_fact.
            var earlier = new LinkedHashMap<String, @Nullable Object>();
            if (scope.has(variable)) {
                run.events()
                        .accept(new Event.Warning(
                                new UserError("The loop variable '" + variable + "' is already in use.")
                                        .at(run.task().at())
                                        .hint("set 'loop_var' in 'loop_control' of the task to something else")
                                        .render()));
            }
            for (int i = 0; i < items.size(); i++) {
                if (i > 0 && pause > 0) {
                    Thread.sleep(Duration.ofMillis((long) (pause * 1000)));
                }
                var item = Lazy.forced(items.get(i));
                var variables = new LinkedHashMap<String, @Nullable Object>();
                variables.put(
                        variable,
                        texts.item(item, loop.over().at(), scope.ways().kept()));
                variables.put("ansible_loop_var", variable);
                if (index != null) {
                    variables.put(index, (long) i);
                    variables.put("ansible_index_var", index);
                }
                if (extended) {
                    variables.put("ansible_loop", LoopSummary.place(items, i, allItems));
                }
                var inner = scope.with("earlier items of the loop", new LinkedHashMap<>(earlier))
                        .with("loop variables", variables);
                var result = LoopSummary.told(onItem(inner), variables).with(variable, item);
                var labelled = LoopSummary.labelled(
                        result, control.label(), item, judgement.registering(inner, result), noLog, info().action());
                result = labelled.result();
                each.add(result);
                if (result.status() != Status.SKIPPED) {
                    earlier.putAll(judgement.learnt(result));
                }
                registered.add(LoopSummary.kept(result, run.task().action()));
                noteHandlers(result, inner);
                boolean ignoresItem = result.isFailed() && ignores(inner);
                itemsIgnored &= ignoresItem || !result.isFailed();
                run.events()
                        .accept(new Event.ItemFinished(
                                info(), host.name(), delegatedTo, result, ignoresItem, labelled.label()));
                // Another item may be for another host; but after a step of unknown effect nothing more is tried.
                if (result.status() == Status.UNKNOWN) {
                    break;
                }
                if (!control.breakWhen().isEmpty()
                        && Conditions.hold(control.breakWhen(), judgement.registering(inner, result))) {
                    break;
                }
            }
            return LoopSummary.of(each, registered);
        }

        private Result onItem(Scope inner) throws InterruptedException {
            try {
                return once(inner);
            } catch (UserError e) {
                return Failures.of("Task failed: ", e);
            }
        }

        /** What is looped over; null when that is no list. */
        private @Nullable List<?> items(Loop loop, WrittenTexts texts) {
            var over = loop.over();
            texts.read(over.value());
            var scope = this.scope.recording(texts);
            if (loop.lookup().isEmpty()) {
                var value = Values.rendered(over, scope);
                if (value instanceof List<?> list) {
                    return list;
                }
                return null;
            }
            try {
                var value = loop.lookup().endsWith("first_found")
                        ? Values.renderedOrUndefined(over.value(), scope)
                        : Values.rendered(over.value(), scope);
                // with_ takes one term or a list of them, and a term that is a list counts as the list of terms.
                var terms = value instanceof List<?> list
                        ? new ArrayList<@Nullable Object>(list)
                        : Collections.<@Nullable Object>singletonList(value);
                return ScopedValue.where(Scope.CURRENT, scope)
                        .call(() ->
                                lookups.loop(loop.lookup(), run.task().action().name(), terms, scope));
            } catch (UserError e) {
                throw e.at(over.at());
            }
        }

        private Result notAList(Loop loop) {
            var value = Values.rendered(loop.over(), scope);
            var error = new UserError("The `loop` value must resolve to a 'list', not '" + Types.name(value) + "'.")
                    .at(loop.over().at())
                    .hint("provide a list of items, or a template that gives a list");
            return Failures.of("", error);
        }

        /** The task without its loop. */
        private Result once(Scope outside) throws InterruptedException {
            settled = false;
            // Where a task is to run is asked once, and before whether it is to run.
            var here = outside.over("connection of this task", connected(outside, null));
            delegatedTo = written(Keyword.DELEGATE_TO);
            delegatedTo = delegatedTo(here);
            var inner = delegatedTo == null
                    ? here
                    : outside.over("connection of this task", connected(outside, delegatedTo));
            for (var condition : run.around().when()) {
                if (!Conditions.hold(condition, inner)) {
                    var text = condition.value() instanceof Template template ? template.text() : condition.value();
                    return Result.ok()
                            .as(Status.SKIPPED)
                            .with("skip_reason", "Conditional result was False")
                            .with("false_condition", text);
                }
            }
            FinalKeywords.check(run.task(), run.around(), inner);
            switch (run.task().action()) {
                case Action.IncludeTasks include -> {
                    return include(include.file(), inner);
                }
                case Action.IncludeRole include -> {
                    return include(include.role(), inner);
                }
                case Action.Module _, Action.Foreign _, Action.Rendered _, Action.Meta _ -> {}
            }
            return attempts(
                    delegatedTo == null ? inner : inner.with("the host it is delegated to", delegate(delegatedTo)),
                    delegatedTo);
        }

        /** What a task may ask of its connection where no variable says it, as Ansible's play context tells it. */
        private Map<String, @Nullable Object> connected(Scope inner, @Nullable String to) {
            var address = new Layer.Computed(() -> address(inner, to));
            var variables = new LinkedHashMap<String, @Nullable Object>();
            variables.put("ansible_host", address);
            variables.put("ansible_ssh_host", address);
            var user = run.around().nearest(Keyword.REMOTE_USER);
            if (user != null) {
                variables.put("ansible_user", twin(inner, "ansible_ssh_user", user));
                variables.put("ansible_ssh_user", twin(inner, "ansible_user", user));
            }
            return variables;
        }

        /** What the host that the task runs on says of itself. */
        private Map<String, @Nullable Object> delegate(String to) {
            return Map.of("ansible_delegated_vars", new Layer.Computed(() -> {
                // The host itself keeps its name there.
                var there = scopes.ofNamed(to, run.context())
                        .with("the host itself", Map.of("inventory_hostname", host.name()))
                        .over("its address", Map.of("ansible_host", to));
                return Map.of(to, new Scope.View(there));
            }));
        }

        /** What a keyword holds as it is written, for a template; null for anything else. */
        private @Nullable String written(Keyword keyword) {
            var said = run.around().nearest(keyword);
            return said != null && said.value() instanceof Template template ? template.text() : null;
        }

        private @Nullable String delegatedTo(Scope inner) {
            var said = run.around().nearest(Keyword.DELEGATE_TO, inner);
            var to = Values.text(said, inner);
            if (to != null && !to.isEmpty()) {
                return to;
            }
            var template = written(Keyword.DELEGATE_TO);
            if (said != null && template != null) {
                throw new UserError("Empty hostname produced from delegate_to: \"" + template + "\"").at(said.at());
            }
            return null;
        }

        /** What a variable says by its other name, which a keyword does not outweigh. */
        private static Object twin(Scope inner, String name, Binding keyword) {
            return inner.has(name) ? new Layer.Computed(() -> inner.text(name)) : keyword;
        }

        /** Either name that a variable may have for it counts for both. */
        private Object address(Scope outside, @Nullable String to) {
            var there = to == null ? outside : scopes.ofNamed(to, run.context());
            var said = there.text("ansible_host");
            return or(said != null ? said : there.text("ansible_ssh_host"), to == null ? host.name() : to);
        }

        private Result include(Binding what, Scope inner) {
            settled = true;
            var name = Includes.named(run.task().action(), what, inner);
            if (name == null || name.isEmpty()) {
                throw new UserError("nothing to include is named").at(what.at());
            }
            var variables = new LinkedHashMap<String, @Nullable Object>();
            run.task().keywords().vars().forEach((key, binding) -> variables.put(key, binding.value()));
            String label = null;
            var loopVariable = inner.get("ansible_loop_var");
            if (loopVariable instanceof String variable && inner != scope) {
                for (var key : List.of(variable, "ansible_loop_var", "ansible_index_var", "ansible_loop")) {
                    if (inner.has(key)) {
                        variables.put(key, Lazy.forced(inner.get(key)));
                    }
                }
                if (inner.get("ansible_index_var") instanceof String indexVariable) {
                    variables.put(indexVariable, inner.get(indexVariable));
                }
                var said = run.task().course().loopControl().label();
                label = LoopSummary.label(said, inner.get(variable), inner);
            }
            includes.add(new TaskRun.Include(name, variables, inner, label));
            return run.task().action() instanceof Action.IncludeRole role
                    ? Result.ok().with("include_args", Includes.arguments(name, role.options(), inner))
                    : Result.ok().with("include", name).with("include_args", Map.of());
        }

        private Result attempts(Scope inner, @Nullable String to) throws InterruptedException {
            var task = run.task();
            int tries = 1;
            if (task.course().retries() != null) {
                tries +=
                        (int) Math.max(0, Values.number("retries", task.course().retries(), inner, 0));
            } else if (!task.course().until().isEmpty()) {
                tries += DEFAULT_RETRIES;
            }
            double delay = Math.max(0, Values.number("delay", task.course().delay(), inner, DEFAULT_DELAY));
            for (int attempt = 1; ; attempt++) {
                var answer = modules.call(run, host, inner, to, noLog);
                settled = true;
                // How often it was tried may decide whether it failed.
                var counted = tries == 1 ? answer : answer.with("attempts", (long) attempt);
                var result = delegated(judgement.judged(counted, inner), to);
                if (tries == 1 || result.status() == Status.UNREACHABLE || result.status() == Status.UNKNOWN) {
                    return result;
                }
                result = result.with("attempts", (long) attempt);
                var scopeAfter = judgement.registering(inner, result);
                boolean done = task.course().until().isEmpty()
                        ? !result.isFailed()
                        : Conditions.hold(task.course().until(), scopeAfter);
                if (done) {
                    return result;
                }
                if (attempt == tries) {
                    return Judgement.exhausted(result.with("attempts", (long) tries - 1));
                }
                run.events()
                        .accept(new Event.Retrying(
                                info(), host.name(), to, tries - attempt, result.with("retries", (long) tries)));
                Thread.sleep(Duration.ofMillis((long) (delay * 1000)));
            }
        }

        /** With the address of the host that it really ran on, for the report. */
        private Result delegated(Result result, @Nullable String to) {
            if (to == null) {
                return result;
            }
            var there = scopes.ofNamed(to, run.context());
            var variables = new LinkedHashMap<String, @Nullable Object>();
            variables.put("ansible_host", or(there.text("ansible_host"), to));
            for (var name : List.of("ansible_port", "ansible_user", "ansible_connection")) {
                variables.put(name, there.text(name));
            }
            return result.with("_ansible_delegated_vars", variables).with(DELEGATED, to);
        }
    }

    private static String or(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }
}
