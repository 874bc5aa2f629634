package dev.muster.playbook;

import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Printing;
import dev.muster.value.Template;
import dev.muster.value.Types;
import dev.muster.yaml.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads lists of tasks, and puts what is imported statically in its place. */
final class TaskReader {

    private static final Set<String> CONDITIONS = Set.of("changed_when", "failed_when");

    private final LoaderSettings settings;
    private final Reading reading;
    private final ActionReader actions;
    private final Imports imports;

    TaskReader(LoaderSettings settings, Reading reading) {
        this.settings = settings;
        this.reading = reading;
        this.actions = new ActionReader(settings, reading);
        this.imports = new Imports(reading, this);
    }

    Imports imports() {
        return imports;
    }

    /** The tasks of a file. */
    List<TaskItem> file(Path file, LoadContext context, String wrong) {
        var document = reading.document(file);
        return document.isEmpty() ? List.of() : list(document.get(), context.in(file), wrong);
    }

    /** The tasks in a list. */
    List<TaskItem> list(Node node, LoadContext context, String wrong) {
        if (node instanceof Node.Scalar scalar && scalar.value() == null) {
            return List.of();
        }
        if (!(node instanceof Node.Sequence sequence)) {
            throw new UserError(wrong + ", not a " + node.kind()).at(node.at());
        }
        var items = new ArrayList<TaskItem>();
        for (var item : sequence.items()) {
            switch (item) {
                case Node.Mapping mapping -> items.add(item(mapping, context));
                case Node.Scalar scalar when scalar.value() == null -> {
                    // An empty item in a list is passed over, as Ansible does.
                }
                case Node.Scalar _, Node.Sequence _ ->
                    throw new UserError("a task must be a dictionary, not a " + item.kind())
                            .at(item.at())
                            .hint("a task looks like '- name: ...' with the module's name as another key beneath it");
            }
        }
        return List.copyOf(items);
    }

    private TaskItem item(Node.Mapping mapping, LoadContext context) {
        return mapping.get("block").isPresent()
                        || mapping.get("rescue").isPresent()
                        || mapping.get("always").isPresent()
                ? block(mapping, context)
                : task(mapping, context);
    }

    private Block block(Node.Mapping mapping, LoadContext context) {
        KeywordReader.check(mapping, Level.BLOCK, Set.of());
        var keywords = reading.resolved(KeywordReader.read(mapping, Level.BLOCK));
        var inner = context.with(keywords);
        var tasks = section(mapping, "block", inner);
        var rescue = section(mapping, "rescue", inner);
        var always = section(mapping, "always", inner);
        for (var keyword : List.of("rescue", "always")) {
            if (tasks.isEmpty() && !(keyword.equals("rescue") ? rescue : always).isEmpty()) {
                throw new UserError("'" + keyword + "' keyword cannot be used without 'block'")
                        .at(mapping.at())
                        .hint("put the tasks that may fail beneath 'block:' beside it");
            }
        }
        if (context.handlers()) {
            tasks.stream()
                    .filter(item -> item instanceof Block block && block.origin() == Block.Origin.WRITTEN)
                    .findFirst()
                    .ifPresent(item -> {
                        throw new UserError("Using a block as a handler is not supported.").at(((Block) item).at());
                    });
        }
        return new Block(
                mapping.at(),
                KeywordReader.text(mapping, "name"),
                Block.Origin.WRITTEN,
                keywords,
                tasks,
                rescue,
                always,
                context.role(),
                null);
    }

    private List<TaskItem> section(Node.Mapping mapping, String key, LoadContext context) {
        var node = mapping.get(key).orElse(null);
        if (node instanceof Node.Scalar scalar && scalar.value() == null) {
            throw new UserError("'" + key + "' must be a list of tasks, not nothing")
                    .at(mapping.entry(key).map(Node.Entry::key).map(Node::at).orElse(node.at()))
                    .hint("write the tasks beneath it, or '" + key + ": []'");
        }
        return node == null ? List.of() : list(node, context, "'" + key + "' must be a list of tasks");
    }

