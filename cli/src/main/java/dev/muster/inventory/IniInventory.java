package dev.muster.inventory;

import dev.muster.source.Nearest;
import dev.muster.source.Position;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.ShellSplit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Reads an inventory that is written in Ansible's INI: the plugin {@code ini} of ansible-core. */
final class IniInventory {

    private static final Pattern SECTION = Pattern.compile("\\[([^:\\]\\s]+)(?::(\\w+))?\\]\\s*(?:#.*)?");
    private static final Pattern GROUP = Pattern.compile("([^:\\]\\s]+)\\s*(?:#.*)?");
    private static final Set<String> KINDS = Set.of("hosts", "children", "vars");

    /** A group that is spoken of before it is declared. */
    private record Pending(Position at, boolean child, List<String> parents) {}

    private final InventoryBuilder builder;
    private final Path file;
    private final Source source;
    private final GroupNames names;
    private final Consumer<String> warnings;
    private final Map<String, Pending> pending = new LinkedHashMap<>();

    IniInventory(InventoryBuilder builder, Path file, Source source, Set<String> before, Consumer<String> warnings) {
        this.builder = builder;
        this.file = file;
        this.source = source;
        this.names = new GroupNames(builder.naming(), before, warnings);
        this.warnings = warnings;
    }

    void read() {
        var group = Group.UNGROUPED;
        var kind = "hosts";
        int number = 0;
        for (var raw : source.text().lines().toList()) {
            number++;
            var line = raw.strip();
            if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
                continue;
            }
            var at = source.at(number, raw.indexOf(line) + 1);
            var section = SECTION.matcher(line);
            if (section.matches()) {
                group = section.group(1);
                kind = section.group(2) == null ? "hosts" : section.group(2);
                section(group, kind, at);
            } else if (line.startsWith("[") && line.endsWith("]")) {
                throw new UserError("Invalid section entry: '" + line
                                + "'. Please make sure that there are no spaces in the section entry, and that there are no"
                                + " other invalid characters")
                        .at(at)
                        .hint("a section is [group], [group:vars] or [group:children], without blanks");
            } else {
                switch (kind) {
                    case "hosts" -> host(group, line, at);
                    case "vars" -> variable(group, line, at);
                    default -> child(group, line, at);
                }
            }
        }
        pending.forEach((name, missing) -> {
            throw new UserError(
                            missing.child()
                                    ? "Section [" + missing.parents().getLast()
                                            + ":children] includes undefined group '" + name + "'."
                                    : "Section [" + name + ":vars] not valid for undefined group '" + name + "'.")
                    .at(missing.at())
                    .hint(hint(name));
        });
    }

    private String hint(String name) {
        var others = new ArrayList<>(builder.groupNames());
        others.remove(name);
        var near = Nearest.hint(name, others);
        return near == null ? "declare the group with a line '[" + name + "]'" : near;
    }

    private void section(String group, String kind, Position at) {
        if (!KINDS.contains(kind)) {
            throw new UserError("Section [" + group + ":" + kind + "] has unknown type: " + kind)
                    .at(at)
                    .hint(Nearest.hint(kind, KINDS));
        }
        if (!builder.hasGroup(group)) {
            names.check(group);
            if (kind.equals("vars") && !pending.containsKey(group)) {
                pending.put(group, new Pending(at, false, new ArrayList<>()));
            }
            builder.addGroup(group);
        }
        var waiting = pending.get(group);
        if (waiting != null && !kind.equals("vars")) {
            if (waiting.child()) {
                adopt(group, waiting);
            } else {
                pending.remove(group);
            }
        }
    }

    private void adopt(String group, Pending waiting) {
        for (var parent : waiting.parents()) {
            builder.addChild(parent, group, waiting.at());
            var above = pending.get(parent);
            if (above != null && above.child()) {
                adopt(parent, above);
            }
        }
        pending.remove(group);
    }

    private void child(String group, String line, Position at) {
        var matcher = GROUP.matcher(line);
        if (!matcher.matches()) {
            throw new UserError("Expected group name, got: " + line).at(at);
        }
        var child = matcher.group(1);
        if (builder.hasGroup(child)) {
            builder.addChild(group, child, at);
        } else {
            pending.computeIfAbsent(child, _ -> new Pending(at, true, new ArrayList<>()))
                    .parents()
                    .add(group);
        }
    }

    private void variable(String group, String line, Position at) {
        int equals = line.indexOf('=');
        if (equals < 0) {
            throw new UserError("Expected key=value, got: " + line).at(at);
        }
        var text = line.substring(equals + 1);
        var value = text.strip();
        var place = at.right(equals + 1 + text.indexOf(value));
        builder.setGroupVariable(
                group, line.substring(0, equals).strip(), new Binding(IniValue.of(value, place), place));
    }

    private static List<ShellSplit.Word> words(String line, Position at) {
        try {
            return ShellSplit.split(line, true);
        } catch (ShellSplit.Unfinished e) {
            throw new UserError(
                            line.charAt(e.at()) == '\\'
                                    ? "no character follows the backslash"
                                    : "the quote " + line.charAt(e.at()) + " is not closed")
                    .at(at.right(e.at()));
        }
    }

    private void host(String group, String line, Position at) {
        var words = words(line, at);
        if (words.isEmpty()) {
            return;
        }
        var name = words.getFirst();
        var place = at.right(name.begin());
        var range = HostRange.expand(name.text(), place);
        range.warnIfEmpty(name.text(), place, warnings);
        if (name.text().endsWith(":") && range.port().isEmpty()) {
            throw new UserError("Invalid host pattern '" + name.text() + "' supplied, ending in ':' is not allowed,"
                            + " this character is reserved to provide a port.")
                    .at(place)
                    .hint("a port is expected behind ':'; if this is YAML, name the file '.yml'");
        }
        if (range.hosts().contains("---")) {
            throw new UserError("Invalid host pattern '---' supplied, '---' is normally a sign this is a YAML file.")
                    .at(place)
                    .hint("name the file '.yml'");
        }
        var variables = new LinkedHashMap<String, Binding>();
        for (var word : words.subList(1, words.size())) {
            int equals = word.text().indexOf('=');
            if (equals < 0) {
                throw new UserError("Expected key=value host variable assignment, got: " + word.text())
                        .at(at.right(word.begin()));
            }
            var value = at.right(word.begin() + equals + 1);
            variables.put(
                    word.text().substring(0, equals),
                    new Binding(IniValue.of(word.text().substring(equals + 1), value), value));
        }
        for (var host : range.hosts()) {
            boolean known = builder.hasHost(host);
            builder.addHost(host, group, file);
            if (!known) {
                range.port()
                        .ifPresent(
                                port -> builder.setHostVariable(host, "ansible_port", new Binding((long) port, place)));
            }
            variables.forEach((variable, binding) -> builder.setHostVariable(host, variable, binding));
        }
    }
}
