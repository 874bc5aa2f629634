package dev.muster.engine;

import dev.muster.playbook.Block;
import dev.muster.playbook.HandlerList;
import dev.muster.playbook.Task;
import dev.muster.playbook.TaskItem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** The handlers of a play in their order, and which hosts notified them. Only the thread that reports touches them. */
final class Handlers {

    /** A handler at its place. */
    record Entry(Task task, Surroundings around) {}

    private final List<Entry> entries = new ArrayList<>();
    /** The same in the order in which a name is looked up. */
    private final List<Entry> lookup = new ArrayList<>();

    private final Map<Entry, Set<String>> notified = new LinkedHashMap<>();
    private final Map<String, Set<String>> saved = new LinkedHashMap<>();
    private final Consumer<String> warnings;

    /** @param warnings is told of what has no effect */
    Handlers(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    void add(List<HandlerList> lists, Surroundings around) {
        for (var list : lists) {
            var inner = around;
            for (var keywords : list.around()) {
                inner = inner.in(keywords);
            }
            add(list, inner);
        }
    }

    private void add(HandlerList list, Surroundings around) {
        var bare = new ArrayList<Entry>();
        for (var item : list.items()) {
            if (item instanceof Block block && block.origin() == Block.Origin.WRITTEN) {
                // A block stands for itself among the lists, and so do the handlers behind it.
                addGroup(bare);
                bare.clear();
                if (!block.rescue().isEmpty() || !block.always().isEmpty()) {
                    warnings.accept(
                            "'rescue' and 'always' have no effect in a block of handlers: each handler runs alone");
                }
                flatten(List.of(item), around, bare);
                addGroup(bare);
                bare.clear();
            } else {
                flatten(List.of(item), around, bare);
            }
        }
        addGroup(bare);
    }

    private static void flatten(List<TaskItem> items, Surroundings around, List<Entry> into) {
        for (var item : items) {
            switch (item) {
                case Task task -> into.add(new Entry(task, around.in(task.keywords())));
                case Block block -> flatten(block.block(), around.in(block.keywords()), into);
            }
        }
    }

    private void addGroup(List<Entry> group) {
        entries.addAll(group);
        lookup.addAll(0, group);
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    /**
     * The handlers that a name or topic means.
     *
     * @param names gives a handler's rendered name
     */
    Set<Entry> wanted(String wanted, String host, BiFunction<Entry, String, String> names) {
        var found = new LinkedHashSet<Entry>();
        for (var entry : lookup) {
            var task = entry.task();
            if (task.name() == null || task.name().value() == null) {
                continue;
            }
            var name = names.apply(entry, host);
            if (isNamed(task, name, wanted)) {
                found.add(entry);
                break;
            }
        }
        // Of several listening handlers of one name, as of a role that is used twice, one counts.
        var seen = new HashSet<String>();
        for (var entry : lookup) {
            if (listens(entry.task(), wanted)) {
                var name = entry.task().name() == null ? "" : names.apply(entry, host);
                if (name.isEmpty() || seen.add(name)) {
                    found.add(entry);
                }
            }
        }
        return found;
    }

    /** A name counts alone, and behind its role with or without the collection. */
    private static boolean isNamed(Task task, String name, String wanted) {
        var role = task.role();
        return name.equals(wanted)
                || role != null
                        && (wanted.equals(role.name() + " : " + name)
                                || wanted.equals(role.shortName() + " : " + name));
    }

    private static boolean listens(Task task, String wanted) {
        return task.course().listen().stream()
                .flatMap(topic -> Values.texts(topic.value()).stream())
                .anyMatch(topic -> isNamed(task, topic, wanted));
    }

    /** Keeps a notification until handlers run: those that are known by then count. */
    void save(String wanted, String host) {
        saved.computeIfAbsent(host, _ -> new LinkedHashSet<>()).add(wanted);
    }

    /** What was saved for a host; it is forgotten. */
    Set<String> takeSaved(String host) {
        var names = saved.remove(host);
        return names == null ? Set.of() : names;
    }

    /** @return whether the host had not notified this handler yet */
    boolean notify(Entry entry, String host) {
        return notified.computeIfAbsent(entry, _ -> new LinkedHashSet<>()).add(host);
    }

    /** Those of some hosts that notified a handler; they are forgotten, and the others keep their turn. */
    Set<String> take(Entry entry, Set<String> among) {
        var hosts = notified.getOrDefault(entry, new LinkedHashSet<>());
        var taken = new LinkedHashSet<>(hosts);
        taken.retainAll(among);
        hosts.removeAll(taken);
        return taken;
    }
}
