package dev.muster.inventory;

import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Types;
import dev.muster.yaml.Node;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Reads an inventory that is written in YAML or JSON, group by group: the plugin {@code yaml} of ansible-core. */
final class YamlInventory {

    private static final Set<String> KEYS = Set.of("hosts", "children", "vars");

    private final InventoryBuilder builder;
    private final Path file;
    private final GroupNames names;
    private final boolean strict;
    private final Consumer<String> warnings;

    /** @param strict whether what can only be a slip is an error; Ansible passes over it with a warning */
    YamlInventory(InventoryBuilder builder, Path file, Set<String> before, boolean strict, Consumer<String> warnings) {
        this.builder = builder;
        this.file = file;
        this.strict = strict;
        this.names = new GroupNames(builder.naming(), before, warnings);
        this.warnings = warnings;
    }

    void read(Node.Mapping root) {
        root.entries().forEach(this::group);
    }

    private String group(Node.Entry entry) {
        var name = entry.name();
        if (!(entry.key().value() instanceof String)) {
            throw new UserError("Invalid group name supplied, expected a string but got "
                            + Types.name(entry.key().value()) + " for " + name)
                    .at(entry.key().at())
                    .hint("put it in quotes");
        }
        switch (entry.value()) {
            case Node.Scalar scalar when scalar.value() == null -> add(name);
            case Node.Mapping mapping -> {
                add(name);
                // What a part may be is looked at before any of them is read, as in Ansible.
                mapping.entries().stream()
                        .filter(part -> KEYS.contains(part.name()))
                        .forEach(part -> section(name, part));
                mapping.entries().forEach(part -> part(name, part));
            }
            default -> {
                var slip = KEYS.contains(name) || Nearest.of(name, KEYS) != null;
                pass(
                        "Skipping '" + name + "' as this is not a valid group definition",
                        new UserError("'" + name + "' stands where a group is expected")
                                .at(entry.key().at())
                                .hint("put it below a group: 'all:' and then, indented, '" + name + ":'"),
                        slip);
            }
        }
        return name;
    }

    /** Passes over something, unless it can only be a slip and those are errors; a warning says where it is, and the mend. */
    private void pass(String warning, UserError error, boolean slip) {
        if (strict && slip) {
            throw error;
        }
        warnings.accept(slip ? warning + " (" + error.where() + "): " + error.hint() : warning);
    }

    private void add(String name) {
        names.check(name);
        builder.addGroup(name);
    }

    private void part(String group, Node.Entry part) {
        var key = part.name();
        if (!KEYS.contains(key)) {
            var near = Nearest.of(key, KEYS);
            var isMapping = part.value() instanceof Node.Mapping;
            pass(
                    isMapping
                            ? "Skipping unexpected key (" + key + ") in group (" + group
                                    + "), only \"vars\", \"children\" and \"hosts\" are valid"
                            : "Skipping key (" + key + ") in group (" + group + ") as it is not a mapping, it is a "
                                    + part.value().kind(),
                    new UserError("unexpected key '" + key + "' in group '" + group
                                    + "', only 'vars', 'children' and 'hosts' are valid")
                            .at(part.key().at())
                            .hint(
                                    near == null
                                            ? "variables of a group stand below 'vars:'"
                                            : "did you mean '" + near + "'?"),
                    near != null || !isMapping);
            return;
        }
        var mapping = section(group, part);
        for (var entry : mapping.entries()) {
            switch (key) {
                case "vars" -> builder.setGroupVariable(group, entry.name(), VariableFile.binding(entry.value()));
                case "children" ->
                    builder.addChild(group, group(entry), entry.key().at());
                default -> hosts(group, entry);
            }
        }
    }

    private static Node.Mapping section(String group, Node.Entry part) {
        return switch (part.value()) {
            case Node.Mapping given -> given;
            // One name alone is allowed in place of a dictionary with one key.
            case Node.Scalar scalar
            when scalar.value() instanceof String ->
                new Node.Mapping(
                        List.of(new Node.Entry(scalar, new Node.Scalar(null, "", true, null, scalar.at()))),
                        scalar.at());
            case Node.Scalar scalar when scalar.value() == null -> new Node.Mapping(List.of(), scalar.at());
            default ->
                throw new UserError("Invalid \"" + part.name() + "\" entry for \"" + group
                                + "\" group, requires a dictionary, found \""
                                + part.value().kind() + "\" instead.")
                        .at(part.value().at())
                        .hint("write each name as a key, with a colon and without a dash: 'name:'");
        };
    }

    private void hosts(String group, Node.Entry entry) {
        var key = entry.key();
        if (!(key.value() instanceof String)) {
            throw new UserError("Host pattern " + key.text()
                            + " must be a string. Enclose integers/floats in quotation marks.")
                    .at(key.at())
                    .hint("put it in quotes");
        }
        boolean without = entry.value() instanceof Node.Scalar scalar && scalar.value() == null;
        var variables = without
                ? new Node.Mapping(List.of(), key.at())
                : entry.value().mapping("the variables of host '" + key.text() + "'");
        var pattern = HostRange.expand(key.text(), key.at());
        pattern.warnIfEmpty(key.text(), key.at(), warnings);
        for (var host : pattern.hosts()) {
            boolean known = builder.hasHost(host);
            builder.addHost(host, group, file);
            if (!known) {
                pattern.port()
                        .ifPresent(port ->
                                builder.setHostVariable(host, "ansible_port", new Binding((long) port, key.at())));
            }
        }
        for (var variable : variables.entries()) {
            var binding = VariableFile.binding(variable.value());
            pattern.hosts().forEach(host -> builder.setHostVariable(host, variable.name(), binding));
        }
    }
}
