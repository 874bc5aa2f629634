package dev.muster.inventory;

import dev.muster.source.Source;
import dev.muster.value.Binding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Hosts, groups, and the variables they are given; immutable and safe for use by several threads. Files under {@code group_vars}
 * and {@code host_vars} are read when they are first asked for, once, so {@link #layers} may throw a
 * {@link dev.muster.source.UserError} for one of them.
 */
public final class Inventory {

    /** The order in which the variables of groups are laid upon each other: {@code sort_groups} of ansible-core. */
    private static final Comparator<Group> WEAKEST_FIRST = Comparator.comparingInt(Group::depth)
            .thenComparingInt(Group::priority)
            .thenComparing(Group::name, dev.muster.value.Compare::compareTexts);

    private final Map<String, Host> hosts;
    private final Map<String, Group> groups;
    private final List<VariableFiles> beside;
    private final @Nullable VariableFiles playbook;
    private final Function<Path, Source> reader;
    private final GroupNaming naming;
    private final FileVariables files;
    private final Map<String, List<Group>> groupsByHost;
    private final ConcurrentMap<String, List<VariableLayer>> layers = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, List<Host>> members = new ConcurrentHashMap<>();
    private final ConcurrentMap<Path, VariableFiles> elsewhere = new ConcurrentHashMap<>();
    private final ConcurrentMap<Asked, List<VariableLayer>> layersElsewhere = new ConcurrentHashMap<>();

    /** A host, and the directories whose files count besides those beside the sources. */
    private record Asked(String host, List<Path> directories) {}

    Inventory(
            Map<String, Host> hosts,
            Map<String, Group> groups,
            List<VariableFiles> beside,
            @Nullable VariableFiles playbook,
            Function<Path, Source> reader,
            GroupNaming naming,
            FileVariables files) {
        this.naming = naming;
        this.files = files;
        this.hosts = hosts;
        this.groups = groups;
        this.beside = beside;
        this.playbook = playbook;
        this.reader = reader;
        this.groupsByHost = groupsByHost(groups);
    }

    /** An inventory that names no host. */
    public static Inventory empty() {
        return new InventoryBuilder(Source::of, GroupNaming.NEVER, FileVariables.DEFAULT, _ -> {}).build();
    }

    /** The same inventory with the {@code group_vars} and {@code host_vars} beside a playbook, in place of any other's. */
    public Inventory withPlaybookDirectory(Path directory) {
        return new Inventory(hosts, groups, beside, files(directory), reader, naming, files);
    }

    private @Nullable VariableFiles files(Path directory) {
        return files.read() ? VariableFiles.in(directory, reader, files.endings()) : null;
    }

    /** What a change of this inventory starts from. */
    InventoryBuilder toBuilder() {
        return new InventoryBuilder(hosts.values(), groups.values(), beside, playbook, reader, naming, files);
    }

    /** All hosts but an implicit one, in the order the sources name them. */
    public Collection<Host> hosts() {
        return hosts.values();
    }

    /** All groups, {@code all} and {@code ungrouped} first, then in the order the sources name them. */
    public Collection<Group> groups() {
        return groups.values();
    }

    /** A host by its name; this machine under a name of {@link Host#LOCAL} when the inventory does not name it. */
    public Optional<Host> host(String name) {
        var host = hosts.get(name);
        if (host != null || !Host.LOCAL.contains(name)) {
            return Optional.ofNullable(host);
        }
        return Optional.of(localhost(name));
    }

    /** The first host that the inventory names as this machine, or else an implicit one. */
    private Host localhost(String name) {
        return hosts.values().stream()
                .filter(host -> Host.LOCAL.contains(host.name()))
                .findFirst()
                .orElseGet(() -> ImplicitLocalhost.named(name));
    }

    /** A group by its name. */
    public Optional<Group> group(String name) {
        return Optional.ofNullable(groups.get(name));
    }

    /** The hosts of a group and of all groups below it, each once; none for an unknown group. */
    public List<Host> members(String group) {
        return members.computeIfAbsent(group, name -> {
            var names = new LinkedHashSet<String>();
            for (var each : withDescendants(name)) {
                names.addAll(each.hosts());
            }
            return names.stream().map(hosts::get).toList();
        });
    }

    /** The names of the hosts of every group: the magic variable {@code groups}. */
    public Map<String, List<String>> groupMembers() {
        var all = new LinkedHashMap<String, List<String>>();
        groups.keySet()
                .forEach(name ->
                        all.put(name, members(name).stream().map(Host::name).toList()));
        return all;
    }

    private Collection<Group> withDescendants(String name) {
        return reach(groups, name, Group::children);
    }

    /** A group and all that can be reached from it, level by level, so that a nearer group comes before a farther one. */
    private static Collection<Group> reach(Map<String, Group> groups, String from, Function<Group, List<String>> next) {
        var found = new LinkedHashMap<String, Group>();
        var level = List.of(from);
        while (!level.isEmpty()) {
            var nextLevel = new ArrayList<String>();
            for (var name : level) {
                var group = groups.get(name);
                if (group != null && found.putIfAbsent(name, group) == null) {
                    nextLevel.addAll(next.apply(group));
                }
            }
            level = nextLevel;
        }
        return found.values();
    }

    /** The groups of a host, direct and not, {@code all} among them: the weakest first. None for an implicit host. */
    public List<Group> groupsOf(Host host) {
        return groupsByHost.getOrDefault(host.name(), List.of());
    }

    /** The names of the groups of a host but {@code all}, sorted: the magic variable {@code group_names}. */
    public List<String> groupNames(Host host) {
        return groupsOf(host).stream()
                .map(Group::name)
                .filter(name -> !name.equals(Group.ALL))
                .sorted(dev.muster.value.Compare::compareTexts)
                .toList();
    }

    private static Map<String, List<Group>> groupsByHost(Map<String, Group> groups) {
        // Sets of names: a group compares as all that it holds, which are its hosts.
        var ancestors = new LinkedHashMap<String, List<String>>();
        var found = new LinkedHashMap<String, Set<String>>();
        for (var group : groups.values()) {
            for (var host : group.hosts()) {
                found.computeIfAbsent(host, _ -> new LinkedHashSet<>())
                        .addAll(ancestors.computeIfAbsent(
                                group.name(),
                                name -> reach(groups, name, Group::parents).stream()
                                        .map(Group::name)
                                        .toList()));
            }
        }
        var sorted = new LinkedHashMap<String, List<Group>>();
        // Hosts of the same groups share one list.
        var known = new LinkedHashMap<Set<String>, List<Group>>();
        found.forEach((host, names) -> sorted.put(
                host,
                known.computeIfAbsent(
                        names,
                        same -> same.stream()
                                .flatMap(name -> Stream.ofNullable(groups.get(name)))
                                .sorted(WEAKEST_FIRST)
                                .toList())));
        return sorted;
    }

    /**
     * The variables of a host in layers, the weakest first, as the table of {@link Level} has them; empty layers are left out.
     * Layers of groups are shared between hosts.
     *
     * @throws dev.muster.source.UserError when a file with variables of the host or one of its groups is wrong
     */
    public List<VariableLayer> layers(Host host) {
        var known = layers.get(host.name());
        if (known != null) {
            return known;
        }
        var made = makeLayers(host, playbook == null ? List.of() : List.of(playbook));
        layers.put(host.name(), made);
        return made;
    }

    /** The same with the files of these directories in place of those beside the playbook, the weakest first. */
    public List<VariableLayer> layers(Host host, List<Path> directories) {
        if (!files.read()) {
            return layers(host);
        }
        var asked = new Asked(host.name(), directories);
        var known = layersElsewhere.get(asked);
        if (known == null) {
            known = makeLayers(host, elsewhere(directories));
            layersElsewhere.put(asked, known);
        }
        return known;
    }

    private List<VariableFiles> elsewhere(List<Path> directories) {
        return directories.stream()
                .map(directory ->
                        elsewhere.computeIfAbsent(directory, each -> VariableFiles.in(each, reader, files.endings())))
                .toList();
    }

    private List<VariableLayer> makeLayers(Host host, List<VariableFiles> playbooks) {
        var all = groups.get(Group.ALL);
        var others = groupsOf(host).stream()
                .filter(group -> !group.name().equals(Group.ALL))
                .toList();
        var out = new ArrayList<VariableLayer>();
        for (var entry : files.precedence()) {
            switch (entry) {
                case FileVariables.ALL_INVENTORY -> {
                    // An implicit host is in no group, and yet what is given to all is given to it.
                    if (all != null) {
                        add(out, Level.INVENTORY_ALL, Group.ALL, all.variables());
                    }
                }
                case FileVariables.GROUPS_INVENTORY ->
                    others.forEach(group -> add(out, Level.INVENTORY_GROUP, group.name(), group.variables()));
                case FileVariables.ALL_BESIDE_INVENTORY ->
                    beside.forEach(
                            each -> add(out, Level.INVENTORY_GROUP_VARS_ALL, Group.ALL, each.ofGroup(Group.ALL)));
                case FileVariables.ALL_BESIDE_PLAYBOOK ->
                    playbooks.forEach(
                            each -> add(out, Level.PLAYBOOK_GROUP_VARS_ALL, Group.ALL, each.ofGroup(Group.ALL)));
                case FileVariables.GROUPS_BESIDE_INVENTORY -> groups(out, Level.INVENTORY_GROUP_VARS, beside, others);
                case FileVariables.GROUPS_BESIDE_PLAYBOOK -> groups(out, Level.PLAYBOOK_GROUP_VARS, playbooks, others);
                case FileVariables.BY_GROUPS ->
                    others.forEach(group -> {
                        groups(out, Level.INVENTORY_GROUP_VARS, beside, List.of(group));
                        groups(out, Level.PLAYBOOK_GROUP_VARS, playbooks, List.of(group));
                    });
                default -> {
                    // A name that is none was warned of when the inventory was read.
                }
            }
        }
        add(out, Level.INVENTORY_HOST, host.name(), host.variables());
        beside.forEach(each -> add(out, Level.INVENTORY_HOST_VARS, host.name(), each.ofHost(host.name())));
        playbooks.forEach(each -> add(out, Level.PLAYBOOK_HOST_VARS, host.name(), each.ofHost(host.name())));
        return List.copyOf(out);
    }

    private static void groups(List<VariableLayer> out, Level level, List<VariableFiles> places, List<Group> groups) {
        for (var files : places) {
            groups.forEach(group -> add(out, level, group.name(), files.ofGroup(group.name())));
        }
    }

    private static void add(List<VariableLayer> out, Level level, String owner, Map<String, Binding> variables) {
        if (!variables.isEmpty()) {
            out.add(new VariableLayer(level, owner, variables));
        }
    }

    /** The variables of a host with all layers laid upon each other, as bindings. */
    public Map<String, Binding> variables(Host host) {
        var flat = new LinkedHashMap<String, Binding>();
        layers(host).forEach(layer -> flat.putAll(layer.variables()));
        return flat;
    }

    /** The variables given to a group itself: of the sources, then of the files beside them and beside the playbook. */
    public Map<String, Binding> variables(Group group) {
        var flat = new LinkedHashMap<String, Binding>(group.variables());
        beside.forEach(files -> flat.putAll(files.ofGroup(group.name())));
        if (playbook != null) {
            flat.putAll(playbook.ofGroup(group.name()));
        }
        return flat;
    }

    /** The variables given to a host itself, not by its groups. */
    public Map<String, Binding> ownVariables(Host host) {
        var flat = new LinkedHashMap<String, Binding>(host.variables());
        beside.forEach(files -> flat.putAll(files.ofHost(host.name())));
        if (playbook != null) {
            flat.putAll(playbook.ofHost(host.name()));
        }
        return flat;
    }
}
