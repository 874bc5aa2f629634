package dev.muster.cli;

import dev.muster.engine.Engine;
import dev.muster.engine.PlayHeader;
import dev.muster.inventory.Host;
import dev.muster.inventory.HostPatterns;
import dev.muster.playbook.Action;
import dev.muster.playbook.Block;
import dev.muster.playbook.Keywords;
import dev.muster.playbook.Play;
import dev.muster.playbook.Playbook;
import dev.muster.playbook.Role;
import dev.muster.playbook.RoleRef;
import dev.muster.playbook.Task;
import dev.muster.playbook.TaskItem;
import dev.muster.value.Binding;
import dev.muster.value.Printing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code --list-hosts}, {@code --list-tasks} and {@code --list-tags} show of a playbook, in the form of
 * {@code ansible-playbook}. Names of tasks are shown as they are written, since nothing runs that could render them; tags are
 * rendered with the variables of their play.
 *
 * @param hosts whether the hosts of the plays are listed
 * @param tasks whether the tasks are listed
 * @param tags whether the tags are listed
 * @param only {@code --tags}: tasks that carry none of them are left out; empty for all
 * @param skip {@code --skip-tags}
 */
record PlaybookListing(boolean hosts, boolean tasks, boolean tags, Set<String> only, Set<String> skip) {

    boolean isAsked() {
        return hosts || tasks || tags;
    }

    /** The text, with a line end at its end. */
    String of(Playbook playbook, HostPatterns patterns, List<String> limit, Engine engine) {
        var out = new StringBuilder("\nplaybook: " + playbook.file() + "\n");
        int number = 0;
        for (var play : playbook.plays()) {
            number++;
            play(out, play, number, patterns, limit, engine.header(play), engine.texts(play));
        }
        return out.toString();
    }

    private void play(
            StringBuilder out,
            Play play,
            int number,
            HostPatterns patterns,
            List<String> limit,
            PlayHeader header,
            Function<Binding, @Nullable Object> texts) {
        var pattern = header.patterns();
        // Ansible shows the play's own tags as they are written, in its tasks beside what they come to.
        var playTags = play.keywords().tags().stream()
                .map(tag -> Printing.str(tag.value()))
                .collect(Collectors.toCollection(TreeSet::new));
        var name = header.name();
        out.append("\n  play #%d (%s): %s\tTAGS: [%s]"
                .formatted(number, String.join(",", pattern), name, String.join(",", playTags)));
        if (hosts) {
            var parts = pattern.stream()
                    .flatMap(each -> HostPatterns.split(each).stream())
                    .toList();
            var selected = patterns.select(parts);
            var names =
                    patterns.restrict(selected, limit).stream().map(Host::name).toList();
            out.append("\n    pattern: [")
                    .append(pattern.stream().map(Printing::repr).collect(Collectors.joining(", ")))
                    .append("]\n    hosts (")
                    .append(names.size())
                    .append("):");
            names.forEach(host -> out.append("\n      ").append(host));
        }
        out.append('\n');
        if (tasks) {
            out.append("    tasks:\n");
        }
        if (tasks || tags) {
            var all = new TreeSet<>(playTags);
            for (var found : new Finding(texts).in(play)) {
                found.tags.addAll(playTags);
                all.addAll(found.tags);
                if (tasks) {
                    out.append("      ")
                            .append(found.name)
                            .append("\tTAGS: [")
                            .append(String.join(", ", found.tags))
                            .append("]\n");
                }
            }
            if (tags) {
                out.append("      TASK TAGS: [").append(String.join(", ", all)).append("]\n");
            }
        }
    }

    private record Found(String name, TreeSet<String> tags) {}

    /** Walks through a play. */
    private final class Finding {

        private final Function<Binding, @Nullable Object> texts;
        private final List<Found> found = new ArrayList<>();

        Finding(Function<Binding, @Nullable Object> texts) {
            this.texts = texts;
        }

        List<Found> in(Play play) {
            var around = with(Set.of(), play.keywords());
            items(play.preTasks(), around);
            play.roles().forEach(role -> role(role, around));
            items(play.tasks(), around);
            items(play.postTasks(), around);
            return found;
        }

        private void role(Role role, Set<String> around) {
            var here = with(around, role.ref().keywords());
            role.dependencies().forEach(dependency -> role(dependency, here));
            items(role.tasks(), here);
        }

        /** As in Ansible, what stands in {@code rescue} and {@code always} is not listed. */
        private void items(List<TaskItem> items, Set<String> around) {
            for (var item : items) {
                switch (item) {
                    case Block block -> items(block.block(), with(around, block.keywords()));
                    case Task task -> {
                        var tags = with(around, task.keywords());
                        if (admits(tags)) {
                            found.add(new Found(name(task), tags));
                        }
                    }
                }
            }
        }

        private TreeSet<String> with(Set<String> around, Keywords keywords) {
            var tags = new TreeSet<>(around);
            keywords.tags().forEach(tag -> flat(texts.apply(tag)).forEach(tags::add));
            return tags;
        }
    }

    private static Stream<String> flat(@Nullable Object value) {
        return switch (value) {
            // What is left out.
            case null -> Stream.empty();
            case List<?> list -> list.stream().map(Printing::str);
            case Object other -> Stream.of(Printing.str(other));
        };
    }

    private static String name(Task task) {
        RoleRef role = task.role();
        // What includes a role is named without the role that it stands in.
        return role == null
                        || task.name() == null
                        || task.name().value() == null
                        || task.action() instanceof Action.IncludeRole
                ? task.title()
                : role.name() + " : " + task.title();
    }

    private boolean admits(Set<String> tags) {
        boolean runs = tags.contains("always")
                || (only.isEmpty() || only.contains("all")) && !tags.contains("never")
                || tags.stream().anyMatch(only::contains)
                || only.contains("tagged") && !tags.isEmpty() && !tags.contains("never")
                || only.contains("untagged") && tags.isEmpty();
        boolean skipped = tags.stream().anyMatch(skip::contains)
                || skip.contains("all") && !tags.contains("always")
                || skip.contains("tagged") && !tags.isEmpty()
                || skip.contains("untagged") && tags.isEmpty();
        return runs && !skipped;
    }
}
