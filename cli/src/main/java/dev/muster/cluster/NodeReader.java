package dev.muster.cluster;

import dev.muster.cluster.NodeVariables.Variable;
import dev.muster.source.Nearest;
import dev.muster.source.Position;
import dev.muster.value.Lazy;
import dev.muster.value.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the variables of one node by kind. What is of the wrong kind becomes a finding and counts as not there. */
final class NodeReader {

    private final NodeVariables node;
    private final List<Finding> findings;

    NodeReader(NodeVariables node, List<Finding> findings) {
        this.node = node;
        this.findings = findings;
    }

    String name() {
        return node.name();
    }

    /** Where a variable was written; {@code muster_network.cidr} stands where {@code muster_network} does. */
    @Nullable
    Position at(String variable) {
        int dot = variable.indexOf('.');
        var found = node.variables().get(dot < 0 ? variable : variable.substring(0, dot));
        return found == null ? null : found.at();
    }

    boolean has(String variable) {
        var found = node.variables().get(variable);
        return found != null && (found.value() != null || found.error() != null);
    }

    void add(String variable, String what, @Nullable String hint) {
        findings.add(new Finding(node.name(), variable, at(variable), what, hint));
    }

    /** Unknown names with Muster's prefix, and what could not be rendered. */
    void names() {
        node.variables().forEach((name, variable) -> {
            var error = variable.error();
            if (name.startsWith(VariableNames.PREFIX) && !VariableNames.KNOWN.contains(name)) {
                var nearest = Nearest.hint(name, VariableNames.KNOWN);
                add(
                        name,
                        "there is no variable '" + name + "'",
                        nearest != null
                                ? nearest
                                : "put variables for your own templates under '" + VariableNames.EXTRA
                                        + "', and name others without '" + VariableNames.PREFIX + "'");
            } else if (error != null) {
                findings.add(new Finding(
                        node.name(),
                        name,
                        error.where() == null ? variable.at() : error.where(),
                        "'" + name + "' cannot be rendered: " + error.what(),
                        error.hint()));
            }
        });
    }

    private @Nullable Object value(String name) {
        Variable variable = node.variables().get(name);
        return variable == null ? null : Lazy.forced(variable.value());
    }

    /** A text or a number as text; null when it is not there or empty. */
    @Nullable
    String text(String name) {
        return text(name, value(name));
    }

    private @Nullable String text(String name, @Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> text.isEmpty() ? null : text;
            case Boolean _, Map<?, ?> _, Collection<?> _ -> {
                add(name, "'" + name + "' is to be a text, this is a " + Types.name(value), "write it in quotes");
                yield null;
            }
            default -> String.valueOf(value);
        };
    }

    String text(String name, String otherwise) {
        var text = text(name);
        return text == null ? otherwise : text;
    }

    /** A list of texts; one text alone is a list of one. Empty when it is not there. */
    List<String> texts(String name) {
        return texts(name, value(name));
    }

    private List<String> texts(String name, @Nullable Object value) {
        if (value instanceof Map<?, ?>) {
            add(name, "'" + name + "' is to be a list, this is a dict", "write it as in '[one, two]'");
            return List.of();
        }
        var items = value instanceof Collection<?> list ? list : value == null ? List.of() : List.of(value);
        var texts = new ArrayList<String>();
        for (var item : items) {
            var text = text(name, item);
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    /** A map by text keys, or null when it is not there. */
    @Nullable
    Map<String, @Nullable Object> map(String name) {
        var value = value(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof Map<?, ?> map)) {
            add(
                    name,
                    "'" + name + "' is to be a dict, this is a " + Types.name(value),
                    "write it as in '{key: value}'");
            return null;
        }
        var copy = new java.util.LinkedHashMap<String, @Nullable Object>();
        map.forEach((key, item) -> copy.put(String.valueOf(key), item));
        return copy;
    }

    @Nullable
    String textIn(String name, Map<String, @Nullable Object> map, String key) {
        return text(name + "." + key, map.get(key));
    }

    List<String> textsIn(String name, Map<String, @Nullable Object> map, String key) {
        return texts(name + "." + key, map.get(key));
    }

    void onlyKeys(String name, Map<String, @Nullable Object> map, Set<String> known) {
        for (var key : map.keySet()) {
            if (!known.contains(key)) {
                var nearest = Nearest.hint(key, known);
                add(
                        name,
                        "'" + name + "' has no '" + key + "'",
                        nearest != null ? nearest : "it knows " + String.join(", ", sorted(known)));
            }
        }
    }

    /** One of a few words; a finding and the default when it is another. */
    String word(String name, List<String> words, String otherwise) {
        var text = text(name);
        if (text == null || words.contains(text)) {
            return text == null ? otherwise : text;
        }
        var nearest = Nearest.hint(text, words);
        add(
                name,
                "'" + text + "' is no value of '" + name + "'",
                nearest != null ? nearest : "write " + alternatives(words));
        return otherwise;
    }

    /** A whole number within limits, or null; a text of digits will do. */
    @Nullable
    Long number(String name, long least, long most) {
        var text = text(name);
        if (text == null) {
            return null;
        }
        if (!text.matches("[0-9]{1,9}") || Long.parseLong(text) < least || Long.parseLong(text) > most) {
            add(
                    name,
                    "'" + name + "' is to be a number, not '" + text + "'",
                    "write one from " + least + " to " + most);
            return null;
        }
        return Long.parseLong(text);
    }

    /** Words as a sentence has them: {@code 'a', 'b' or 'c'}. */
    static String alternatives(List<String> words) {
        if (words.isEmpty()) {
            return "nothing";
        }
        var quoted = words.stream().map(word -> "'" + word + "'").toList();
        int last = quoted.size() - 1;
        return last == 0 ? quoted.getFirst() : String.join(", ", quoted.subList(0, last)) + " or " + quoted.get(last);
    }

    private static List<String> sorted(Set<String> words) {
        return words.stream().sorted().map(word -> "'" + word + "'").toList();
    }
}
