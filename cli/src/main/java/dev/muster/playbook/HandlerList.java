package dev.muster.playbook;

import java.util.ArrayList;
import java.util.List;

/**
 * Handlers that are written in one place. Of several with one name those of a later list count, and within a list the first.
 *
 * @param around the keywords of what brings them, the outermost first: role uses, blocks and imports
 */
public record HandlerList(List<Keywords> around, List<TaskItem> items) {

    /** Those of the roles of a play and their dependencies, then the play's own, then those of imported roles. */
    public static List<HandlerList> of(Play play) {
        var all = new ArrayList<HandlerList>();
        play.roles().forEach(role -> addOwn(role, List.of(), all));
        add(play.handlers(), List.of(), all);
        List.of(play.preTasks(), play.tasks(), play.postTasks()).forEach(list -> addImported(list, List.of(), all));
        play.roles().forEach(role -> addImported(role, List.of(), all));
        return List.copyOf(all);
    }

    /** Those of a role, of what it depends on and of what its tasks import. */
    public static List<HandlerList> of(Role role) {
        var all = new ArrayList<HandlerList>();
        addOwn(role, List.of(), all);
        addImported(role, List.of(), all);
        return List.copyOf(all);
    }

    /** Those of the roles that tasks import. */
    public static List<HandlerList> importedBy(List<TaskItem> tasks) {
        var all = new ArrayList<HandlerList>();
        addImported(tasks, List.of(), all);
        return List.copyOf(all);
    }

    private static void addOwn(Role role, List<Keywords> around, List<HandlerList> into) {
        var inner = inside(around, role.ref().keywords());
        role.dependencies().forEach(dependency -> addOwn(dependency, inner, into));
        add(role.handlers(), inner, into);
    }

    private static void add(List<TaskItem> items, List<Keywords> around, List<HandlerList> into) {
        if (!items.isEmpty()) {
            into.add(new HandlerList(around, items));
        }
    }

    private static void addImported(Role role, List<Keywords> around, List<HandlerList> into) {
        var inner = inside(around, role.ref().keywords());
        role.dependencies().forEach(dependency -> addImported(dependency, inner, into));
        addImported(role.tasks(), inner, into);
    }

    private static void addImported(List<TaskItem> items, List<Keywords> around, List<HandlerList> into) {
        for (var item : items) {
            if (item instanceof Block block) {
                var inner = inside(around, block.keywords());
                // Those of a dependency come with the role that needs it.
                if (block.imported() != null && block.origin() != Block.Origin.DEPENDENCY) {
                    addOwn(block.imported(), inner, into);
                }
                List.of(block.block(), block.rescue(), block.always()).forEach(list -> addImported(list, inner, into));
            }
        }
    }

    private static List<Keywords> inside(List<Keywords> around, Keywords inner) {
        if (inner == Keywords.NONE) {
            return around;
        }
        var all = new ArrayList<>(around);
        all.add(inner);
        return List.copyOf(all);
    }
}
