package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Compare;
import dev.muster.value.JsonPrinting;
import dev.muster.value.Printing;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The functions of JMESPath. What each takes is written as its specification writes it. */
final class JmesFunctions {

    private static final JsonPrinting.Style COMPACT =
            new JsonPrinting.Style(null, ",", ":", JsonPrinting.Order.GIVEN, true);

    /** What a function takes: the types of its arguments, {@code any} for all; three dots for more of the last. */
    private static final Map<String, List<String>> TAKES = Map.ofEntries(
            Map.entry("abs", List.of("number")),
            Map.entry("avg", List.of("array-number")),
            Map.entry("not_null", List.of("any", "...")),
            Map.entry("to_array", List.of("any")),
            Map.entry("to_string", List.of("any")),
            Map.entry("to_number", List.of("any")),
            Map.entry("contains", List.of("array string", "any")),
            Map.entry("length", List.of("string array object")),
            Map.entry("ends_with", List.of("string", "string")),
            Map.entry("starts_with", List.of("string", "string")),
            Map.entry("reverse", List.of("array string")),
            Map.entry("ceil", List.of("number")),
            Map.entry("floor", List.of("number")),
            Map.entry("join", List.of("string", "array-string")),
            Map.entry("map", List.of("expref", "array")),
            Map.entry("max", List.of("array-number array-string")),
            Map.entry("merge", List.of("object", "...")),
            Map.entry("min", List.of("array-number array-string")),
            Map.entry("sort", List.of("array-string array-number")),
            Map.entry("sum", List.of("array-number")),
            Map.entry("keys", List.of("object")),
            Map.entry("values", List.of("object")),
            Map.entry("type", List.of("any")),
            Map.entry("sort_by", List.of("array", "expref")),
            Map.entry("min_by", List.of("array", "expref")),
            Map.entry("max_by", List.of("array", "expref")));

    private final JmesPath path;

    JmesFunctions(JmesPath path) {
        this.path = path;
    }

    @Nullable
    Object apply(String name, List<@Nullable Object> given) {
        var takes = TAKES.get(name);
        if (takes == null) {
            throw JmesPath.unknown(name, new TreeMap<>(TAKES).keySet());
        }
        check(name, takes, given);
        return switch (name) {
            case "not_null" ->
                given.stream().filter(java.util.Objects::nonNull).findFirst().orElse(null);
            case "merge" -> {
                var merged = new FreshMap();
                given.forEach(map -> merged.putAll((Map<?, ?>) java.util.Objects.requireNonNull(map)));
                yield merged;
            }
            case "type" -> type(given.getFirst());
            case "to_array" -> given.getFirst() instanceof List ? given.getFirst() : list(given.getFirst());
            case "to_string" ->
                given.getFirst() instanceof String text
                        ? text
                        : JsonPrinting.write(given.getFirst(), COMPACT, new JsonTypes());
            case "to_number" -> toNumber(given.getFirst());
            case "map" -> {
                var mapped = new FreshList(8);
                items(given.get(1)).forEach(item -> mapped.add(path.ask(reference(given.getFirst()), item)));
                yield mapped;
            }
            case "sort_by", "min_by", "max_by" -> by(name, given);
            default ->
                given.size() == 2
                        ? ofTwo(name, given.get(0), given.get(1))
                        : given.getFirst() instanceof List<?> list
                                ? ofList(name, items(list))
                                : ofOne(name, java.util.Objects.requireNonNull(given.getFirst()));
        };
    }

    private static FreshList list(@Nullable Object item) {
        var list = new FreshList(1);
        list.add(item);
        return list;
    }

    private static FreshList list(Iterable<?> items) {
        var list = new FreshList(8);
        items.forEach(list::add);
        return list;
    }

    private static List<@Nullable Object> items(@Nullable Object value) {
        return Sequences.items(value);
    }

    private static JmesNode reference(@Nullable Object value) {
        return ((JmesNode.Reference) java.util.Objects.requireNonNull(value)).of();
    }

    private static void check(String name, List<String> takes, List<@Nullable Object> given) {
        boolean more = takes.getLast().equals("...");
        int wanted = more ? takes.size() - 1 : takes.size();
        if (more ? given.size() < wanted : given.size() != wanted) {
            throw JmesPath.failed("Expected " + (more ? "at least " : "") + wanted + " argument"
                    + (wanted == 1 ? "" : "s") + " for function " + name + "(), received " + given.size());
        }
        for (int i = 0; i < given.size(); i++) {
            var kinds = takes.get(Math.min(i, wanted - 1)).split(" ");
            var value = given.get(i);
            if (java.util.Arrays.stream(kinds).noneMatch(kind -> fits(kind, value))) {
                throw JmesPath.failed("In function " + name + "(), invalid type for value: " + JmesPath.text(value)
                        + ", expected one of: " + Printing.repr(List.of(kinds)) + ", received: \"" + type(value)
                        + "\"");
            }
        }
    }

    private static boolean fits(String kind, @Nullable Object value) {
        return switch (kind) {
            case "any" -> true;
            case "array-number" ->
                value instanceof List<?> && items(value).stream().allMatch(JmesPath::isNumber);
            case "array-string" ->
                value instanceof List<?> && items(value).stream().allMatch(String.class::isInstance);
            default -> kind.equals(type(value));
        };
    }

