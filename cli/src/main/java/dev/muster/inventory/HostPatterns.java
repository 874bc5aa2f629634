package dev.muster.inventory;

import dev.muster.source.Nearest;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Wildcards;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Selects hosts by patterns: names, groups, {@code all}, wildcards, {@code ~regex}, subscripts, {@code &} and {@code !}. The rules
 * are those of {@code InventoryManager} in ansible-core and of "Patterns: targeting hosts and groups" in its user guide.
 */
public final class HostPatterns {

    private static final Pattern SUBSCRIPT =
            Pattern.compile("(.+)\\[(?:(-?[0-9]+)|([0-9]+)([:-])([0-9]*))\\]", Pattern.DOTALL);
    private static final Pattern BY_COLONS = Pattern.compile("(?:[^\\s:\\[\\]]|\\[[^\\]]*\\])+");

    private final Inventory inventory;
    private final Consumer<String> warnings;

    /**
     * @param warnings takes what Ansible warns about, such as a pattern that matches nothing
     */
    public HostPatterns(Inventory inventory, Consumer<String> warnings) {
        this.inventory = inventory;
        this.warnings = warnings;
    }

    /** The parts of a pattern, which are divided by commas or, where that cannot mean an address or a range, by colons. */
    public static List<String> split(String pattern) {
        var parts = new ArrayList<String>();
        if (pattern.contains(",")) {
            parts.addAll(List.of(pattern.split(",")));
        } else if (HostAddress.parse(pattern, true).isPresent()) {
            parts.add(pattern);
        } else {
            var matcher = BY_COLONS.matcher(pattern);
            while (matcher.find()) {
                parts.add(matcher.group());
            }
        }
        return parts.stream().map(String::strip).filter(part -> !part.isEmpty()).toList();
    }

    /**
     * The parts of a {@code --limit}; {@code @FILE} stands for the lines of a file.
     *
     * @throws UserError when there is no such file
     */
    public static List<String> limit(String text) {
        var parts = new ArrayList<String>();
        for (var part : split(text)) {
            if (!part.startsWith("@")) {
                parts.add(part);
                continue;
            }
            var file = Path.of(part.substring(1));
            if (!Files.exists(file)) {
                throw new UserError("Unable to find limit file " + file);
            }
            if (Files.isDirectory(file)) {
                throw new UserError("Limit starting with \"@\" must be a file, not a directory: " + file);
            }
            Source.of(file).text().lines().map(String::strip).forEach(parts::add);
        }
        return parts;
    }

    /** The hosts that a pattern selects, in the order it selects them, each once. */
    public List<Host> select(String pattern) {
        return select(split(pattern));
    }

    /** The hosts that both a pattern and a limit select; an empty limit allows all. */
    public List<Host> select(String pattern, List<String> limit) {
        return restrict(select(pattern), limit);
    }

    /** Those of some hosts that a limit selects as well; an empty limit allows all. */
    public List<Host> restrict(List<Host> selected, List<String> limit) {
        if (limit.isEmpty()) {
            return selected;
        }
        var allowed = new LinkedHashSet<String>();
        select(limit).forEach(host -> allowed.add(host.name()));
        return selected.stream().filter(host -> allowed.contains(host.name())).toList();
    }

    /**
     * The hosts that the parts of a pattern select together: first the plain ones, then {@code &}, then {@code !}. No part at
     * all selects nothing.
     */
    public List<Host> select(List<String> parts) {
        if (parts.isEmpty()) {
            return List.of();
        }
        var plain = new ArrayList<String>();
        var both = new ArrayList<String>();
        var not = new ArrayList<String>();
        for (var part : parts) {
            if (part.startsWith("!")) {
                not.add(part.substring(1));
            } else if (part.startsWith("&")) {
                both.add(part.substring(1));
            } else if (!part.isEmpty()) {
                plain.add(part);
            }
        }
        if (plain.isEmpty()) {
            plain.add(Group.ALL);
        }
        var selected = new LinkedHashMap<String, Host>();
        plain.forEach(part -> match(part).forEach(selected::putIfAbsent));
        both.forEach(part -> selected.keySet().retainAll(match(part).keySet()));
        not.forEach(part -> selected.keySet().removeAll(match(part).keySet()));
        return List.copyOf(selected.values());
    }

