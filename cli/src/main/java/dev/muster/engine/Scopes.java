package dev.muster.engine;

import dev.muster.inventory.Host;
import dev.muster.inventory.LiveInventory;
import dev.muster.inventory.VariableLayer;
import dev.muster.jinja.Jinja;
import dev.muster.playbook.Play;
import dev.muster.playbook.Role;
import dev.muster.playbook.RoleRef;
import dev.muster.playbook.Task;
import dev.muster.source.Position;
import dev.muster.source.UserError;
import dev.muster.value.Omit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes scopes: puts the layers of Ansible's 22 levels of precedence ("Understanding variable precedence") on top of each other. */
final class Scopes {

    private final LiveInventory inventory;
    private final Jinja jinja;
    private final EngineOptions options;
    private final Ways ways;
    private final Map<String, @Nullable Object> extra;
    /** Where files of variables are sought for a task: {@code top}, {@code bottom} or {@code all}. */
    private final String root;

    private final Map<String, HostMemory> memories = new ConcurrentHashMap<>();

    Scopes(LiveInventory inventory, Jinja jinja, EngineOptions options, Consumer<String> deprecations) {
        var habits = options.habits();
        // What is typed is trusted as what is written is.
        this.extra = Collections.unmodifiableMap(Layer.Item.written(options.extraVariables()));
        this.ways = new Ways(
                habits.mergesHashes(),
                habits.leniency().brokenConditions(),
                habits.leniency().managed(),
                deprecations,
                WrittenTexts.ofRun());
        var settings = habits.settings();
        this.root =
                settings == null ? "top" : settings.text("PLAYBOOK_VARS_ROOT").orElse("top");
        this.inventory = inventory;
        this.jinja = jinja;
        this.options = options;
    }

    HostMemory memory(String host) {
        return memories.computeIfAbsent(host, this::remembered);
    }

    private HostMemory remembered(String host) {
        var cache = options.habits().facts();
        return cache == null
                ? new HostMemory()
                : new HostMemory(cache.read(host), facts -> {
                    if (facts.isEmpty()) {
                        cache.forget(host);
                    } else {
                        cache.write(host, facts);
                    }
                });
    }

    /** Facts that {@code set_fact} sets, with what in them is a text of the project. */
    Map<String, @Nullable Object> kept(Map<String, ? extends @Nullable Object> facts, Position at) {
        var kept = new LinkedHashMap<String, @Nullable Object>(facts);
        kept.replaceAll((_, value) ->
                ways.kept().isIn(value) ? new Layer.Item(value, ways.kept().marked(value, at)) : value);
        return kept;
    }

    /** What a play adds to the scopes of its tasks. Its lists are made by one thread, before tasks run. */
    static final class PlayContext {
        final @Nullable Play play;
        final String name;
        final Path folder;
        final Map<String, @Nullable Object> prompted = new LinkedHashMap<>();
        /** The roles that the play has named so far, as often as it did. */
        final List<Role> roles = new CopyOnWriteArrayList<>();
        /** The exposed roles behind those they depend on. */
        final List<Role> visible = new CopyOnWriteArrayList<>();

        final Map<RoleRef, List<Role>> dependencies = new ConcurrentHashMap<>();
        final Map<String, List<Layer>> varsFiles = new ConcurrentHashMap<>();
        /** Under this name, which no host has, the files are those of the play itself. */
        static final String ITSELF = "";
        /** Hosts that {@code meta: end_host} and its kin took out of the batch. */
        final Set<String> endedHosts = ConcurrentHashMap.newKeySet();

        /** Whether the debugger starts when a task fails. */
        boolean debugs;

        /** Whether {@code meta: end_play} was met. */
        volatile boolean ended;

        volatile List<String> hosts = List.of();
        volatile List<String> batch = List.of();
        volatile List<String> active = List.of();
        /** Hosts that failed and have no rescue before them. */
        final Set<String> removed = ConcurrentHashMap.newKeySet();

        /** An exposed role lets the whole play see its variables, and those of the roles it depends on, which are weaker. */
        void named(Role role) {
            roles.add(role);
            if (role.exposed()) {
                show(role);
            }
        }

        private void show(Role role) {
            role.dependencies().forEach(this::show);
            visible.add(role);
        }

        /** Whether the play stands in a file, beside which there may be files of variables. */
        final boolean written;

