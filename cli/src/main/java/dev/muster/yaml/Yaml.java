package dev.muster.yaml;

import dev.muster.source.Nearest;
import dev.muster.source.Position;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads YAML. Errors are {@link UserError}s with the place and, for the slips that everybody makes, the mend. */
public final class Yaml {

    private static final int DEEPEST = 200;
    private static final int MOST_ALIASES = 10_000;
    private static final int MOST_CHARACTERS = 64 * 1024 * 1024;
    /** Nodes that aliases may make of a document, so that a few lines cannot fill the memory. */
    private static final int MOST_NODES = 5_000_000;

    private static final String MERGE = "<<";
    private static final String UNSAFE = "!unsafe";

    /** Ansible's own tags; any other is a slip. */
    private static final List<String> TAGS = List.of(UNSAFE, "!vault", "!vault-encrypted");

    private final Source source;
    private final Consumer<UserError> duplicates;
    private final Map<org.yaml.snakeyaml.nodes.Node, Node> known = new IdentityHashMap<>();
    /** The same as parts of what is unsafe, which an alias there makes of what is not so elsewhere. */
    private final Map<org.yaml.snakeyaml.nodes.Node, Node> knownUnsafe = new IdentityHashMap<>();

    private final Map<org.yaml.snakeyaml.nodes.Node, Boolean> open = new IdentityHashMap<>();
    private @Nullable List<String> lines;
    private int nodes;
    /** In how many lists and dictionaries that are marked {@code !unsafe}. */
    private int unsafe;

    private Yaml(Source source, Consumer<UserError> duplicates) {
        this.source = source;
        this.duplicates = duplicates;
    }

    /**
     * The one document of a source; empty when it holds nothing but comments. The source says what becomes of duplicate keys.
     *
     * @throws UserError for what is not YAML, or more than one document
     */
    public static Optional<Node> parse(Source source) {
        return parse(source, source.duplicates()::found);
    }

    /** As {@link #parse(Source)}, but duplicate keys are handed over as warnings and the last one counts. */
    public static Optional<Node> parse(Source source, Consumer<UserError> duplicates) {
        var documents = parseAll(source, duplicates);
        if (documents.size() > 1) {
            throw new UserError("expected a single document, but found another one")
                    .at(documents.get(1).at())
                    .hint("remove the line '---' between them, or put them in files of their own");
        }
        return documents.stream().findFirst();
    }

    /** All documents of a source; an empty document among others is a null scalar. */
    public static List<Node> parseAll(Source source, Consumer<UserError> duplicates) {
        var options = new LoaderOptions();
        options.setNestingDepthLimit(DEEPEST);
        options.setMaxAliasesForCollections(MOST_ALIASES);
        options.setCodePointLimit(MOST_CHARACTERS);
        options.setAllowRecursiveKeys(false);
        var reader = new Yaml(source, duplicates);
        try {
            var composer = new Composer(
                    new ParserImpl(new StreamReader(new StringReader(source.text())), options),
                    new Untagged(),
                    options);
            var documents = new ArrayList<Node>();
            while (composer.checkNode()) {
                documents.add(reader.convert(composer.getNode()));
            }
            if (documents.size() == 1
                    && documents.getFirst() instanceof Node.Scalar s
                    && s.plain()
                    && s.text().isEmpty()) {
                return List.of();
            }
            return documents;
        } catch (MarkedYAMLException e) {
            throw YamlErrors.explain(e, source);
        } catch (ReaderException e) {
            throw YamlErrors.explain(e, source);
        } catch (YAMLException e) {
            throw YamlErrors.explain(e, source);
        }
    }

    private Node convert(org.yaml.snakeyaml.nodes.Node raw) {
        boolean marked = raw instanceof CollectionNode<?> && isUnsafe(raw);
        unsafe += marked ? 1 : 0;
        try {
            return converted(raw, unsafe > 0 ? knownUnsafe : known);
        } finally {
            unsafe -= marked ? 1 : 0;
        }
    }

    private boolean isUnsafe(org.yaml.snakeyaml.nodes.Node collection) {
        var tag = collection.getTag().getValue();
        if (TAGS.contains(tag) && !tag.equals(UNSAFE)) {
            throw new UserError("the '" + tag + "' tag requires a string value").at(position(collection));
        }
        if (tag.startsWith("!") && !tag.equals(UNSAFE)) {
            throw unknown(tag).at(position(collection)).hint(Nearest.hint(tag, List.of(UNSAFE)));
        }
        return tag.equals(UNSAFE);
    }

    private Node converted(org.yaml.snakeyaml.nodes.Node raw, Map<org.yaml.snakeyaml.nodes.Node, Node> known) {
        var done = known.get(raw);
        if (done != null) {
            count(raw, size(done));
            return done;
        }
        count(raw, 1);
        if (open.put(raw, true) != null) {
            throw new UserError("found a structure that contains itself").at(position(raw));
        }
        var node = switch (raw) {
            case ScalarNode scalar -> scalar(scalar);
            case SequenceNode sequence -> {
                var items = new ArrayList<Node>();
                sequence.getValue().forEach(item -> items.add(convert(item)));
                yield sequence(raw.getTag(), items, position(raw));
            }
            case MappingNode mapping -> tagged(mapping.getTag(), mapping(mapping));
            default -> throw new UserError("found something that is not data").at(position(raw));
        };
        open.remove(raw);
        if (raw instanceof CollectionNode<?>) {
            known.put(raw, node);
        }
        return node;
    }

