package dev.muster.inventory;

import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads inventory sources: what {@code InventoryManager} and its plugins are to ansible-core. */
public final class InventoryLoader {

    /** What is said of an inventory without hosts. */
    public static final String NO_HOSTS =
            "provided hosts list is empty, only localhost is available. Note that the implicit localhost does not match 'all'";

    private static final String ALWAYS_IGNORED = "^\\.|^host_vars$|^group_vars$|^vars_plugins$";

    private static final Set<String> PLUGINS = Set.of(
            "host_list", "advanced_host_list", "script", "auto", "yaml", "ini", "toml", "constructed", "generator");

    /** What is left out of a directory without settings. */
    public static final Pattern IGNORED = ignored(
            List.of(".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst", ".orig", ".cfg", ".retry"),
            List.of());

    private final InventoryBuilder builder;
    private final Function<Path, Source> reader;
    private final Supplier<PluginTemplates> plugins;
    private final Reading reading;
    private final Consumer<String> warnings;
    private boolean anyRead;

    private InventoryLoader(
            Function<Path, Source> reader,
            Supplier<PluginTemplates> plugins,
            Reading reading,
            Consumer<String> warnings) {
        this.reading = reading;
        this.reader = reader;
        this.plugins = plugins;
        this.builder = new InventoryBuilder(reader, reading.naming(), reading.files(), reading.deprecations());
        var said = new LinkedHashSet<String>();
        this.warnings = text -> {
            if (said.add(text)) {
                warnings.accept(text);
            }
        };
    }

    /**
     * Reads sources, one after the other, into one inventory. A source is a file, a directory of them, or a list of hosts with a
     * comma in it.
     *
     * @param playbook the directory whose {@code group_vars} and {@code host_vars} count besides those beside the sources
     * @param reader reads a file, and opens a vault where it is one
     * @param plugins gives what inventory plugins render with, when there is one
     * @param reading how they are read, and what becomes of one that cannot be
     * @param warnings takes what Ansible warns about, each text once
     * @throws UserError for a source that cannot be read, where that is wanted
     */
    public static Inventory load(
            List<String> sources,
            @Nullable Path playbook,
            Function<Path, Source> reader,
            Supplier<PluginTemplates> plugins,
            Reading reading,
            Consumer<String> warnings) {
        var loader = new InventoryLoader(reader, plugins, known(reading, warnings), warnings);
        sources.forEach(loader::source);
        reading.files().warn(loader.warnings);
        if (!loader.anyRead) {
            if (reading.noneIsFailed()) {
                throw new UserError("No inventory was parsed, please check your configuration and options.");
            }
            loader.warnings.accept("No inventory was parsed, only implicit localhost is available");
        }
        if (playbook != null) {
            loader.builder.playbookDirectory(playbook);
        }
        // What a source that could not be read has left behind is put in order only beside others that could.
        return loader.anyRead ? loader.builder.build(loader.warnings) : loader.builder.asItIs();
    }

    /** The same where no source configures an inventory plugin. */
    public static Inventory load(
            List<String> sources, @Nullable Path playbook, Function<Path, Source> reader, Consumer<String> warnings) {
        return load(
                sources,
                playbook,
                reader,
                () -> {
                    throw new UserError("there is nothing to render the templates of an inventory plugin with");
                },
                Reading.STRICT,
                warnings);
    }

    /**
     * Which names in a directory are left out.
     *
     * @param endings of names
     * @param patterns regular expressions that are sought in names
     * @throws UserError for a pattern that is no regular expression
     */
    public static Pattern ignored(List<String> endings, List<String> patterns) {
        var all = new ArrayList<>(List.of(ALWAYS_IGNORED));
        for (var pattern : patterns) {
            try {
                all.add(Pattern.compile(pattern).pattern());
            } catch (PatternSyntaxException e) {
                throw new UserError("'" + pattern + "' is no regular expression: " + e.getDescription())
                        .hint("it is one of the names that are left out of a directory of inventories");
            }
        }
        endings.forEach(ending -> all.add(Pattern.quote(ending) + "$"));
        return Pattern.compile(String.join("|", all));
    }

