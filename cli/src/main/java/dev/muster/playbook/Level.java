package dev.muster.playbook;

import java.util.Set;
import java.util.TreeSet;

/** What may carry keywords, and which. The sets are the field attributes of the classes of ansible-core 2.19. */
enum Level {
    PLAY(
            "Play",
            Base.ALL,
            "fact_path",
            "force_handlers",
            "gather_facts",
            "gather_subset",
            "gather_timeout",
            "handlers",
            "hosts",
            "max_fail_percentage",
            "order",
            "post_tasks",
            "pre_tasks",
            "roles",
            "serial",
            "strategy",
            "tasks",
            "user",
            "vars_files",
            "vars_prompt"),
    BLOCK("Block", Base.ALL, "always", "block", "delegate_facts", "delegate_to", "notify", "rescue", "when"),
    TASK("Task", Base.TASK),
    HANDLER("Handler", Base.TASK, "listen"),
    TASK_INCLUDE("TaskInclude", Base.INCLUDE),
    HANDLER_INCLUDE("HandlerTaskInclude", Base.INCLUDE, "listen"),
    ROLE_INCLUDE("IncludeRole", Base.INCLUDE),
    ROLE("RoleInclude", Base.ALL, "delegate_facts", "delegate_to", "role", "when"),
    IMPORT_PLAYBOOK("PlaybookInclude", Base.WITHOUT_COLLECTIONS, "import_playbook", "when"),
    METADATA("RoleMetadata", Base.WITHOUT_TAGS, "allow_duplicates", "argument_specs", "dependencies", "galaxy_info"),
    LOOP_CONTROL(
            "LoopControl",
            Set.of(),
            "break_when",
            "extended",
            "extended_allitems",
            "index_var",
            "label",
            "loop_var",
            "pause");

    private final String label;
    private final Set<String> accepted;

    Level(String label, Set<String> base, String... more) {
        this.label = label;
        var all = new TreeSet<>(base);
        all.addAll(Set.of(more));
        this.accepted = Set.copyOf(all);
    }

    /** The name that errors give it. */
    String label() {
        return label;
    }

    boolean accepts(String keyword) {
        return accepted.contains(keyword);
    }

    Set<String> accepted() {
        return accepted;
    }

    /** Sets that several levels share; an enum's constants cannot use the enum's own constants. */
    private static final class Base {
        static final Set<String> ALL = Set.of(
                "any_errors_fatal",
                "become",
                "become_exe",
                "become_flags",
                "become_method",
                "become_user",
                "check_mode",
                "collections",
                "connection",
                "debugger",
                "diff",
                "environment",
                "ignore_errors",
                "ignore_unreachable",
                "module_defaults",
                "name",
                "no_log",
                "port",
                "remote_user",
                "run_once",
                "tags",
                "throttle",
                "timeout",
                "vars");
        static final Set<String> WITHOUT_COLLECTIONS = without("collections");
        static final Set<String> WITHOUT_TAGS = without("tags");
        static final Set<String> TASK = with(
                "action",
                "args",
                "async",
                "changed_when",
                "delay",
                "delegate_facts",
                "delegate_to",
                "failed_when",
                "local_action",
                "loop",
                "loop_control",
                "notify",
                "poll",
                "register",
                "retries",
                "until",
                "when");
        static final Set<String> INCLUDE = Set.of(
                "action",
                "args",
                "collections",
                "debugger",
                "ignore_errors",
                "local_action",
                "loop",
                "loop_control",
                "name",
                "no_log",
                "register",
                "run_once",
                "tags",
                "timeout",
                "vars",
                "when");

        private static Set<String> without(String keyword) {
            var set = new TreeSet<>(ALL);
            set.remove(keyword);
            return Set.copyOf(set);
        }

        private static Set<String> with(String... keywords) {
            var set = new TreeSet<>(ALL);
            set.addAll(Set.of(keywords));
            return Set.copyOf(set);
        }
    }
}
