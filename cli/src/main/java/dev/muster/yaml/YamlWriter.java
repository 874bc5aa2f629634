package dev.muster.yaml;

import dev.muster.source.UserError;
import dev.muster.value.Compare;
import dev.muster.value.Encrypted;
import dev.muster.value.Printing;
import dev.muster.value.Times;
import dev.muster.value.Unsafe;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.emitter.Emitter;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;
import org.yaml.snakeyaml.serializer.Serializer;

/**
 * Writes values as YAML, laid out as PyYAML's {@code safe_dump} does it ({@code representer.py}): what is quoted, how floats
 * and long lines look, which collections stand in braces.
 */
public final class YamlWriter {

    /**
     * The layout.
     *
     * @param indent spaces a level
     * @param width the column that lines are folded at
     * @param flow true for braces and brackets throughout, false for blocks throughout, null for braces around collections of
     *     plain scalars
     * @param sorted whether the keys of dictionaries are sorted
     * @param unicode whether characters beyond ASCII stand as they are
     * @param explicitStart whether the text begins with {@code ---}
     * @param explicitEnd whether the text ends with {@code ...}
     * @param quotes the style of every scalar: {@code '}, {@code "}, {@code |} or {@code >}; null for what each needs
     */
    public record Layout(
            int indent,
            int width,
            @Nullable Boolean flow,
            boolean sorted,
            boolean unicode,
            boolean explicitStart,
            boolean explicitEnd,
            @Nullable String quotes) {

        /** Blocks, two spaces a level, keys in their own order. */
        public static final Layout BLOCK = new Layout(2, 80, false, false, true, false, false, null);
    }

    private static final String VAULT = "!vault";

    private final Layout layout;
    private final boolean anchors;
    private final Predicate<String> literal;
    private final Map<Object, org.yaml.snakeyaml.nodes.Node> written = new IdentityHashMap<>();

    private YamlWriter(Layout layout, boolean anchors, Predicate<String> literal) {
        this.layout = layout;
        this.anchors = anchors;
        this.literal = literal;
    }

    /** The text of a value, with a line end at its end. */
    public static String write(@Nullable Object value, Layout layout) {
        return write(value, layout, _ -> false);
    }

    /**
     * The text of a value, with a line end at its end.
     *
     * @param literal which texts stand below a {@code |} where YAML allows it
     */
    public static String write(@Nullable Object value, Layout layout, Predicate<String> literal) {
        return new YamlWriter(layout, false, literal).document(value);
    }

    /**
     * As {@link #write}, but a list or dictionary that is the same object as one before it is written as an alias of that,
     * as PyYAML does. Those of {@code List.of()} and {@code Map.of()} are never the same.
     */
    public static String writeWithAnchors(@Nullable Object value, Layout layout) {
        return new YamlWriter(layout, true, _ -> false).document(value);
    }

