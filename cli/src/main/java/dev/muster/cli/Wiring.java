package dev.muster.cli;

import dev.muster.engine.Engine;
import dev.muster.engine.EngineOptions;
import dev.muster.engine.Lookups;
import dev.muster.engine.YamlFilters;
import dev.muster.event.Event;
import dev.muster.inventory.FlatVariables;
import dev.muster.inventory.LiveInventory;
import dev.muster.inventory.PluginTemplates;
import dev.muster.jinja.Jinja;
import dev.muster.jinja.JinjaEngine;
import dev.muster.jinja.Limits;
import dev.muster.modules.ModuleCatalog;
import dev.muster.playbook.LoaderSettings;
import dev.muster.playbook.PlaybookLoader;
import dev.muster.playbook.StaticNames;
import dev.muster.remote.Connections;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.vault.VaultReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts the parts of a run together. */
final class Wiring {

    private final Session session;
    private final Configuration configuration;
    private final Map<String, @Nullable Object> extraVariables;
    private final VaultReader reader;
    private final Consumer<Event> events;

    /**
     * @param extraVariables {@code -e}
     * @param reader reads the project's files
     * @param report takes what happens; it is called by one thread at a time
     */
    Wiring(
            Session session,
            Configuration configuration,
            Map<String, @Nullable Object> extraVariables,
            VaultReader reader,
            Consumer<Event> report) {
        this.session = session;
        this.configuration = configuration;
        this.extraVariables = extraVariables;
        this.reader = reader;
        boolean deprecations = configuration.flag("DEPRECATION_WARNINGS");
        this.events = inOrder(event -> {
            if (deprecations || !(event instanceof Event.Deprecation)) {
                report.accept(event);
            }
        });
    }

    /** The same listener, called by one thread at a time. */
    static Consumer<Event> inOrder(Consumer<Event> report) {
        var lock = new Object();
        return event -> {
            synchronized (lock) {
                report.accept(event);
            }
        };
    }

    Consumer<Event> events() {
        return events;
    }

    PlaybookLoader loader() {
        return loader(reader);
    }

    PlaybookLoader loader(Function<Path, Source> reader) {
        var modules = new HashSet<>(ModuleCatalog.all().accepted());
        modules.addAll(Engine.actions());
        return new PlaybookLoader(new LoaderSettings(
                new LoaderSettings.Paths(
                        configuration.paths("DEFAULT_ROLES_PATH"),
                        configuration.paths("COLLECTIONS_PATHS"),
                        configuration.paths("DEFAULT_MODULE_PATH"),
                        configuration.paths("DEFAULT_ACTION_PLUGIN_PATH")),
                modules,
                Lookups.names(),
                reader,
                names(),
                new LoaderSettings.Notices(
                        warning -> events.accept(new Event.Warning(warning.render())),
                        old -> events.accept(new Event.Deprecation(old.render())),
                        !configuration.flag("INVALID_TASK_ATTRIBUTE_FAILED"),
                        configuration
                                .text("COLLECTIONS_ON_ANSIBLE_VERSION_MISMATCH")
                                .orElse("warning")),
                configuration.flag("DEFAULT_PRIVATE_ROLE_VARS")));
    }

    /** What renders without a playbook. */
    static Jinja jinja(VaultReader reader) {
        return new JinjaEngine(
                new Lookups(reader, _ -> List.of(), _ -> {}), new YamlFilters(reader::ciphertext), Limits.DEFAULT);
    }

    /** What inventory plugins render with, before there is a playbook. */
    static PluginTemplates ofPlugins(VaultReader reader, List<String> extraVariables, Configuration configuration) {
        return new PluginTemplates(
                jinja(reader),
                ExtraVariables.parse(extraVariables, reader),
                configuration.flag("inventory/constructed/use_extra_vars"));
    }

    /** Names of imports may use the variables beside them and those of the command line. */
    private StaticNames names() {
        var jinja = jinja(reader);
        return (name, variables) -> {
            var all = new HashMap<String, @Nullable Object>();
            variables.forEach((key, binding) -> all.put(key, binding.value()));
            all.putAll(extraVariables);
            return Printing.str(jinja.value(name, new FlatVariables(all, jinja)));
        };
    }

    Connections connections() {
        return new Connections(
                notice -> events.accept(new Event.Warning(
                        (notice.target().isEmpty() ? "" : "host '" + notice.target() + "': ") + notice.text())),
                this::passphrase);
    }

    private Optional<String> passphrase(Path key) {
        try {
            return Optional.of(session.secret("passphrase of '" + key + "'"));
        } catch (UserError e) {
            return Optional.empty();
        }
    }

    /** @param again reads the inventory anew */
    Engine engine(EngineOptions options, LiveInventory inventory, PlaybookLoader loader) {
        return new Engine(
                options, inventory, ModuleCatalog.all(), connections(), loader, reader, session.secrets(), events);
    }
}
