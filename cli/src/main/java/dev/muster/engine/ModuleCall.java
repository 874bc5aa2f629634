package dev.muster.engine;

import dev.muster.inventory.Host;
import dev.muster.inventory.LiveInventory;
import dev.muster.modules.ArgumentCheck;
import dev.muster.modules.DebugModule;
import dev.muster.modules.Invocation;
import dev.muster.modules.Invoked;
import dev.muster.modules.Job;
import dev.muster.modules.MissingFile;
import dev.muster.modules.Module;
import dev.muster.modules.ModuleCatalog;
import dev.muster.playbook.Action;
import dev.muster.playbook.Keyword;
import dev.muster.remote.Connection;
import dev.muster.remote.Identity;
import dev.muster.remote.RemoteException;
import dev.muster.remote.Target;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.step.Result;
import dev.muster.step.Result.Status;
import dev.muster.step.Script;
import dev.muster.value.Lazy;
import dev.muster.value.Printing;
import dev.muster.value.Secrets;
import dev.muster.value.Types;
import dev.muster.value.Undefined;
import dev.muster.value.VariableName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From a task's arguments to the steps of a node and back to a result. */
final class ModuleCall {

    /** What Ansible does without a module on the node. */
    private static final Set<String> ON_CONTROLLER = Set.of(
            "assert",
            "async_status",
            "debug",
            "fail",
            "include_vars",
            "script",
            "set_fact",
            "set_stats",
            "validate_argument_spec",
            "wait_for_connection");

    /** What one module of Ansible does, under two names. */
    private static final Set<String> COMMANDS = Set.of("command", "shell");

    private static final String NOT_FOR_SHELL = "expand_argument_vars";

    private static final Set<String> OWN_OPTIONS = Set.of("fail", "include_vars", "wait_for_connection");

    private final ModuleCatalog catalog;
    private final ConnectionPool pool;
    private final Scopes scopes;
    private final LiveInventory inventory;
    private final EngineOptions options;
    private final Secrets secrets;
    private final Function<Path, Source> reader;
    private final EngineActions actions;
    private final Background background;
    private final TaskArguments arguments;

    ModuleCall(
            ModuleCatalog catalog,
            ConnectionPool pool,
            Scopes scopes,
            LiveInventory inventory,
            EngineOptions options,
            Secrets secrets,
            Function<Path, Source> reader) {
        this.catalog = catalog;
        this.arguments = new TaskArguments(catalog);
        this.pool = pool;
        this.scopes = scopes;
        this.inventory = inventory;
        this.options = options;
        this.secrets = secrets;
        this.reader = reader;
        this.background = new Background(pool, options.habits());
        this.actions = new EngineActions(inventory, options.console());
    }

    /** One call: arguments are rendered and checked, and the module runs on the host or where it is delegated to. */
    Result call(TaskRun run, Host host, Scope scope, @Nullable String delegatedTo, boolean noLog)
            throws InterruptedException {
        var action = run.task().action() instanceof Action.Rendered rendered
                ? Printing.str(scope.value(rendered.template()))
                : run.task().action().name();
        var name = switch (run.task().action()) {
            case Action.Module(var _, var module) -> module;
            case Action.Foreign foreign ->
                throw ModuleCatalog.foreign(foreign.name(), foreign.file().toString());
            case Action.Rendered _, Action.Meta _, Action.IncludeTasks _, Action.IncludeRole _ ->
                action.startsWith("ansible.builtin.") || action.startsWith("ansible.legacy.")
                        ? action.substring(action.lastIndexOf('.') + 1)
                        : action;
        };
        Map<String, @Nullable Object> given;
        try {
            given = arguments.of(run, name, scope);
        } catch (UserError e) {
            return Failures.of(
                    VariableName.isRefused(e)
                            ? "Task failed: "
                            : "Task failed: Finalization of task args for 'ansible.builtin." + name + "' failed: ",
                    e);
        }
        var terms = background.terms(run.task(), scope);
        var refusal = terms.background() ? Background.refusal(action, name, run.task()) : null;
        if (refusal != null) {
            return refusal;
        }
        if (name.equals("gather_facts")) {
            var modules = FactModules.of(options.habits(), scope);
            if (!modules.isSetup()) {
                return modules.gather(given, run.task().at(), (module, plain) -> {
                    var all = TaskArguments.defaults(run, module, scope);
                    all.putAll(plain);
                    return called(run, host, scope, delegatedTo, noLog, module, module, all, terms);
                });
            }
            name = "setup";
        }
        return called(run, host, scope, delegatedTo, noLog, action, name, given, terms);
    }

