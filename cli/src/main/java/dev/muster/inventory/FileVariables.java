package dev.muster.inventory;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How the variables of {@code group_vars} and {@code host_vars} come to hosts.
 *
 * @param read whether they do ({@code host_group_vars} in the setting {@code vars_plugins_enabled})
 * @param precedence what is laid upon what among the variables of groups, the weakest first: names of {@link #NAMES}; what is
 *     not named does not count (the setting {@code precedence})
 * @param endings of the files (the setting {@code yaml_valid_extensions})
 */
public record FileVariables(boolean read, List<String> precedence, List<String> endings) {

    static final String ALL_INVENTORY = "all_inventory";
    static final String GROUPS_INVENTORY = "groups_inventory";
    static final String ALL_BESIDE_INVENTORY = "all_plugins_inventory";
    static final String ALL_BESIDE_PLAYBOOK = "all_plugins_play";
    static final String GROUPS_BESIDE_INVENTORY = "groups_plugins_inventory";
    static final String GROUPS_BESIDE_PLAYBOOK = "groups_plugins_play";
    static final String BY_GROUPS = "plugins_by_groups";

    static final Set<String> NAMES = Set.of(
            ALL_INVENTORY,
            GROUPS_INVENTORY,
            ALL_BESIDE_INVENTORY,
            ALL_BESIDE_PLAYBOOK,
            GROUPS_BESIDE_INVENTORY,
            GROUPS_BESIDE_PLAYBOOK,
            BY_GROUPS);

    /** Those of somebody without settings. */
    public static final FileVariables DEFAULT = new FileVariables(
            true,
            List.of(
                    ALL_INVENTORY,
                    GROUPS_INVENTORY,
                    ALL_BESIDE_INVENTORY,
                    ALL_BESIDE_PLAYBOOK,
                    GROUPS_BESIDE_INVENTORY,
                    GROUPS_BESIDE_PLAYBOOK),
            List.of(".yml", ".yaml", ".json"));

    /** Tells of what stands among the names and is none. */
    void warn(Consumer<String> warnings) {
        precedence.stream()
                .filter(name -> !NAMES.contains(name))
                .forEach(name -> warnings.accept("Ignoring unknown variable precedence entry: " + name));
    }
}