        PlayContext(@Nullable Play play, String name, Path folder) {
            this.written = play != null && Files.isRegularFile(play.file());
            this.play = play;
            this.name = name;
            this.folder = folder;
        }
    }

    /** What is known without any host: the command line and the play's own variables. */
    Scope ofPlay(PlayContext context) {
        var layers = new ArrayList<Layer>();
        layers.add(new Layer("extra vars (-e)", extra));
        context.visible
                .reversed()
                .forEach(each -> add(layers, "role vars", each.ref().vars()));
        layers.addAll(context.varsFiles.getOrDefault(PlayContext.ITSELF, List.of()));
        playLayers(context, layers);
        layers.add(new Layer("magic variables", magic(null, context, null, null)));
        context.visible
                .reversed()
                .forEach(each -> add(layers, "role defaults", each.ref().defaults()));
        return new Scope(layers, jinja, ways);
    }

    /** A host without a play. */
    Scope ofHost(Host host, @Nullable PlayContext context, Map<String, Scope> family) {
        return withMagic(host, context, magic(host, context, null, family));
    }

    /** A host as {@code hostvars} has it: without what belongs to the play, and without {@code hostvars} itself. */
    private Scope ofOther(Host host, @Nullable PlayContext context, Map<String, Scope> family) {
        var magic = new HashMap<>(magic(host, context, null, family));
        magic.keySet().removeAll(OF_THE_PLAY);
        return withMagic(host, context, magic);
    }

    private Scope withMagic(Host host, @Nullable PlayContext context, Map<String, @Nullable Object> magic) {
        var layers = new ArrayList<Layer>();
        layers.add(new Layer("magic variables", magic));
        layers.add(new Layer("extra vars (-e)", extra));
        var memory = memory(host.name());
        layers.add(new Layer("set_facts and registered vars", memory.set()));
        layers.add(new Layer("include_vars", memory.included()));
        hostLayers(host, memory, layers, filesOf(host, context, null));
        return new Scope(layers, jinja, ways);
    }

    /** A host by its name, which may be none of the inventory. */
    Scope ofNamed(String name, PlayContext context) {
        return inventory
                .now()
                .host(name)
                .map(host -> ofHost(host, context, new HashMap<>()))
                .orElseGet(() -> new Scope(List.of(), jinja));
    }

    /** A task on a host. */
    Scope ofTask(Host host, PlayContext context, @Nullable Task task, Surroundings around) {
        var family = new HashMap<String, Scope>();
        var layers = new ArrayList<Layer>(24);
        layers.add(new Layer("magic variables", magic(host, context, task, family)));
        add(layers, "extra vars (-e)", extra);
        for (var at = around; at != null; at = at.outer()) {
            add(layers, "include params", at.params());
        }
        var role = task == null ? null : task.role();
        if (role != null) {
            add(layers, "role params", role.params());
            role.parents().forEach(parent -> add(layers, "role params", parent.params()));
        }
        var memory = memory(host.name());
        add(layers, "set_facts and registered vars", memory.set());
        add(layers, "include_vars", memory.included());
        if (task != null) {
            add(layers, "task vars", task.keywords().vars());
        }
        for (var at = around; at != null && !at.play(); at = at.outer()) {
            add(layers, "block vars", at.keywords().vars());
        }
        if (role != null) {
            add(layers, "role use vars", role.keywords().vars());
            add(layers, "role vars", role.vars());
            context.dependencies
                    .getOrDefault(role, List.of())
                    .reversed()
                    .forEach(dependency -> add(
                            layers, "vars of role dependency", dependency.ref().vars()));
            role.parents().forEach(parent -> {
                add(layers, "role use vars", parent.keywords().vars());
                add(layers, "role vars", parent.vars());
            });
        }
        context.visible
                .reversed()
                .forEach(each -> add(layers, "role vars", each.ref().vars()));
        layers.addAll(context.varsFiles.getOrDefault(host.name(), List.of()));
        playLayers(context, layers);
        hostLayers(host, memory, layers, filesOf(host, context, task));
        if (role != null) {
            add(layers, "role defaults", role.defaults());
            role.parents().forEach(parent -> add(layers, "role defaults", parent.defaults()));
            context.dependencies
                    .getOrDefault(role, List.of())
                    .reversed()
                    .forEach(dependency ->
                            add(layers, "role defaults", dependency.ref().defaults()));
        }
        context.visible
                .reversed()
                .forEach(each -> add(layers, "role defaults", each.ref().defaults()));
        return new Scope(layers, jinja, ways);
    }

