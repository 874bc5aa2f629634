package dev.muster.playbook;

import dev.muster.source.Position;
import dev.muster.value.Binding;
import java.util.Map;

/**
 * What is said where a role is used.
 *
 * @param name a name or a path, rendered
 * @param at where it is written
 * @param files which of its files
 * @param keywords of the use
 * @param params what stands beside them
 * @param exposed whether its variables are visible in the whole play
 * @param repeatable whether it runs where it ran already, whatever its own {@code meta} says
 * @param validated whether its argument specification is checked
 */
public record RoleUse(
        String name,
        Position at,
        RoleFiles files,
        Keywords keywords,
        Map<String, Binding> params,
        boolean exposed,
        boolean repeatable,
        boolean validated) {

    /** What {@code include_role} does when nothing but the name is said. */
    public static RoleUse included(String name, Position at, RoleFiles files) {
        return new RoleUse(name, at, files, Keywords.NONE, Map.of(), false, true, true);
    }
}