    private TaskItem task(Node.Mapping mapping, LoadContext context) {
        var own = KeywordReader.binding(mapping, "collections");
        var found = actions.read(mapping, own == null ? context.collections() : LoadContext.names(own));
        var level = level(found.shortName(), context.handlers());
        var besides = new HashSet<String>();
        besides.add(found.key());
        mapping.entries().stream().map(Node.Entry::name).filter(actions::isLoop).forEach(besides::add);
        var known = settings.notices().strays() ? withoutStrays(mapping, level, besides) : mapping;
        KeywordReader.check(known, level, besides);
        var keywords = reading.resolved(keywords(known, level, found));
        return imported(plain(known, context, found, keywords), context.with(keywords));
    }

    /** A task without the keys that mean nothing, which are warned of. */
    private Node.Mapping withoutStrays(Node.Mapping task, Level level, Set<String> besides) {
        var known = task.entries().stream()
                .filter(entry -> {
                    boolean means = level.accepts(entry.name()) || besides.contains(entry.name());
                    if (!means) {
                        settings.warnings().accept(new UserError("Ignoring invalid attribute: " + entry.name()));
                    }
                    return means;
                })
                .toList();
        return new Node.Mapping(known, task.at());
    }

    /** What an import brings; any other task is what it is. */
    private TaskItem imported(Task task, LoadContext context) {
        return switch (ModuleNames.shortName(task.action().name())) {
            case "import_tasks" -> imports.tasks(task, context);
            case "import_role" -> imports.role(task, context);
            default -> task;
        };
    }

    /** A task that stands in no file, with a word of the language understood. */
    TaskItem alone(Task task, LoadContext context) {
        var name = task.action().name();
        var word = ModuleNames.shortName(name);
        if (!ModuleNames.WORDS.contains(word)) {
            return task;
        }
        var found = new ActionReader.Found(
                name, name, task.at(), task.args(), null, false, new ModuleNames.Meaning.BuiltIn(word));
        return imported(task.with(action(found, context)), context);
    }

    private static Level level(String action, boolean handler) {
        return switch (action) {
            case "include_tasks" -> handler ? Level.HANDLER_INCLUDE : Level.TASK_INCLUDE;
            case "include_role" -> Level.ROLE_INCLUDE;
            default -> handler ? Level.HANDLER : Level.TASK;
        };
    }

    private static Keywords keywords(Node.Mapping mapping, Level level, ActionReader.Found found) {
        var keywords = KeywordReader.read(mapping, level);
        if (!found.local()) {
            return keywords;
        }
        var said = new EnumMap<Keyword, Binding>(Keyword.class);
        said.putAll(keywords.said());
        said.put(Keyword.DELEGATE_TO, new Binding("localhost", found.at()));
        return new Keywords(said, keywords.vars(), keywords.when(), keywords.tags());
    }

    private Task plain(Node.Mapping mapping, LoadContext context, ActionReader.Found found, Keywords keywords) {
        return new Task(
                mapping.at(),
                context.file(),
                context.role(),
                KeywordReader.text(mapping, "name"),
                action(found, context.with(keywords)),
                found.args(),
                found.more(),
                keywords,
                new Task.Course(
                        register(mapping),
                        loop(mapping),
                        control(mapping),
                        conditions(mapping, "until", List.of()),
                        KeywordReader.binding(mapping, "retries"),
                        KeywordReader.binding(mapping, "delay"),
                        conditions(mapping, "changed_when", null),
                        conditions(mapping, "failed_when", null),
                        conditions(mapping, "notify", List.of()),
                        conditions(mapping, "listen", List.of()),
                        KeywordReader.binding(mapping, "async"),
                        KeywordReader.binding(mapping, "poll")),
                context.handlers());
    }

    private Action action(ActionReader.Found found, LoadContext context) {
        if (Template.looksLike(found.name())) {
            return new Action.Rendered(new Template(found.name(), found.at()));
        }
        return switch (found.shortName()) {
            case "meta" -> meta(found, context);
            case "include_tasks" -> imports.includeTasks(found, context);
            case "include_role" -> imports.includeRole(found, context);
            default ->
                switch (found.meaning()) {
                    case ModuleNames.Meaning.BuiltIn(var module) -> new Action.Module(found.name(), module);
                    case ModuleNames.Meaning.Foreign(var file) -> new Action.Foreign(found.name(), file);
                    // An action that is named as 'action: NAME' is asked for when the task runs.
                    case ModuleNames.Meaning.Unknown _ -> new Action.Module(found.name());
                };
        };
    }

