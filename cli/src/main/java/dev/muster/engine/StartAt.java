package dev.muster.engine;

import dev.muster.playbook.Block;
import dev.muster.playbook.Play;
import dev.muster.playbook.Role;
import dev.muster.playbook.Task;
import dev.muster.playbook.TaskItem;
import dev.muster.value.Wildcards;
import java.util.List;
import java.util.stream.Stream;

/**
 * The task that {@code --start-at-task} names: by its name as it is written, with the role before it or without, and with
 * wildcards (ansible-core's {@code PlayIterator}).
 */
final class StartAt {

    private StartAt() {}

    static boolean isNamed(String wanted, Task task) {
        var title = task.title();
        var full = task.role() == null ? title : task.role().name() + " : " + title;
        return Stream.of(task.name() == null ? full : title, full)
                .anyMatch(name -> name.equals(wanted)
                        || Wildcards.pattern(wanted).asMatchPredicate().test(name));
    }

    /** Whether a play has it, so that its facts are gathered before; what is included later is not looked into. */
    static boolean isIn(Play play, String wanted) {
        return isIn(play.preTasks(), wanted)
                || play.roles().stream().anyMatch(role -> isIn(role, wanted))
                || isIn(play.tasks(), wanted)
                || isIn(play.postTasks(), wanted);
    }

    private static boolean isIn(Role role, String wanted) {
        return role.dependencies().stream().anyMatch(dependency -> isIn(dependency, wanted))
                || isIn(role.tasks(), wanted);
    }

    private static boolean isIn(List<TaskItem> items, String wanted) {
        return items.stream().anyMatch(item -> switch (item) {
            case Task task -> isNamed(wanted, task);
            case Block block -> isIn(block.block(), wanted) || isIn(block.always(), wanted);
        });
    }
}
