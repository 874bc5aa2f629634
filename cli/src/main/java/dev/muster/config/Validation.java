package dev.muster.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What is set and not known among the settings that are listed, as {@code ansible-config validate} tells it. */
public final class Validation {

    /** Beginnings and names of variables that are not settings. */
    private static final List<String> OTHERS = List.of("ANSIBLE_TEST_", "ANSIBLE_LINT_");

    private static final Set<String> NO_SETTINGS = Set.of("ANSIBLE_CONFIG", "ANSIBLE_DEV_HOME");

    private final SettingsListing listing;

    public Validation(SettingsListing listing) {
        this.listing = listing;
    }

    /** Whether a variable looks as if it set something of Ansible, and is none that does. */
    static boolean isUnknown(String name, Set<String> known) {
        return name.startsWith("ANSIBLE_")
                && OTHERS.stream().noneMatch(name::startsWith)
                && !NO_SETTINGS.contains(name)
                && !known.contains(name);
    }

    /** The errors in the file. */
    public List<String> ofFile() {
        var known = new HashMap<String, Set<String>>();
        for (var setting : listing.chosen()) {
            for (var place : setting.places()) {
                known.computeIfAbsent(place.section(), _ -> new HashSet<>()).add(place.key());
            }
        }
        var file = listing.settings().file().map(Object::toString).orElse("");
        var errors = new ArrayList<String>();
        listing.settings().written().forEach((section, options) -> {
            var keys = known.get(section);
            if (keys == null) {
                errors.add("Found unknown section '" + section + "' in '" + file + ".");
                return;
            }
            options.keySet().stream()
                    .filter(key -> !keys.contains(key))
                    .forEach(key -> errors.add(
                            "Found unknown key '" + key + "' in section '" + section + "' in '" + file + "."));
        });
        return errors;
    }

    /** The errors among the variables of the environment. */
    public List<String> ofEnvironment(Map<String, String> environment) {
        var known = new HashSet<String>();
        listing.chosen().forEach(setting -> known.addAll(setting.environment()));
        return new TreeSet<>(environment.keySet())
                .stream()
                        .filter(name -> isUnknown(name, known))
                        .map(name -> "Found unknown environment variable '" + name + "'.")
                        .toList();
    }
}
