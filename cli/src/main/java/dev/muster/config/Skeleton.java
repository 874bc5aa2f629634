package dev.muster.config;

import dev.muster.value.Printing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A first file of settings that sets everything to its default, as {@code ansible-config init} writes it. */
public final class Skeleton {

    private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

    private final SettingsListing listing;
    private final boolean disabled;

    /** @param disabled whether every setting is made a comment */
    public Skeleton(SettingsListing listing, boolean disabled) {
        this.listing = listing;
        this.disabled = disabled;
    }

    /** As {@code ansible.cfg}. */
    public String ini() {
        var sections = new LinkedHashMap<String, List<String>>();
        var seen = new HashSet<Setting.Place>();
        for (var setting : listing.chosen()) {
            if (!setting.places().isEmpty() && seen.add(setting.places().getLast())) {
                var place = setting.places().getLast();
                sections.computeIfAbsent(place.section(), _ -> new ArrayList<>())
                        .add("# (" + type(setting) + ") " + setting.description() + "\n" + (disabled ? ";" : "")
                                + place.key() + "=" + joined(listing.settings().defaultOf(setting)) + "\n");
            }
        }
        var text = new ArrayList<String>();
        sections.forEach((section, entries) -> {
            text.add("[" + section + "]");
            text.addAll(entries);
            text.add("");
        });
        return String.join("\n", text);
    }

    private static String type(Setting setting) {
        return setting.type() == null ? "string" : setting.type();
    }

    private static String joined(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case List<?> list ->
                String.join(", ", list.stream().map(Printing::str).toList());
            default -> Printing.str(value);
        };
    }

    /** As variables of the environment, in the words of a shell. */
    public String environment() {
        var text = new ArrayList<String>();
        for (var setting : listing.chosen()) {
            if (!setting.environment().isEmpty()
                    && !setting.environment().getLast().startsWith("_ANSIBLE_")) {
                text.add(comment(setting));
                text.add(prefix() + setting.environment().getLast() + "=" + quoted(setting) + "\n");
            }
        }
        return String.join("\n", text);
    }

    private String quoted(Setting setting) {
        var value = listing.settings().defaultOf(setting);
        if ("boolean".equals(setting.type())) {
            return Boolean.TRUE.equals(value) ? "1" : "0";
        }
        var text = joined(value);
        return text.isEmpty() || PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\"'\"'") + "'";
    }

    private static String comment(Setting setting) {
        return "# " + setting.name() + "(" + type(setting) + "): " + setting.description();
    }

    private String prefix() {
        return disabled ? "#" : "";
    }

    /** A setting as a variable of hosts, with its default, for whoever can write YAML. */
    public record Variable(
            String comment,
            String prefix,
            String name,
            @Nullable Object value) {}

    /** As variables of hosts. */
    public List<Variable> variables() {
        var all = new ArrayList<Variable>();
        for (var setting : listing.chosen()) {
            if (!setting.variables().isEmpty() && !setting.variables().getLast().startsWith("_ansible_")) {
                var value = listing.settings().defaultOf(setting);
                all.add(new Variable(
                        comment(setting), prefix(), setting.variables().getLast(), value == null ? "" : value));
            }
        }
        return all;
    }
}
