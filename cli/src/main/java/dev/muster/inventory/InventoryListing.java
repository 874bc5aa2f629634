package dev.muster.inventory;

import dev.muster.source.Source;
import dev.muster.value.Binding;
import dev.muster.value.Compare;
import dev.muster.value.Encrypted;
import dev.muster.value.JsonPrinting;
import dev.muster.value.Printing;
import dev.muster.value.Template;
import dev.muster.value.Unsafe;
import dev.muster.yaml.YamlWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An inventory as {@code ansible-inventory} shows it. Templates are shown as they are written. */
public final class InventoryListing {

    /** The form of a listing. */
    public enum Form {
        JSON,
        YAML,
        TOML
    }

    private static final YamlWriter.Layout YAML = new YamlWriter.Layout(2, 80, false, true, true, false, false, null);

    private final Inventory inventory;
    private final Form form;
    private final boolean export;
    private final Map<String, ? extends @Nullable Object> extraVariables;

    /** Of JSON, with the variables of groups flattened into those of hosts. */
    public InventoryListing(Inventory inventory) {
        this(inventory, Form.JSON, false, Map.of());
    }

    /**
     * @param export whether variables stay where they were given: with their group, or with their host
     * @param extraVariables those of the command line, which every host has unless it is an export
     */
    public InventoryListing(
            Inventory inventory, Form form, boolean export, Map<String, ? extends @Nullable Object> extraVariables) {
        this.inventory = inventory;
        this.form = form;
        this.export = export;
        this.extraVariables = extraVariables;
    }

    /**
     * {@code --list}: groups, and the variables of hosts.
     *
     * @param hosts those to list; others are left out, as with {@code --limit}
     */
    public String list(List<Host> hosts) {
        return text(
                switch (form) {
                    case JSON -> flat(hosts);
                    case YAML -> new Tree(hosts).root();
                    case TOML -> new Tables(hosts).root();
                });
    }

    /** {@code --host}: the variables of one host. */
    public String host(Host host) {
        return text(rebuilt(values(host), InventoryListing::sealed));
    }

    private String text(Map<String, @Nullable Object> map) {
        return switch (form) {
            case JSON -> JsonPrinting.write(map, JsonPrinting.Style.INDENTED);
            case YAML -> YamlWriter.writeWithAnchors(map, YAML);
            case TOML -> TomlText.write(map);
        };
    }

    private Group all() {
        return inventory.group(Group.ALL).orElseThrow();
    }

    private Group group(String name) {
        return inventory.group(name).orElseThrow();
    }

    private static Set<String> names(List<Host> hosts) {
        return hosts.stream().map(Host::name).collect(Collectors.toSet());
    }

    private Map<String, @Nullable Object> flat(List<Host> hosts) {
        var out = new LinkedHashMap<String, @Nullable Object>();
        flat(all(), names(hosts), new HashSet<>(), out);
        var variables = new LinkedHashMap<String, @Nullable Object>();
        for (var host : hosts) {
            putUnlessEmpty(variables, host.name(), variables(host));
        }
        var meta = new LinkedHashMap<String, @Nullable Object>();
        meta.put("hostvars", variables);
        meta.put("profile", "inventory_legacy");
        out.put("_meta", meta);
        return out;
    }

    private void flat(Group group, Set<String> available, Set<String> seen, Map<String, @Nullable Object> out) {
        var entry = new LinkedHashMap<String, @Nullable Object>();
        if (!group.name().equals(Group.ALL)) {
            var hosts = group.hosts().stream().filter(available::contains).toList();
            if (!hosts.isEmpty()) {
                entry.put("hosts", hosts);
            }
        }
        if (!group.children().isEmpty()) {
            entry.put("children", group.children());
        }
        exported(group, entry);
        putUnlessEmpty(out, group.name(), entry);
        for (var name : group.children()) {
            if (seen.add(name)) {
                flat(group(name), available, seen, out);
            }
        }
    }

