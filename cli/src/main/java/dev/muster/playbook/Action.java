package dev.muster.playbook;

import dev.muster.value.Binding;
import dev.muster.value.Template;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a task does. */
public sealed interface Action {

    /** The name as it is written, with its collection if that is written. */
    String name();

    /**
     * A module or action plugin that is known by its name.
     *
     * @param module the short name of what that means
     */
    record Module(String name, String module) implements Action {

        public Module(String name) {
            this(name, ModuleNames.shortName(name));
        }
    }

    /**
     * A module of a collection, a role or a playbook: it is known where it lies, and cannot run.
     *
     * @param file that holds it
     */
    record Foreign(String name, Path file) implements Action {}

    /** {@code action: "{{ name }}"}: the module is known when the task runs. */
    record Rendered(Template template) implements Action {
        @Override
        public String name() {
            return template.text();
        }
    }

    /** {@code meta}, with the word behind it, such as {@code flush_handlers}. */
    record Meta(String name, String word) implements Action {}

    /**
     * {@code include_tasks}, done when the task runs.
     *
     * @param file a String or Template
     * @param apply the keywords for what is included
     * @param collections where short names of roles are searched
     */
    record IncludeTasks(String name, Binding file, Keywords apply, List<String> collections) implements Action {}

    /**
     * {@code include_role}, done when the task runs.
     *
     * @param role a String or Template
     * @param options which files of the role
     * @param apply the keywords for what is included
     * @param exposed whether the role's variables stay visible behind it ({@code public}), or null when it is not said
     * @param collections where its short name is searched
     */
    record IncludeRole(
            String name,
            Binding role,
            RoleOptions options,
            Keywords apply,
            @Nullable Binding exposed,
            List<String> collections)
            implements Action {}
}
