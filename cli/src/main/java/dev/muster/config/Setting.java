package dev.muster.config;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One setting of Ansible ("Ansible Configuration Settings", and the options of plugins).
 *
 * @param name as Ansible names it, such as {@code DEFAULT_FORKS}; for an option of a plugin {@code KIND/PLUGIN/OPTION}
 * @param type as Ansible names it, such as {@code integer} or {@code pathspec}; null when values stay as they are
 * @param byDefault the value where nobody sets it: a text, number, boolean, list, dictionary or null
 * @param environment the variables that set it, the strongest last
 * @param places the options of {@code ansible.cfg} that set it, the strongest last
 * @param variables the variables of a host that set it
 * @param choices the values that are allowed; empty for any
 * @param use what becomes of it
 * @param why the reason when it is not followed, or empty
 * @param description what it means
 * @param deprecation why it will go, or null while it stays
 */
public record Setting(
        String name,
        @Nullable String type,
        @Nullable Object byDefault,
        List<String> environment,
        List<Place> places,
        List<String> variables,
        List<String> choices,
        Use use,
        String why,
        String description,
        @Nullable Deprecation deprecation) {

    /**
     * That a setting will go.
     *
     * @param version the version of ansible-core that has it no more
     * @param reason why
     * @param instead what to set instead
     */
    public record Deprecation(String version, String reason, String instead) {}

    /** An option in a section of {@code ansible.cfg}. */
    public record Place(String section, String key) {}

    /** What becomes of a setting. */
    public enum Use {
        FOLLOWED,
        /** What it is about does not exist here, so that it changes nothing. */
        NONE,
        /** Somebody who sets it expects what does not happen, so that it is warned of. */
        WARNED
    }

    /** Whether it belongs to no plugin. */
    public boolean isBase() {
        return name.indexOf('/') < 0;
    }

    /** The kind of plugin that it belongs to, such as {@code callback}; empty when it belongs to none. */
    public Optional<String> kind() {
        return isBase() ? Optional.empty() : Optional.of(name.substring(0, name.indexOf('/')));
    }

    /** The plugin that it belongs to; empty when it belongs to none. */
    public Optional<String> plugin() {
        return isBase() ? Optional.empty() : Optional.of(name.substring(name.indexOf('/') + 1, name.lastIndexOf('/')));
    }

    /** How errors name it. */
    String label() {
        return "'" + option() + "'"
                + plugin().map(plugin -> " for '" + plugin + "' ").orElse("")
                + kind().map(kind -> kind + " plugin").orElse("");
    }

    /** The name without the plugin. */
    public String option() {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
