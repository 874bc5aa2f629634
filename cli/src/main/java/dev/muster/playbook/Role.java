package dev.muster.playbook;

import dev.muster.value.Binding;
import java.util.List;
import java.util.Map;

/**
 * A role that is used, with its files read.
 *
 * @param ref the use, as its tasks know it
 * @param dependencies the roles that run before it, in their order
 * @param tasks of {@code tasks/main.yml} or what was named in its place
 * @param handlers of {@code handlers/main.yml} or what was named in its place
 * @param argumentSpecs entry points and their specifications, as they are written in {@code meta/argument_specs.yml} or
 *     {@code meta/main.yml}; empty when there are none
 * @param exposed whether its defaults and vars are visible in the whole play
 */
public record Role(
        RoleRef ref,
        List<Role> dependencies,
        List<TaskItem> tasks,
        List<TaskItem> handlers,
        Map<String, Binding> argumentSpecs,
        boolean exposed) {

    public String name() {
        return ref.name();
    }
}
