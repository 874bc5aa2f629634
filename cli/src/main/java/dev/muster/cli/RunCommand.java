package dev.muster.cli;

import dev.muster.engine.AdHoc;
import dev.muster.engine.Asking;
import dev.muster.engine.Console;
import dev.muster.engine.EngineOptions;
import dev.muster.inventory.Group;
import dev.muster.inventory.HostPatterns;
import dev.muster.inventory.LiveInventory;
import dev.muster.json.Json;
import dev.muster.playbook.KeyValues;
import dev.muster.report.Colour;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.yaml.Yaml;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        sortOptions = false,
        description = "Runs one module on many hosts; options, output and exit codes are those of ansible.")
final class RunCommand implements Callable<Integer> {

    /** Modules whose arguments are a command line. */
    private static final Set<String> COMMANDS = Set.of("command", "shell", "raw", "script");

    private final Session session;

    @Parameters(paramLabel = "PATTERN", description = "on which hosts")
    private String pattern = "";

    @Option(
            names = {"-m", "--module-name"},
            paramLabel = "MODULE",
            description = "what to run (default: command)")
    private String module = "";

    @Option(
            names = {"-a", "--args"},
            paramLabel = "ARGS",
            description = "its arguments: name=value words, JSON, or a command line")
    private String arguments = "";

    @Option(names = "--list-hosts", description = "list the hosts and run nothing")
    private boolean listHosts;

    @Option(
            names = {"-o", "--one-line"},
            description = "show each result on one line")
    private boolean oneLine;

    @Option(
            names = {"-t", "--tree"},
            paramLabel = "FOLDER",
            description = "write each host's result into a file of its name in this folder, too")
    private @Nullable Path tree;

    @Option(
            names = {"-B", "--background"},
            paramLabel = "SECONDS",
            description = "give the module up after so many seconds")
    private int background;

    @Option(
            names = {"-P", "--poll"},
            paramLabel = "SECONDS",
            description = "how often to look at it with -B (default: 15); 0 is refused, for nothing is left running")
    private @Nullable Integer poll;

    @Option(
            names = "--task-timeout",
            paramLabel = "SECONDS",
            description = "give the module up after so many seconds (default: never)")
    private int taskTimeout;

    @Mixin
    private PlaybookFolder playbookFolder = new PlaybookFolder();

    @Mixin
    private InventoryOptions inventory = new InventoryOptions();

    @Mixin
    private RunningOptions running = new RunningOptions();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private VaultOptions vault = new VaultOptions();

    @Mixin
    private HelpOption help = new HelpOption();

    RunCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        // Commas with nothing between them are no pattern, which means everybody.
        pattern = HostPatterns.split(pattern).isEmpty() ? Group.ALL : pattern;
        var warnings = new Warnings(session);
        var configuration = Configuration.load(session, warnings);
        module = module.isEmpty() ? configuration.text("DEFAULT_MODULE_NAME").orElse("command") : module;
        arguments =
                arguments.isEmpty() ? configuration.text("DEFAULT_MODULE_ARGS").orElse("") : arguments;
        var reader = vault.reader(session, configuration, warnings);
        var extraVariables = ExtraVariables.parse(
                inventory.extraVariables(),
                reader,
                configuration.text("DEFAULT_HASH_BEHAVIOUR").orElse("").equals("merge"));
        var hosts = inventory.load(configuration, playbookFolder.path(configuration), reader, warnings);
        inventory.tellOfNoHosts(hosts, pattern, configuration, warnings);
        var limit = inventory.limit();
        var selected = new HostPatterns(hosts, warnings).select(pattern, limit);
        if (selected.isEmpty()) {
            if (!limit.isEmpty() && !hosts.hosts().isEmpty()) {
                throw PlaybookCommand.noHosts();
            }
            if (!hosts.hosts().isEmpty()) {
                session.terminal().err("[WARNING]: No hosts matched, nothing to do", Colour.WARNING);
            }
        }
        if (listHosts) {
            var text = new StringBuilder("  hosts (" + selected.size() + "):");
            selected.forEach(host -> text.append("\n    ").append(host.name()));
            session.terminal().out(text.toString());
            return ExitCode.OK.code();
        }
        if (selected.isEmpty()) {
            return ExitCode.OK.code();
        }
        var values = values();
        var callbacks = configuration.callbacks(session, running);
        var output = running.report(session.terminal(), () -> callbacks.ofTask(oneLine, tree));
        var wiring = new Wiring(session, configuration, extraVariables, reader, output);
        running.tell("run", configuration, wiring);
        var options = new EngineOptions(
                new EngineOptions.Selection(
                        limit, List.of(), List.of(), null, _ -> true, inventory.named(configuration)),
                connection.login(session, configuration, inventory.sources(configuration)),
                connection.privilege(session, configuration),
                extraVariables,
                running.forks(configuration),
                running.check(),
                running.diff(configuration),
                running.verbosity(configuration),
                Habitual.of(configuration.settings(), false, warnings),
                playbookFolder.folder(configuration),
                Asking.NOBODY,
                Console.NOBODY);
        try (var engine = wiring.engine(options, new LiveInventory(hosts), wiring.loader())) {
            return engine.runTask(new AdHoc(
                            pattern,
                            module,
                            values,
                            taskTimeout,
                            background,
                            poll != null ? poll : configuration.number("DEFAULT_POLL_INTERVAL")))
                    .exitCode();
        }
    }

    private Map<String, @Nullable Object> values() {
        var shortName = module.substring(module.lastIndexOf('.') + 1);
        if (shortName.equals("import_playbook")) {
            throw Stop.options(new UserError("'" + module + "' is not a valid action for ad-hoc commands")
                    .hint("'muster playbook' runs playbooks"));
        }
        boolean command = COMMANDS.contains(shortName);
        if (command && arguments.isBlank()) {
            throw Stop.options(new UserError("No argument passed to " + module + " module")
                    .hint(pattern.endsWith(".yml") ? "did you mean 'muster playbook'?" : "give the command with -a"));
        }
        var source = Source.ofText("<command line: -a>", arguments.strip());
        var values = new LinkedHashMap<String, @Nullable Object>();
        if (!command && source.text().startsWith("{") && !source.text().startsWith("{{")) {
            Yaml.parse(source)
                    .map(node -> node.mapping("arguments"))
                    .ifPresent(map -> map.entries()
                            .forEach(entry ->
                                    values.put(entry.name(), entry.value().trusted())));
        } else if (command && json(source) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> values.put(String.valueOf(name), value));
        } else {
            KeyValues.parse(source, command).forEach((name, binding) -> values.put(name, binding.value()));
        }
        return values;
    }

    /** The arguments of a command as JSON; null for what looks like it and is a command line. */
    private static @Nullable Object json(Source source) {
        try {
            return source.text().startsWith("{") && source.text().endsWith("}") ? Json.parseTrusted(source) : null;
        } catch (UserError e) {
            return null;
        }
    }
}