    private static Node sequence(Tag tag, List<Node> items, Position at) {
        return switch (tag.getValue()) {
            case Tag.PREFIX + "omap", Tag.PREFIX + "pairs" ->
                new Node.Sequence(items.stream().map(Yaml::pair).toList(), at);
            case Tag.PREFIX + "map", Tag.PREFIX + "set" ->
                throw new UserError("expected a mapping node, but found sequence").at(at);
            default -> new Node.Sequence(List.copyOf(items), at);
        };
    }

    private static Node pair(Node item) {
        if (!(item instanceof Node.Mapping mapping) || mapping.entries().size() != 1) {
            throw new UserError("expected a single mapping item").at(item.at());
        }
        var entry = mapping.entries().getFirst();
        return new Node.Sequence(List.of(entry.key(), entry.value()), item.at());
    }

    /** A set is the list of its members: Ansible makes lists of sets, whose order in Python is none. */
    private static Node tagged(Tag tag, Node.Mapping mapping) {
        return switch (tag.getValue()) {
            case Tag.PREFIX + "set" ->
                new Node.Sequence(
                        mapping.entries().stream().<Node>map(Node.Entry::key).toList(), mapping.at());
            case Tag.PREFIX + "seq", Tag.PREFIX + "omap", Tag.PREFIX + "pairs" ->
                throw new UserError("expected a sequence node, but found mapping").at(mapping.at());
            default -> mapping;
        };
    }

    private void count(org.yaml.snakeyaml.nodes.Node raw, int more) {
        nodes += more;
        if (nodes > MOST_NODES) {
            throw new UserError("the aliases make more than " + MOST_NODES + " values of this document")
                    .at(position(raw));
        }
    }

    private static int size(Node node) {
        return switch (node) {
            case Node.Scalar _ -> 1;
            case Node.Sequence sequence ->
                1 + sequence.items().stream().mapToInt(Yaml::size).sum();
            case Node.Mapping mapping ->
                1
                        + mapping.entries().stream()
                                .mapToInt(entry -> 1 + size(entry.value()))
                                .sum();
        };
    }

