package dev.muster.engine;

import dev.muster.playbook.Block;
import dev.muster.playbook.Task;
import dev.muster.playbook.TaskItem;
import dev.muster.value.Printing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** The handlers of a play in their order, and which hosts notified them. Only the thread that reports touches them. */
final class Handlers {

    /** A handler at its place. */
    record Entry(Task task, Surroundings around) {}

    private final List<Entry> entries = new ArrayList<>();
    private final Map<Entry, Set<String>> notified = new LinkedHashMap<>();

    void add(List<TaskItem> items, Surroundings around) {
        for (var item : items) {
            switch (item) {
                case Task task -> entries.add(new Entry(task, around.in(task.keywords())));
                case Block block -> add(block.block(), around.in(block.keywords()));
            }
        }
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    /**
     * Notes a notification.
     *
     * @param names gives a handler's rendered name
     * @return the handlers that had not been notified by this host, or null when there is no such handler
     */
    java.util.@org.jspecify.annotations.Nullable List<Entry> notify(
            String wanted, String host, BiFunction<Entry, String, String> names) {
        var found = new LinkedHashSet<Entry>();
        // Of several handlers of one name the last one counts.
        for (var entry : entries.reversed()) {
            var task = entry.task();
            if (task.name() == null || task.name().value() == null) {
                continue;
            }
            var name = names.apply(entry, host);
            var role = task.role() == null ? null : task.role().name();
            if (name.equals(wanted) || role != null && wanted.equals(role + " : " + name)) {
                found.add(entry);
                break;
            }
        }
        // Of several listening handlers of one name, as of a role that is used twice, the last one counts.
        var seen = new HashSet<String>();
        for (var entry : entries.reversed()) {
            boolean listens = entry.task().listen().stream()
                    .flatMap(topic -> Values.texts(topic.value()).stream())
                    .anyMatch(topic -> Printing.str(topic).equals(wanted));
            if (listens) {
                var name = entry.task().name() == null ? "" : names.apply(entry, host);
                if (name.isEmpty() || seen.add(name)) {
                    found.add(entry);
                }
            }
        }
        if (found.isEmpty()) {
            return null;
        }
        return found.stream()
                .filter(entry -> notified.computeIfAbsent(entry, _ -> new LinkedHashSet<>())
                        .add(host))
                .toList();
    }

    /** Whether one of these hosts has a handler to run. */
    boolean anyNotified(Set<String> among) {
        return notified.values().stream().anyMatch(hosts -> hosts.stream().anyMatch(among::contains));
    }

    /** Those of some hosts that notified a handler; they are forgotten, and the others keep their turn. */
    Set<String> take(Entry entry, Set<String> among) {
        var hosts = notified.getOrDefault(entry, new LinkedHashSet<>());
        var taken = new LinkedHashSet<>(hosts);
        taken.retainAll(among);
        hosts.removeAll(taken);
        return taken;
    }

    void forget(Set<String> hosts) {
        notified.values().forEach(each -> each.removeAll(hosts));
    }
}
