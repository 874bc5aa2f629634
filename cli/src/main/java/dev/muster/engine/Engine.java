package dev.muster.engine;

import dev.muster.event.Event;
import dev.muster.inventory.Host;
import dev.muster.inventory.HostPatterns;
import dev.muster.inventory.Inventory;
import dev.muster.inventory.LiveInventory;
import dev.muster.jinja.JinjaEngine;
import dev.muster.jinja.Limits;
import dev.muster.modules.ModuleCatalog;
import dev.muster.playbook.Keyword;
import dev.muster.playbook.NamedRoles;
import dev.muster.playbook.Play;
import dev.muster.playbook.Playbook;
import dev.muster.playbook.PlaybookLoader;
import dev.muster.playbook.Task;
import dev.muster.remote.Connections;
import dev.muster.source.Nearest;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Secrets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs playbooks and single tasks on the hosts of an inventory. One of these serves one run; facts, registered results and
 * connections live as long as it does.
 */
public final class Engine implements AutoCloseable {

    private static final Set<String> ORDERS =
            Set.of("inventory", "reverse_inventory", "reverse_sorted", "shuffle", "sorted");

    private final EngineOptions options;
    private final LiveInventory inventory;
    private final Consumer<Event> events;
    private final Prompts prompts;
    private final ReservedNames reserved = new ReservedNames(this::event);
    private final Scopes scopes;
    private final ConnectionPool pool;
    private final ModuleCall modules;
    private final TaskRunner runner;
    private final Workers workers;
    private final TagFilter tags;
    private final RunState state = new RunState();
    private final PlaybookLoader loader;
    private final VarsFiles varsFiles;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();
    private final ReentrantLock speech = new ReentrantLock();
    /** Whoever has it may touch what is known of the run. */
    private final ReentrantLock baton = new ReentrantLock(true);

    /**
     * @param loader for what tasks include when they run
     * @param reader reads a text file, and opens a vault where it is one
     * @param secrets is told of passwords, so that they are masked
     * @param events takes what happens, from one thread at a time
     */
    public Engine(
            EngineOptions options,
            Inventory inventory,
            ModuleCatalog catalog,
            Connections connections,
            PlaybookLoader loader,
            Function<Path, Source> reader,
            Secrets secrets,
            Consumer<Event> events) {
        this(options, new LiveInventory(inventory), catalog, connections, loader, reader, secrets, events);
    }

    /** With an inventory that a playbook may have read again. */
    public Engine(
            EngineOptions options,
            LiveInventory inventory,
            ModuleCatalog catalog,
            Connections connections,
            PlaybookLoader loader,
            Function<Path, Source> reader,
            Secrets secrets,
            Consumer<Event> events) {
        this.options = options;
        this.state.waitingForStart = options.selection().startAt() != null;
        this.inventory = inventory;
        this.events = events;
        this.loader = loader;
        this.tags = TagFilter.of(options.selection().tags(), options.selection().skipTags());
        this.workers = new Workers(options.forks(), baton);
        var lookups = new Lookups(
                reader,
                pattern -> select(pattern).stream().map(Host::name).toList(),
                this::warn,
                text -> event(new Event.Deprecation(text)),
                options.habits().settings());
        var jinja = new JinjaEngine(lookups, new YamlFilters(lookups::ciphertext), Limits.DEFAULT);
        this.scopes = new Scopes(this.inventory, jinja, options, text -> event(new Event.Deprecation(text)));
        this.varsFiles = new VarsFiles(scopes, reader, this::warn, this::event);
        this.pool = new ConnectionPool(connections, options, secrets);
        this.modules = new ModuleCall(catalog, pool, scopes, this.inventory, options, secrets, reader);
        this.prompts = new Prompts(options.ask(), secrets, this::event);
        this.runner = new TaskRunner(scopes, modules, lookups, options.habits().noLog());
    }

