package dev.muster.playbook;

import dev.muster.source.Position;
import dev.muster.value.Binding;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A play. Null is what is not said.
 *
 * @param file the playbook it stands in
 * @param name a String or Template
 * @param hosts patterns, each a String or Template
 * @param keywords what is inherited by everything in it; {@code when} is that of {@code import_playbook}, since a play has none
 * @param varsFiles each a String, a Template, or a List of them of which the first that exists counts
 * @param roles in their order, each with its dependencies
 * @param handlers the play's own; see {@link HandlerList}
 * @param gatherSubset the list for {@code setup}
 * @param gatherTimeout seconds
 * @param serial a number, a percentage, or a List of them
 * @param order of hosts: {@code inventory}, {@code reverse_inventory}, {@code sorted}, {@code reverse_sorted}, {@code shuffle}
 */
public record Play(
        Position at,
        Path file,
        @Nullable Binding name,
        List<Binding> hosts,
        Keywords keywords,
        List<Binding> varsFiles,
        List<VarsPrompt> varsPrompt,
        List<Role> roles,
        List<TaskItem> preTasks,
        List<TaskItem> tasks,
        List<TaskItem> postTasks,
        List<TaskItem> handlers,
        @Nullable Binding gatherFacts,
        @Nullable Binding gatherSubset,
        @Nullable Binding gatherTimeout,
        @Nullable Binding factPath,
        @Nullable Binding serial,
        @Nullable Binding strategy,
        @Nullable Binding order,
        @Nullable Binding forceHandlers,
        @Nullable Binding maxFailPercentage) {

    /**
     * A variable that is asked for before the play; null is what is not said.
     *
     * @param name of the variable
     */
    public record VarsPrompt(
            Position at,
            String name,
            @Nullable Binding prompt,
            @Nullable Binding defaultValue,
            @Nullable Binding secret,
            @Nullable Binding confirm,
            @Nullable Binding encrypt,
            @Nullable Binding saltSize,
            @Nullable Binding salt,
            @Nullable Binding unsafe) {}

    /** The name before anything is rendered: what {@code name:} says, or else the hosts. */
    public String title() {
        if (name != null && name.value() != null) {
            return String.valueOf(name.value());
        }
        return String.join(
                ",", hosts.stream().map(host -> String.valueOf(host.value())).toList());
    }
}