    /** The plugins that there are, without the collection of Ansible itself. */
    private static Reading known(Reading reading, Consumer<String> warnings) {
        var all = new ArrayList<String>();
        for (var name : reading.plugins()) {
            var plugin = name.replaceFirst("^ansible\\.(?:builtin|legacy)\\.", "");
            if (PLUGINS.contains(plugin)) {
                all.add(plugin);
            } else {
                warnings.accept("Failed to load inventory plugin, skipping " + name);
            }
        }
        if (all.isEmpty()) {
            throw new UserError("No inventory plugins available to generate inventory, make sure you have at least one"
                    + " enabled.");
        }
        return reading.with(all);
    }

    private void source(String text) {
        var path = Path.of(text);
        if (text.contains(",") && !Files.exists(path)) {
            if (reading.plugins().contains("host_list") || reading.plugins().contains("advanced_host_list")) {
                hostList(text);
            } else {
                unread(text, Optional.empty(), nobodyReads(text));
            }
            return;
        }
        if (!Files.exists(path)) {
            unread(
                    path.toAbsolutePath().normalize().toString(),
                    Optional.empty(),
                    new UserError("the inventory '" + text + "' does not exist")
                            .hint("give a file, a directory, or a list of hosts with a comma in it: '" + text + ",'"));
        } else if (Files.isDirectory(path)) {
            builder.addDirectory(path);
            directory(path);
        } else {
            builder.addDirectory(directoryOf(path));
            file(path);
        }
    }

    /** @param failure why, if a plugin has tried */
    private void unread(String source, Optional<SourceFile.Failure> failure, UserError otherwise) {
        if (reading.unread() == Reading.Unread.ENDS) {
            throw failure.map(SourceFile.Failure::error).orElse(otherwise);
        }
        failure.ifPresent(each -> warnings.accept("Failed to parse inventory with '" + each.plugin() + "' plugin: "
                + each.error().render()));
        if (reading.unread() == Reading.Unread.FAILS) {
            throw new UserError("Completely failed to parse inventory source " + source);
        }
        warnings.accept("Unable to parse " + source + " as an inventory source");
    }

    private static UserError nobodyReads(String source) {
        return new UserError("no inventory plugin reads '" + source + "'")
                .hint("the setting 'enable_plugins' in [inventory] names those that are tried");
    }

    private void file(Path path) {
        var file = new SourceFile(builder, reader, plugins, warnings, reading, path);
        var failures = file.read(reading.plugins());
        if (failures.isEmpty()) {
            anyRead = true;
        } else {
            var place = path.toAbsolutePath().normalize().toString();
            unread(place, file.best(failures.get()), nobodyReads(path.toString()));
        }
    }

    private static Path directoryOf(Path file) {
        return Optional.ofNullable(file.getParent()).orElse(Path.of(""));
    }

    private void hostList(String list) {
        boolean ranges = !reading.plugins().contains("host_list");
        try {
            hostList(list, ranges);
            anyRead = true;
        } catch (UserError e) {
            unread(list, Optional.of(new SourceFile.Failure("advanced_host_list", e)), e);
        }
    }

    private void hostList(String list, boolean ranges) {
        var source = Source.ofText("<command line>", list);
        for (var part : list.split(",")) {
            var name = part.strip();
            if (!name.isEmpty()) {
                if (ranges) {
                    var pattern = range(name, source);
                    pattern.hosts().forEach(host -> host(host, pattern.port(), source));
                } else {
                    var address = HostAddress.parse(name, false);
                    host(
                            address.map(HostAddress::host).orElse(name),
                            address.map(HostAddress::usablePort).orElse(OptionalInt.empty()),
                            source);
                }
            }
        }
    }

    /** A range that is none is the name of a host; but bounds that are neither numbers nor letters are an error. */
    private static HostRange range(String name, Source source) {
        try {
            return HostRange.expand(name, source.at(1, 1));
        } catch (UserError e) {
            if (HostRange.isWrongBound(e)) {
                throw e;
            }
            return new HostRange(List.of(name), OptionalInt.empty());
        }
    }

    private void host(String name, OptionalInt port, Source source) {
        if (!builder.hasHost(name)) {
            builder.addHost(name, Group.UNGROUPED, null);
            port.ifPresent(number ->
                    builder.setHostVariable(name, "ansible_port", new Binding((long) number, source.at(1, 1))));
        }
    }

    private void directory(Path directory) {
        for (var name : VariableFiles.names(directory)) {
            if (!reading.ignored().matcher(name).find()) {
                var path = directory.resolve(name);
                if (Files.isDirectory(path)) {
                    directory(path);
                } else {
                    file(path);
                }
            }
        }
    }
}
