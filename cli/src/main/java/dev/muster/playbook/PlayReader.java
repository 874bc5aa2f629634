package dev.muster.playbook;

import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Printing;
import dev.muster.yaml.Node;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Set;

/** Reads plays. The rules are those of {@code playbook/play.py}. */
final class PlayReader {

    private static final Set<String> PROMPT =
            Set.of("name", "prompt", "default", "private", "confirm", "encrypt", "salt_size", "salt", "unsafe");

    private final Reading reading;
    private final TaskReader tasks;

    PlayReader(Reading reading, TaskReader tasks) {
        this.reading = reading;
        this.tasks = tasks;
    }

    Play play(Node.Mapping mapping, LoadContext context) {
        KeywordReader.check(mapping, Level.PLAY, Set.of());
        var hosts = hosts(mapping);
        var keywords = reading.resolved(keywords(mapping));
        var inner = context.with(keywords);
        return new Play(
                mapping.at(),
                context.file(),
                KeywordReader.text(mapping, "name"),
                hosts,
                keywords,
                mapping.get("vars_files").map(PlayReader::files).orElse(List.of()),
                prompts(mapping),
                mapping.get("roles")
                        .map(node -> tasks.imports().roles().list(roles(node), inner, null, "'roles'"))
                        .orElse(List.of()),
                section(mapping, "pre_tasks", inner),
                section(mapping, "tasks", inner),
                section(mapping, "post_tasks", inner),
                section(mapping, "handlers", inner.forHandlers()),
                KeywordReader.binding(mapping, "gather_facts"),
                KeywordReader.binding(mapping, "gather_subset"),
                KeywordReader.binding(mapping, "gather_timeout"),
                KeywordReader.text(mapping, "fact_path"),
                KeywordReader.binding(mapping, "serial"),
                KeywordReader.text(mapping, "strategy"),
                KeywordReader.text(mapping, "order"),
                KeywordReader.binding(mapping, "force_handlers"),
                KeywordReader.binding(mapping, "max_fail_percentage"));
    }

    private static Keywords keywords(Node.Mapping mapping) {
        var keywords = KeywordReader.read(mapping, Level.PLAY);
        var user = KeywordReader.text(mapping, "user");
        if (user == null) {
            return keywords;
        }
        if (keywords.says(Keyword.REMOTE_USER)) {
            throw new UserError("both 'user' and 'remote_user' are set for this play. "
                            + "The use of 'user' is deprecated, and should be removed")
                    .at(user.at());
        }
        var said = new EnumMap<Keyword, Binding>(Keyword.class);
        said.putAll(keywords.said());
        said.put(Keyword.REMOTE_USER, user);
        return new Keywords(said, keywords.vars(), keywords.when(), keywords.tags());
    }

    private static List<Binding> hosts(Node.Mapping mapping) {
        var node = mapping.get("hosts").orElse(null);
        if (node == null) {
            throw new UserError("the field 'hosts' is required but was not set")
                    .at(mapping.at())
                    .hint("a play names its hosts, such as 'hosts: all'");
        }
        var hosts = switch (node) {
            case Node.Sequence sequence -> sequence.items();
            case Node.Scalar scalar when scalar.value() instanceof String -> List.<Node>of(scalar);
            case Node.Scalar scalar when scalar.value() == null -> List.<Node>of();
            case Node.Scalar _, Node.Mapping _ ->
                throw new UserError("hosts list must be a sequence or string. Please check your playbook")
                        .at(node.at());
        };
        if (hosts.isEmpty()
                || (hosts.getFirst() == node && ((Node.Scalar) node).text().isEmpty())) {
            throw new UserError("Hosts list cannot be empty. Please check your playbook").at(node.at());
        }
        var list = new ArrayList<Binding>();
        for (var host : hosts) {
            if (host instanceof Node.Scalar scalar && scalar.value() == null) {
                throw new UserError("hosts list cannot contain values of 'None'. Please check your playbook")
                        .at(host.at());
            }
            if (!(host instanceof Node.Scalar scalar) || !(scalar.value() instanceof String)) {
                throw new UserError("hosts list contains an invalid host value: '" + host.trusted() + "'")
                        .at(host.at());
            }
            list.add(KeywordReader.binding(host));
        }
        return List.copyOf(list);
    }

    private List<TaskItem> section(Node.Mapping mapping, String key, LoadContext context) {
        var node = mapping.get(key).orElse(null);
        if (node == null) {
            return List.of();
        }
        if (node instanceof Node.Mapping || node instanceof Node.Scalar scalar && scalar.value() != null) {
            throw new UserError("A malformed block was encountered while loading " + key + ": "
                            + Printing.str(node.trusted()) + " should be a list or None but is " + node.kind())
                    .at(node.at());
        }
        return tasks.list(node, context, "'" + key + "' must be a list of tasks");
    }

    private static Node roles(Node node) {
        if (node instanceof Node.Mapping || node instanceof Node.Scalar scalar && scalar.value() != null) {
            throw new UserError("A malformed role declaration was encountered: ds (" + Printing.str(node.trusted())
                            + ") should be a list but was a " + node.kind())
                    .at(node.at());
        }
        return node;
    }

    private static List<Binding> files(Node node) {
        if (node instanceof Node.Mapping) {
            throw new UserError("invalid 'vars_files' value of type 'dict'")
                    .at(node.at())
                    .hint("a 'vars_files' value should either be a string or list of strings");
        }
        return KeywordReader.list(node);
    }

    private static List<Play.VarsPrompt> prompts(Node.Mapping mapping) {
        var node = mapping.get("vars_prompt").orElse(null);
        if (node == null || (node instanceof Node.Scalar scalar && scalar.value() == null)) {
            return List.of();
        }
        var items = node instanceof Node.Sequence sequence ? sequence.items() : List.of(node);
        return items.stream()
                .map(item -> prompt(item.mapping("an item of 'vars_prompt'")))
                .toList();
    }

    private static Play.VarsPrompt prompt(Node.Mapping item) {
        var name = KeywordReader.text(item, "name");
        if (name == null || name.value() == null) {
            throw new UserError("Invalid vars_prompt data structure, missing 'name' key").at(item.at());
        }
        for (var entry : item.entries()) {
            if (!PROMPT.contains(entry.name())) {
                throw new UserError("Invalid vars_prompt data structure, found unsupported key '" + entry.name() + "'")
                        .at(entry.key().at())
                        .hint(Nearest.hint(entry.name(), PROMPT));
            }
        }
        return new Play.VarsPrompt(
                item.at(),
                String.valueOf(name.value()),
                KeywordReader.binding(item, "prompt"),
                KeywordReader.binding(item, "default"),
                KeywordReader.binding(item, "private"),
                KeywordReader.binding(item, "confirm"),
                KeywordReader.binding(item, "encrypt"),
                KeywordReader.binding(item, "salt_size"),
                KeywordReader.binding(item, "salt"),
                KeywordReader.binding(item, "unsafe"));
    }
}