    private Map<String, Host> match(String pattern) {
        var found = new LinkedHashMap<String, Host>();
        var host = inventory.hosts().isEmpty() ? null : namedHost(pattern);
        if (host != null) {
            found.put(pattern, host);
            return found;
        }
        var subscript = pattern.startsWith("~") ? null : SUBSCRIPT.matcher(pattern);
        if (subscript == null || !subscript.matches()) {
            enumerate(pattern).forEach(each -> found.put(each.name(), each));
            return found;
        }
        var all = enumerate(subscript.group(1));
        if (!all.isEmpty()) {
            slice(all, subscript, pattern).forEach(each -> found.put(each.name(), each));
        }
        return found;
    }

    private @Nullable Host namedHost(String name) {
        return inventory
                .host(name)
                .filter(host -> !host.implicit() && host.name().equals(name))
                .orElse(null);
    }

    private List<Host> slice(List<Host> hosts, Matcher subscript, String pattern) {
        int size = hosts.size();
        if (subscript.group(2) != null) {
            return List.of(hosts.get(index(number(subscript.group(2)), size, pattern)));
        }
        if ("-".equals(subscript.group(4))) {
            warnings.accept("Use [x:y] inclusive subscripts instead of [x-y] which has been removed");
        }
        int start = number(subscript.group(3));
        int end = subscript.group(5).isEmpty() ? size - 1 : number(subscript.group(5));
        if (end == 0) {
            // Ansible takes an end of 0 for none, so that [1:0] is the host with the number 1.
            return subscript.group(5).isEmpty() && start > 0
                    ? List.of()
                    : List.of(hosts.get(index(start, size, pattern)));
        }
        return start > end ? List.of() : hosts.subList(Math.min(start, size), Math.min(end + 1, size));
    }

    private static int index(int number, int size, String pattern) {
        int index = number < 0 ? size + number : number;
        if (index < 0 || index >= size) {
            throw new UserError("No hosts matched the subscripted pattern '" + pattern + "'")
                    .hint("there are " + size + " hosts, counted from 0");
        }
        return index;
    }

    private static int number(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            return Integer.MAX_VALUE - 1;
        }
    }

    /** The hosts of all groups whose name matches, and the hosts whose own name does where that can differ. */
    private List<Host> enumerate(String pattern) {
        var matcher = matcher(pattern);
        var found = new LinkedHashMap<String, Host>();
        boolean anyGroup = false;
        for (var group : inventory.groups()) {
            if (matches(matcher, pattern, group.name())) {
                anyGroup = true;
                inventory.members(group.name()).forEach(host -> found.put(host.name(), host));
            }
        }
        if (!anyGroup || pattern.startsWith("~") || pattern.chars().anyMatch(c -> ".?*[".indexOf(c) >= 0)) {
            for (var host : inventory.hosts()) {
                if (matches(matcher, pattern, host.name())) {
                    found.putIfAbsent(host.name(), host);
                }
            }
        }
        if (found.isEmpty() && Host.LOCAL.contains(pattern)) {
            inventory.host(pattern).ifPresent(host -> found.put(host.name(), host));
        }
        if (found.isEmpty() && !anyGroup && !pattern.equals(Group.ALL)) {
            warnings.accept("Could not match supplied host pattern, ignoring: " + pattern);
        }
        return List.copyOf(found.values());
    }

    /** The known name of a host or group that is nearest to a pattern that matched nothing, for a hint. */
    public @Nullable String nearest(String pattern) {
        var names = new ArrayList<String>();
        inventory.groups().forEach(group -> names.add(group.name()));
        inventory.hosts().forEach(host -> names.add(host.name()));
        return Nearest.of(pattern, names);
    }

    private static boolean matches(Pattern matcher, String pattern, String name) {
        // A regular expression need only match the beginning of a name.
        return pattern.startsWith("~")
                ? matcher.matcher(name).lookingAt()
                : matcher.matcher(name).matches();
    }

    private static Pattern matcher(String pattern) {
        try {
            return pattern.startsWith("~") ? Pattern.compile(pattern.substring(1)) : Wildcards.pattern(pattern);
        } catch (PatternSyntaxException e) {
            throw new UserError("Invalid host list pattern: " + pattern).hint(e.getDescription());
        }
    }
}
