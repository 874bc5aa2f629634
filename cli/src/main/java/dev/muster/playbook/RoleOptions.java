package dev.muster.playbook;

import dev.muster.value.Binding;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a role are used, and how; null where it is not said. The values are Strings or Templates.
 *
 * @param tasksFrom in place of {@code main} in {@code tasks/}
 * @param varsFrom in place of {@code main} in {@code vars/}
 * @param defaultsFrom in place of {@code main} in {@code defaults/}
 * @param handlersFrom in place of {@code main} in {@code handlers/}
 * @param allowDuplicates whether it runs again where it ran already
 * @param rolespecValidate whether its argument specification is checked
 */
public record RoleOptions(
        @Nullable Binding tasksFrom,
        @Nullable Binding varsFrom,
        @Nullable Binding defaultsFrom,
        @Nullable Binding handlersFrom,
        @Nullable Binding allowDuplicates,
        @Nullable Binding rolespecValidate) {

    /** Nothing is said. */
    public static final RoleOptions NONE = new RoleOptions(null, null, null, null, null, null);
}
