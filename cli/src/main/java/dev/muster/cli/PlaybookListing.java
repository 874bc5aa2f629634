package dev.muster.cli;

import dev.muster.inventory.Host;
import dev.muster.inventory.HostPatterns;
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
import java.util.stream.Collectors;

/**
 * What {@code --list-hosts}, {@code --list-tasks} and {@code --list-tags} show of a playbook, in the form of
 * {@code ansible-playbook}. Names and tags are shown as they are written, since nothing runs that could render them.
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
    String of(Playbook playbook, HostPatterns patterns, List<String> limit) {
        var out = new StringBuilder("\nplaybook: " + playbook.file() + "\n");
        int number = 0;
        for (var play : playbook.plays()) {
            number++;
            play(out, play, number, patterns, limit);
        }
        return out.toString();
    }

    private void play(StringBuilder out, Play play, int number, HostPatterns patterns, List<String> limit) {
        var pattern = play.hosts().stream().map(PlaybookListing::text).toList();
        var playTags = tags(play.keywords());
        out.append("\n  play #%d (%s): %s\tTAGS: [%s]"
                .formatted(number, String.join(",", pattern), play.title(), String.join(",", playTags)));
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
            names.forEach(name -> out.append("\n      ").append(name));
        }
        out.append('\n');
        if (tasks) {
            out.append("    tasks:\n");
        }
        if (tasks || tags) {
            var all = new TreeSet<>(playTags);
            for (var found : found(play, playTags)) {
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

    private List<Found> found(Play play, Set<String> playTags) {
        var found = new ArrayList<Found>();
        items(play.preTasks(), playTags, found);
        play.roles().forEach(role -> role(role, playTags, found));
        items(play.tasks(), playTags, found);
        items(play.postTasks(), playTags, found);
        return found;
    }

    private void role(Role role, Set<String> around, List<Found> found) {
        var here = with(around, role.ref().keywords());
        role.dependencies().forEach(dependency -> role(dependency, here, found));
        items(role.tasks(), here, found);
    }

    /** As in Ansible, what stands in {@code rescue} and {@code always} is not listed. */
    private void items(List<TaskItem> items, Set<String> around, List<Found> found) {
        for (var item : items) {
            switch (item) {
                case Block block -> items(block.block(), with(around, block.keywords()), found);
                case Task task -> {
                    var tags = with(around, task.keywords());
                    if (admits(tags)) {
                        found.add(new Found(name(task), tags));
                    }
                }
            }
        }
    }

    private static String name(Task task) {
        RoleRef role = task.role();
        return role == null || task.name() == null ? task.title() : role.name() + " : " + task.title();
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

    private static TreeSet<String> with(Set<String> around, Keywords keywords) {
        var tags = new TreeSet<>(around);
        tags.addAll(tags(keywords));
        return tags;
    }

    private static TreeSet<String> tags(Keywords keywords) {
        return keywords.tags().stream().map(PlaybookListing::text).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(Binding binding) {
        return Printing.str(binding.value());
    }
}
