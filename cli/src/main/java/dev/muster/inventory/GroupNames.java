package dev.muster.inventory;

import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Warns of group names that could not be names of variables, as Ansible does. */
final class GroupNames {

    private static final Pattern INVALID = Pattern.compile("^[\\d\\W]|[^\\w]", Pattern.UNICODE_CHARACTER_CLASS);

    private final GroupNaming naming;
    private final Set<String> known;
    private final Consumer<String> warnings;

    GroupNames(GroupNaming naming, Set<String> known, Consumer<String> warnings) {
        this.naming = naming;
        this.known = known;
        this.warnings = warnings;
    }

    /** The name with an underscore for each character that could not stand in a name of a variable. */
    static String safe(String name) {
        return INVALID.matcher(name).replaceAll("_");
    }

    void check(String name) {
        if (known.contains(name) || !INVALID.matcher(name).find()) {
            return;
        }
        switch (naming) {
            case NEVER ->
                warnings.accept(
                        "Invalid characters were found in group names but not replaced, use -vvvv to see details");
            case ALWAYS ->
                warnings.accept("Invalid characters were found in group names and automatically replaced, use -vvvv to"
                        + " see details");
            case IGNORE, SILENTLY -> {}
        }
    }
}
