package dev.muster.inventory;

import dev.muster.jinja.Jinja;
import dev.muster.source.Position;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Printing;
import dev.muster.value.Template;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes a host of every combination of some layers: the inventory plugin {@code generator} of ansible-core. */
final class GeneratedInventory {

    private static final Set<String> OPTIONS = Set.of("hosts", "layers");

    private final InventoryBuilder builder;
    private final Path file;
    private final Jinja jinja;
    private final GroupNames names;

    GeneratedInventory(
            InventoryBuilder builder, Path file, Jinja jinja, Set<String> before, Consumer<String> warnings) {
        this.names = new GroupNames(builder.naming(), before, warnings);
        this.builder = builder;
        this.file = file;
        this.jinja = jinja;
    }

    void read(PluginConfiguration configuration) {
        configuration.check(OPTIONS);
        var at = configuration.root().at();
        var hosts = configuration.dictionary("hosts");
        if (hosts.get("name") == null) {
            throw new UserError("the inventory plugin 'generator' needs the names of hosts")
                    .at(at)
                    .hint("write 'hosts:' with 'name: ...' below it");
        }
        for (var combination : combinations(configuration.dictionary("layers"), at)) {
            var variables = new FlatVariables(combination, jinja);
            var host = text(hosts.get("name"), variables);
            builder.addHost(host, Group.UNGROUPED, file);
            parents(host, true, hosts.get("parents"), variables, at);
        }
    }

    /** In the order of Python's {@code itertools.product}: the last layer changes fastest. */
    private static List<Map<String, @Nullable Object>> combinations(Map<?, ?> layers, Position at) {
        var all = List.<Map<String, @Nullable Object>>of(new LinkedHashMap<>());
        for (var layer : layers.entrySet()) {
            if (!(layer.getValue() instanceof List<?> values)) {
                throw new UserError("the layer '" + layer.getKey() + "' must be a list").at(at);
            }
            var longer = new ArrayList<Map<String, @Nullable Object>>();
            for (var shorter : all) {
                for (var value : values) {
                    var one = new LinkedHashMap<>(shorter);
                    one.put(String.valueOf(layer.getKey()), value);
                    longer.add(one);
                }
            }
            all = longer;
        }
        return all;
    }

    private void parents(String child, boolean isHost, @Nullable Object parents, FlatVariables variables, Position at) {
        if (parents == null) {
            return;
        }
        if (!(parents instanceof List<?> list)) {
            throw new UserError("the parents of '" + child + "' must be a list").at(at);
        }
        for (var item : list) {
            if (!(item instanceof Map<?, ?> parent) || parent.get("name") == null) {
                throw new UserError("Element " + child + " has a parent with no name.").at(at);
            }
            var group = text(parent.get("name"), variables);
            if (group.isEmpty()) {
                throw new UserError("Element " + child + " has a parent with no name.").at(at);
            }
            names.check(group);
            builder.addGroup(group);
            if (parent.get("vars") instanceof Map<?, ?> vars) {
                vars.forEach((name, value) -> builder.setGroupVariable(
                        group, String.valueOf(name), Binding.made(value(value, variables), at)));
            }
            if (isHost) {
                builder.addHost(child, group, file);
            } else {
                builder.addChild(group, child, at);
            }
            parents(group, false, parent.get("parents"), variables, at);
        }
    }

    /** Templates in lists and dictionaries stay, and are rendered when the variable is used. */
    private @Nullable Object value(@Nullable Object raw, FlatVariables variables) {
        return raw instanceof Template template ? jinja.value(template, variables) : raw;
    }

    private String text(@Nullable Object raw, FlatVariables variables) {
        return Printing.str(Objects.requireNonNullElse(value(raw, variables), ""));
    }
}
