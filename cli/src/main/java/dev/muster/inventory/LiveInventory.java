package dev.muster.inventory;

import dev.muster.source.Position;
import dev.muster.value.Binding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The inventory of a run, which {@code add_host} and {@code group_by} change. Readers take a snapshot and never wait; changes come
 * one after the other. Safe for use by several threads.
 */
public final class LiveInventory {

    private final AtomicReference<Inventory> current;
    private final ReentrantLock change = new ReentrantLock();

    private final Supplier<Inventory> again;
    private final List<Runnable> additions = new ArrayList<>();

    /** An inventory with nothing behind it that could be read again. */
    public LiveInventory(Inventory inventory) {
        this(inventory, () -> inventory);
    }

    /** @param again reads the inventory anew */
    public LiveInventory(Inventory inventory, Supplier<Inventory> again) {
        this.current = new AtomicReference<>(inventory);
        this.again = again;
    }

    /** Reads the inventory anew; what tasks added is added again: {@code meta: refresh_inventory}. */
    public void refresh() {
        change.lock();
        try {
            current.set(again.get());
            var replayed = List.copyOf(additions);
            additions.clear();
            replayed.forEach(Runnable::run);
        } finally {
            change.unlock();
        }
    }

    /** From now on with the variables beside a playbook, which are those of no other one. */
    public void playbookDirectory(Path directory) {
        change.lock();
        try {
            current.set(now().withPlaybookDirectory(directory));
        } finally {
            change.unlock();
        }
    }

    /** The inventory as it is now; it does not change any more. */
    public Inventory now() {
        return current.get();
    }

    /**
     * Adds a host, or adds groups and variables to one that is there: {@code add_host}.
     *
     * @param variables as data, not rendered again unless they hold templates of the task itself
     * @param at the task
     * @return whether anything is other than before
     */
    public boolean addHost(String name, List<String> groups, Map<String, ?> variables, Position at) {
        change.lock();
        try {
            var builder = now().toBuilder();
            boolean changed = !builder.hasHost(name);
            if (changed) {
                builder.addHost(name, Group.ALL, null);
            }
            for (var entry : variables.entrySet()) {
                var old = builder.hostVariable(name, entry.getKey());
                changed |= old == null || !java.util.Objects.equals(old.value(), entry.getValue());
                builder.setHostVariable(name, entry.getKey(), Binding.made(entry.getValue(), at));
            }
            for (var group : groups) {
                builder.addGroup(group);
                changed |= builder.addHost(name, group, null);
            }
            if (changed) {
                current.set(builder.build());
                additions.add(() -> addHost(name, groups, variables, at));
            }
            return changed;
        } finally {
            change.unlock();
        }
    }

    /**
     * Puts a host into a group, which is made with its parents where it is not there yet: {@code group_by}.
     *
     * @param at the task
     * @return whether anything is other than before
     */
    public boolean groupBy(String host, String group, List<String> parents, Position at) {
        change.lock();
        try {
            var builder = now().toBuilder();
            boolean changed = false;
            builder.addGroup(group);
            for (var parent : parents) {
                changed |= !builder.hasGroup(parent);
                builder.addGroup(parent);
                changed |= builder.addChild(parent, group, at);
            }
            // An implicit localhost is put into a group all the same, which makes it a host like any other from then
            // on, and reached as before.
            var before = builder.hasHost(host) ? null : now().host(host).orElse(null);
            changed |= builder.addHost(host, group, null);
            if (before != null) {
                before.variables().forEach((name, value) -> builder.setHostVariable(host, name, value));
            }
            if (changed) {
                current.set(builder.build());
                // A host that is gone when the inventory is read again is not brought back by its group.
                additions.add(() -> now().host(host).ifPresent(_ -> groupBy(host, group, parents, at)));
            }
            return changed;
        } finally {
            change.unlock();
        }
    }
}
