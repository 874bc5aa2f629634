package dev.muster.cli;

import dev.muster.cluster.BootstrapRequest;
import dev.muster.cluster.EnginePlays;
import dev.muster.cluster.Fleet;
import dev.muster.cluster.InventoryFleet;
import dev.muster.cluster.PlaybookFolder;
import dev.muster.engine.Asking;
import dev.muster.engine.Console;
import dev.muster.engine.EngineOptions;
import dev.muster.engine.Lookups;
import dev.muster.engine.YamlFilters;
import dev.muster.event.Event;
import dev.muster.inventory.InventoryLoader;
import dev.muster.inventory.Reading;
import dev.muster.jinja.JinjaEngine;
import dev.muster.jinja.Limits;
import dev.muster.source.UserError;
import dev.muster.vault.VaultReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which cluster, and where Muster keeps what it knows of it. */
final class ClusterOptions {

    @Option(
            names = {"-i", "--inventory"},
            paramLabel = "INVENTORY",
            description = "the cluster's inventory (default: ANSIBLE_INVENTORY)")
    private @Nullable Path inventory;

    @Option(
            names = {"-l", "--limit"},
            paramLabel = "PATTERN",
            description = "only these nodes")
    private @Nullable String limit;

    @Option(
            names = {"-e", "--extra-vars"},
            paramLabel = "VARS",
            description = "variables as name=value, JSON, YAML or @FILE; may be repeated")
    private List<String> extraVariables = new ArrayList<>();

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "the state folder (default: .muster beside the inventory)")
    private @Nullable Path state;

    @Option(
            names = "--templates",
            paramLabel = "DIR",
            description = "templates that come before the built-in ones; may be repeated")
    private List<Path> templates = new ArrayList<>();

    @Mixin
    private VaultOptions vault = new VaultOptions();

    private @Nullable VaultReader reader;

    /** Reads the cluster's files; passwords are asked for once. */
    private VaultReader reader(Session session, Configuration configuration) {
        var known = reader;
        if (known == null) {
            known = vault.reader(session, configuration, new Warnings(session));
            reader = known;
        }
        return known;
    }

    /**
     * The request for all phases and nothing else.
     *
     * @throws UserError when there is no inventory, or the program's own folder is not known
     */
    BootstrapRequest request(Configuration configuration) {
        var path = inventory != null
                ? inventory
                : configuration
                        .inventory()
                        .map(Path::of)
                        .orElseThrow(() -> new UserError("it is not clear which cluster is meant")
                                .hint("name the inventory with -i"));
        if (!Files.exists(path)) {
            throw new UserError("the inventory '" + path + "' does not exist").hint("give a file or a directory");
        }
        for (var folder : templates) {
            if (!Files.isDirectory(folder)) {
                throw new UserError("there is no folder '" + folder + "' of templates");
            }
        }
        return new BootstrapRequest(
                path, limit, null, null, false, false, extraVariables, List.of(), state, templates, false, home());
    }

    /** The launcher says where it lies. */
    private static Path home() {
        var home = System.getProperty("muster.home");
        if (home == null) {
            throw new UserError("the folder of the program is not known").hint("start it by bin/muster");
        }
        return Path.of(home);
    }

    /** @throws UserError when one of the playbooks cannot be loaded */
    void read(List<Path> playbooks, Session session, Configuration configuration) {
        var vaults = reader(session, configuration);
        var extra = ExtraVariables.parse(extraVariables, vaults);
        var loader = new Wiring(session, configuration, extra, vaults, _ -> {}).loader();
        playbooks.stream().filter(Files::exists).forEach(loader::load);
    }

    /** The nodes, and how playbooks are run on them. */
    Fleet fleet(
            Session session,
            Configuration configuration,
            BootstrapRequest request,
            ConnectionOptions connection,
            RunningOptions running,
            Consumer<Event> report) {
        var vaults = reader(session, configuration);
        var extra = ExtraVariables.parse(extraVariables, vaults);
        var wiring = new Wiring(session, configuration, extra, vaults, report);
        Consumer<String> warnings = text -> wiring.events().accept(new Event.Warning(text));
        var loaded = InventoryLoader.load(
                List.of(request.inventory().toString()),
                null,
                vaults,
                () -> Wiring.ofPlugins(vaults, extraVariables, configuration),
                Reading.STRICT.naming(InventoryOptions.naming(configuration)),
                warnings);
        var login = connection.login(session, configuration, List.of());
        var options = new EngineOptions(
                EngineOptions.Selection.ALL,
                login,
                connection.privilege(session, configuration),
                extra,
                running.forks(configuration),
                request.check(),
                request.diff(),
                running.verbosity(configuration),
                EngineOptions.Habits.DEFAULT,
                Path.of("").toAbsolutePath(),
                Asking.NOBODY,
                Console.NOBODY);
        var connections = wiring.connections();
        return new InventoryFleet(
                loaded,
                extra,
                new JinjaEngine(
                        new Lookups(vaults, _ -> List.of(), _ -> {}),
                        new YamlFilters(vaults::ciphertext),
                        Limits.DEFAULT),
                connections,
                login,
                new EnginePlays(
                        options, wiring.loader(PlaybookFolder.reader(vaults)), connections, vaults, session.secrets()),
                warnings);
    }
}
