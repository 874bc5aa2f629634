package dev.muster.cli;

import dev.muster.cluster.BootstrapRequest;
import dev.muster.cluster.EnginePlays;
import dev.muster.cluster.Fleet;
import dev.muster.cluster.InventoryFleet;
import dev.muster.engine.EngineOptions;
import dev.muster.engine.Lookups;
import dev.muster.inventory.HostPatterns;
import dev.muster.inventory.Inventory;
import dev.muster.jinja.JinjaEngine;
import dev.muster.jinja.Limits;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which cluster, and where what Muster knows of it lies. */
final class ClusterOptions {

    @Mixin
    InventoryOptions inventory = new InventoryOptions();

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "the state folder (default: .muster beside the inventory)")
    private @Nullable Path state;

    @Option(
            names = "--templates",
            paramLabel = "DIR",
            description = "a folder of templates that come before the built-in ones; may be repeated")
    private List<Path> templates = new ArrayList<>();

    /** The one inventory of a cluster. */
    private Path path(Configuration configuration) {
        var sources = inventory.sources(configuration);
        if (sources.size() != 1) {
            throw new UserError(
                            sources.isEmpty()
                                    ? "it is not clear which cluster is meant"
                                    : "a cluster has one inventory, not " + sources.size())
                    .hint("name the inventory with -i: a file, or a folder of files");
        }
        return Path.of(sources.getFirst());
    }

    BootstrapRequest request(
            Configuration configuration,
            @Nullable String from,
            @Nullable String to,
            RunningOptions running,
            List<Path> then,
            boolean reissue) {
        var limit = String.join(",", inventory.limit());
        return new BootstrapRequest(
                path(configuration),
                limit.isEmpty() ? null : limit,
                from,
                to,
                running.check(),
                running.diff(),
                inventory.extraVariables(),
                then,
                state,
                templates,
                reissue,
                home());
    }

    /** Where the program lies, with its templates and playbooks. */
    private static Path home() {
        var home = System.getProperty("muster.home");
        if (home == null) {
            throw new UserError("Muster does not know where it lies").hint("start it by its launcher 'bin/muster'");
        }
        var path = Path.of(home);
        // In a checkout what was built lies in a folder of its own, the templates at the top.
        for (var at = path.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("templates")) && Files.isDirectory(at.resolve("playbooks"))) {
                return at;
            }
        }
        throw new UserError("there are no folders 'templates' and 'playbooks' in '" + path + "'")
                .hint("install Muster again");
    }

    Fleet fleet(
            Wiring wiring,
            Configuration configuration,
            Map<String, @Nullable Object> extra,
            EngineOptions options,
            Session session,
            Warnings warnings) {
        Inventory hosts = inventory.load(configuration, null, warnings);
        var lookups = new Lookups(
                Source::of,
                pattern -> new HostPatterns(hosts, warnings)
                        .select(pattern).stream().map(host -> host.name()).toList());
        var connections = wiring.connections();
        return new InventoryFleet(
                hosts,
                extra,
                new JinjaEngine(lookups, new YamlTexts(), Limits.DEFAULT),
                connections,
                new EnginePlays(options, wiring.loader(), connections, session.secrets()),
                warnings);
    }
}
