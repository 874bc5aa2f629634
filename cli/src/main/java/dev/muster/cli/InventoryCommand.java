package dev.muster.cli;

import dev.muster.inventory.Group;
import dev.muster.inventory.Host;
import dev.muster.inventory.HostPatterns;
import dev.muster.inventory.Inventory;
import dev.muster.inventory.InventoryListing;
import dev.muster.inventory.InventoryListing.Form;
import dev.muster.report.Colour;
import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "inventory", sortOptions = false, description = "Shows an inventory as ansible-inventory does.")
final class InventoryCommand implements Callable<Integer> {

    private final Session session;

    @Parameters(arity = "0..1", paramLabel = "GROUP", description = "where --graph begins (default: all)")
    private String top = Group.ALL;

    @Option(names = "--list", description = "all groups, hosts and their variables")
    private boolean list;

    @Option(names = "--graph", description = "the groups and hosts as a tree; a limit does not count")
    private boolean graph;

    @Option(names = "--host", paramLabel = "HOST", description = "the variables of one host; a limit does not count")
    private @Nullable String host;

    @Option(
            names = {"-y", "--yaml"},
            description = "YAML instead of JSON, with --list and --host")
    private boolean yaml;

    @Option(names = "--toml", description = "TOML instead of JSON, with --list and --host")
    private boolean toml;

    @Option(names = "--vars", description = "variables too, with --graph")
    private boolean variables;

    @Option(names = "--export", description = "leave variables with the groups that they are given to")
    private boolean export;

    @Option(names = "--output", paramLabel = "FILE", description = "write into this file instead of the terminal")
    private @Nullable Path file;

    @Mixin
    private InventoryOptions inventory = new InventoryOptions();

    @Mixin
    private PlaybookFolder playbookFolder = new PlaybookFolder();

    @Mixin
    private VaultOptions vault = new VaultOptions();

    @Mixin
    private Verbosity verbosity = new Verbosity();

    @Mixin
    private HelpOption help = new HelpOption();

    InventoryCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        mustShowOneThing();
        var warnings = new Warnings(session);
        var configuration = Configuration.load(session, warnings);
        if (verbosity.level() > 0) {
            session.terminal().out(configuration.told(), Colour.VERBOSE);
        }
        var reader = vault.reader(session, configuration, warnings);
        var extraVariables = ExtraVariables.parse(
                inventory.extraVariables(),
                reader,
                configuration.text("DEFAULT_HASH_BEHAVIOUR").orElse("").equals("merge"));
        var loaded = inventory.load(configuration, playbookFolder.path(configuration), reader, warnings);
        var form = yaml ? Form.YAML : toml ? Form.TOML : Form.JSON;
        var text = text(
                loaded,
                new InventoryListing(loaded, form, export || configuration.flag("INVENTORY_EXPORT"), extraVariables),
                // Of a host that is not there an error tells; a warning before it would say the same.
                new HostPatterns(loaded, warnings));
        if (text.isEmpty()) {
            // An empty document says nothing, which ansible-inventory takes for a failure.
            return ExitCode.ERROR.code();
        }
        if (file == null) {
            session.terminal().out(text);
        } else {
            write(file, session.secrets().mask(text));
        }
        return ExitCode.OK.code();
    }

    private void mustShowOneThing() {
        long asked = Stream.of(list, graph, host != null).filter(each -> each).count();
        if (asked == 0) {
            throw Stop.options(new UserError(
                            "No action selected, at least one of --host, --graph or --list needs to be specified.")
                    .hint("'muster inventory --list' shows all"));
        }
        if (asked > 1) {
            throw Stop.options(new UserError(
                    "Conflicting options used, only one of --host, --graph or --list can be used at the same time."));
        }
    }

    private String text(Inventory loaded, InventoryListing listing, HostPatterns patterns) {
        if (host != null) {
            return listing.host(host(loaded, patterns, host));
        }
        var limit = inventory.limit();
        if (graph) {
            return listing.graph(group(loaded), variables);
        }
        return listing.list(patterns.select(Group.ALL, limit));
    }

    private Group group(Inventory inventory) {
        return inventory
                .group(top)
                .orElseThrow(() -> Stop.options(new UserError(
                                "Pattern must be valid group name when using --graph, and '" + top + "' is none")
                        .hint(Nearest.hint(
                                top,
                                inventory.groups().stream().map(Group::name).toList()))));
    }

    /** The one host that a pattern selects. */
    private static Host host(Inventory inventory, HostPatterns patterns, String pattern) {
        var found = patterns.select(pattern);
        if (found.size() == 1) {
            return found.getFirst();
        }
        throw Stop.options(new UserError("You must pass a single valid host to --host parameter, "
                        + (found.isEmpty()
                                ? "and there is no host '" + pattern + "' in the inventory"
                                : "and '" + pattern + "' are " + found.size() + " hosts"))
                .hint(Nearest.hint(
                        pattern, inventory.hosts().stream().map(Host::name).toList()))
                .hint("'muster inventory --graph' shows what there is"));
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UserError("Unable to write to destination file '" + file + "'.")
                    .hint(Objects.requireNonNullElse(e.getMessage(), ""));
        }
    }
}