    private static Action.Meta meta(ActionReader.Found found, LoadContext context) {
        var binding = found.args().get(ArgumentText.RAW);
        // What the word means is found out when the task is reached.
        var word = binding == null ? "None" : Printing.str(binding.value());
        if (word.equals("end_role") && context.handlers()) {
            throw new UserError("cannot execute 'end_role' from a handler").at(found.at());
        }
        if (word.equals("end_role") && context.role() == null) {
            throw new UserError("cannot execute 'end_role' from outside of a role").at(found.at());
        }
        return new Action.Meta(found.name(), word);
    }

    private static @Nullable String register(Node.Mapping mapping) {
        var node = mapping.get("register").orElse(null);
        if (node != null && !(node instanceof Node.Scalar)) {
            throw new UserError("Invalid 'register' specified: Invalid variable name of type '"
                            + Types.name(node.trusted()) + "'.")
                    .at(node.at());
        }
        var binding = KeywordReader.text(mapping, "register");
        if (binding == null || binding.value() == null) {
            return null;
        }
        var name = String.valueOf(binding.value());
        KeywordReader.checkName("Invalid 'register' specified: ", name, binding.at());
        return name;
    }

    /** A list of conditions or names; {@code absent} when the key is not written. */
    private static @Nullable List<Binding> conditions(
            Node.Mapping mapping, String key, @Nullable List<Binding> absent) {
        var node = mapping.get(key).orElse(null);
        if (node instanceof Node.Scalar scalar && scalar.value() == null && CONDITIONS.contains(key)) {
            // Nothing is no condition, and told as such when the task is reached.
            return List.of(KeywordReader.binding(node));
        }
        return node == null ? absent : KeywordReader.list(node);
    }

    /** A {@code loop} behind {@code with_X} says what that lookup goes over; in any other order they are two loops. */
    private static @Nullable Loop loop(Node.Mapping mapping) {
        Loop loop = null;
        for (var entry : mapping.entries()) {
            boolean lookup = entry.name().startsWith("with_");
            if (!lookup && !entry.name().equals("loop")) {
                continue;
            }
            var over = KeywordReader.binding(entry.value());
            if (!lookup) {
                var before = loop == null ? "" : loop.lookup();
                // A loop over nothing is none.
                loop = before.isEmpty() && over.value() == null ? null : new Loop(before, over);
                continue;
            }
            var name = entry.name().substring("with_".length());
            if (loop != null) {
                throw new UserError("duplicate loop in task: " + name)
                        .general()
                        .at(entry.key().at());
            }
            if (over.value() == null) {
                throw new UserError("you must specify a value when using " + entry.name())
                        .general()
                        .at(entry.key().at());
            }
            loop = new Loop(name, over);
        }
        return loop;
    }

    private static Loop.Control control(Node.Mapping mapping) {
        var node = mapping.get("loop_control").orElse(null);
        if (node == null) {
            return Loop.Control.NONE;
        }
        if (!(node instanceof Node.Mapping control)) {
            throw new UserError(
                            "the 'loop_control' value must be specified as a dictionary and cannot be a variable itself "
                                    + "(though it can contain variables)")
                    .at(node.at());
        }
        KeywordReader.check(control, Level.LOOP_CONTROL, Set.of());
        return new Loop.Control(
                KeywordReader.text(control, "loop_var"),
                KeywordReader.text(control, "index_var"),
                KeywordReader.text(control, "label"),
                KeywordReader.binding(control, "pause"),
                KeywordReader.binding(control, "extended"),
                KeywordReader.binding(control, "extended_allitems"),
                control.get("break_when").map(KeywordReader::list).orElse(List.of()));
    }

    /** The task that checks a role's arguments before anything else in it runs. */
    static Task validation(RoleRef role, Path file, String entryPoint, Binding spec, Map<String, Object> args) {
        var described = spec.value() instanceof Map<?, ?> map && map.get("short_description") != null
                ? " - " + map.get("short_description")
                : "";
        var bindings = new LinkedHashMap<String, Binding>();
        args.forEach((key, value) -> bindings.put(key, new Binding(value, spec.at())));
        return new Task(
                spec.at(),
                file,
                role,
                new Binding("Validating arguments against arg spec '" + entryPoint + "'" + described, spec.at()),
                new Action.Module("ansible.builtin.validate_argument_spec"),
                bindings,
                null,
                new Keywords(
                        Map.of(Keyword.TAGS, new Binding("always", spec.at())),
                        Map.of(),
                        List.of(),
                        List.of(new Binding("always", spec.at()))),
                Task.Course.PLAIN,
                false);
    }
}