    private Node.Mapping mapping(MappingNode raw) {
        var own = new LinkedHashMap<Object, Node.Entry>();
        var merged = new ArrayList<Node.Mapping>();
        for (NodeTuple tuple : raw.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode rawKey)) {
                throw unhashable(tuple.getKeyNode());
            }
            if (rawKey.getValue().equals(MERGE) && rawKey.getScalarStyle() == ScalarStyle.PLAIN) {
                merge(tuple.getValueNode(), merged);
                continue;
            }
            var key = scalar(rawKey);
            var entry = new Node.Entry(key, convert(tuple.getValueNode()));
            put(entry, own);
        }
        if (merged.isEmpty()) {
            return new Node.Mapping(List.copyOf(own.values()), position(raw));
        }
        // Merged keys come first and give way to the mapping's own, which ansible-core counts as keys that stand twice.
        var all = new LinkedHashMap<Object, Node.Entry>();
        for (var other : merged) {
            other.entries().forEach(entry -> put(entry, all));
        }
        own.values().forEach(entry -> put(entry, all));
        return new Node.Mapping(List.copyOf(all.values()), position(raw));
    }

    private void put(Node.Entry entry, Map<Object, Node.Entry> into) {
        var earlier = into.put(identity(entry.key()), entry);
        if (earlier != null) {
            twice(earlier, entry);
            if (!Objects.equals(earlier.key().value(), entry.key().value())) {
                into.put(identity(entry.key()), new Node.Entry(earlier.key(), entry.value()));
            }
        }
    }

    private void twice(Node.Entry earlier, Node.Entry entry) {
        var value = entry.key().value();
        var shown = value instanceof String ? "'" + entry.key().text() + "'" : Printing.repr(value);
        duplicates.accept(new UserError("Found duplicate mapping key " + shown + ".")
                .at(entry.key().at())
                .hint("the first one stands in line " + earlier.key().at().line() + "; keep one of the two"));
    }

    /** What makes two keys the same, as Python has it: a truth value and a float are those of the whole number they equal. */
    private static Object identity(Node.Scalar key) {
        return switch (key.value()) {
            case null -> Void.class;
            case Boolean truth -> truth ? 1L : 0L;
            case Double number when number == number.longValue() -> number.longValue();
            case Object value -> value;
        };
    }

    private void merge(org.yaml.snakeyaml.nodes.Node value, List<Node.Mapping> into) {
        switch (convert(value)) {
            case Node.Mapping mapping -> into.add(mapping);
            // Of several in a list the first one wins.
            case Node.Sequence sequence ->
                sequence.items().reversed().forEach(item -> into.add(item.mapping("what is merged with '<<'")));
            case Node.Scalar scalar ->
                throw new UserError("what is merged with '<<' must be a dictionary or a list of them").at(scalar.at());
        }
    }

    /** A dictionary or list as a key: nearly always a template at the start of a value that lacks its quotes. */
    private UserError unhashable(org.yaml.snakeyaml.nodes.Node key) {
        var error = new UserError("found unhashable key").at(position(key));
        var line = position(key).excerpt();
        if (line.contains("{{")) {
            var at = position(key);
            int start = line.indexOf("{{");
            return new UserError(YamlErrors.FAILED + "found a template that is not in quotes")
                    .at(source.at(at.line(), line.codePointCount(0, start) + 1))
                    .hint(YamlErrors.UNQUOTED + "\"" + line.substring(start).strip() + "\"");
        }
        return error;
    }

    private Node.Scalar scalar(ScalarNode raw) {
        boolean plain = raw.getScalarStyle() == ScalarStyle.PLAIN;
        var text = raw.getValue();
        var tag = raw.getTag().getValue();
        var at = position(raw);
        if (!plain && raw.getScalarStyle() != ScalarStyle.LITERAL && raw.getScalarStyle() != ScalarStyle.FOLDED) {
            at = at.right(1);
        } else if (!plain) {
            at = firstLineOfBlock(at);
        }
        if (tag.startsWith("!")) {
            if (!TAGS.contains(tag)) {
                throw unknown(tag).at(position(raw)).hint(Nearest.hint(tag, TAGS));
            }
            var looks = Scalars.plain(text);
            if (!tag.equals(UNSAFE) && !(looks instanceof String)) {
                throw new UserError("the '" + tag + "' tag requires a string value").at(position(raw));
            }
            // What is unsafe gets its type by its looks even within quotes, as in ansible-core.
            return new Node.Scalar(tag.equals(UNSAFE) ? looks : text, text, plain, tag, at);
        }
        if (tag.equals(Tag.PREFIX + "binary")) {
            return new Node.Scalar(binary(text, at), text, plain, UNSAFE, at);
        }
        var value = value(raw.getTag(), text, plain, at);
        return new Node.Scalar(value, text, plain, unsafe > 0 && value instanceof String ? UNSAFE : null, at);
    }

    private static UserError unknown(String tag) {
        return new UserError("could not determine a constructor for the tag '" + tag + "'");
    }

    private static @Nullable Object value(Tag tag, String text, boolean plain, Position at) {
        try {
            return switch (tag.getValue()) {
                case Untagged.NAME -> {
                    if (plain && text.equals("=")) {
                        throw unknown(Tag.PREFIX + "value").at(at);
                    }
                    yield plain ? Scalars.plain(text) : text;
                }
                case Tag.PREFIX + "str" -> text;
                case Tag.PREFIX + "int" -> Scalars.integer(text);
                case Tag.PREFIX + "float" -> Scalars.floating(text);
                case Tag.PREFIX + "null" -> null;
                case Tag.PREFIX + "bool" -> {
                    if (Scalars.plain(text.toLowerCase(Locale.ROOT)) instanceof Boolean truth) {
                        yield truth;
                    }
                    throw new UserError("'" + text + "' is not true or false").at(at);
                }
                case Tag.PREFIX + "timestamp" -> {
                    if (Scalars.plain(text) instanceof Temporal time) {
                        yield time;
                    }
                    throw new UserError("'" + text + "' is not a date").at(at);
                }
                default -> throw unknown(tag.getValue()).at(at);
            };
        } catch (NumberFormatException e) {
            throw new UserError("'" + text + "' is not a number").at(at);
        } catch (UserError e) {
            throw e.where() == null ? e.at(at) : e;
        }
    }

    /** Bytes as the text that they are, where they are one: data, and never a template. */
    private static String binary(String base64, Position at) {
        try {
            var bytes = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new UserError("failed to decode base64 data: " + e.getMessage()).at(at);
        }
    }

    /** Leaves the meaning of scalars to {@link Scalars}, and lets a tag that the author wrote be told from none. */
    private static final class Untagged extends Resolver {

        static final String NAME = "untagged";

        private static final Tag TAG = new Tag(NAME);

        @Override
        public Tag resolve(NodeId kind, String value, boolean implicit) {
            return kind == NodeId.scalar ? TAG : super.resolve(kind, value, implicit);
        }
    }

    /** Where the text of a block scalar begins: the first line after its header that is not blank. */
    private Position firstLineOfBlock(Position header) {
        int line = header.line() + 1;
        var text = line <= lines().size() ? lines().get(line - 1) : "";
        int indent = text.length() - text.stripLeading().length();
        return source.at(line, indent + 1);
    }

    /** All lines at once: a file with a thousand encrypted values has as many blocks. */
    private List<String> lines() {
        var split = lines;
        if (split == null) {
            split = source.text().lines().toList();
            lines = split;
        }
        return split;
    }

    private Position position(org.yaml.snakeyaml.nodes.Node node) {
        return position(node.getStartMark());
    }

    private Position position(Mark mark) {
        return source.at(mark.getLine() + 1, mark.getColumn() + 1);
    }
}