    /** What the names in {@code vars_files} may use: nothing that a task has set. */
    Scope ofVarsFiles(Host host, PlayContext context) {
        var layers = new ArrayList<Layer>();
        layers.add(new Layer("magic variables", magic(host, context, null, new HashMap<>())));
        add(layers, "extra vars (-e)", extra);
        layers.addAll(context.varsFiles.getOrDefault(host.name(), List.of()));
        playLayers(context, layers);
        hostLayers(host, memory(host.name()), layers, filesOf(host, context, null));
        return new Scope(layers, jinja, ways);
    }

    private void playLayers(PlayContext context, List<Layer> layers) {
        add(layers, "vars_prompt", context.prompted);
        if (context.play != null) {
            add(layers, "play vars", context.play.keywords().vars());
        }
    }

    private void hostLayers(Host host, HostMemory memory, List<Layer> layers, List<VariableLayer> files) {
        if (options.habits().injectsFacts()) {
            add(layers, "facts", memory.injected());
        }
        layers.add(new Layer("facts", Map.of("ansible_facts", new Layer.Computed(memory::facts))));
        for (var layer : files.reversed()) {
            layers.add(new Layer(layer.level().title() + " (" + layer.owner() + ")", layer.variables()));
        }
    }

    /** What the inventory gives a host, with the files beside the play's own file or where the settings have a task find them. */
    private List<VariableLayer> filesOf(Host host, @Nullable PlayContext context, @Nullable Task task) {
        try {
            var now = inventory.now();
            if (context == null || !context.written) {
                return now.layers(host);
            }
            if (task == null || root.equals("top")) {
                return now.layers(host, List.of(context.folder));
            }
            var folders = SearchPath.ofTask(task);
            return now.layers(host, root.equals("all") ? folders : folders.subList(0, 1));
        } catch (UserError e) {
            throw new Unreadable(e);
        }
    }

    private static void add(List<Layer> layers, String title, Map<String, ? extends @Nullable Object> values) {
        if (!values.isEmpty()) {
            layers.add(new Layer(title, values));
        }
    }

    private Map<String, @Nullable Object> magic(
            @Nullable Host host,
            @Nullable PlayContext context,
            @Nullable Task task,
            @Nullable Map<String, Scope> family) {
        var now = inventory.now();
        var map = new LinkedHashMap<String, @Nullable Object>();
        if (host != null) {
            map.put("inventory_hostname", host.name());
            map.put("inventory_hostname_short", host.shortName());
            var source = host.source();
            if (source != null) {
                var file = source.toAbsolutePath().normalize();
                map.put("inventory_file", file.toString());
                map.put("inventory_dir", String.valueOf(file.getParent()));
            }
            map.put("group_names", new Layer.Computed(() -> now.groupNames(host)));
        }
        map.put("groups", new Layer.Computed(now::groupMembers));
        var known = family == null ? new HashMap<String, Scope>() : family;
        map.put("hostvars", new Layer.Computed(() -> new HostVars(context, known)));
        map.put("omit", Omit.OMIT);
        map.put("ansible_check_mode", options.check());
        map.put("ansible_diff_mode", options.diff());
        map.put("ansible_verbosity", (long) options.verbosity());
        map.put("ansible_forks", (long) options.forks());
        map.put(
                "ansible_run_tags",
                options.selection().tags().isEmpty()
                        ? List.of("all")
                        : options.selection().tags());
        map.put("ansible_skip_tags", options.selection().skipTags());
        if (!options.selection().limit().isEmpty()) {
            map.put("ansible_limit", String.join(",", options.selection().limit()));
        }
        map.put("ansible_version", VERSION);
        map.put("ansible_config_file", configuration());
        // Muster has no Python of its own; playbooks name it for hosts that are this machine.
        map.put("ansible_playbook_python", "/usr/bin/python3");
        if (!options.selection().sources().isEmpty()) {
            map.put("ansible_inventory_sources", options.selection().sources());
        }
        if (context != null) {
            map.put("playbook_dir", context.folder.toAbsolutePath().normalize().toString());
            map.put("ansible_play_name", context.name);
            map.put("ansible_play_hosts_all", context.hosts);
            map.put("ansible_play_hosts", new Layer.Computed(() -> context.active));
            Supplier<@Nullable Object> batch = () ->
                    context.batch.stream().filter(context.active::contains).toList();
            map.put("ansible_play_batch", new Layer.Computed(batch));
            map.put("play_hosts", new Layer.Computed(() -> {
                ways.deprecations().accept(PLAY_HOSTS);
                return batch.get();
            }));
            roleNames(context, map);
            map.put(
                    "ansible_search_path",
                    new Layer.Computed(() -> SearchPath.folders(context, task).stream()
                            .map(Path::toString)
                            .toList()));
        }
        var role = task == null ? null : task.role();
        if (role != null) {
            map.put("role_name", role.shortName());
            map.put("ansible_collection_name", role.collection().orElse(null));
            map.put("ansible_role_name", role.name());
            map.put("role_path", role.path().toAbsolutePath().normalize().toString());
            var includers = role.includers();
            if (!includers.isEmpty()) {
                map.put(
                        "ansible_parent_role_names",
                        includers.stream().map(RoleRef::name).toList());
                map.put(
                        "ansible_parent_role_paths",
                        includers.stream()
                                .map(includer -> includer.path().toString())
                                .toList());
            }
        }
        return map;
    }