    /** Whether the task to start at was found in no playbook so far. */
    public boolean waitsForStart() {
        return state.waitingForStart;
    }

    /** The short names of the actions that the engine does itself, beside those of the modules. */
    public static Set<String> actions() {
        return Stream.concat(EngineActions.NAMES.stream(), Stream.of("gather_facts"))
                .collect(Collectors.toUnmodifiableSet());
    }

    EngineOptions options() {
        return options;
    }

    ReservedNames reserved() {
        return reserved;
    }

    LiveInventory inventory() {
        return inventory;
    }

    Scopes scopes() {
        return scopes;
    }

    ModuleCall modules() {
        return modules;
    }

    TagFilter tags() {
        return tags;
    }

    VarsFiles varsFiles() {
        return varsFiles;
    }

    PlaybookLoader loader() {
        return loader;
    }

    /** From any thread; listeners hear one at a time. */
    void event(Event event) {
        speech.lock();
        try {
            events.accept(event);
        } finally {
            speech.unlock();
        }
    }

    void countOk(String host) {
        state.counters.add(host, Counters.Counter.OK);
    }

    void countFailed(String host) {
        state.counters.add(host, Counters.Counter.FAILED);
    }

    void warn(String text) {
        if (warned.add(text)) {
            event(new Event.Warning(text));
        }
    }

    /** A task once more on a host, for the debugger. */
    TaskRun.Outcome once(TaskRun run, Host host) throws InterruptedException {
        return runner.run(run, host);
    }

    void onEach(
            TaskRun run,
            List<Host> hosts,
            @Nullable Semaphore gate,
            Consumer<Event> events,
            Consumer<TaskRun.Outcome> results)
            throws InterruptedException {
        workers.onEach(runner, run, hosts, gate, events, results);
    }

    private List<Host> select(String pattern) {
        return new HostPatterns(inventory.now(), this::unmatched).select(pattern);
    }

    /**
     * What a text of a play comes to before anything runs, for the lists of a playbook: variables of hosts are not known
     * then.
     */
    public Function<Binding, @Nullable Object> texts(Play play) {
        var scope = scopes.ofPlay(listed(play));
        return binding -> Values.rendered(binding, scope);
    }

    /**
     * What a play says of itself, for a listing of it.
     *
     * @throws UserError when that cannot be told without its hosts
     */
    public PlayHeader header(Play play) {
        try {
            return PlayHeader.of(play, scopes.ofPlay(listed(play)));
        } catch (Unreadable e) {
            throw e.error();
        }
    }

    /** A play of which nothing runs: what it would ask for has its default value. */
    private Scopes.PlayContext listed(Play play) {
        var context = new Scopes.PlayContext(play, play.title(), folder(play.file()));
        NamedRoles.of(play).forEach(context::named);
        varsFiles.load(play, context);
        for (var prompt : play.varsPrompt()) {
            if (!options.extraVariables().containsKey(prompt.name())) {
                context.prompted.put(prompt.name(), Values.text(prompt.defaultValue(), scopes.ofPlay(context)));
            }
        }
        return context;
    }

    private List<Host> hosts(PlayHeader header) {
        var matcher = new HostPatterns(inventory.now(), this::unmatched);
        var parts = header.patterns().stream()
                .flatMap(pattern -> HostPatterns.split(pattern).stream())
                .toList();
        return matcher.restrict(matcher.select(parts), options.selection().limit());
    }

    /** What is said of a pattern that matches no host. */
    private void unmatched(String text) {
        switch (options.habits().leniency().unmatched()) {
            case "error" -> throw new UserError(text);
            case "ignore" -> {}
            default -> warn(text);
        }
    }

    /** Every value that a variable is given for a host, the strongest first. */
    public List<Candidate> explain(String host, String variable) {
        var found = inventory.now().host(host).orElseThrow(() -> new UserError("there is no host '" + host + "'"));
        return scopes.ofHost(found, null, new HashMap<>()).explain(variable);
    }

