package dev.muster.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An expression of JMESPath. */
sealed interface JmesNode {

    /** What it is asked of itself: {@code @}, or nothing at all. */
    record Current() implements JmesNode {}

    record Literal(@Nullable Object value) implements JmesNode {}

    record Field(String name) implements JmesNode {}

    /** The second asked of what the first gives; also a pipe. */
    record Then(JmesNode first, JmesNode second) implements JmesNode {}

    record Index(long index) implements JmesNode {}

    record Slice(
            @Nullable Long start,
            @Nullable Long stop,
            @Nullable Long step) implements JmesNode {}

    /** The second asked of every item of the list that the first gives. */
    record Each(JmesNode list, JmesNode of) implements JmesNode {}

    /** The second asked of every value of the dictionary that the first gives. */
    record EachValue(JmesNode map, JmesNode of) implements JmesNode {}

    record Matching(JmesNode list, JmesNode of, JmesNode condition) implements JmesNode {}

    record Flat(JmesNode list) implements JmesNode {}

    record Comparison(String operator, JmesNode left, JmesNode right) implements JmesNode {}

    record Or(JmesNode left, JmesNode right) implements JmesNode {}

    record And(JmesNode left, JmesNode right) implements JmesNode {}

    record Not(JmesNode of) implements JmesNode {}

    record ListOf(List<JmesNode> items) implements JmesNode {}

    record MapOf(Map<String, JmesNode> entries) implements JmesNode {}

    record Apply(String function, List<JmesNode> arguments) implements JmesNode {}

    /** An expression that a function asks of items: {@code &name}. */
    record Reference(JmesNode of) implements JmesNode {}
}
