package dev.muster.playbook;

import org.jspecify.annotations.Nullable;

/**
 * The names of a role's files in place of {@code main}; null where that stays.
 *
 * @param tasks {@code tasks_from}
 * @param vars {@code vars_from}
 * @param defaults {@code defaults_from}
 * @param handlers {@code handlers_from}
 */
public record RoleFiles(
        @Nullable String tasks,
        @Nullable String vars,
        @Nullable String defaults,
        @Nullable String handlers) {

    /** The main files. */
    public static final RoleFiles MAIN = new RoleFiles(null, null, null, null);
}
