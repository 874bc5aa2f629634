package dev.muster.inventory;

import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.yaml.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
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

    /** What is left out of a directory without settings. */
    public static final Pattern IGNORED = ignored(
            List.of(".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst", ".orig", ".cfg", ".retry"),
            List.of());

    private static final Pattern YAML = Pattern.compile(".*\\.(?:ya?ml|json)");

    private final InventoryBuilder builder;
    private final Function<Path, Source> reader;
    private final Supplier<PluginTemplates> plugins;
    private final Pattern ignored;
    private final Consumer<String> warnings;

    private InventoryLoader(
            Function<Path, Source> reader,
            Supplier<PluginTemplates> plugins,
            Pattern ignored,
            Consumer<String> warnings) {
        this.ignored = ignored;
        this.reader = reader;
        this.plugins = plugins;
        this.builder = new InventoryBuilder(reader);
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
     * @param ignored which names in a directory are left out
     * @param warnings takes what Ansible warns about, each text once
     * @throws UserError for a source that cannot be read; unlike Ansible, which warns and goes on with fewer hosts
     */
    public static Inventory load(
            List<String> sources,
            @Nullable Path playbook,
            Function<Path, Source> reader,
            Supplier<PluginTemplates> plugins,
            Pattern ignored,
            Consumer<String> warnings) {
        var loader = new InventoryLoader(reader, plugins, ignored, warnings);
        sources.forEach(loader::source);
        if (playbook != null) {
            loader.builder.playbookDirectory(playbook);
        }
        var inventory = loader.builder.build(loader.warnings);
        if (inventory.hosts().isEmpty()) {
            loader.warnings.accept(
                    sources.isEmpty() ? "No inventory was parsed, only implicit localhost is available" : NO_HOSTS);
        }
        return inventory;
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
                IGNORED,
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

    private void source(String text) {
        if (text.contains(",") && !Files.exists(Path.of(text))) {
            hostList(text);
            return;
        }
        var path = Path.of(text);
        if (!Files.exists(path)) {
            throw new UserError("the inventory '" + text + "' does not exist")
                    .hint("give a file, a directory, or a list of hosts with a comma in it: '" + text + ",'");
        }
        if (Files.isDirectory(path)) {
            builder.addDirectory(path);
            directory(path);
        } else {
            builder.addDirectory(directoryOf(path));
            file(path);
        }
    }

    private static Path directoryOf(Path file) {
        return Optional.ofNullable(file.getParent()).orElse(Path.of(""));
    }

    private void hostList(String list) {
        var source = Source.ofText("<command line>", list);
        for (var part : list.split(",")) {
            var name = part.strip();
            if (!name.isEmpty()) {
                var address = HostAddress.parse(name, false);
                var host = address.map(HostAddress::host).orElse(name);
                if (!builder.hasHost(host)) {
                    builder.addHost(host, Group.UNGROUPED, null);
                    address.map(HostAddress::usablePort)
                            .ifPresent(port -> port.ifPresent(number -> builder.setHostVariable(
                                    host, "ansible_port", new Binding((long) number, source.at(1, 1)))));
                }
            }
        }
    }

    private void directory(Path directory) {
        for (var name : VariableFiles.names(directory)) {
            if (!ignored.matcher(name).find()) {
                var path = directory.resolve(name);
                if (Files.isDirectory(path)) {
                    directory(path);
                } else {
                    file(path);
                }
            }
        }
    }

    private void file(Path file) {
        var name = file.getFileName().toString();
        if (name.endsWith(".toml")) {
            throw new UserError("'" + file + "' is TOML, which is not read")
                    .hint("an inventory can be YAML, INI, JSON, an executable script, or a directory of these");
        }
        if (isProgram(file)) {
            new ScriptInventory(builder, file).read();
            return;
        }
        var source = reader.apply(file);
        Set<String> before = Set.copyOf(builder.groupNames());
        if (YAML.matcher(name).matches() || name.indexOf('.') < 0 && looksLikeYaml(source)) {
            // A file that says nothing is an INI inventory without hosts to Ansible.
            Yaml.parse(source, source.duplicates().or(this::duplicate))
                    .map(root -> root.mapping("a YAML inventory"))
                    .ifPresent(root -> {
                        if (root.get("plugin").isPresent()) {
                            plugin(new PluginConfiguration(root), file, before);
                        } else {
                            new YamlInventory(builder, file, before, warnings).read(root);
                        }
                    });
        } else {
            new IniInventory(builder, file, source, before, warnings).read();
        }
    }

    private void plugin(PluginConfiguration configuration, Path file, Set<String> before) {
        switch (configuration.plugin()) {
            case "constructed" -> new ConstructedInventory(builder, plugins.get()).read(configuration);
            case "generator" ->
                new GeneratedInventory(builder, file, plugins.get().jinja(), before, warnings).read(configuration);
            case String other ->
                throw new UserError("inventory config '" + file + "' specifies unknown plugin '" + other + "'")
                        .at(configuration.root().get("plugin").orElseThrow().at())
                        .hint(
                                "the plugins are 'constructed' and 'generator'; besides, an inventory can be YAML, INI, JSON, "
                                        + "an executable script, or a directory of these");
        }
    }

    private void duplicate(UserError error) {
        warnings.accept(error.where() == null ? error.what() : error.where() + ": " + error.what());
    }

    /** Whether the first line that says anything is YAML or JSON rather than INI, for a file whose name does not tell. */
    private static boolean looksLikeYaml(Source source) {
        return source.text()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith(";"))
                .findFirst()
                .filter(line ->
                        line.startsWith("---") || line.startsWith("{") || line.matches("[^\\s\\[=]+:(?:\\s.*)?"))
                .isPresent();
    }

    private static boolean isProgram(Path file) {
        if (!Files.isExecutable(file)) {
            return false;
        }
        try (var stream = Files.newInputStream(file)) {
            var head = stream.readNBytes(4);
            // An executable bit alone is often an accident of a file system; a program also begins like one.
            return head.length == 4 && (head[0] == '#' && head[1] == '!' || head[0] == 0x7f && head[1] == 'E');
        } catch (IOException e) {
            throw new UserError("cannot read '" + file + "'");
        }
    }
}
