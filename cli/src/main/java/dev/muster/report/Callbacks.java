package dev.muster.report;

import dev.muster.config.Settings;
import dev.muster.config.Surroundings;
import dev.muster.event.Event;
import dev.muster.source.UserError;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The outputs of a run by the names of Ansible's callback plugins: the one that writes to the terminal
 * ({@code stdout_callback}), and those beside it ({@code callbacks_enabled}).
 */
public final class Callbacks {

    private final Terminal terminal;
    private final Settings settings;
    private final Surroundings surroundings;
    private final DisplayOptions options;
    private final Clock clock;

    /**
     * @param surroundings what the names of folders are relative to
     * @param verbosity how often {@code -v} was given
     * @param diff whether changes are shown
     * @param check whether the run is in check mode
     * @param clock for the outputs that tell times
     */
    public Callbacks(
            Terminal terminal,
            Settings settings,
            Surroundings surroundings,
            int verbosity,
            boolean diff,
            boolean check,
            Clock clock) {
        this.terminal = terminal;
        this.settings = settings;
        this.surroundings = surroundings;
        this.options = DisplayOptions.of(settings, verbosity, diff, check);
        this.clock = clock;
    }

    /**
     * What shows the run of a playbook.
     *
     * @throws UserError when the settings name an output for the terminal that Muster does not have
     */
    public Consumer<Event> ofPlaybook() {
        return withOthers(chosen(settings.text("DEFAULT_STDOUT_CALLBACK").orElse("default")));
    }

    /**
     * What shows one module on many hosts; settings count only where they say that they do for single modules.
     *
     * @param oneLine whether each result stands on one line, whatever the settings say
     * @param tree a folder for a file of each host, or null
     */
    public Consumer<Event> ofTask(boolean oneLine, @Nullable Path tree) {
        boolean wanted = settings.flag("DEFAULT_LOAD_CALLBACK_PLUGINS");
        var name = wanted ? settings.text("DEFAULT_STDOUT_CALLBACK").orElse("minimal") : "minimal";
        var output = chosen(oneLine ? "oneline" : name);
        var all = wanted ? withOthers(output) : output;
        return tree == null ? all : all.andThen(new HostFiles(terminal, options, tree));
    }

    private Consumer<Event> chosen(String name) {
        return switch (name) {
            case "default", "ansible.builtin.default" -> new DefaultOutput(terminal, options);
            case "minimal", "ansible.builtin.minimal" -> new AdHocOutput(terminal, options);
            case "oneline", "ansible.builtin.oneline" -> new OneLineOutput(terminal, options);
            case "debug", "ansible.posix.debug" ->
                new DefaultOutput(terminal, options, new DebugDump(options.asJson()));
            case "json", "ansible.posix.json" -> new WholeRunJson(terminal, options, settings, clock);
            case "yaml", "community.general.yaml" -> new DefaultOutput(terminal, options, new GeneralYamlDump(options));
            case "unixy", "community.general.unixy" -> new UnixyOutput(terminal, options);
            case "null", "community.general.null" -> new QuietOutput(terminal, options);
            default ->
                throw new UserError("Could not load '" + name + "' callback plugin.")
                        .hint("there are default, minimal, oneline, debug, json, yaml, unixy and null");
        };
    }

    private Consumer<Event> withOthers(Consumer<Event> output) {
        var all = new ArrayList<Consumer<Event>>();
        all.add(output);
        for (var name : settings.list("CALLBACKS_ENABLED")) {
            beside(name.strip())
                    .ifPresentOrElse(
                            all::add,
                            () -> output.accept(new Event.Warning(
                                    "Skipping callback plugin '" + name.strip() + "', unable to load")));
        }
        if (all.size() == 1) {
            return output;
        }
        var outputs = List.copyOf(all);
        return event -> outputs.forEach(each -> each.accept(event));
    }

    private Path folder(String name) {
        return Path.of(surroundings.path(settings.text(name).orElse(""), null));
    }

    private Optional<Consumer<Event>> beside(String name) {
        return Optional.ofNullable(
                switch (name) {
                    case "timer", "ansible.posix.timer" -> new RunTimer(terminal, clock);
                    case "profile_tasks", "ansible.posix.profile_tasks" ->
                        new TaskProfile(terminal, settings, options.verbosity(), clock);
                    case "profile_roles", "ansible.posix.profile_roles" -> new RoleProfile(terminal, settings, clock);
                    case "junit", "ansible.builtin.junit" ->
                        new JunitReport(terminal, options, settings, folder("callback/junit/output_dir"), clock);
                    case "tree", "ansible.builtin.tree" ->
                        new HostFiles(terminal, options, folder("callback/tree/directory"));
                    default -> null;
                });
    }
}
