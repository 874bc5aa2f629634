package dev.muster.playbook;

import dev.muster.source.Nearest;
import dev.muster.source.Position;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Template;
import dev.muster.value.Types;
import dev.muster.yaml.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code import_tasks}, {@code import_role}, {@code include_tasks} and {@code include_role} say, and the imports done. */
final class Imports {

    private static final Set<String> OF_TASKS = Set.of("file", ArgumentText.RAW, "apply");
    private static final Set<String> OF_ROLE = Set.of(
            "name",
            "role",
            "tasks_from",
            "vars_from",
            "defaults_from",
            "handlers_from",
            "apply",
            "public",
            "allow_duplicates",
            "rolespec_validate");

    private final Reading reading;
    private final TaskReader tasks;
    private final RoleReader roles;

    Imports(Reading reading, TaskReader tasks) {
        this.reading = reading;
        this.tasks = tasks;
        this.roles = new RoleReader(reading, tasks);
    }

    RoleReader roles() {
        return roles;
    }

    /** The block in place of an {@code import_tasks}. */
    Block tasks(Task task, LoadContext context) {
        refuseLoop(task, "import_tasks", "include_tasks");
        refuseApply(task);
        var binding = file(task.action().name(), task.args(), task.at());
        var name = reading.name(binding, context);
        var file = reading.first(name, candidates(name, context, false), binding.at());
        Reading.checkLoop(file, context, binding.at());
        var items = tasks.file(file, context, "included task files must contain a list of tasks");
        if (items.isEmpty()) {
            reading.warn(new UserError(
                    "file " + file.toAbsolutePath().normalize() + " is empty and had no tasks to include"));
        }
        return block(task, Block.Origin.IMPORT_TASKS, items, null);
    }

    /** The block in place of an {@code import_role}. */
    Block role(Task task, LoadContext context) {
        if (context.handlers()) {
            throw new UserError("Using '" + task.action().name() + "' as a handler is not supported.").at(task.at());
        }
        refuseLoop(task, "import_role", "include_role");
        refuseApply(task);
        var binding = roleName(task.action().name(), task.args(), task.at());
        var options = options(task.args());
        var use = new RoleUse(
                reading.name(binding, context),
                binding.at(),
                new RoleFiles(
                        from(options.tasksFrom(), context),
                        from(options.varsFrom(), context),
                        from(options.defaultsFrom(), context),
                        from(options.handlersFrom(), context)),
                Keywords.NONE,
                Map.of(),
                task.args().get("public") == null
                        ? reading.exposesRoles()
                        : truth(task.args().get("public")),
                truth(options.allowDuplicates()),
                truth(options.rolespecValidate()));
        var role = roles.load(use, context, context.role());
        return block(task, Block.Origin.IMPORT_ROLE, tasks(role), role);
    }

    /** The tasks of a role behind those of the roles it depends on, each of which is a block of its own. */
    private static List<TaskItem> tasks(Role role) {
        var items = new ArrayList<TaskItem>();
        for (var dependency : role.dependencies()) {
            items.add(new Block(
                    dependency.ref().at(),
                    null,
                    Block.Origin.DEPENDENCY,
                    dependency.ref().keywords(),
                    tasks(dependency),
                    List.of(),
                    List.of(),
                    dependency.ref(),
                    dependency));
        }
        items.addAll(role.tasks());
        return List.copyOf(items);
    }

    private @Nullable String from(@Nullable Binding binding, LoadContext context) {
        return binding == null ? null : reading.name(binding, context);
    }

    /** Options of imports are true unless it is said that they are not. */
    private static boolean truth(@Nullable Binding binding) {
        if (binding == null || binding.value() == null) {
            return true;
        }
        if (binding.value() instanceof Template) {
            throw new UserError("an option of a static import cannot be a template")
                    .at(binding.at())
                    .hint("use 'include_role', which is done when the task runs");
        }
        return !Set.of("n", "no", "off", "0", "false", "f")
                .contains(String.valueOf(binding.value()).toLowerCase(Locale.ROOT));
    }

    private static Block block(Task task, Block.Origin origin, List<TaskItem> items, @Nullable Role imported) {
        return new Block(
                task.at(), task.name(), origin, task.keywords(), items, List.of(), List.of(), task.role(), imported);
    }

    private static void refuseLoop(Task task, String word, String instead) {
        if (task.course().loop() != null) {
            throw new UserError("you cannot use loops on '" + word + "' statements. You should use '" + instead
                            + "' instead")
                    .at(task.course().loop().over().at());
        }
    }

    private static void refuseApply(Task task) {
        if (task.args().get("apply") instanceof Binding apply) {
            throw new UserError("Invalid options for " + task.action().name() + ": apply")
                    .at(apply.at())
                    .hint("what is imported inherits the keywords of the import itself");
        }
    }

