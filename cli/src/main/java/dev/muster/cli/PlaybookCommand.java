package dev.muster.cli;

import dev.muster.engine.Engine;
import dev.muster.engine.EngineOptions;
import dev.muster.event.Event;
import dev.muster.inventory.Group;
import dev.muster.inventory.HostPatterns;
import dev.muster.inventory.Inventory;
import dev.muster.inventory.LiveInventory;
import dev.muster.playbook.CollectionName;
import dev.muster.playbook.Playbook;
import dev.muster.report.Colour;
import dev.muster.report.RetryFile;
import dev.muster.source.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "playbook",
        sortOptions = false,
        description = "Runs Ansible playbooks; options, output and exit codes are those of ansible-playbook.")
final class PlaybookCommand implements Callable<Integer> {

    private final Session session;

    @Parameters(arity = "1..*", paramLabel = "PLAYBOOK", description = "what to run, one after the other")
    private List<Path> playbooks = new ArrayList<>();

    @Mixin
    private InventoryOptions inventory = new InventoryOptions();

    @Option(
            names = {"-t", "--tags"},
            paramLabel = "TAGS",
            description = "run only what carries one of these tags")
    private List<String> tags = new ArrayList<>();

    @Option(names = "--skip-tags", paramLabel = "TAGS", description = "leave out what carries one of these tags")
    private List<String> skipTags = new ArrayList<>();

    @Option(names = "--start-at-task", paramLabel = "NAME", description = "leave out everything before this task")
    private @Nullable String startAt;

    @Option(names = "--step", description = "ask before each task: no, yes, or continue without asking")
    private boolean step;

    @Option(names = "--force-handlers", description = "run notified handlers on hosts that failed, too")
    private boolean forceHandlers;

    @Option(names = "--syntax-check", description = "read the playbooks and run nothing")
    private boolean syntaxCheck;

    @Option(names = "--list-hosts", description = "list the hosts of each play and run nothing")
    private boolean listHosts;

    @Option(names = "--list-tasks", description = "list the tasks and run nothing")
    private boolean listTasks;

    @Option(names = "--list-tags", description = "list the tags and run nothing")
    private boolean listTags;

    @Mixin
    private RunningOptions running = new RunningOptions();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private VaultOptions vault = new VaultOptions();

    @Mixin
    private HelpOption help = new HelpOption();

    PlaybookCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        var warnings = new Warnings(session);
        var configuration = Configuration.load(session, warnings);
        playbooks.replaceAll(playbook -> ofCollection(playbook, configuration));
        for (var playbook : playbooks) {
            mustExist(playbook);
        }
        var reader = vault.reader(session, configuration, warnings);
        var extraVariables = ExtraVariables.parse(
                inventory.extraVariables(),
                reader,
                configuration.text("DEFAULT_HASH_BEHAVIOUR").orElse("").equals("merge"));
        var callbacks = configuration.callbacks(session, running);
        var output = retried(configuration, running.report(session.terminal(), callbacks::ofPlaybook));
        var wiring = new Wiring(session, configuration, extraVariables, reader, output);
        running.tell("playbook", configuration, wiring);
        var loader = wiring.loader();
        var hosts = inventory.load(configuration, folder(playbooks.getFirst()), reader, warnings);
        inventory.tellOfNoHosts(hosts, Group.ALL, configuration, warnings);
        var current = new AtomicReference<>(folder(playbooks.getFirst()));
        var live = new LiveInventory(
                hosts,
                () -> inventory
                        .load(configuration, folder(playbooks.getFirst()), reader, warnings)
                        .withPlaybookDirectory(current.get()));
        var limit = inventory.limit();
        mustSelect(hosts, limit, warnings);
        var options = options(configuration, limit, extraVariables);
        try (var engine = wiring.engine(options, live, loader)) {
            if (syntaxCheck || listHosts || listTasks || listTags) {
                var loaded = playbooks.stream().map(loader::load).toList();
                for (var playbook : loaded) {
                    live.playbookDirectory(folder(playbook.file()));
                    list(playbook, hosts, limit, warnings, engine);
                }
                return ExitCode.OK.code();
            }
            inventory.flush(configuration, hosts);
            int code = ExitCode.OK.code();
            for (var file : playbooks) {
                // What is wrong in one playbook does not keep those before it from running.
                var playbook = loader.load(file);
                current.set(folder(file));
                live.playbookDirectory(folder(file));
                var summary = engine.run(playbook);
                code = summary.exitCode();
                if (summary.broken()) {
                    return code;
                }
                if (code != 0) {
                    break;
                }
            }
            if (engine.waitsForStart()) {
                session.terminal()
                        .err(
                                "[ERROR]: No matching task \"" + startAt + "\" found. "
                                        + "Note: --start-at-task can only follow static includes.",
                                Colour.FAILED);
            }
            return code;
        }
    }

    /** With a file of the hosts that failed, where the settings want one. */
    private Consumer<Event> retried(Configuration configuration, Consumer<Event> output) {
        return configuration.flag("RETRY_FILES_ENABLED")
                ? new RetryFile(
                        session.terminal(),
                        output,
                        configuration.path("RETRY_FILES_SAVE_PATH").orElse(null))
                : output;
    }

    /** The file behind the full name of a playbook in a collection; a path stays what it is. */
    private static Path ofCollection(Path playbook, Configuration configuration) {
        return CollectionName.parse(playbook.toString())
                .flatMap(name -> name.playbook(configuration.paths("COLLECTIONS_PATHS")))
                .orElse(playbook);
    }

    private static void mustExist(Path playbook) {
        if (!Files.exists(playbook)) {
            throw new UserError("the playbook: " + playbook + " could not be found");
        }
        if (Files.isDirectory(playbook)) {
            throw new UserError("the playbook: " + playbook + " does not appear to be a file");
        }
    }

    private static Path folder(Path playbook) {
        var folder = playbook.toAbsolutePath().getParent();
        return folder == null ? Path.of("/") : folder;
    }

    /** A limit that leaves no host is an error; an inventory without hosts is not, for there is always localhost. */
    private static void mustSelect(Inventory inventory, List<String> limit, Warnings warnings) {
        if (!inventory.hosts().isEmpty()
                && new HostPatterns(inventory, warnings)
                        .select(Group.ALL, limit)
                        .isEmpty()) {
            throw noHosts();
        }
    }

    static UserError noHosts() {
        return new UserError("Specified inventory, host pattern and/or --limit leaves us with no hosts to target")
                .hint("'muster inventory --graph' shows what there is");
    }

    private void list(Playbook playbook, Inventory hosts, List<String> limit, Warnings warnings, Engine engine) {
        // Who asks for tags and names none means all of them.
        var only = listTags && tags.isEmpty() && skipTags.isEmpty() ? List.of("never", "all") : split(tags);
        var listing =
                new PlaybookListing(listHosts, listTasks, listTags, Set.copyOf(only), Set.copyOf(split(skipTags)));
        if (!listing.isAsked()) {
            playbook.plays().forEach(engine::header);
        }
        session.terminal()
                .out(
                        listing.isAsked()
                                ? listing.of(playbook, new HostPatterns(hosts, warnings), limit, engine)
                                : "\nplaybook: " + playbook.file());
    }

    private EngineOptions options(
            Configuration configuration, List<String> limit, Map<String, @Nullable Object> extraVariables) {
        return new EngineOptions(
                new EngineOptions.Selection(
                        limit,
                        split(tags(tags, configuration, "TAGS_RUN")),
                        split(tags(skipTags, configuration, "TAGS_SKIP")),
                        startAt,
                        step(),
                        inventory.named(configuration)),
                connection.login(session, configuration, inventory.sources(configuration)),
                connection.privilege(session, configuration),
                extraVariables,
                running.forks(configuration),
                running.check(),
                running.diff(configuration),
                running.verbosity(configuration),
                Habitual.of(configuration.settings(), forceHandlers, new Warnings(session)),
                Path.of("").toAbsolutePath(),
                this::ask,
                session.console());
    }

    /** Asks before each task until somebody has had enough of it. */
    private Predicate<String> step() {
        var asks = new AtomicBoolean(step);
        return task -> {
            if (!asks.get()) {
                return true;
            }
            var question = "Perform task: " + task + " (N)o/(y)es/(c)ontinue: ";
            var answer = session.console()
                    .line(question)
                    .orElseThrow(() -> Session.nobodyToAsk(question.strip()))
                    .toLowerCase(Locale.ROOT);
            if (answer.equals("c") || answer.equals("continue")) {
                asks.set(false);
            }
            session.terminal().banner(question);
            return !asks.get() || answer.equals("y") || answer.equals("yes");
        };
    }

    /** Those of the settings and those that are typed, as ansible-playbook adds the latter to the former. */
    private static List<String> tags(List<String> typed, Configuration configuration, String setting) {
        var all = new ArrayList<>(configuration.list(setting));
        all.addAll(typed);
        return all;
    }

    private static List<String> split(List<String> texts) {
        return texts.stream()
                .flatMap(text -> List.of(text.split(",")).stream())
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /** As in Ansible, nobody is asked whose input is not typed: it may be meant for something else. */
    private Optional<String> ask(String question, boolean secret) {
        if (!session.desk().typed().getAsBoolean()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    secret
                            ? session.prompt().apply(question.replaceFirst(": $", ""))
                            : session.desk().question().apply(question));
        } catch (UserError e) {
            return Optional.empty();
        }
    }
}
