package dev.muster.playbook;

import java.util.ArrayList;
import java.util.List;

/**
 * The roles that a play names: those of {@code roles:}, and those that {@code import_role} brings. Whose variables the whole
 * play sees, {@link Role#exposed} tells.
 */
public final class NamedRoles {

    private NamedRoles() {}

    /** Those of a play, the weakest first. */
    public static List<Role> of(Play play) {
        var all = new ArrayList<>(play.roles());
        play.roles().forEach(role -> addImported(role, all));
        List.of(play.preTasks(), play.tasks(), play.postTasks(), play.handlers())
                .forEach(items -> addImported(items, all));
        return List.copyOf(all);
    }

    /** Those that tasks import. */
    public static List<Role> importedBy(List<TaskItem> items) {
        var all = new ArrayList<Role>();
        addImported(items, all);
        return List.copyOf(all);
    }

    private static void addImported(Role role, List<Role> into) {
        role.dependencies().forEach(dependency -> addImported(dependency, into));
        addImported(role.tasks(), into);
    }

    private static void addImported(List<TaskItem> items, List<Role> into) {
        for (var item : items) {
            if (item instanceof Block block) {
                var role = block.imported();
                // A dependency is named by the role that needs it.
                if (role != null && block.origin() == Block.Origin.IMPORT_ROLE) {
                    into.add(role);
                }
                List.of(block.block(), block.rescue(), block.always()).forEach(list -> addImported(list, into));
            }
        }
    }
}