    private String document(@Nullable Object value) {
        var options = new DumperOptions();
        options.setIndent(layout.indent());
        options.setWidth(layout.width());
        options.setSplitLines(true);
        options.setAllowUnicode(layout.unicode());
        options.setExplicitStart(layout.explicitStart());
        options.setExplicitEnd(layout.explicitEnd());
        var out = new StringWriter();
        var root = node(value);
        try {
            var emitter = new Emitter(out, options);
            var serializer = new Serializer(event -> emitter.emit(untagged(event)), new PyYamlTags(), options, null);
            serializer.open();
            serializer.serialize(root);
            serializer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    /** A value in quotes that would be what it is without them: libyaml, which PyYAML writes with, marks it with {@code !} alone. */
    private static Event untagged(Event event) {
        if (event instanceof ScalarEvent scalar
                && scalar.getImplicit().canOmitTagInPlainScalar()
                && !scalar.getImplicit().canOmitTagInNonPlainScalar()) {
            return new ScalarEvent(
                    scalar.getAnchor(),
                    null,
                    scalar.getImplicit(),
                    scalar.getValue(),
                    scalar.getStartMark(),
                    scalar.getEndMark(),
                    scalar.getScalarStyle());
        }
        return event;
    }

    private org.yaml.snakeyaml.nodes.Node node(@Nullable Object value) {
        if (!anchors || value == null || value == List.of() || value == Map.of()) {
            return made(value);
        }
        return switch (value) {
            case List<?> _, Map<?, ?> _, java.time.temporal.Temporal _ -> {
                var before = written.get(value);
                var node = before == null ? made(value) : before;
                written.put(value, node);
                yield node;
            }
            default -> made(value);
        };
    }

    private org.yaml.snakeyaml.nodes.Node made(@Nullable Object value) {
        return switch (value) {
            case null -> scalar(Tag.NULL, "null");
            case Boolean truth -> scalar(Tag.BOOL, truth ? "true" : "false");
            case Long number -> scalar(Tag.INT, number.toString());
            case BigInteger number -> scalar(Tag.INT, number.toString());
            case Double number -> scalar(Tag.FLOAT, floating(number));
            case Encrypted encrypted ->
                new ScalarNode(new Tag(VAULT), encrypted.ciphertext(), null, null, ScalarStyle.LITERAL);
            case Unsafe unsafe -> scalar(Tag.STR, unsafe.text());
            case java.time.temporal.Temporal time -> scalar(Tag.TIMESTAMP, Times.iso(time, " "));
            case List<?> list -> {
                var items = list.stream().map(this::node).toList();
                yield new SequenceNode(Tag.SEQ, true, new ArrayList<>(items), null, null, style(items));
            }
            case Map<?, ?> map -> {
                var tuples = keys(map).stream()
                        .map(key -> new NodeTuple(node(key), node(map.get(key))))
                        .toList();
                var parts = new ArrayList<org.yaml.snakeyaml.nodes.Node>();
                tuples.forEach(tuple -> {
                    parts.add(tuple.getKeyNode());
                    parts.add(tuple.getValueNode());
                });
                yield new MappingNode(Tag.MAP, true, new ArrayList<>(tuples), null, null, style(parts));
            }
            default -> scalar(Tag.STR, String.valueOf(value));
        };
    }

    private List<@Nullable Object> keys(Map<?, ?> map) {
        var keys = new ArrayList<@Nullable Object>(map.keySet());
        if (layout.sorted()) {
            try {
                keys.sort(Compare.ascending());
            } catch (UserError e) {
                // Keys of several types have no order, and PyYAML leaves them as they stand.
                return new ArrayList<>(map.keySet());
            }
        }
        return keys;
    }

    private ScalarNode scalar(Tag tag, String text) {
        if (tag.equals(Tag.STR) && literal.test(text)) {
            return new ScalarNode(tag, text, null, null, ScalarStyle.LITERAL);
        }
        // The library would let a text of several lines stand without quotes, PyYAML does not.
        boolean lines = text.chars().anyMatch(c -> c == '\n' || c == '\u0085' || c == '\u2028' || c == '\u2029');
        var style = layout.quotes() == null && lines ? ScalarStyle.SINGLE_QUOTED : scalarStyle();
        return new ScalarNode(tag, text, null, null, style);
    }

    private ScalarStyle scalarStyle() {
        return switch (layout.quotes()) {
            case "'" -> ScalarStyle.SINGLE_QUOTED;
            case "\"" -> ScalarStyle.DOUBLE_QUOTED;
            case "|" -> ScalarStyle.LITERAL;
            case ">" -> ScalarStyle.FOLDED;
            case null, default -> ScalarStyle.PLAIN;
        };
    }

    /** PyYAML's {@code best_style}: braces when everything inside is a scalar without a style of its own. */
    private FlowStyle style(List<org.yaml.snakeyaml.nodes.Node> parts) {
        if (layout.flow() != null) {
            return layout.flow() ? FlowStyle.FLOW : FlowStyle.BLOCK;
        }
        boolean plain = scalarStyle() == ScalarStyle.PLAIN
                && parts.stream()
                        .allMatch(part -> part.getNodeId() == NodeId.scalar
                                && !part.getTag().getValue().equals(VAULT));
        return plain ? FlowStyle.FLOW : FlowStyle.BLOCK;
    }

    private static String floating(double number) {
        if (Double.isNaN(number)) {
            return ".nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? ".inf" : "-.inf";
        }
        var text = Printing.repr(number).toLowerCase(java.util.Locale.ROOT);
        return text.contains(".") ? text : text.replaceFirst("e", ".0e");
    }

    /** Tells the emitter which texts would be read as something else than text, so that it quotes them. */
    private static final class PyYamlTags extends Resolver {

        private static @Nullable Object looks(String value) {
            try {
                return Scalars.plain(value);
            } catch (UserError e) {
                // It looks like a day that there is not, and would be read as one.
                return LocalDate.EPOCH;
            }
        }

        @Override
        public Tag resolve(NodeId kind, String value, boolean implicit) {
            if (kind != NodeId.scalar || !implicit) {
                return super.resolve(kind, value, implicit);
            }
            return switch (looks(value)) {
                case null -> Tag.NULL;
                case Boolean _ -> Tag.BOOL;
                case Double _ -> Tag.FLOAT;
                case Number _ -> Tag.INT;
                case String text -> text.equals("=") || text.equals("<<") ? Tag.MERGE : Tag.STR;
                default -> Tag.TIMESTAMP;
            };
        }
    }
}