    /** Names as often as roles are used; those of dependencies and of all of them once. */
    private static void roleNames(PlayContext context, Map<String, @Nullable Object> into) {
        var used = context.roles.stream().map(Role::name).toList();
        var needed = new LinkedHashSet<String>();
        context.roles.forEach(role -> addNeeded(role, needed));
        var all = new LinkedHashSet<>(needed);
        all.addAll(used);
        into.put("ansible_play_role_names", used);
        into.put("role_names", used);
        into.put("ansible_dependent_role_names", List.copyOf(needed));
        into.put("ansible_role_names", List.copyOf(all));
    }

    private static void addNeeded(Role role, Set<String> into) {
        role.dependencies().forEach(dependency -> {
            addNeeded(dependency, into);
            into.add(dependency.name());
        });
    }

    private static final Set<String> OF_THE_PLAY = Set.of(
            "hostvars",
            "omit",
            "role_names",
            "play_hosts",
            "ansible_role_names",
            "ansible_play_role_names",
            "ansible_dependent_role_names",
            "ansible_play_name",
            "ansible_play_batch",
            "ansible_play_hosts",
            "ansible_play_hosts_all",
            "ansible_search_path");

    private static final String PLAY_HOSTS = new UserError(
                    "The `play_hosts` magic variable is deprecated. This feature will "
                            + "be removed from ansible-core version 2.23.")
            .hint("use 'ansible_play_batch' instead")
            .render();

    private static final Map<String, Object> VERSION =
            Map.of("full", "2.19.0", "major", 2L, "minor", 19L, "revision", 0L, "string", "2.19.0");

    private @Nullable String configuration() {
        var settings = options.habits().settings();
        return settings == null
                ? null
                : settings.file().map(file -> file.toAbsolutePath().toString()).orElse(null);
    }

    /** {@code hostvars}: each host's variables, looked up when they are asked for. */
    private final class HostVars extends AbstractMap<String, @Nullable Object> {

        private final @Nullable PlayContext context;
        private final Map<String, Scope> family;

        HostVars(@Nullable PlayContext context, Map<String, Scope> family) {
            this.context = context;
            this.family = family;
        }

        @Override
        public @Nullable Object get(@Nullable Object key) {
            if (!(key instanceof String name)) {
                return null;
            }
            var known = family.get(name);
            if (known == null) {
                var host = inventory.now().host(name);
                if (host.isEmpty()) {
                    return null;
                }
                known = ofOther(host.get(), context, family);
                family.put(name, known);
            }
            return new Scope.View(Scope.sameRecording(known));
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return key instanceof String name && inventory.now().host(name).isPresent();
        }

        @Override
        public Set<Entry<String, @Nullable Object>> entrySet() {
            var names = inventory.now().hosts().stream().map(Host::name).toList();
            return new AbstractSet<>() {
                @Override
                public Iterator<Entry<String, @Nullable Object>> iterator() {
                    return names.stream()
                            .map(name -> (Entry<String, @Nullable Object>)
                                    new SimpleImmutableEntry<String, @Nullable Object>(name, HostVars.this.get(name)))
                            .iterator();
                }

                @Override
                public int size() {
                    return names.size();
                }
            };
        }
    }
}
