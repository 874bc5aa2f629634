package dev.muster.inventory;

import dev.muster.source.Nearest;
import dev.muster.source.Position;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Printing;
import dev.muster.value.VariableName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An inventory in the making: what {@code InventoryData} is to ansible-core. Not safe for use by several threads. */
final class InventoryBuilder {

    /** The variable that is no variable but sets a group's priority. */
    static final String PRIORITY = "ansible_group_priority";

    private static final class DraftHost {
        final @Nullable Path source;
        final Map<String, Binding> variables = new LinkedHashMap<>();

        DraftHost(@Nullable Path source) {
            this.source = source;
        }
    }

    private static final class DraftGroup {
        final Set<String> hosts = new LinkedHashSet<>();
        final Set<String> children = new LinkedHashSet<>();
        final Set<String> parents = new LinkedHashSet<>();
        final Map<String, Binding> variables = new LinkedHashMap<>();
        int priority = 1;
    }

    private final Map<String, DraftHost> hosts = new LinkedHashMap<>();
    private final Map<String, DraftGroup> groups = new LinkedHashMap<>();
    private final List<VariableFiles> beside = new ArrayList<>();
    private @Nullable VariableFiles playbook;
    private final Function<Path, Source> reader;
    private final GroupNaming naming;
    private final FileVariables files;
    private final Consumer<UserError> deprecations;

    /** @param reader reads a file of variables, and opens a vault where it is one */
    InventoryBuilder(
            Function<Path, Source> reader, GroupNaming naming, FileVariables files, Consumer<UserError> deprecations) {
        this.deprecations = deprecations;
        this.naming = naming;
        this.files = files;
        this.reader = reader;
        addGroup(Group.ALL);
        addGroup(Group.UNGROUPED);
        link(Group.ALL, Group.UNGROUPED);
    }

    InventoryBuilder(
            Collection<Host> hosts,
            Collection<Group> groups,
            List<VariableFiles> beside,
            @Nullable VariableFiles playbook,
            Function<Path, Source> reader,
            GroupNaming naming,
            FileVariables files) {
        this.deprecations = _ -> {};
        this.naming = naming;
        this.files = files;
        this.reader = reader;
        for (var host : hosts) {
            var draft = new DraftHost(host.source());
            draft.variables.putAll(host.variables());
            this.hosts.put(host.name(), draft);
        }
        for (var group : groups) {
            var draft = addGroup(group.name());
            draft.hosts.addAll(group.hosts());
            draft.children.addAll(group.children());
            draft.parents.addAll(group.parents());
            draft.variables.putAll(group.variables());
            draft.priority = group.priority();
        }
        this.beside.addAll(beside);
        this.playbook = playbook;
    }

    /** Adds the directory of a source, whose {@code group_vars} and {@code host_vars} belong to the inventory. */
    void addDirectory(Path directory) {
        if (files.read()) {
            beside.add(VariableFiles.in(directory, reader, files.endings()));
        }
    }

    void playbookDirectory(Path directory) {
        playbook = files.read() ? VariableFiles.in(directory, reader, files.endings()) : null;
    }

    boolean hasHost(String name) {
        return hosts.containsKey(name);
    }

    boolean hasGroup(String name) {
        return groups.containsKey(naming.of(name));
    }

    GroupNaming naming() {
        return naming;
    }

    Set<String> groupNames() {
        return Collections.unmodifiableSet(groups.keySet());
    }

    DraftGroup addGroup(String name) {
        return groups.computeIfAbsent(naming.of(name), _ -> new DraftGroup());
    }

    /** Adds a host to a group that is there; the first source that names the host stays its source. */
    boolean addHost(String name, String group, @Nullable Path source) {
        hosts.computeIfAbsent(name, _ -> new DraftHost(source));
        return draft(group).hosts.add(name);
    }

    /** Gives a variable to a host, or to the group of the same name where there is one, as in Ansible. */
    void setHostVariable(String host, String variable, Binding binding) {
        if (groups.containsKey(host)) {
            setGroupVariable(host, variable, binding);
            return;
        }
        var draft = hosts.get(host);
        if (draft != null) {
            check(variable, binding);
            draft.variables.put(variable, binding);
        }
    }

    @Nullable
    Binding hostVariable(String host, String variable) {
        var draft = hosts.get(host);
        return draft == null ? null : draft.variables.get(variable);
    }

    /** Ansible takes any name here, and will not do so for ever. */
    private void check(String variable, Binding binding) {
        if (!VariableName.isValid(variable)) {
            deprecations.accept(
                    new UserError("Accepting inventory variable with invalid name " + Printing.repr(variable)
                                    + ". This feature will be removed from ansible-core version 2.23.")
                            .at(binding.at())
                            .hint(
                                    "a name begins with a letter or an underscore, and has only letters, numbers and underscores"));
        }
    }

