package dev.muster.playbook;

import dev.muster.source.Nearest;
import dev.muster.source.Position;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Template;
import dev.muster.value.Types;
import dev.muster.value.Unsafe;
import dev.muster.value.VariableName;
import dev.muster.yaml.Node;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the keywords that plays, blocks, roles and tasks share, and says which do not belong. */
final class KeywordReader {

    /** Keywords in which there may be conditions, or values that become some. */
    private static final Set<Keyword> EXPRESSED =
            EnumSet.of(Keyword.ENVIRONMENT, Keyword.MODULE_DEFAULTS, Keyword.VARS, Keyword.WHEN);

    private static final Set<Keyword> TEXTS = EnumSet.of(
            Keyword.BECOME_EXE,
            Keyword.BECOME_FLAGS,
            Keyword.BECOME_METHOD,
            Keyword.BECOME_USER,
            Keyword.CONNECTION,
            Keyword.DEBUGGER,
            Keyword.DELEGATE_TO,
            Keyword.REMOTE_USER);

    private KeywordReader() {}

    /** Fails on the first key that a level does not know. */
    static void check(Node.Mapping mapping, Level level, Set<String> besides) {
        for (var entry : mapping.entries()) {
            if (!level.accepts(entry.name()) && !besides.contains(entry.name())) {
                throw unknown(entry.name(), entry.key().at(), level);
            }
        }
    }

    static UserError unknown(String keyword, Position at, Level level) {
        return new UserError("'" + keyword + "' is not a valid attribute for a " + level.label())
                .at(at)
                .hint(Nearest.hint(keyword, level.accepted()));
    }

    /** The shared keywords of a mapping; other keys are left to the caller. */
    static Keywords read(Node.Mapping mapping, Level level) {
        var said = new EnumMap<Keyword, Binding>(Keyword.class);
        Map<String, Binding> vars = Map.of();
        List<Binding> when = List.of();
        List<Binding> tags = List.of();
        for (var entry : mapping.entries()) {
            var keyword = Keyword.of(entry.name());
            if (keyword == null || !level.accepts(entry.name())) {
                continue;
            }
            check(keyword, entry.value());
            said.put(keyword, EXPRESSED.contains(keyword) ? binding(entry.value()) : plain(binding(entry.value())));
            switch (keyword) {
                case VARS -> vars = vars(entry.value(), level);
                case WHEN -> when = list(entry.value());
                case TAGS -> tags = tags(entry.value());
                default -> {
                    // The value itself is all there is to know.
                }
            }
        }
        return new Keywords(said, vars, when, tags);
    }

    static Binding binding(Node node) {
        return new Binding(node.trusted(), node.at());
    }

    /** Of a value that is no condition it is enough to know that it is no template: what is declared to be data is a text. */
    private static Binding plain(Binding binding) {
        return new Binding(Unsafe.plain(binding.value()), binding.at());
    }

    /** The value under a key, or null when it is not written. */
    static @Nullable Binding binding(Node.Mapping mapping, String key) {
        return mapping.get(key).map(KeywordReader::binding).orElse(null);
    }

    /** The items of a list, or the one value that stands in its place. */
    static List<Binding> list(Node node) {
        return switch (node) {
            case Node.Sequence sequence ->
                sequence.items().stream().map(KeywordReader::binding).toList();
            case Node.Scalar scalar when scalar.value() == null -> List.of();
            case Node.Scalar _, Node.Mapping _ -> List.of(binding(node));
        };
    }

    /** A text that is not a dictionary or list, or null when it is not written. */
    static @Nullable Binding text(Node.Mapping mapping, String key) {
        var node = mapping.get(key).orElse(null);
        if (node == null) {
            return null;
        }
        if (!(node instanceof Node.Scalar)) {
            throw notText(key, node);
        }
        return binding(node);
    }

    private static UserError notText(String key, Node node) {
        return new UserError("the field '" + key
                        + "' is supposed to be a string type, however the incoming data structure is a " + node.kind())
                .at(node.at());
    }

    /** What is wrong whatever it comes to; what a value means is found out where it is used, as in Ansible. */
    private static void check(Keyword keyword, Node node) {
        if (TEXTS.contains(keyword)) {
            if (!(node instanceof Node.Scalar)) {
                throw notText(keyword.text(), node);
            }
        } else if (keyword == Keyword.COLLECTIONS) {
            checkCollections(node);
        } else if (keyword == Keyword.MODULE_DEFAULTS) {
            checkDefaults(node);
        }
    }

    private static void checkCollections(Node node) {
        for (var item : list(node)) {
            if (item.value() != null && !(item.value() instanceof String) && !(item.value() instanceof Template)) {
                throw new UserError("keyword 'collections' items must be of type 'str', not '"
                                + Types.name(item.value()) + "'")
                        .at(item.at());
            }
        }
    }

    private static void checkDefaults(Node node) {
        var items = switch (node) {
            case Node.Sequence sequence -> sequence.items();
            case Node.Scalar scalar when scalar.value() == null -> List.<Node>of();
            case Node.Scalar _, Node.Mapping _ -> List.of(node);
        };
        for (var item : items) {
            if (!(item instanceof Node.Mapping)) {
                throw new UserError(
                                "the field 'module_defaults' is supposed to be a dictionary or list of dictionaries, "
                                        + "the keys of which must be static action, module, or group names. Only the values may "
                                        + "contain templates. For example: {'ping': \"{{ ping_defaults }}\"}")
                        .at(item.at());
            }
        }
    }

    /** Variables under valid names. */
    static Map<String, Binding> vars(Node node, Level level) {
        if (node instanceof Node.Scalar scalar && scalar.value() == null) {
            return Map.of();
        }
        if (!(node instanceof Node.Mapping mapping)) {
            throw new UserError("vars in a " + level.label() + " must be specified as a dictionary").at(node.at());
        }
        return variables(mapping);
    }

    static Map<String, Binding> variables(Node.Mapping mapping) {
        var vars = new LinkedHashMap<String, Binding>();
        for (var entry : mapping.entries()) {
            checkName("", entry.name(), entry.key().at());
            vars.put(entry.name(), binding(entry.value()));
        }
        return vars;
    }

    /** @param what what says so far in an error that this is about, or the empty text */
    static void checkName(String what, String name, Position at) {
        if (!VariableName.isValid(name)) {
            throw new UserError(what + "Invalid variable name '" + name + "'.")
                    .at(at)
                    .hint(
                            "variable names start with a letter or underscore and contain only letters, digits and underscores"
                                    + (VariableName.isTaken(name) ? "; this one means something in a template" : ""));
        }
    }

    /** Tags in a list, whose lists count as what is in them, or in one text between commas. */
    private static List<Binding> tags(Node node) {
        if (node instanceof Node.Sequence sequence) {
            return sequence.items().stream()
                    .flatMap(item -> list(item).stream())
                    .filter(item -> item.value() != null)
                    .map(KeywordReader::plain)
                    .toList();
        }
        if (!(node instanceof Node.Scalar scalar) || !(scalar.value() instanceof String text)) {
            throw new UserError("tags must be specified as a list").general().at(node.at());
        }
        boolean data = scalar.trusted() instanceof Unsafe;
        var tags = new ArrayList<Binding>();
        int from = 0;
        for (var part : text.split(",", -1)) {
            var tag = part.strip();
            var at = scalar.at().right(from + part.indexOf(tag));
            tags.add(new Binding(data ? tag : Template.trusted(tag, at), at));
            from += part.length() + 1;
        }
        return List.copyOf(tags);
    }
}