    private void exported(Group group, Map<String, @Nullable Object> entry) {
        if (export) {
            putUnlessEmpty(entry, "vars", marked(values(variables(group))));
        }
    }

    private static void putUnlessEmpty(
            Map<String, @Nullable Object> map, String key, Map<String, @Nullable Object> value) {
        if (!value.isEmpty()) {
            map.put(key, value);
        }
    }

    /** The groups as YAML has them: each within its first parent, and named only within others. */
    private final class Tree {

        private final Set<String> available;
        private final Set<String> seenGroups = new HashSet<>();
        private final Set<String> seenHosts = new HashSet<>();

        Tree(List<Host> hosts) {
            available = names(hosts);
        }

        Map<String, @Nullable Object> root() {
            var out = new LinkedHashMap<String, @Nullable Object>();
            add(all(), out);
            return out;
        }

        private void add(Group group, Map<String, @Nullable Object> out) {
            var entry = new LinkedHashMap<String, @Nullable Object>();
            var children = new LinkedHashMap<String, @Nullable Object>();
            for (var name : group.children()) {
                if (seenGroups.contains(name)) {
                    children.put(name, Map.of());
                } else {
                    add(group(name), children);
                    seenGroups.add(name);
                }
            }
            putUnlessEmpty(entry, "children", children);
            if (!group.name().equals(Group.ALL)) {
                putUnlessEmpty(entry, "hosts", hosts(group, available, seenHosts));
            }
            exported(group, entry);
            putUnlessEmpty(out, group.name(), entry);
        }
    }

    /** The groups as TOML has them: all at the top, each as often as it is a child. */
    private final class Tables {

        private final Set<String> available;
        private final Set<String> seenHosts = new HashSet<>();
        private final boolean ungrouped = !group(Group.UNGROUPED).hosts().isEmpty();

        Tables(List<Host> hosts) {
            available = names(hosts);
        }

        Map<String, @Nullable Object> root() {
            return of(all());
        }

        private Map<String, @Nullable Object> of(Group group) {
            var out = new LinkedHashMap<String, @Nullable Object>();
            var entry = new LinkedHashMap<String, @Nullable Object>();
            // A place at the front is kept even for a group that turns out to be empty and shows again deeper down.
            out.put(group.name(), entry);
            var children = new ArrayList<String>();
            for (var name : group.children()) {
                if (name.equals(Group.UNGROUPED) && !ungrouped) {
                    continue;
                }
                if (!group.name().equals(Group.ALL)) {
                    children.add(name);
                }
                out.putAll(of(group(name)));
            }
            if (!children.isEmpty()) {
                entry.put("children", children);
            }
            if (!group.name().equals(Group.ALL)) {
                putUnlessEmpty(entry, "hosts", hosts(group, available, seenHosts));
            }
            exported(group, entry);
            if (entry.isEmpty()) {
                out.remove(group.name());
            }
            return out;
        }
    }

    /** The hosts of a group, each with its variables where it stands for the first time. */
    private Map<String, @Nullable Object> hosts(Group group, Set<String> available, Set<String> seen) {
        var hosts = new LinkedHashMap<String, @Nullable Object>();
        for (var name : group.hosts()) {
            if (available.contains(name)) {
                hosts.put(name, seen.add(name) ? variables(inventory.host(name).orElseThrow()) : Map.of());
            }
        }
        return hosts;
    }

    private Map<String, @Nullable Object> variables(Host host) {
        return marked(values(host));
    }

    private Map<String, @Nullable Object> values(Host host) {
        var values = values(bindings(host));
        if (!export) {
            values.putAll(extraVariables);
        }
        return values;
    }

    private Map<String, Binding> bindings(Host host) {
        var bindings = new LinkedHashMap<>(export ? inventory.ownVariables(host) : inventory.variables(host));
        // The hosts of a range share what was given to them together; as YAML each is shown with values of its own.
        host.variables().forEach((name, binding) -> {
            if (bindings.get(name) == binding) {
                bindings.put(
                        name,
                        new Binding(
                                rebuilt(binding.value(), UnaryOperator.identity()), binding.at(), binding.written()));
            }
        });
        return bindings;
    }

