package dev.muster.inventory;

import dev.muster.source.UserError;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * How sources are read.
 *
 * @param plugins the ways to read one, in the order in which they are tried
 * @param ignored which names in a directory are left out
 * @param unread what becomes of a source that none of them can read
 * @param noneIsFailed whether it is an error that no source at all could be read
 * @param naming what becomes of odd characters in names of groups
 * @param yaml the endings of files that may be YAML, with their dots
 * @param files how variables of files come to hosts
 * @param deprecations takes what is still read, and will not be some day
 * @param aside takes what scripts say beside their answers
 */
public record Reading(
        List<String> plugins,
        Pattern ignored,
        Unread unread,
        boolean noneIsFailed,
        GroupNaming naming,
        List<String> yaml,
        FileVariables files,
        Consumer<UserError> deprecations,
        Consumer<String> aside) {

    /** What becomes of a source that cannot be read. */
    public enum Unread {
        /** The reason is an error. */
        ENDS,
        /** The reasons are warnings, and that it cannot be read is an error. */
        FAILS,
        /** The reasons are warnings, and so is that it cannot be read. */
        WARNS
    }

    /** As Ansible tries them when nothing is set. */
    private static final List<String> PLUGINS = List.of("host_list", "script", "auto", "yaml", "ini", "toml");

    /** Where every source counts. */
    public static final Reading STRICT = new Reading(
            PLUGINS,
            InventoryLoader.IGNORED,
            Unread.ENDS,
            false,
            GroupNaming.NEVER,
            FileVariables.DEFAULT.endings(),
            FileVariables.DEFAULT,
            _ -> {},
            _ -> {});

    /** The same with names of groups of another kind. */
    public Reading naming(GroupNaming other) {
        return new Reading(plugins, ignored, unread, noneIsFailed, other, yaml, files, deprecations, aside);
    }

    /** The same with other ways to read a source. */
    Reading with(List<String> others) {
        return new Reading(others, ignored, unread, noneIsFailed, naming, yaml, files, deprecations, aside);
    }
}
