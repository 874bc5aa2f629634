package dev.muster.jinja;

import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import dev.muster.value.Compare;
import dev.muster.value.Printing;
import dev.muster.value.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JMESPath, for the filter {@code json_query}: asks nested data by its specification, with all its functions. */
final class JmesPath {

    private final Run run;
    private final JmesFunctions functions;

    private JmesPath(Run run) {
        this.run = run;
        this.functions = new JmesFunctions(this);
    }

    /**
     * What an expression finds in data; null is nothing.
     *
     * @throws UserError for an expression that is wrong or asks a function for what it cannot do
     */
    static @Nullable Object search(String expression, @Nullable Object data, Run run) {
        return new JmesPath(run).ask(JmesParser.parse(expression), data);
    }

    @Nullable
    Object ask(JmesNode node, @Nullable Object value) {
        run.step();
        return switch (node) {
            case JmesNode.Current() -> value;
            case JmesNode.Literal(var literal) -> literal;
            case JmesNode.Field(var name) -> value instanceof Map<?, ?> map ? Sequences.used(map.get(name)) : null;
            case JmesNode.Then(var first, var second) -> ask(second, ask(first, value));
            case JmesNode.Index(var index) -> value instanceof List<?> list ? at(list, index) : null;
            case JmesNode.Slice slice -> value instanceof List<?> list ? sliced(list, slice) : null;
            case JmesNode.Each(var list, var of) -> ask(list, value) instanceof List<?> items ? each(items, of) : null;
            case JmesNode.EachValue(var map, var of) ->
                ask(map, value) instanceof Map<?, ?> entries ? each(entries.values(), of) : null;
            case JmesNode.Matching(var list, var of, var condition) -> {
                if (!(ask(list, value) instanceof List<?> items)) {
                    yield null;
                }
                var matching = new ArrayList<@Nullable Object>();
                for (var item : items) {
                    if (!isFalse(ask(condition, Sequences.used(item)))) {
                        matching.add(item);
                    }
                }
                yield each(matching, of);
            }
            case JmesNode.Flat(var list) -> ask(list, value) instanceof List<?> items ? flat(items) : null;
            case JmesNode.Comparison(var operator, var left, var right) ->
                compared(operator, ask(left, value), ask(right, value));
            case JmesNode.Or(var left, var right) -> {
                var first = ask(left, value);
                yield isFalse(first) ? ask(right, value) : first;
            }
            case JmesNode.And(var left, var right) -> {
                var first = ask(left, value);
                yield isFalse(first) ? first : ask(right, value);
            }
            case JmesNode.Not(var of) -> isFalse(ask(of, value));
            case JmesNode.ListOf(var items) -> {
                if (value == null) {
                    yield null;
                }
                var list = new FreshList(items.size());
                items.forEach(item -> list.add(ask(item, value)));
                yield list;
            }
            case JmesNode.MapOf(var entries) -> {
                if (value == null) {
                    yield null;
                }
                var map = new FreshMap();
                entries.forEach((key, item) -> map.put(key, ask(item, value)));
                yield map;
            }
            case JmesNode.Apply(var function, var arguments) -> {
                var given = new ArrayList<@Nullable Object>();
                arguments.forEach(argument -> given.add(ask(argument, value)));
                yield functions.apply(function, given);
            }
            case JmesNode.Reference reference -> reference;
        };
    }

    private static @Nullable Object at(List<?> list, long index) {
        long at = index < 0 ? index + list.size() : index;
        return at < 0 || at >= list.size() ? null : Sequences.used(list.get((int) at));
    }

    private static FreshList sliced(List<?> list, JmesNode.Slice slice) {
        long step = slice.step() == null ? 1 : slice.step();
        if (step == 0) {
            throw new UserError("Error in jmespath.search in json_query filter plugin:\nslice step cannot be zero");
        }
        int size = list.size();
        long least = step < 0 ? -1 : 0;
        long most = step < 0 ? size - 1L : size;
        long start = slice.start() == null ? (step < 0 ? most : least) : clamp(slice.start(), size, least, most);
        long stop = slice.stop() == null ? (step < 0 ? least : most) : clamp(slice.stop(), size, least, most);
        var found = new FreshList(8);
        for (long i = start; step < 0 ? i > stop : i < stop; i += step) {
            found.add(list.get((int) i));
        }
        return found;
    }

    private static long clamp(long index, int size, long least, long most) {
        return Math.clamp(index < 0 ? index + size : index, least, most);
    }

    private FreshList each(Iterable<?> items, JmesNode of) {
        var found = new FreshList(8);
        for (var item : items) {
            var answer = ask(of, Sequences.used(item));
            if (answer != null) {
                found.add(answer);
            }
        }
        return found;
    }

    private static FreshList flat(List<?> items) {
        var flat = new FreshList(8);
        for (var item : items) {
            if (Sequences.used(item) instanceof List<?> inner) {
                flat.addAll(inner);
            } else {
                flat.add(item);
            }
        }
        return flat;
    }

    static boolean isFalse(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case Boolean truth -> !truth;
            case String text -> text.isEmpty();
            case List<?> list -> list.isEmpty();
            case Map<?, ?> map -> map.isEmpty();
            default -> false;
        };
    }

    private static @Nullable Object compared(String operator, @Nullable Object a, @Nullable Object b) {
        boolean sameKind = a instanceof Boolean == b instanceof Boolean;
        return switch (operator) {
            case "==" -> sameKind && Compare.equal(a, b);
            case "!=" -> !(sameKind && Compare.equal(a, b));
            default -> {
                if (!isNumber(a) || !isNumber(b)) {
                    yield null;
                }
                int order = Compare.order(a, b, operator);
                yield switch (operator) {
                    case "<" -> order < 0;
                    case "<=" -> order <= 0;
                    case ">" -> order > 0;
                    default -> order >= 0;
                };
            }
        };
    }

    static boolean isNumber(@Nullable Object value) {
        return Types.isNumber(value) && !(value instanceof Boolean);
    }

    static UserError failed(String what) {
        return new UserError("JMESPathError in json_query filter plugin:\n" + what);
    }

    static UserError unknown(String function, java.util.Collection<String> known) {
        return failed("Unknown function: " + function + "()").hint(Nearest.hint(function, known));
    }

    static String text(@Nullable Object value) {
        return value == null ? "None" : Printing.str(value);
    }
}
