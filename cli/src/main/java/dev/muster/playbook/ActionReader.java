package dev.muster.playbook;

import dev.muster.playbook.ModuleNames.Meaning;
import dev.muster.source.Nearest;
import dev.muster.source.Position;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Compare;
import dev.muster.value.Printing;
import dev.muster.value.Template;
import dev.muster.yaml.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the action of a task and its arguments in all forms that {@code parsing/mod_args.py} knows. */
final class ActionReader {

    private static final Set<String> COMMANDS = Set.of("command", "raw", "script", "shell", "win_command", "win_shell");
    /** Keywords that hold the name of the action and its arguments together. */
    private static final Set<String> OLD_FORMS = Set.of("action", "local_action");

    private static final Meaning NOTHING = new Meaning.Unknown(Set.of());

    private final LoaderSettings settings;
    private final ModuleNames names;

    ActionReader(LoaderSettings settings, Reading reading) {
        this.settings = settings;
        this.names = reading.names();
    }

    /**
     * An action as it is written.
     *
     * @param key the keyword that holds it: its own name, or {@code action} or {@code local_action}
     * @param at where the name stands
     */
    record Found(
            String name,
            String key,
            Position at,
            Map<String, Binding> args,
            @Nullable Template more,
            boolean local,
            Meaning meaning) {

        String shortName() {
            return ModuleNames.shortName(name);
        }

        Found meaning(Meaning other) {
            return new Found(name, key, at, args, more, local, other);
        }
    }

    /**
     * The one action of a task.
     *
     * @param searched the collections where short names are searched
     */
    Found read(Node.Mapping task, List<String> searched) {
        // All keys are looked at before any value is read, so that a misspelled keyword is not taken for a module.
        var entries = task.entries().stream().filter(ActionReader::mayBeAction).toList();
        if (entries.isEmpty()) {
            throw nothing(task);
        }
        if (entries.size() > 1) {
            throw conflict(entries.get(0), entries.get(1), searched);
        }
        var only = entries.getFirst();
        boolean old = OLD_FORMS.contains(only.name());
        var meaning = old ? null : meaning(only.name(), only.key().at(), searched);
        if (meaning instanceof Meaning.Unknown(var absent)) {
            throw unresolved(only.name(), only.key().at(), absent);
        }
        var found = old ? old(only) : fresh(only);
        tellOfOldForms(task, only, found);
        return withArgs(task, found).meaning(meaning != null ? meaning : meaning(found.name(), found.at(), searched));
    }

    /** What ansible-core 2.23 will no more take. */
    private void tellOfOldForms(Node.Mapping task, Node.Entry action, Found found) {
        var more = task.get("args");
        if (more.isPresent() && more.get() instanceof Node.Scalar scalar && scalar.value() == null) {
            deprecated(
                    "Ignoring empty task `args` keyword",
                    "A mapping or template which resolves to a mapping is required.",
                    task.at());
        }
        if (OLD_FORMS.contains(action.name())) {
            if (action.value() instanceof Node.Mapping mapping) {
                deprecated(
                        "Using a mapping for `action` is deprecated", "Use a string value for `action`.", mapping.at());
            }
        } else if (more.isPresent()
                && action.value() instanceof Node.Scalar scalar
                && scalar.value() instanceof String) {
            var names = found.args().keySet().stream()
                    .filter(name -> !name.equals(ArgumentText.RAW))
                    .sorted(Compare::compareTexts)
                    .map(Printing::repr)
                    .collect(Collectors.joining(", "));
            if (!names.isEmpty()) {
                deprecated(
                        "Merging legacy k=v args (" + names + ") into task args",
                        "Include all task args in the task `args` mapping.",
                        scalar.at());
            }
        }
    }

    private void deprecated(String what, String instead, Position at) {
        settings.deprecated(new UserError(what + ". This feature will be removed from ansible-core version 2.23.")
                .at(at)
                .hint(instead));
    }

