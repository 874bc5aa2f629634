package dev.muster.yaml;

import dev.muster.source.Position;
import dev.muster.source.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A part of a YAML document and where it stands. Aliases are resolved, merge keys ({@code <<}) are merged. */
public sealed interface Node {

    Position at();

    /**
     * A scalar.
     *
     * @param value what YAML 1.1 makes of it: null, Boolean, Long, BigInteger, Double, String, or a {@code java.time} date
     * @param text the text as it was read, without quotes
     * @param plain whether it was written without quotes
     * @param tag an own tag such as {@code !vault} or {@code !unsafe}, or null
     * @param at of its first character, inside the quotes if there are any
     */
    record Scalar(
            @Nullable Object value,
            String text,
            boolean plain,
            @Nullable String tag,
            Position at) implements Node {}

    record Sequence(List<Node> items, Position at) implements Node {}

    /** A mapping; of equal keys the last one counts, as in PyYAML. */
    record Mapping(List<Entry> entries, Position at) implements Node {

        /** The value under a text key. */
        public Optional<Node> get(String key) {
            return entry(key).map(Entry::value);
        }

        public Optional<Entry> entry(String key) {
            return entries.stream().filter(entry -> entry.name().equals(key)).findFirst();
        }

        /** The values by key text, in the order they are written. */
        public Map<String, Node> byName() {
            var map = new LinkedHashMap<String, Node>();
            entries.forEach(entry -> map.put(entry.name(), entry.value()));
            return map;
        }
    }

    record Entry(Scalar key, Node value) {

        /** The key as text. */
        public String name() {
            return key.text();
        }
    }

    /**
     * The node as a value that is trusted: it comes from the project's own files, so its texts become
     * {@link dev.muster.value.Template}s where they need rendering; {@code !unsafe} texts do not.
     */
    default @Nullable Object trusted() {
        return Values.of(this, true);
    }

    /** The node as a value that is data: every text stays text. */
    default @Nullable Object untrusted() {
        return Values.of(this, false);
    }

    /** This node as a mapping, or an error that says what it should be. */
    default Mapping mapping(String what) {
        if (this instanceof Mapping mapping) {
            return mapping;
        }
        throw new UserError(what + " must be a dictionary, not " + kind()).at(at());
    }

    /** This node as a sequence, or an error that says what it should be. */
    default Sequence sequence(String what) {
        if (this instanceof Sequence sequence) {
            return sequence;
        }
        throw new UserError(what + " must be a list, not " + kind()).at(at());
    }

    /** This node as a list of texts: a sequence of scalars, or one scalar that may hold several, divided by commas. */
    default List<Scalar> scalars(String what) {
        return switch (this) {
            case Scalar scalar when scalar.value() == null -> List.of();
            case Scalar scalar -> {
                var parts = new ArrayList<Scalar>();
                int from = 0;
                for (var part : scalar.text().split(",", -1)) {
                    var stripped = part.strip();
                    int lead = part.indexOf(stripped);
                    if (!stripped.isEmpty()) {
                        parts.add(new Scalar(
                                stripped,
                                stripped,
                                scalar.plain(),
                                scalar.tag(),
                                scalar.at().right(from + lead)));
                    }
                    from += part.length() + 1;
                }
                yield parts;
            }
            case Sequence sequence ->
                sequence.items().stream()
                        .map(item -> {
                            if (item instanceof Scalar scalar) {
                                return scalar;
                            }
                            throw new UserError(what + " must be a list of texts, not of " + item.kind() + "s")
                                    .at(item.at());
                        })
                        .toList();
            case Mapping _ -> throw new UserError(what + " must be a list, not a dictionary").at(at());
        };
    }

    /** What kind of thing this is, in the words of Ansible's users. */
    default String kind() {
        return switch (this) {
            case Mapping _ -> "dictionary";
            case Sequence _ -> "list";
            case Scalar scalar ->
                switch (scalar.value()) {
                    case null -> "nothing";
                    case Boolean _ -> "boolean";
                    case Double _ -> "float";
                    case Number _ -> "integer";
                    default -> "string";
                };
        };
    }
}
