package dev.muster.inventory;

import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Compare;
import dev.muster.value.Encrypted;
import dev.muster.value.JsonPrinting;
import dev.muster.value.Printing;
import dev.muster.value.Template;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An inventory as {@code ansible-inventory} shows it. Templates are shown as they are written. */
public final class InventoryListing {

    private final Inventory inventory;

    public InventoryListing(Inventory inventory) {
        this.inventory = inventory;
    }

    /**
     * {@code --list}: groups, and the variables of hosts under {@code _meta}.
     *
     * @param hosts those to list; others are left out, as with {@code --limit}
     */
    public Map<String, @Nullable Object> list(List<Host> hosts) {
        var available = hosts.stream().map(Host::name).collect(Collectors.toSet());
        var out = new LinkedHashMap<String, @Nullable Object>();
        group(inventory.group(Group.ALL).orElseThrow(), available, new LinkedHashSet<>(), out);
        var variables = new LinkedHashMap<String, @Nullable Object>();
        for (var host : hosts) {
            var own = host(host);
            if (!own.isEmpty()) {
                variables.put(host.name(), own);
            }
        }
        var meta = new LinkedHashMap<String, @Nullable Object>();
        meta.put("hostvars", variables);
        meta.put("profile", "inventory_legacy");
        out.put("_meta", meta);
        return out;
    }

    /** {@code --list} as JSON text without a line end. */
    public String listJson(List<Host> hosts) {
        return JsonPrinting.write(list(hosts), JsonPrinting.Style.INDENTED);
    }

    private void group(Group group, Set<String> available, Set<String> seen, Map<String, @Nullable Object> out) {
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
        if (!entry.isEmpty()) {
            out.put(group.name(), entry);
        }
        for (var name : group.children()) {
            if (seen.add(name)) {
                group(inventory.group(name).orElseThrow(), available, seen, out);
            }
        }
    }

    /** {@code --host}: the variables of one host. */
    public Map<String, @Nullable Object> host(Host host) {
        return plain(inventory.variables(host));
    }

    /** {@code --host} as JSON text without a line end. */
    public String hostJson(Host host) {
        return JsonPrinting.write(host(host), JsonPrinting.Style.INDENTED);
    }

    private static Map<String, @Nullable Object> plain(Map<String, Binding> bindings) {
        var out = new LinkedHashMap<String, @Nullable Object>();
        bindings.forEach((name, binding) -> out.put(name, marked(binding.value())));
        return out;
    }

    /** Texts that look like templates and are none are marked, so that whoever reads the list does not render them. */
    private static @Nullable Object marked(@Nullable Object value) {
        return switch (value) {
            case Encrypted encrypted -> Map.of("__ansible_vault", encrypted.ciphertext());
            case String text when Template.looksLike(text) -> Map.of("__ansible_unsafe", text);
            case Map<?, ?> map -> {
                var out = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                map.forEach((key, item) -> out.put(key, marked(item)));
                yield out;
            }
            case List<?> list -> {
                var out = new ArrayList<@Nullable Object>();
                list.forEach(item -> out.add(marked(item)));
                yield out;
            }
            case null, default -> value;
        };
    }

    /**
     * {@code --graph}: a tree of groups and hosts, without a line end at the end.
     *
     * @param top the group it starts at
     * @param variables whether to show variables, too
     * @throws UserError when there is no such group
     */
    public String graph(String top, boolean variables) {
        var group = inventory
                .group(top)
                .orElseThrow(() -> new UserError(
                                "pattern must be valid group name when using '--graph', not '" + top + "'")
                        .hint(dev.muster.source.Nearest.hint(
                                top,
                                inventory.groups().stream().map(Group::name).toList())));
        var lines = new ArrayList<String>();
        graph(group, 0, variables, lines);
        return String.join("\n", lines);
    }

    private void graph(Group group, int depth, boolean variables, List<String> lines) {
        lines.add(branch("@" + group.name() + ":", depth));
        for (var child : group.children()) {
            graph(inventory.group(child).orElseThrow(), depth + 1, variables, lines);
        }
        if (!group.name().equals(Group.ALL)) {
            for (var name : group.hosts()) {
                lines.add(branch(name, depth + 1));
                if (variables) {
                    inventory.host(name).ifPresent(host -> show(inventory.variables(host), depth + 2, lines));
                }
            }
        }
        if (variables) {
            var own = new LinkedHashMap<>(inventory.variables(group));
            if (group.priority() != 1) {
                own.put(
                        "ansible_group_priority",
                        new Binding(
                                (long) group.priority(),
                                dev.muster.source.Source.ofText(group.name(), "")
                                        .at(1, 1)));
            }
            show(own, depth + 1, lines);
        }
    }

    private static void show(Map<String, Binding> variables, int depth, List<String> lines) {
        Comparator<String> byCodePoint = Compare::compareTexts;
        var sorted = new TreeMap<String, Binding>(byCodePoint);
        sorted.putAll(variables);
        sorted.forEach((name, binding) -> {
            var value = binding.value();
            var text = value instanceof Template template ? template.text() : Printing.str(value);
            lines.add(branch("{" + name + " = " + text + "}", depth));
        });
    }

    private static String branch(String text, int depth) {
        return depth == 0 ? text : "  |".repeat(depth) + "--" + text;
    }
}
