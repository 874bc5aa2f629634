package dev.muster.inventory;

/**
 * What becomes of characters in names of groups that no name of a variable can have: the setting
 * {@code TRANSFORM_INVALID_GROUP_CHARS} of ansible-core.
 */
public enum GroupNaming {
    /** They are kept, with a warning. */
    NEVER,
    /** They are kept. */
    IGNORE,
    /** They become underscores, with a warning. */
    ALWAYS,
    /** They become underscores. */
    SILENTLY;

    /** The name that a group gets. */
    String of(String name) {
        return this == ALWAYS || this == SILENTLY ? GroupNames.safe(name) : name;
    }
}
