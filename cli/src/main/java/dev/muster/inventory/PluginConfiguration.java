package dev.muster.inventory;

import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.yaml.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A YAML file that configures an inventory plugin: a dictionary with {@code plugin:} in it, and the options beside that. */
record PluginConfiguration(Node.Mapping root) {

    private static final Set<String> OF_ALL =
            Set.of("plugin", "cache", "cache_plugin", "cache_timeout", "cache_connection", "cache_prefix");

    /** The name without the collection of Ansible itself. */
    String plugin() {
        var name = root.get("plugin").map(Node::trusted).map(String::valueOf).orElse("");
        for (var collection : List.of("ansible.builtin.", "ansible.legacy.")) {
            if (name.startsWith(collection)) {
                return name.substring(collection.length());
            }
        }
        return name;
    }

    /** Refuses an option that the plugin does not have; Ansible would pass over it. */
    void check(Set<String> options) {
        for (var entry : root.entries()) {
            if (!OF_ALL.contains(entry.name()) && !options.contains(entry.name())) {
                throw new UserError("the inventory plugin '" + plugin() + "' has no option '" + entry.name() + "'")
                        .at(entry.key().at())
                        .hint(Nearest.hint(entry.name(), options));
            }
        }
    }

    Optional<Binding> get(String option) {
        return root.get(option).map(VariableFile::binding).filter(binding -> binding.value() != null);
    }

    boolean flag(String option, boolean byDefault) {
        var binding = get(option).orElse(null);
        return switch (binding == null ? null : binding.value()) {
            case null -> byDefault;
            case Boolean truth -> truth;
            default ->
                throw new UserError("'" + option + "' must be true or false, not '" + binding.value() + "'")
                        .at(binding.at());
        };
    }

    /** The entries of a dictionary; none when it is not given. */
    Map<?, ?> dictionary(String option) {
        var binding = get(option).orElse(null);
        return switch (binding == null ? null : binding.value()) {
            case null -> Map.of();
            case Map<?, ?> map -> map;
            default -> throw new UserError("'" + option + "' must be a dictionary").at(binding.at());
        };
    }

    /** The items of a list; none when it is not given. */
    List<?> list(String option) {
        var binding = get(option).orElse(null);
        return switch (binding == null ? null : binding.value()) {
            case null -> List.of();
            case List<?> list -> list;
            default -> throw new UserError("'" + option + "' must be a list").at(binding.at());
        };
    }
}
