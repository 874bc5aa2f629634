package dev.muster.cli;

import dev.muster.inventory.FileVariables;
import dev.muster.inventory.GroupNaming;
import dev.muster.inventory.HostPatterns;
import dev.muster.inventory.Inventory;
import dev.muster.inventory.InventoryLoader;
import dev.muster.inventory.Reading;
import dev.muster.vault.VaultReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which inventory, and which of its hosts. */
final class InventoryOptions {

    /** What gives hosts the variables of {@code group_vars} and {@code host_vars}. */
    private static final Set<String> VARIABLES =
            Set.of("host_group_vars", "ansible.builtin.host_group_vars", "ansible.legacy.host_group_vars");

    @Option(
            names = {"-i", "--inventory", "--inventory-file"},
            paramLabel = "INVENTORY",
            description = "inventory file, directory, script, or hosts divided by commas; may be repeated")
    private List<String> inventories = new ArrayList<>();

    @Option(
            names = {"-l", "--limit"},
            paramLabel = "PATTERN",
            description = "further limit the selected hosts to a pattern, or to those named in @FILE")
    private List<String> limits = new ArrayList<>();

    @Option(
            names = {"-e", "--extra-vars"},
            paramLabel = "VARS",
            description = "variables as name=value, JSON, YAML or @FILE; may be repeated")
    private List<String> extraVariables = new ArrayList<>();

    @Option(names = "--flush-cache", description = "forget the facts of earlier runs")
    private boolean flushCache;

    Inventory load(Configuration configuration, @Nullable Path playbookFolder, VaultReader reader, Warnings warnings) {
        return InventoryLoader.load(
                sources(configuration),
                playbookFolder,
                reader,
                () -> Wiring.ofPlugins(reader, extraVariables, configuration),
                new Reading(
                        configuration.list("INVENTORY_ENABLED"),
                        InventoryLoader.ignored(
                                configuration.list("INVENTORY_IGNORE_EXTS"),
                                configuration.list("INVENTORY_IGNORE_PATTERNS")),
                        configuration.flag("INVENTORY_ANY_UNPARSED_IS_FAILED")
                                ? Reading.Unread.FAILS
                                : Reading.Unread.WARNS,
                        configuration.flag("INVENTORY_UNPARSED_IS_FAILED"),
                        naming(configuration),
                        configuration.list("inventory/yaml/yaml_extensions"),
                        new FileVariables(
                                configuration.list("VARIABLE_PLUGINS_ENABLED").stream()
                                        .anyMatch(VARIABLES::contains),
                                configuration.list("VARIABLE_PRECEDENCE"),
                                configuration.list("YAML_FILENAME_EXTENSIONS")),
                        configuration.flag("DEPRECATION_WARNINGS") ? old -> warnings.deprecated(old.render()) : _ -> {},
                        configuration.flag("inventory/script/always_show_stderr") ? warnings::error : _ -> {}),
                text -> {
                    if (isWanted(text, configuration)) {
                        warnings.accept(text);
                    }
                });
    }

    static GroupNaming naming(Configuration configuration) {
        return GroupNaming.valueOf(configuration
                .text("TRANSFORM_INVALID_GROUP_CHARS")
                .orElse("never")
                .toUpperCase(Locale.ROOT));
    }

    /** Whether the settings want a warning about inventories without hosts. */
    private static boolean isWanted(String text, Configuration configuration) {
        return text.startsWith("No inventory was parsed")
                ? configuration.flag("INVENTORY_UNPARSED_WARNING")
                : !text.equals(InventoryLoader.NO_HOSTS) || configuration.flag("LOCALHOST_WARNING");
    }

    /** Says that there are no hosts, unless the pattern is one of the names of this machine. */
    void tellOfNoHosts(Inventory hosts, String pattern, Configuration configuration, Warnings warnings) {
        boolean tells = hosts.hosts().isEmpty()
                && !List.of("127.0.0.1", "localhost", "::1").contains(pattern)
                && isWanted(InventoryLoader.NO_HOSTS, configuration);
        if (tells) {
            warnings.accept(InventoryLoader.NO_HOSTS);
        }
    }

    /** Forgets what earlier runs learnt of the hosts, where that is asked for. */
    void flush(Configuration configuration, Inventory hosts) {
        var cache = flushCache ? Habitual.facts(configuration.settings(), _ -> {}) : null;
        if (cache != null) {
            hosts.hosts().forEach(host -> cache.forget(host.name()));
        }
    }

    /** The sources as variables name them: files by their whole paths, lists of hosts as they are written. */
    List<String> named(Configuration configuration) {
        return sources(configuration).stream()
                .map(source -> source.contains(",")
                        ? source
                        : Path.of(source).toAbsolutePath().normalize().toString())
                .toList();
    }

    List<String> sources(Configuration configuration) {
        if (!inventories.isEmpty()) {
            return inventories;
        }
        return configuration.inventories();
    }

    List<String> limit() {
        return limits.stream()
                .flatMap(text -> HostPatterns.limit(text).stream())
                .toList();
    }

    List<String> extraVariables() {
        return extraVariables;
    }
}
