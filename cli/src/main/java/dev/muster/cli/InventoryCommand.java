package dev.muster.cli;

import dev.muster.inventory.Group;
import dev.muster.inventory.Host;
import dev.muster.inventory.HostPatterns;
import dev.muster.inventory.Inventory;
import dev.muster.inventory.InventoryListing;
import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "inventory", description = "Shows an inventory as ansible-inventory does.")
final class InventoryCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    private VaultOptions vault = new VaultOptions();

    @Mixin
    private HelpOption help = new HelpOption();

    @Mixin
    private InventoryOptions inventory = new InventoryOptions();

    @ArgGroup(multiplicity = "1")
    private What what = new What();

    @Option(names = "--vars", description = "variables too, with --graph")
    private boolean variables;

    @Parameters(arity = "0..1", paramLabel = "GROUP", description = "where --graph begins (default: all)")
    private String top = Group.ALL;

    /** One of three. */
    static final class What {

        @Option(names = "--list", required = true, description = "all groups, hosts and their variables")
        private boolean list;

        @Option(names = "--graph", required = true, description = "the groups and hosts as a tree")
        private boolean graph;

        @Option(names = "--host", required = true, paramLabel = "HOST", description = "the variables of one host")
        private @Nullable String host;
    }

    InventoryCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var warnings = new Warnings(session);
        var configuration = Configuration.load(session, warnings);
        var loaded = inventory.load(configuration, null, vault.reader(session, configuration, warnings), warnings);
        var listing = new InventoryListing(loaded);
        session.terminal().out(text(loaded, listing, warnings));
        return ExitCode.OK.code();
    }

    private String text(Inventory loaded, InventoryListing listing, Warnings warnings) {
        if (what.graph) {
            return listing.graph(top, variables);
        }
        if (what.host != null) {
            return listing.hostJson(host(loaded, what.host));
        }
        var limit = inventory.limit();
        var patterns = new HostPatterns(loaded, warnings);
        var hosts = patterns.select(Group.ALL, limit);
        return listing.listJson(hosts);
    }

    static Host host(Inventory inventory, String name) {
        return inventory
                .host(name)
                .orElseThrow(() -> Stop.options(new UserError("there is no host '" + name + "' in the inventory")
                        .hint(Nearest.hint(
                                name, inventory.hosts().stream().map(Host::name).toList()))
                        .hint("'muster inventory --graph' shows what there is")));
    }
}