    /**
     * Runs a playbook, play by play.
     *
     * @throws InterruptedException when the calling thread is interrupted; steps that run are ended and connections closed
     */
    public RunSummary run(Playbook playbook) throws InterruptedException {
        event(new Event.PlaybookStarted(playbook.file().toString()));
        event(new Event.Verbose(2, null, playbook.plays().size() + " plays in " + playbook.file()));
        baton.lock();
        try {
            for (var play : playbook.plays()) {
                if (!play(play)) {
                    break;
                }
            }
        } catch (UserError e) {
            state.end = RunSummary.End.BROKEN;
            event(new Event.ErrorText(e.render()));
        } catch (Debugger.Quit e) {
            state.end = RunSummary.End.QUIT;
            event(new Event.Verbose(0, null, String.valueOf(e.getMessage())));
        } catch (Unreadable e) {
            state.end = e.end();
            event(new Event.ErrorText(e.error().render()));
        } finally {
            baton.unlock();
            close();
        }
        // A run that was given up has no recap, as with ansible-playbook.
        if (state.end == RunSummary.End.REGULAR) {
            event(new Event.Recap(state.counters.stats(), state.customStats.all()));
        }
        return summary();
    }

    private RunSummary summary() {
        return new RunSummary(state.counters.stats(), !state.failed.isEmpty(), !state.unreachable.isEmpty(), state.end);
    }

    /** Runs one module on the hosts of a pattern, without a playbook. */
    public RunSummary runTask(AdHoc what) throws InterruptedException {
        var file = options.directory().resolve("adhoc");
        var play = what.play(file, loader.alone(what.task(file)));
        baton.lock();
        try {
            play(play);
        } catch (Unreadable e) {
            throw e.error();
        } finally {
            baton.unlock();
            close();
        }
        return summary();
    }

    /** @return whether the next play is to run */
    private boolean play(Play play) throws InterruptedException {
        var folder = folder(play.file());
        var plain = new Scopes.PlayContext(play, play.title(), folder);
        prompts(play, plain);
        NamedRoles.of(play).forEach(plain::named);
        varsFiles.load(play, plain);
        var scope = scopes.ofPlay(plain);
        var header = PlayHeader.of(play, scope);
        var name = header.name();
        var context = new Scopes.PlayContext(play, name, folder);
        context.prompted.putAll(plain.prompted);
        NamedRoles.of(play).forEach(context::named);
        context.debugs = options.habits().debugs()
                || "debug".equals(Values.text(play.strategy(), scope))
                || play.strategy() == null && options.habits().strategy().equals("debug");
        boolean check = Values.written(play.keywords().get(Keyword.CHECK_MODE), options.check());
        var selected = ordered(hosts(header), play, scope);
        context.hosts = selected.stream().map(Host::name).toList();
        if (!selected.isEmpty()) {
            state.countFailedWithAnother();
        }
        var hosts = selected.stream()
                .filter(host -> !state.failed.contains(host.name()) && !state.unreachable.contains(host.name()))
                .toList();
        if (hosts.isEmpty()) {
            event(new Event.PlayStarted(name, play.at(), header.patterns(), List.of(), check));
            event(new Event.NoHostsMatched());
            return true;
        }
        boolean force = Values.truth(
                "force_handlers", play.forceHandlers(), scope, options.habits().forceHandlers());
        double percentage = Values.number("max_fail_percentage", play.maxFailPercentage(), scope, -1);
        for (var batch : batches(hosts, play, scope)) {
            context.batch = batch.stream().map(Host::name).toList();
            state.countFailedWithAnother();
            context.active = hosts.stream()
                    .map(Host::name)
                    .filter(host -> !state.failed.contains(host) && !state.unreachable.contains(host))
                    .toList();
            batch.forEach(host -> varsFiles.load(play, host, context));
            event(new Event.PlayStarted(name, play.at(), header.patterns(), context.batch, check));
            var strategy = strategy(play, scope);
            var runner = new PlayRunner(this, state, context, play, batch, force, percentage);
            var gather = Gathering.of(play, scope, options.habits());
            var failed = strategy.equals("linear")
                    ? runner.run(play, gather)
                    : free(play, context, batch, force, gather, strategy);
            state.failed.addAll(failed);
            // A host that failed and is unreachable counts twice, as in ansible-core's PlaybookExecutor.
            var lost =
                    batch.stream().filter(host -> state.hasFailed(host.name())).count()
                            + batch.stream()
                                    .filter(host -> state.unreachable.contains(host.name()))
                                    .count();
            if (lost == batch.size()) {
                return false;
            }
            if (context.ended) {
                break;
            }
        }
        return true;
    }