    void setGroupVariable(String group, String variable, Binding binding) {
        if (!variable.equals(PRIORITY)) {
            check(variable, binding);
            draft(group).variables.put(variable, binding);
            return;
        }
        try {
            draft(group).priority =
                    Integer.parseInt(String.valueOf(binding.value()).strip());
        } catch (NumberFormatException e) {
            throw new UserError("'" + PRIORITY + "' must be an integer, not '" + binding.value() + "'")
                    .at(binding.at());
        }
    }

    /** Makes a group the child of another; both must be there. */
    boolean addChild(String above, String below, @Nullable Position at) {
        var group = naming.of(above);
        var child = naming.of(below);
        if (group.equals(child)) {
            throw new UserError("the group '" + group + "' cannot be a child of itself").at(at);
        }
        if (draft(group).children.contains(child)) {
            return false;
        }
        var way = new ArrayList<String>();
        if (leads(child, group, new LinkedHashSet<>(), way)) {
            throw new UserError("Adding group '" + child + "' as child to '" + group
                            + "' creates a recursive dependency loop.")
                    .at(at)
                    .hint("'" + group + "' is below '" + child + "' already: " + String.join(" > ", way));
        }
        return link(group, child);
    }

    private boolean link(String group, String child) {
        draft(child).parents.add(group);
        return draft(group).children.add(child);
    }

    /** Whether a group is reached from another through children; {@code way} is how. */
    private boolean leads(String from, String to, Set<String> seen, List<String> way) {
        if (!seen.add(from)) {
            return false;
        }
        way.add(from);
        if (from.equals(to)) {
            return true;
        }
        for (var child : draft(from).children) {
            if (leads(child, to, seen, way)) {
                return true;
            }
        }
        way.removeLast();
        return false;
    }

    private DraftGroup draft(String name) {
        var group = groups.get(naming.of(name));
        if (group == null) {
            throw new UserError("Could not find group " + name + " in inventory")
                    .hint(Nearest.hint(name, groups.keySet()));
        }
        return group;
    }

    /** The inventory so far, by the rules that every inventory keeps; says nothing of what is odd about it. */
    Inventory build() {
        return build(_ -> {});
    }

    /** The inventory so far, by the rules that every inventory keeps: {@code reconcile_inventory} of ansible-core. */
    Inventory build(Consumer<String> warnings) {
        for (var name : List.copyOf(groups.keySet())) {
            if (!name.equals(Group.ALL) && draft(name).parents.isEmpty()) {
                link(Group.ALL, name);
            }
        }
        var grouped = new LinkedHashSet<String>();
        groups.forEach((name, group) -> {
            if (!name.equals(Group.ALL) && !name.equals(Group.UNGROUPED)) {
                grouped.addAll(group.hosts);
            }
        });
        var ungrouped = draft(Group.UNGROUPED).hosts;
        ungrouped.removeAll(grouped);
        for (var name : hosts.keySet()) {
            if (!grouped.contains(name)) {
                ungrouped.add(name);
            }
        }
        groups.keySet().stream()
                .filter(hosts::containsKey)
                .forEach(name -> warnings.accept("Found both group and host with same name: " + name));
        return asItIs();
    }

    /** What there is without those rules: groups that belong to nothing are not found through others. */
    Inventory asItIs() {
        return new Inventory(frozenHosts(), frozenGroups(), List.copyOf(beside), playbook, reader, naming, files);
    }

    private Map<String, Host> frozenHosts() {
        var frozen = new LinkedHashMap<String, Host>();
        hosts.forEach((name, host) -> frozen.put(
                name,
                new Host(name, host.source, false, Collections.unmodifiableMap(new LinkedHashMap<>(host.variables)))));
        return Collections.unmodifiableMap(frozen);
    }

    private Map<String, Group> frozenGroups() {
        var depths = new LinkedHashMap<String, Integer>();
        var frozen = new LinkedHashMap<String, Group>();
        groups.forEach((name, group) -> frozen.put(
                name,
                new Group(
                        name,
                        List.copyOf(group.hosts),
                        List.copyOf(group.children),
                        List.copyOf(group.parents),
                        depth(name, depths),
                        group.priority,
                        Collections.unmodifiableMap(new LinkedHashMap<>(group.variables)))));
        return Collections.unmodifiableMap(frozen);
    }

    private int depth(String name, Map<String, Integer> known) {
        var depth = known.get(name);
        if (depth == null) {
            int deepest = -1;
            for (var parent : draft(name).parents) {
                deepest = Math.max(deepest, depth(parent, known));
            }
            depth = deepest + 1;
            known.put(name, depth);
        }
        return depth;
    }
}