    /** A call of the module that is meant, with the arguments that it gets. */
    private Result called(
            TaskRun run,
            Host host,
            Scope scope,
            @Nullable String delegatedTo,
            boolean noLog,
            String action,
            String name,
            Map<String, @Nullable Object> given,
            Background.Terms terms)
            throws InterruptedException {
        boolean check =
                Values.truth("check_mode", run.around().nearest(Keyword.CHECK_MODE, scope), scope, options.check());
        boolean diff = Values.truth("diff", run.around().nearest(Keyword.DIFF, scope), scope, options.diff());
        if (EngineActions.NAMES.contains(name)) {
            return actions.run(name, given, host, run.task().at(), run.events());
        }
        // Where a step is delegated to, other facts hold, and the module's script asks the node itself.
        var managed = delegatedTo == null
                ? NodeManager.of(
                        name,
                        given,
                        variable -> known(scope, variable),
                        other -> TaskArguments.defaults(run, other, scope))
                : new NodeManager(name, given, List.of());
        var module = catalog.get(managed.module());
        var said = TaskEnvironment.of(run, scope);
        ArgumentCheck.Checked checked;
        try {
            ownOptions(action, name, module, managed.given());
            var label = COMMANDS.contains(name)
                    ? "ansible.legacy.command"
                    : managed.module().equals(name) ? module.name() : "ansible.legacy." + module.name();
            checked = ArgumentCheck.check(
                    label, module.parameters(), said.completed(managed.given(), module.parameters()));
        } catch (UserError e) {
            var refused = Result.failed(e.what())
                    .with(
                            "_muster_error",
                            Failures.explained(
                                    "Task failed: "
                                            + (ON_CONTROLLER.contains(name)
                                                            || e.what().endsWith(NOT_FOR_SHELL)
                                                    ? ""
                                                    : "Module failed: ")
                                            + e.what(),
                                    e.at(run.task().at())));
            var told = ArgumentCheck.refused(module.name(), module.parameters(), managed.given());
            told.secrets().stream().filter(SecretArguments::isDistinct).forEach(secrets::add);
            return SecretArguments.hidden(
                    noLog ? refused : Invoked.told(refused, module, managed.given(), told), told.secrets());
        }
        checked.secrets().stream().filter(SecretArguments::isDistinct).forEach(secrets::add);
        if (check && !module.supportsCheckMode()) {
            return told(
                    Result.ok()
                            .as(Status.SKIPPED)
                            .with("msg", "remote module (" + name + ") does not support check mode"),
                    module,
                    managed.given(),
                    checked,
                    noLog);
        }
        var controller = new ControllerFiles(
                scope,
                SearchPath.folders(run.context(), run.task()),
                reader,
                options.habits().largestDiff());
        var environment = said.variables();
        background.tellFolder(name, terms, scope, environment);
        var call = new Invocation(checked.arguments(), check, diff, environment, controller);
        var job = new Job(managed.module(), managed.given(), check, diff, List.of());
        Result result;
        try {
            result = conversation(module, job, call, run, host, scope, delegatedTo, terms, noLog);
            result = terms.background() && !noLog ? result : told(result, module, managed.given(), checked, noLog);
            result = terms.background() ? result : timedOut(result, run, scope);
        } catch (UserError e) {
            // What a module finds wrong itself is its message; what happens on the way to one is a failure of the task.
            var message = "Task failed: " + e.what();
            var failed = Result.failed(MissingFile.is(e) ? missing(name, e) : message)
                    .with(
                            "_muster_error",
                            Failures.explained(message, e.at(run.task().at())));
            result = MissingFile.is(e) ? told(failed, module, managed.given(), checked, noLog) : failed;
        }
        for (var warning : said.warnings()) {
            result = result.warn(warning);
        }
        for (var warning : managed.warnings()) {
            result = result.warn(warning);
        }
        for (var warning : checked.warnings()) {
            result = result.warn(warning);
        }
        if (diff != options.diff()) {
            result = result.with("_muster_diff", diff);
        }
        return SecretArguments.hidden(result, checked.secrets());
    }

    /** With what the result tells of its call; where results are hidden, nothing that could come out by another task. */
    private static Result told(
            Result result,
            Module module,
            Map<String, @Nullable Object> given,
            ArgumentCheck.Checked checked,
            boolean noLog) {
        return noLog ? result.without(Invoked.KEY) : Invoked.told(result, module, given, checked.told());
    }

    /** Some actions of Ansible check the names of their options themselves, and say it in words of their own. */
    private static void ownOptions(String action, String name, Module module, Map<String, @Nullable Object> given) {
        if (name.equals("shell") && given.containsKey(NOT_FOR_SHELL)) {
            throw new UserError("Unsupported parameters for (" + action + ") module: " + NOT_FOR_SHELL);
        }
        if (name.equals("debug")
                && given.get("var") instanceof Object value
                && !Types.name(value).equals("str")) {
            throw DebugModule.notAText(value);
        }
        if (!OWN_OPTIONS.contains(name)) {
            return;
        }
        var unknown = given.keySet().stream()
                .filter(option -> !module.parameters().all().containsKey(option))
                .toList();
        if (!unknown.isEmpty()) {
            throw new UserError(
                    name.equals("include_vars")
                            ? "Task failed: " + unknown.getFirst() + " is not a valid option in include_vars"
                            : "Invalid options for " + action + ": " + String.join(",", unknown));
        }
    }

    /** What stands before the text in ansible-core 2.19 is as its action {@code copy} hands it on. */
    private static String missing(String module, UserError error) {
        return (module.equals("copy") ? "Unexpected AnsibleActionFail error: " : "") + MissingFile.text(error);
    }

