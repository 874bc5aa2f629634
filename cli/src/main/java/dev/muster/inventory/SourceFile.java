package dev.muster.inventory;

import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.yaml.Node;
import dev.muster.yaml.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** One file of an inventory: tries the plugins on it that want it, one after the other, until one can read it. */
final class SourceFile {

    private static final Pattern YAML = Pattern.compile(".*\\.(?:ya?ml|json)");
    private static final Pattern CONFIGURATION = Pattern.compile(".*\\.ya?ml");
    private static final String AUTO = "auto";

    /** Why a plugin could not read it. */
    record Failure(String plugin, UserError error) {}

    /** A file that configures no plugin, which is no failure of it. */
    private static final class NotConfiguration extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private final InventoryBuilder builder;
    private final Function<Path, Source> reader;
    private final Supplier<PluginTemplates> templates;
    private final Consumer<String> warnings;
    private final boolean strict;
    private final Reading reading;
    private final Path file;

    SourceFile(
            InventoryBuilder builder,
            Function<Path, Source> reader,
            Supplier<PluginTemplates> templates,
            Consumer<String> warnings,
            Reading reading,
            Path file) {
        this.builder = builder;
        this.reader = reader;
        this.templates = templates;
        this.warnings = warnings;
        this.reading = reading;
        // Where every source counts, so does a slip that Ansible passes over.
        this.strict = reading.unread() == Reading.Unread.ENDS;
        this.file = file;
    }

    /**
     * Reads it with the first plugin that can.
     *
     * @return why each plugin that tried could not; nothing when one could, or none wanted it
     */
    Optional<List<Failure>> read(List<String> plugins) {
        var failures = new ArrayList<Failure>();
        for (var plugin : plugins) {
            if (!wants(plugin)) {
                continue;
            }
            try {
                with(plugin);
                return Optional.empty();
            } catch (NotConfiguration e) {
                // Nearly every YAML file is one that configures no plugin; that says nothing about what is wrong with
                // it.
            } catch (UserError e) {
                failures.add(new Failure(plugin, e));
            }
        }
        return Optional.of(failures);
    }

    private boolean wants(String plugin) {
        var name = file.getFileName().toString();
        return switch (plugin) {
            case "script" -> isProgram(file);
            case AUTO -> CONFIGURATION.matcher(name).matches();
            case "yaml" -> endsWith(name, reading.yaml());
            case "ini" -> !name.endsWith(".toml");
            case "toml" -> name.endsWith(".toml");
            case "constructed", "generator" ->
                name.endsWith(".config") || endsWith(name, reading.files().endings());
            default -> false;
        };
    }

    /** Whether a name has no ending, or one of these. */
    private static boolean endsWith(String name, List<String> endings) {
        int dot = name.lastIndexOf('.');
        return dot <= 0 || endings.contains(name.substring(dot));
    }

    private void with(String plugin) throws NotConfiguration {
        if (plugin.equals("script")) {
            new ScriptInventory(builder, file, reading.aside()).read();
            return;
        }
        var source = reader.apply(file);
        var before = Set.copyOf(builder.groupNames());
        switch (plugin) {
            case "yaml" -> yaml(source, before);
            case "toml" -> new TomlInventory(builder, file, source, before, warnings).read();
            case "ini" -> new IniInventory(builder, file, source, before, warnings).read();
            default -> configured(plugin, configuration(source), before);
        }
    }

    private void yaml(Source source, Set<String> before) {
        var root = Yaml.parse(source, source.duplicates().or(this::duplicate))
                .filter(node -> !(node instanceof Node.Scalar scalar && scalar.value() == null))
                .orElseThrow(() -> new UserError("Parsed empty YAML file").at(source.at(1, 1)))
                .mapping("a YAML inventory");
        if (root.entries().isEmpty()) {
            throw new UserError("Parsed empty YAML file").at(root.at());
        }
        if (root.get("plugin").isPresent()) {
            throw new UserError("Plugin configuration YAML file, not YAML inventory")
                    .at(root.get("plugin").orElseThrow().at());
        }
        new YamlInventory(builder, file, before, strict, warnings).read(root);
    }

    private PluginConfiguration configuration(Source source) throws NotConfiguration {
        Optional<Node> root;
        try {
            root = Yaml.parse(source, _ -> {});
        } catch (UserError e) {
            // The plugin for YAML says the same, and an own plugin cannot be named in what is no YAML.
            throw new NotConfiguration();
        }
        if (root.isPresent()
                && root.get() instanceof Node.Mapping mapping
                && mapping.get("plugin").isPresent()) {
            return new PluginConfiguration(mapping);
        }
        throw new NotConfiguration();
    }

    private void configured(String plugin, PluginConfiguration configuration, Set<String> before) {
        var named = configuration.plugin();
        if (!plugin.equals(AUTO) && !plugin.equals(named)) {
            throw new UserError("the inventory config '" + file + "' is for the plugin '" + named + "'")
                    .at(configuration.root().get("plugin").orElseThrow().at());
        }
        switch (named) {
            case "constructed" -> new ConstructedInventory(builder, templates.get()).read(configuration);
            case "generator" ->
                new GeneratedInventory(builder, file, templates.get().jinja(), before, warnings).read(configuration);
            case String other ->
                throw new UserError("inventory config '" + file + "' specifies unknown plugin '" + other + "'")
                        .at(configuration.root().get("plugin").orElseThrow().at())
                        .hint(
                                "the plugins are 'constructed' and 'generator'; besides, an inventory can be YAML, INI, TOML,"
                                        + " JSON, an executable script, or a directory of these");
        }
    }

    private void duplicate(UserError error) {
        warnings.accept(error.where() == null ? error.what() : error.where() + ": " + error.what());
    }

    /** Which of several reasons is that of whoever wrote the file: it goes by what its first line looks like. */
    Optional<Failure> best(List<Failure> failures) {
        var likely = List.of("script", AUTO, failures.size() > 1 && looksLikeYaml() ? "yaml" : "ini");
        return likely.stream()
                .flatMap(plugin ->
                        failures.stream().filter(failure -> failure.plugin().equals(plugin)))
                .findFirst()
                .or(() -> failures.stream().findFirst());
    }

    /** Whether the first line that says anything is YAML or JSON rather than INI, for a file whose name does not tell. */
    private boolean looksLikeYaml() {
        if (YAML.matcher(file.getFileName().toString()).matches()) {
            return true;
        }
        String text;
        try {
            text = reader.apply(file).text();
        } catch (UserError _) {
            // Then each plugin failed for the same reason.
            return false;
        }
        return text.lines()
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