    /**
     * Where the file of an import or include may stand: beside the file that names it, in the role, beside the playbook. What
     * is included when a task runs is searched in the role's own folder first (ansible-core's {@code IncludedFile}).
     */
    static List<Path> candidates(String name, LoadContext context, boolean dynamic) {
        var places = new LinkedHashSet<Path>();
        var beside = LoadContext.parent(context.file()).resolve(name);
        var role = context.role();
        var kind = context.handlers() ? "handlers" : "tasks";
        if (role == null || !dynamic) {
            places.add(beside);
        }
        if (role != null) {
            places.add(role.path().resolve(kind).resolve(name));
            places.add(role.path().resolve("tasks").resolve(name));
            places.add(beside);
            places.add(role.path().resolve(name));
            places.add(context.folder().resolve(kind).resolve(name));
        }
        places.add(context.folder().resolve(name));
        return List.copyOf(places);
    }

    Action.IncludeTasks includeTasks(ActionReader.Found found, LoadContext context) {
        return new Action.IncludeTasks(
                found.name(), file(found.name(), found.args(), found.at()), apply(found), context.collections());
    }

    Action.IncludeRole includeRole(ActionReader.Found found, LoadContext context) {
        if (context.handlers()) {
            throw new UserError("Using '" + found.name() + "' as a handler is not supported.").at(found.at());
        }
        return new Action.IncludeRole(
                found.name(),
                roleName(found.name(), found.args(), found.at()),
                options(found.args()),
                apply(found),
                found.args().get("public"),
                context.collections());
    }

    private static Binding file(String action, Map<String, Binding> args, Position at) {
        refuseStrange(action, args, OF_TASKS);
        var raw = args.get(ArgumentText.RAW);
        var file = raw == null || "".equals(raw.value()) ? args.get("file") : raw;
        if (file == null || file.value() == null || "".equals(file.value())) {
            throw new UserError("no file specified for " + action).at(at);
        }
        return file;
    }

    private static Binding roleName(String action, Map<String, Binding> args, Position at) {
        refuseStrange(action, args, OF_ROLE);
        var name = args.getOrDefault("name", args.get("role"));
        if (name == null || name.value() == null) {
            throw new UserError("'name' is a required field for " + action).at(at);
        }
        return name;
    }

    private static void refuseStrange(String action, Map<String, Binding> args, Set<String> valid) {
        var strange = ActionReader.strange(args, valid);
        if (!strange.isEmpty()) {
            var first = args.get(strange.getFirst());
            var error = new UserError("Invalid options for " + action + ": " + String.join(",", strange));
            var shown = first == null ? error : error.at(first.at());
            throw shown.hint(Nearest.hint(strange.getFirst(), valid));
        }
    }

    private static RoleOptions options(Map<String, Binding> args) {
        for (var key : List.of("tasks_from", "vars_from", "defaults_from", "handlers_from")) {
            var binding = args.get(key);
            if (binding != null && !(binding.value() instanceof String || binding.value() instanceof Template)) {
                throw new UserError("expected a string for " + key + " but got '" + Types.name(binding.value())
                                + "' instead")
                        .at(binding.at());
            }
        }
        return new RoleOptions(
                args.get("tasks_from"),
                args.get("vars_from"),
                args.get("defaults_from"),
                args.get("handlers_from"),
                args.get("allow_duplicates"),
                args.get("rolespec_validate"));
    }

    /** {@code apply:} as keywords; it was read as an argument, so its values are there already. */
    private static Keywords apply(ActionReader.Found found) {
        var binding = found.args().get("apply");
        if (binding == null || binding.value() == null) {
            return Keywords.NONE;
        }
        if (!(binding.value() instanceof Map<?, ?> map)) {
            throw new UserError("expected a dict for apply").at(binding.at());
        }
        var said = new EnumMap<Keyword, Binding>(Keyword.class);
        var vars = new HashMap<String, Binding>();
        map.forEach((key, value) -> {
            var name = String.valueOf(key);
            var keyword = Keyword.of(name);
            if (!Level.BLOCK.accepts(name) || keyword == null) {
                throw KeywordReader.unknown(name, binding.at(), Level.BLOCK);
            }
            said.put(keyword, new Binding(value, binding.at()));
            if (keyword == Keyword.VARS && value instanceof Map<?, ?> variables) {
                variables.forEach(
                        (variable, content) -> vars.put(String.valueOf(variable), new Binding(content, binding.at())));
            }
        });
        return new Keywords(said, vars, items(said.get(Keyword.WHEN), false), items(said.get(Keyword.TAGS), true));
    }

    private static List<Binding> items(@Nullable Binding binding, boolean commas) {
        return switch (binding == null ? null : binding.value()) {
            case null -> List.of();
            case List<?> list -> {
                var items = new ArrayList<Binding>();
                list.forEach(item -> items.add(new Binding(item, binding.at())));
                yield List.copyOf(items);
            }
            case String text
            when commas -> {
                var items = new ArrayList<Binding>();
                for (var part : text.split(",", -1)) {
                    items.add(new Binding(part.strip(), binding.at()));
                }
                yield List.copyOf(items);
            }
            default -> List.of(binding);
        };
    }

    /** A name in a list of roles or dependencies. */
    static boolean isName(Node node) {
        return node instanceof Node.Scalar scalar
                && (scalar.value() instanceof String || scalar.value() instanceof Long);
    }
}