    /** The same lists and dictionaries made anew, with what stands in them exchanged. */
    private static @Nullable Object rebuilt(@Nullable Object value, UnaryOperator<@Nullable Object> scalar) {
        return switch (value) {
            case Map<?, ?> map -> {
                var out = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                map.forEach((key, item) -> out.put(key, rebuilt(item, scalar)));
                yield out;
            }
            case List<?> list -> {
                var out = new ArrayList<@Nullable Object>();
                list.forEach(item -> out.add(rebuilt(item, scalar)));
                yield out;
            }
            case null, default -> scalar.apply(value);
        };
    }

    private Map<String, Binding> variables(Group group) {
        var own = new LinkedHashMap<>(inventory.variables(group));
        if (group.priority() != 1) {
            own.put(
                    InventoryBuilder.PRIORITY,
                    new Binding(
                            (long) group.priority(),
                            Source.ofText(group.name(), "").at(1, 1)));
        }
        return own;
    }

    /** In JSON texts that look like templates and are none are marked, so that whoever reads it does not render them. */
    private Map<String, @Nullable Object> marked(Map<String, @Nullable Object> values) {
        return rebuilt(values, scalar -> switch (scalar) {
            case String text when Template.looksLike(text) -> Map.of(ScriptInventory.UNSAFE, text);
            case Unsafe data when Template.looksLike(data.text()) -> Map.of(ScriptInventory.UNSAFE, data.text());
            case Unsafe data -> data.text();
            case null, default -> sealed(scalar);
        });
    }

    /** What is encrypted stays so. */
    private static @Nullable Object sealed(@Nullable Object scalar) {
        return scalar instanceof Encrypted encrypted ? Map.of(ScriptInventory.VAULT, encrypted.ciphertext()) : scalar;
    }

    /** In JSON what has a mark there; other forms show values as they are. */
    private Map<String, @Nullable Object> rebuilt(
            Map<String, @Nullable Object> values, UnaryOperator<@Nullable Object> scalar) {
        if (form == Form.JSON) {
            values.replaceAll((_, value) -> rebuilt(value, scalar));
        }
        return values;
    }

    /**
     * {@code --graph}: a tree of groups and hosts, without a line end at the end.
     *
     * @param top the group it starts at
     * @param variables whether to show variables, too
     */
    public String graph(Group top, boolean variables) {
        var lines = new ArrayList<String>();
        graph(top, 0, variables, lines);
        return String.join("\n", lines);
    }

    private void graph(Group group, int depth, boolean variables, List<String> lines) {
        lines.add(branch("@" + group.name() + ":", depth));
        for (var child : group.children()) {
            graph(group(child), depth + 1, variables, lines);
        }
        if (!group.name().equals(Group.ALL)) {
            for (var name : group.hosts()) {
                lines.add(branch(name, depth + 1));
                if (variables) {
                    inventory.host(name).ifPresent(host -> show(values(host), depth + 2, lines));
                }
            }
        }
        if (variables) {
            show(values(variables(group)), depth + 1, lines);
        }
    }

    private static Map<String, @Nullable Object> values(Map<String, Binding> bindings) {
        var values = new LinkedHashMap<String, @Nullable Object>();
        bindings.forEach((name, binding) -> values.put(name, binding.value()));
        return values;
    }

    private static void show(Map<String, @Nullable Object> variables, int depth, List<String> lines) {
        Comparator<String> byCodePoint = Compare::compareTexts;
        var sorted = new TreeMap<String, @Nullable Object>(byCodePoint);
        sorted.putAll(variables);
        sorted.forEach((name, value) -> {
            var text = value instanceof Template template ? template.text() : Printing.str(value);
            lines.add(branch("{" + name + " = " + text + "}", depth));
        });
    }

    private static String branch(String text, int depth) {
        return depth == 0 ? text : "  |".repeat(depth) + "--" + text;
    }
}