    /** Whether a key such as {@code with_items} is a loop. */
    boolean isLoop(String key) {
        return key.startsWith("with_") && names.isLookup(key.substring(5));
    }

    private Meaning meaning(String name, Position at, List<String> searched) {
        try {
            return Template.looksLike(name) ? NOTHING : names.of(name, searched);
        } catch (UserError e) {
            throw e.at(at);
        }
    }

    private static boolean mayBeAction(Node.Entry entry) {
        var key = entry.name();
        return OLD_FORMS.contains(key)
                || !(Level.HANDLER.accepts(key) || key.startsWith("with_") || key.equals("static"));
    }

    private UserError conflict(Node.Entry first, Node.Entry second, List<String> searched) {
        if (OLD_FORMS.contains(first.name()) && OLD_FORMS.contains(second.name())) {
            return new UserError("action and local_action are mutually exclusive")
                    .at(second.key().at());
        }
        var stray = isStray(second, searched) ? second : isStray(first, searched) ? first : null;
        if (stray != null) {
            return new UserError("'" + stray.name() + "' is not a valid attribute for a Task")
                    .at(stray.key().at())
                    .hint(Nearest.hint(stray.name(), Level.TASK.accepted()));
        }
        return new UserError("conflicting action statements: " + said(first) + ", " + said(second))
                .at(second.key().at())
                .hint("a task has one action; make two tasks of it");
    }

    private boolean isStray(Node.Entry entry, List<String> searched) {
        return !OLD_FORMS.contains(entry.name())
                && meaning(entry.name(), entry.key().at(), searched) instanceof Meaning.Unknown;
    }

    /** The name of the action that a key holds or is. */
    private static String said(Node.Entry entry) {
        return OLD_FORMS.contains(entry.name()) ? old(entry).name() : entry.name();
    }

    private UserError nothing(Node.Mapping task) {
        var error = new UserError("no module/action detected in task.").at(task.at());
        for (var entry : task.entries()) {
            if (entry.name().startsWith("with_") && !names.isLookup(entry.name().substring(5))) {
                return error.hint(Nearest.hint(entry.name().substring(5), settings.lookups()));
            }
        }
        return error.hint("a task needs the name of a module as one of its keys, such as 'debug:' or 'command:'");
    }

    private UserError unresolved(String name, Position at, Set<String> absent) {
        var candidates = new TreeSet<>(settings.modules());
        candidates.addAll(ModuleNames.WORDS);
        var hint = absent.isEmpty()
                ? Nearest.hint(ModuleNames.shortName(name), candidates)
                : "it belongs to the collection '" + String.join("', '", absent)
                        + "', which is not on the collections path";
        if (hint == null) {
            var keyword = Nearest.of(name, Level.TASK.accepted());
            hint = keyword == null ? null : "did you mean the keyword '" + keyword + "'? The task has no module, then";
        }
        return new UserError("couldn't resolve module/action '" + name
                        + "'. This often indicates a misspelling, missing collection, or incorrect module path.")
                .at(at)
                .hint(hint);
    }

    private static boolean isCommand(String name) {
        return COMMANDS.contains(ModuleNames.shortName(name));
    }

    /** {@code copy: ...}. */
    private static Found fresh(Node.Entry entry) {
        var name = entry.name();
        var args = switch (entry.value()) {
            case Node.Mapping mapping -> bindings(mapping);
            case Node.Scalar scalar when scalar.value() == null -> Map.<String, Binding>of();
            case Node.Scalar scalar
            when scalar.value() instanceof String text ->
                scalar.tag() != null && scalar.tag().startsWith("!vault")
                        ? Map.of(ArgumentText.RAW, KeywordReader.binding(scalar))
                        : ArgumentText.parse(scalar, text, isCommand(name));
            case Node.Scalar _, Node.Sequence _ -> throw wrongType(entry.value());
        };
        return new Found(name, name, entry.key().at(), args, null, false, NOTHING);
    }