    private static List<List<Host>> batches(List<Host> hosts, Play play, Scope scope) {
        var written = play.serial();
        var said = Values.rendered(written, scope);
        if (written == null || said == null) {
            return List.of(hosts);
        }
        try {
            return Batches.of(hosts, said instanceof List<?> list ? list : List.of(said));
        } catch (UserError e) {
            throw e.at(written.at());
        }
    }

    private String strategy(Play play, Scope scope) {
        var said = Values.text(play.strategy(), scope);
        var name = said == null ? options.habits().strategy() : said;
        var known = name.substring(name.lastIndexOf('.') + 1);
        return switch (known) {
            case "linear", "free", "host_pinned" -> known;
            case "debug" -> "linear";
            default ->
                throw new UserError("Invalid play strategy specified: " + name)
                        .at(
                                play.strategy() == null
                                        ? play.at()
                                        : play.strategy().at())
                        .hint("there are 'linear', 'free', 'host_pinned' and 'debug'");
        };
    }

    private Set<String> free(
            Play play,
            Scopes.PlayContext context,
            List<Host> batch,
            boolean force,
            @Nullable Task gather,
            String strategy)
            throws InterruptedException {
        if (play.maxFailPercentage() != null) {
            warn("Using max_fail_percentage with the free strategy is not supported, "
                    + "as tasks are executed independently on each host");
        }
        var run = new FreeRun(this, baton);
        var runners = batch.stream()
                .map(host -> new PlayRunner(this, state, context, play, List.of(host), force, run))
                .toList();
        int atOnce = strategy.equals("free") ? batch.size() : options.forks();
        var failed = run.run(runners, batch, atOnce, play, gather);
        if (batch.stream().allMatch(host -> state.unreachable.contains(host.name()))) {
            event(new Event.NoHostsRemaining());
        }
        return failed;
    }

    private static Path folder(Path file) {
        var parent = file.toAbsolutePath().getParent();
        return parent == null ? Path.of("/") : parent;
    }

    private static List<Host> ordered(List<Host> hosts, Play play, Scope scope) {
        var order = Values.text(play.order(), scope);
        var list = new ArrayList<>(hosts);
        switch (order == null ? "inventory" : order) {
            case "inventory" -> {}
            case "reverse_inventory" -> Collections.reverse(list);
            case "sorted" -> list.sort(java.util.Comparator.comparing(Host::name));
            case "reverse_sorted" ->
                list.sort(java.util.Comparator.comparing(Host::name).reversed());
            case "shuffle" -> Collections.shuffle(list);
            default ->
                throw new Unreadable(
                        new UserError("Invalid 'order' specified for inventory hosts: " + order)
                                .at(
                                        play.order() == null
                                                ? play.at()
                                                : play.order().at())
                                .hint(Nearest.hint(order, ORDERS)),
                        RunSummary.End.MISUSED);
        }
        return list;
    }

    private void prompts(Play play, Scopes.PlayContext context) {
        for (var prompt : play.varsPrompt()) {
            if (options.extraVariables().containsKey(prompt.name())) {
                continue;
            }
            context.prompted.put(prompt.name(), prompts.value(prompt, scopes.ofPlay(context)));
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