    private static String type(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Boolean _ -> "boolean";
            case String _ -> "string";
            case List<?> _ -> "array";
            case Map<?, ?> _ -> "object";
            case JmesNode.Reference _ -> "expref";
            default -> JmesPath.isNumber(value) ? "number" : "unknown";
        };
    }

    private static @Nullable Object toNumber(@Nullable Object value) {
        if (!(value instanceof String text)) {
            return JmesPath.isNumber(value) ? value : null;
        }
        var digits = text.strip();
        try {
            return digits.matches("[+-]?\\d+")
                    ? Arithmetic.narrow(new BigInteger(digits.startsWith("+") ? digits.substring(1) : digits))
                    : digits.matches("[+-]?(\\d+[.]?\\d*|[.]\\d+)([eE][+-]?\\d+)?")
                            ? (Object) Double.valueOf(digits)
                            : null;
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private static @Nullable Object ofTwo(String name, @Nullable Object a, @Nullable Object b) {
        return switch (name) {
            case "contains" ->
                a instanceof String text ? (Object) text.contains(needle(b)) : (Object) Compare.contains(items(a), b);
            case "ends_with" -> JmesPath.text(a).endsWith(JmesPath.text(b));
            case "starts_with" -> JmesPath.text(a).startsWith(JmesPath.text(b));
            default ->
                String.join(
                        JmesPath.text(a), items(b).stream().map(Printing::str).toList());
        };
    }

    private static String needle(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new UserError("Error in jmespath.search in json_query filter plugin:\n"
                + "'in <string>' requires string as left operand, not " + dev.muster.value.Types.name(value));
    }

    private static @Nullable Object ofList(String name, List<@Nullable Object> items) {
        return switch (name) {
            case "length" -> (long) items.size();
            case "reverse" -> {
                var reversed = list(items);
                Collections.reverse(reversed);
                yield reversed;
            }
            case "sum" -> sum(items);
            case "avg" -> items.isEmpty() ? null : (Object) (decimal(sum(items)).doubleValue() / items.size());
            case "max" -> items.isEmpty() ? null : Collections.max(items, Compare.ascending());
            case "min" -> items.isEmpty() ? null : Collections.min(items, Compare.ascending());
            default -> {
                var sorted = list(items);
                sorted.sort(Compare.ascending());
                yield sorted;
            }
        };
    }

    private static Object sum(List<@Nullable Object> items) {
        if (items.stream().anyMatch(Double.class::isInstance)) {
            return items.stream()
                    .mapToDouble(item -> ((Number) java.util.Objects.requireNonNull(item)).doubleValue())
                    .reduce(0, Double::sum);
        }
        return Arithmetic.narrow(items.stream()
                .map(item -> Arithmetic.big(java.util.Objects.requireNonNull(item)))
                .reduce(BigInteger.ZERO, BigInteger::add));
    }

    private static BigDecimal decimal(Object number) {
        return number instanceof Double real ? new BigDecimal(real) : new BigDecimal(Arithmetic.big(number));
    }

    private static Object ofOne(String name, Object value) {
        return switch (name) {
            case "length" -> (long) Sequences.size(value);
            case "reverse" -> new StringBuilder(Printing.str(value)).reverse().toString();
            case "abs" ->
                value instanceof Double real
                        ? (Object) Math.abs(real)
                        : Arithmetic.narrow(Arithmetic.big(value).abs());
            case "ceil" -> rounded(value, RoundingMode.CEILING);
            case "floor" -> rounded(value, RoundingMode.FLOOR);
            case "keys" -> list(((Map<?, ?>) value).keySet());
            default -> list(((Map<?, ?>) value).values());
        };
    }

    private static Object rounded(Object value, RoundingMode mode) {
        return Arithmetic.narrow(decimal(value).setScale(0, mode).toBigInteger());
    }

    private @Nullable Object by(String name, List<@Nullable Object> given) {
        record Keyed(@Nullable Object key, @Nullable Object item) {}
        var keyed = new ArrayList<Keyed>();
        for (var item : items(given.getFirst())) {
            keyed.add(new Keyed(path.ask(reference(given.get(1)), item), item));
        }
        if (keyed.isEmpty()) {
            return name.equals("sort_by") ? given.getFirst() : null;
        }
        var kind = type(keyed.getFirst().key);
        for (var each : keyed) {
            if (!Set.of("number", "string").contains(type(each.key))
                    || !type(each.key).equals(kind)) {
                throw JmesPath.failed("In function " + name + "(), invalid type for value: " + JmesPath.text(each.key)
                        + ", expected one of: ['number', 'string'], received: \"" + type(each.key) + "\"");
            }
        }
        java.util.Comparator<Keyed> order = (a, b) -> Compare.ascending().compare(a.key, b.key);
        if (name.equals("sort_by")) {
            keyed.sort(order);
            return list(keyed.stream().map(Keyed::item).toList());
        }
        return (name.equals("min_by") ? Collections.min(keyed, order) : Collections.max(keyed, order)).item;
    }
}
