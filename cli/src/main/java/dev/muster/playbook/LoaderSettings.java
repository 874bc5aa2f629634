package dev.muster.playbook;

import dev.muster.source.Source;
import dev.muster.source.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a {@link PlaybookLoader} is told of the world.
 *
 * @param paths where roles, collections and modules are searched
 * @param modules the short names of the modules and actions that a task may use; {@code meta}, {@code include_tasks} and the
 *     other words of the language need not be among them
 * @param lookups what may stand behind {@code with_}
 * @param reader reads a file, and decrypts it where needed
 * @param names renders the names of static imports
 * @param notices what is no error
 * @param privateRoles whether variables of roles stay in them where nothing says otherwise
 */
public record LoaderSettings(
        Paths paths,
        Set<String> modules,
        Set<String> lookups,
        Function<Path, Source> reader,
        StaticNames names,
        Notices notices,
        boolean privateRoles) {

    /**
     * What is no error.
     *
     * @param warnings takes what is suspicious
     * @param deprecations takes what will be an error some day
     * @param strays whether keys of tasks that mean nothing are warned of; else they are errors
     * @param mismatch what a collection for another version of Ansible is: {@code error}, {@code warning} or {@code ignore}
     */
    public record Notices(
            Consumer<UserError> warnings, Consumer<UserError> deprecations, boolean strays, String mismatch) {

        /** Nobody listens. */
        public static final Notices UNHEARD = new Notices(_ -> {}, _ -> {}, false, "warning");
    }

    Consumer<UserError> warnings() {
        return notices.warnings();
    }

    /** Tells of what will be an error in the version of ansible-core that is named in the end. */
    void deprecated(UserError what) {
        notices.deprecations().accept(what);
    }

    /**
     * Folders of the user's own.
     *
     * @param roles folders that hold roles, searched behind {@code roles/} beside the playbook ({@code ANSIBLE_ROLES_PATH})
     * @param collections folders with {@code ansible_collections} in them, searched behind {@code collections/} beside the
     *     playbook ({@code ANSIBLE_COLLECTIONS_PATH})
     * @param modules folders with modules that are not ansible-core's ({@code ANSIBLE_LIBRARY})
     * @param actions the same for action plugins ({@code ANSIBLE_ACTION_PLUGINS})
     */
    public record Paths(List<Path> roles, List<Path> collections, List<Path> modules, List<Path> actions) {

        /** No folders but those beside the playbook. */
        public static final Paths NONE = new Paths(List.of(), List.of(), List.of(), List.of());
    }

    /** The lookups of {@code ansible.builtin}. */
    public static final Set<String> BUILTIN_LOOKUPS = Set.of(
            "config",
            "csvfile",
            "dict",
            "env",
            "file",
            "fileglob",
            "first_found",
            "indexed_items",
            "ini",
            "inventory_hostnames",
            "items",
            "lines",
            "list",
            "nested",
            "password",
            "pipe",
            "random_choice",
            "sequence",
            "subelements",
            "template",
            "together",
            "unvault",
            "url",
            "varnames",
            "vars");

    /** Plain files, no further folders of roles, no templates in names of imports, warnings unheard. */
    public static LoaderSettings of(Set<String> modules) {
        return new LoaderSettings(
                Paths.NONE, modules, BUILTIN_LOOKUPS, Source::of, StaticNames.PLAIN, Notices.UNHEARD, false);
    }

    /** The same with other folders. */
    public LoaderSettings with(Paths others) {
        return new LoaderSettings(others, modules, lookups, reader, names, notices, privateRoles);
    }

    /** The same with another way to read files. */
    public LoaderSettings with(Function<Path, Source> other) {
        return new LoaderSettings(paths, modules, lookups, other, names, notices, privateRoles);
    }

    /** The same with a way to render the names of static imports. */
    public LoaderSettings withNames(StaticNames other) {
        return new LoaderSettings(paths, modules, lookups, reader, other, notices, privateRoles);
    }
}