    private static @Nullable Object known(Scope scope, String variable) {
        var value = scope.get(variable);
        return value instanceof Undefined ? null : Lazy.forced(value);
    }

    private @Nullable Duration limit(TaskRun run, Scope scope) {
        double seconds = Values.number(
                "timeout",
                run.around().nearest(Keyword.TIMEOUT, scope),
                scope,
                options.habits().taskTimeout());
        return seconds > 0 ? Duration.ofMillis((long) (seconds * 1000)) : null;
    }

    /** What the keyword {@code timeout} ended says so in Ansible's words, and how long it was given. */
    private Result timedOut(Result result, TaskRun run, Scope scope) {
        if (result.status() != Status.TIMED_OUT
                || !Boolean.TRUE.equals(result.data().get("timedout"))
                || !(limit(run, scope) instanceof Duration limit)) {
            return result;
        }
        return Result.failed("Task failed: Timed out after " + limit.toSeconds() + " second(s).")
                .as(Status.TIMED_OUT)
                .with(
                        "timedout",
                        Map.of(
                                "frame",
                                "Configure `DISPLAY_TRACEBACK` to see a traceback on timeout errors.",
                                "period",
                                limit.toSeconds()));
    }

    private Result conversation(
            Module module,
            Job job,
            Invocation call,
            TaskRun run,
            Host host,
            Scope scope,
            @Nullable String delegatedTo,
            Background.Terms terms,
            boolean noLog)
            throws InterruptedException {
        var outcome = module.start(call);
        if (!terms.background() && outcome instanceof Module.Outcome.Done(var result)) {
            return result;
        }
        var reached = scope;
        var name = host.name();
        if (delegatedTo != null) {
            name = delegatedTo;
            var other = inventory
                    .now()
                    .host(delegatedTo)
                    .orElseGet(() -> new Host(delegatedTo, options.directory(), true, Map.of()));
            reached = scopes.ofTask(other, run.context(), run.task(), run.around());
        }
        run.leaves().run();
        Target target;
        try {
            target = pool.target(name, reached, run.around(), scope);
        } catch (RemoteException e) {
            return failed(e);
        }
        var identity = pool.identity(reached, run.around(), scope);
        if (module.name().equals("wait_for_connection")) {
            return new AwaitedConnection(pool, call, target, identity, run.events()).result(outcome);
        }
        if (module.name().equals("user") && "absent".equals(call.arguments().raw("state"))) {
            pool.to(target).leave(call.arguments().str("name"));
        }
        var reconnecting = Reconnecting.to(target, reached, options.habits());
        while (true) {
            try {
                return terms.background()
                        ? background.run(
                                new Background.Errand(run, host, module, job, call, target, identity, noLog), terms)
                        : answered(
                                module.start(call),
                                call,
                                pool.to(target, run.events()),
                                identity,
                                limit(run, scope),
                                noLog);
            } catch (RemoteException e) {
                if (!reconnecting.waits(e, run.events())) {
                    return failed(e);
                }
                pool.reset(target);
            }
        }
    }

    static Result answered(
            Module.Outcome first,
            Invocation call,
            Connection connection,
            Identity identity,
            @Nullable Duration limit,
            boolean noLog)
            throws InterruptedException {
        var outcome = first;
        while (outcome instanceof Module.Outcome.Ask(var script, var _, var then)) {
            outcome = then.apply(connection.run(prepared(script, call, limit, noLog), identity));
        }
        return ((Module.Outcome.Done) outcome).result();
    }

    static Script prepared(Script script, Invocation call, @Nullable Duration limit, boolean noLog) {
        var prepared = script;
        if (!call.environment().isEmpty()) {
            var all = new LinkedHashMap<>(call.environment());
            all.putAll(script.environment());
            prepared = prepared.withEnvironment(all);
        }
        var own = script.timeout();
        if (limit != null && (own == null || own.compareTo(limit) > 0)) {
            prepared = prepared.withTimeout(limit);
        }
        return noLog ? prepared.asSecret() : prepared;
    }

    static Result failed(RemoteException e) {
        var message = e.getMessage();
        var result = switch (e.kind()) {
            case UNREACHABLE -> Result.unreachable("Task failed: " + message);
            case BECOME -> Result.failed("Task failed: " + message);
            case TIMED_OUT -> Result.failed(message).as(Status.TIMED_OUT).with("timedout", true);
            case LOST ->
                Result.failed(message + "; whether the step took effect is unknown")
                        .as(Status.UNKNOWN);
        };
        return e.hint() == null ? result : result.with("_muster_hint", e.hint());
    }

    /** Whether an argument of a module must never be shown. */
    boolean isSecret(String module, String argument) {
        return catalog.isSecret(module, argument);
    }

    /** Ends the connection to a host, so that the next task opens a new one: {@code meta: reset_connection}. */
    void reset(TaskRun run, Host host) {
        var scope = scopes.ofTask(host, run.context(), run.task(), run.around());
        try {
            pool.reset(pool.target(host.name(), scope, run.around(), scope));
        } catch (RemoteException e) {
            // Where no way leads, there is no connection; the next task tells why.
        }
    }
}