    /** {@code action: copy src=a}, {@code local_action: ...}, and the mapping with {@code module:} that both may hold. */
    private static Found old(Node.Entry entry) {
        boolean local = entry.name().equals("local_action");
        return switch (entry.value()) {
            case Node.Scalar scalar
            when scalar.value() instanceof String text -> {
                var head = ArgumentText.head(text, scalar.at());
                var args = ArgumentText.parse(scalar, head.get(1), isCommand(head.get(0)));
                yield new Found(head.get(0), entry.name(), scalar.at(), args, null, local, NOTHING);
            }
            case Node.Mapping mapping -> mapped(mapping, entry.name(), local);
            case Node.Scalar _, Node.Sequence _ -> throw wrongType(entry.value());
        };
    }

    private static Found mapped(Node.Mapping mapping, String key, boolean local) {
        if (!(mapping.get("module").orElse(null) instanceof Node.Scalar module)
                || !(module.value() instanceof String text)) {
            throw new UserError("no module/action detected in task.")
                    .at(mapping.at())
                    .hint("'" + key + "' needs 'module' with the name of one");
        }
        var head = ArgumentText.head(text, module.at());
        var args = new LinkedHashMap<>(bindings(mapping));
        args.remove("module");
        args.putAll(ArgumentText.parse(module, head.get(1), isCommand(head.get(0))));
        if (mapping.get("args").orElse(null) instanceof Node node) {
            args.remove("args");
            switch (node) {
                case Node.Mapping more -> args.putAll(bindings(more));
                case Node.Scalar scalar
                when scalar.value() instanceof String more -> args.putAll(ArgumentText.parse(scalar, more, false));
                case Node.Scalar _, Node.Sequence _ -> throw wrongType(node);
            }
        }
        return new Found(head.get(0), key, module.at(), args, null, local, NOTHING);
    }

    private static UserError wrongType(Node node) {
        return new UserError("unexpected parameter type in action: " + node.kind())
                .at(node.at())
                .hint("write the arguments as a dictionary, or as text");
    }

    /** Adds what {@code args:} says beneath the action's own arguments. */
    private static Found withArgs(Node.Mapping task, Found found) {
        var all = new LinkedHashMap<String, Binding>();
        Template more = null;
        switch (task.get("args").orElse(null)) {
            case Node.Mapping mapping -> all.putAll(bindings(mapping));
            case Node.Scalar scalar when scalar.trusted() instanceof Template template -> more = template;
            case Node.Scalar scalar when scalar.value() == null -> {
                // Ansible 2.19 passes over an empty 'args' too.
            }
            case Node node ->
                throw new UserError("the value of the task 'args' keyword is invalid")
                        .at(node.at())
                        .hint("a mapping or a template which resolves to a mapping is required");
            case null -> {
                // Not said.
            }
        }
        all.putAll(found.args());
        if (!isCommand(found.name())) {
            for (var arg : all.entrySet()) {
                if (arg.getKey().startsWith("_ansible_")) {
                    throw new UserError("invalid parameter specified beginning with keyword '_ansible_' for action '"
                                    + found.name() + "': '" + arg.getKey()
                                    + "'. The prefix '_ansible_' is reserved for internal use only")
                            .at(arg.getValue().at());
                }
            }
        }
        return new Found(found.name(), found.key(), found.at(), all, more, found.local(), NOTHING);
    }

    static Map<String, Binding> bindings(Node.Mapping mapping) {
        var map = new LinkedHashMap<String, Binding>();
        mapping.entries().forEach(entry -> map.put(entry.name(), KeywordReader.binding(entry.value())));
        return map;
    }

    /** The names of the arguments, for a message. */
    static List<String> strange(Map<String, Binding> args, Set<String> valid) {
        var strange = new ArrayList<>(args.keySet());
        strange.removeAll(valid);
        return strange;
    }
}
