package dev.muster.inventory;

import dev.muster.json.Toml;
import dev.muster.source.Position;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Printing;
import dev.muster.value.Truth;
import dev.muster.value.Types;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads an inventory that is written in TOML, group by group: the plugin {@code toml} of ansible-core. */
final class TomlInventory {

    private final InventoryBuilder builder;
    private final Path file;
    private final GroupNames names;
    private final Position at;
    private final Source source;
    private final Consumer<String> warnings;

    TomlInventory(InventoryBuilder builder, Path file, Source source, Set<String> before, Consumer<String> warnings) {
        this.builder = builder;
        this.file = file;
        this.source = source;
        this.at = source.at(1, 1);
        this.names = new GroupNames(builder.naming(), before, warnings);
        this.warnings = warnings;
    }

    void read() {
        var data = Toml.parseTrusted(source);
        if (data.isEmpty()) {
            throw new UserError("Parsed empty TOML file").at(at);
        }
        if (Truth.of(data.get("plugin"))) {
            throw new UserError("Plugin configuration TOML file, not TOML inventory").at(at);
        }
        data.forEach(this::group);
    }

    private void group(String name, @Nullable Object given) {
        if (!(given instanceof Map<?, ?> group)) {
            warnings.accept("Skipping '" + name + "' as this is not a valid group definition");
            return;
        }
        names.check(name);
        builder.addGroup(name);
        group.forEach((key, part) -> part(name, Printing.str(key), part));
    }

    private void part(String group, String key, @Nullable Object part) {
        switch (key) {
            case "vars" ->
                dictionary(group, key, part)
                        .forEach((name, value) ->
                                builder.setGroupVariable(group, Printing.str(name), new Binding(value, at)));
            case "children" -> {
                if (!(part instanceof List<?> children)) {
                    throw wrong(group, key, "list", part);
                }
                for (var child : children) {
                    group(Printing.str(child), Map.of());
                    builder.addChild(group, Printing.str(child), at);
                }
            }
            case "hosts" ->
                dictionary(group, key, part).forEach((name, value) -> hosts(group, Printing.str(name), value));
            default ->
                warnings.accept("Skipping unexpected key \"" + key + "\" in group \"" + group
                        + "\", only \"vars\", \"children\" and \"hosts\" are valid");
        }
    }

    private Map<?, ?> dictionary(String group, String key, @Nullable Object part) {
        if (part instanceof Map<?, ?> map) {
            return map;
        }
        throw wrong(group, key, "dict", part);
    }

    private UserError wrong(String group, String key, String wanted, @Nullable Object found) {
        return new UserError("Invalid \"" + key + "\" entry for \"" + group + "\" group, requires a " + wanted
                        + ", found \"" + Types.name(found) + "\" instead.")
                .at(at);
    }

    private void hosts(String group, String text, @Nullable Object variables) {
        if (!(variables instanceof Map<?, ?> map)) {
            throw new UserError("Invalid data from file, expected dictionary and got: " + Printing.str(variables))
                    .at(at)
                    .hint("write a host without variables as '" + text + " = {}'");
        }
        var pattern = HostRange.expand(text, at);
        pattern.warnIfEmpty(text, at, warnings);
        for (var host : pattern.hosts()) {
            boolean known = builder.hasHost(host);
            builder.addHost(host, group, file);
            if (!known) {
                pattern.port()
                        .ifPresent(port -> builder.setHostVariable(host, "ansible_port", new Binding((long) port, at)));
            }
            map.forEach((name, value) -> builder.setHostVariable(host, Printing.str(name), new Binding(value, at)));
        }
    }
}
