package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Compare;
import dev.muster.value.Printing;
import dev.muster.value.Truth;
import dev.muster.value.Tuple;
import dev.muster.value.Types;
import dev.muster.value.Undefined;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Filters on lists. */
final class SequenceFilters {

    private SequenceFilters() {}

    static void register(Filter.Table table) {
        table.add("length", "obj", call -> (long) Sequences.size(call.get(0)))
                .alias("count", "length")
                .add("list", "value", call -> new FreshList(call.items(0)))
                .add("first", "seq", SequenceFilters::first)
                .add("last", "seq", SequenceFilters::last)
                .add("join", "value, d='', attribute=None", SequenceFilters::join)
                .add("reverse", "value", SequenceFilters::reverse)
                .add(
                        "sort",
                        "value, reverse=False, case_sensitive=False, attribute=None",
                        call -> Sorting.sorted(call.items(0), Sorting.key(call.get(3), call.truth(2)), call.truth(1)))
                .add("min", "value, case_sensitive=False, attribute=None", call -> extreme(call, false))
                .add("max", "value, case_sensitive=False, attribute=None", call -> extreme(call, true))
                .add("sum", "iterable, attribute=None, start=0", SequenceFilters::sum)
                .add("unique", "a, case_sensitive=None, attribute=None", SequenceFilters::unique)
                .add("batch", "value, linecount, fill_with=None", SequenceFilters::batch)
                .add("slice", "value, slices, fill_with=None", SequenceFilters::slice)
                .add("groupby", "value, attribute, default=None, case_sensitive=False", SequenceFilters::groupBy)
                .add("flatten", "mylist, levels=None, skip_nulls=True", call -> {
                    var flat = new FreshList(8);
                    flatten(call.items(0), call.given(1) ? call.integer(1) : Integer.MAX_VALUE, call.truth(2), flat);
                    return flat;
                })
                .add("union", "a, b", call -> union(call.items(0), call.items(1)))
                .add("intersect", "a, b", call -> intersect(call.items(0), call.items(1)))
                .add("difference", "a, b", call -> difference(call.items(0), call.items(1)))
                .add("symmetric_difference", "a, b", call -> {
                    var one = difference(call.items(0), call.items(1));
                    one.addAll(difference(call.items(1), call.items(0)));
                    return one;
                })
                .add("zip", "value, *others", call -> zip(call, false))
                .add("zip_longest", "value, *others, **named", call -> zip(call, true));
        MapFilters.register(table);
        Combinatorics.register(table);
    }

    private static @Nullable Object first(Call call) {
        for (var item : Sequences.of(call.get(0))) {
            return item;
        }
        return Undefined.because("No first item, sequence was empty.");
    }

    private static @Nullable Object last(Call call) {
        var items = new ArrayList<@Nullable Object>(Sequences.of(call.get(0)));
        return items.isEmpty() ? Undefined.because("No last item, sequence was empty.") : items.getLast();
    }

    private static String join(Call call) {
        var out = new StringBuilder();
        var separator = "";
        for (var item : call.items(0)) {
            out.append(separator).append(Printing.str(Sorting.attribute(item, call.get(2))));
            separator = call.text(1);
        }
        call.run().wrote(out.length());
        return out.toString();
    }

    private static Object reverse(Call call) {
        if (call.get(0) instanceof String text) {
            return new StringBuilder(text).reverse().toString();
        }
        return new FreshList(call.items(0).reversed());
    }

    private static @Nullable Object extreme(Call call, boolean largest) {
        var items = call.items(0);
        if (items.isEmpty()) {
            return Undefined.because("No aggregated item, sequence was empty.");
        }
        var key = Sorting.key(call.get(2), call.truth(1));
        var best = items.getFirst();
        var bestKey = key.apply(best);
        for (var item : items.subList(1, items.size())) {
            var itemKey = key.apply(item);
            int order = Compare.order(itemKey, bestKey, largest ? ">" : "<");
            if (largest ? order > 0 : order < 0) {
                best = item;
                bestKey = itemKey;
            }
        }
        return best;
    }

    private static @Nullable Object sum(Call call) {
        var total = call.get(2);
        for (var item : call.items(0)) {
            if (total instanceof String) {
                throw new UserError("sum() can't sum strings").hint("use '| join'");
            }
            total = Arithmetic.apply(Expr.Operator.ADD, total, Sorting.attribute(item, call.get(1)), call.frame());
        }
        return total;
    }

    private static FreshList unique(Call call) {
        var key = Sorting.key(call.get(2), call.truth(1));
        var seen = new Distinct();
        var unique = new FreshList(8);
        for (var item : call.items(0)) {
            var value = key.apply(item);
            if (value instanceof Map<?, ?> || value instanceof List<?> && !(value instanceof Tuple)) {
                return unhashable(call);
            }
            if (seen.add(value)) {
                unique.add(item);
            }
        }
        return unique;
    }

    /** Ansible's own way for items that Python cannot hash: it compares them as they are, whatever their case. */
    private static FreshList unhashable(Call call) {
        if (Boolean.FALSE.equals(call.get(1)) || call.given(2) && Truth.of(call.get(2))) {
            throw new UserError("Jinja2's unique filter failed and we cannot fall back to Ansible's version as it does"
                    + " not support the parameters supplied.");
        }
        var seen = new Distinct();
        var unique = new FreshList(8);
        for (var item : call.items(0)) {
            if (seen.add(item)) {
                unique.add(item);
            }
        }
        return unique;
    }

    private static FreshList batch(Call call) {
        int size = call.integer(1);
        var batches = new FreshList(8);
        FreshList batch = new FreshList(8);
        for (var item : call.items(0)) {
            if (batch.size() == size) {
                batches.add(batch);
                batch = new FreshList(8);
            }
            batch.add(item);
        }
        if (!batch.isEmpty()) {
            call.run().admit(size);
            while (call.given(2) && batch.size() < size) {
                batch.add(call.get(2));
            }
            batches.add(batch);
        }
        return batches;
    }

    private static FreshList slice(Call call) {
        var items = call.items(0);
        int slices = call.integer(1);
        if (slices == 0) {
            throw new UserError("integer division or modulo by zero");
        }
        call.run().admit(slices);
        int each = items.size() / slices;
        int longer = items.size() % slices;
        var all = new FreshList(8);
        int offset = 0;
        for (int i = 0; i < slices; i++) {
            int start = offset + i * each;
            if (i < longer) {
                offset++;
            }
            var part = new FreshList(items.subList(start, offset + (i + 1) * each));
            if (call.given(2) && i >= longer && longer > 0) {
                part.add(call.get(2));
            }
            all.add(part);
        }
        return all;
    }

    private static FreshList groupBy(Call call) {
        var attribute = call.get(1);
        boolean caseSensitive = call.truth(3);
        java.util.function.Function<@Nullable Object, @Nullable Object> plain = item -> {
            var value = Sorting.attribute(item, attribute);
            if (value instanceof Undefined undefined) {
                // Ansible's strict undefined values fail before the filter's own default is looked at.
                throw new dev.muster.value.UndefinedUse(undefined);
            }
            return value;
        };
        java.util.function.Function<@Nullable Object, @Nullable Object> key =
                item -> Sorting.folded(plain.apply(item), caseSensitive);
        var groups = new FreshList(8);
        FreshList current = null;
        @Nullable Object currentKey = null;
        for (var item : Sorting.sorted(call.items(0), key, false)) {
            if (current == null || !Compare.equal(currentKey, key.apply(item))) {
                current = new FreshList(8);
                currentKey = key.apply(item);
                groups.add(new Group(plain.apply(item), current));
            }
            current.add(item);
        }
        return groups;
    }

    private static void flatten(List<?> items, int levels, boolean skipNulls, FreshList flat) {
        for (var item : items) {
            if (skipNulls && (item == null || "None".equals(item) || "null".equals(item))) {
                continue;
            }
            if (item instanceof List<?> list && levels >= 1) {
                flatten(Sequences.items(list), levels - 1, skipNulls, flat);
            } else {
                flat.add(item);
            }
        }
    }

    private static FreshList union(List<?> a, List<?> b) {
        var seen = new Distinct();
        var all = new FreshList(a.size() + b.size());
        for (var list : List.of(a, b)) {
            for (var item : list) {
                if (seen.add(item)) {
                    all.add(item);
                }
            }
        }
        return all;
    }

    private static FreshList intersect(List<?> a, List<?> b) {
        var wanted = Distinct.of(b);
        var seen = new Distinct();
        var common = new FreshList(8);
        for (var item : a) {
            if (wanted.contains(item) && seen.add(item)) {
                common.add(item);
            }
        }
        return common;
    }

    private static FreshList difference(List<?> a, List<?> b) {
        var unwanted = Distinct.of(b);
        var seen = new Distinct();
        var rest = new FreshList(8);
        for (var item : a) {
            if (!unwanted.contains(item) && seen.add(item)) {
                rest.add(item);
            }
        }
        return rest;
    }

    private static FreshList zip(Call call, boolean longest) {
        var lists = new ArrayList<List<@Nullable Object>>();
        lists.add(call.items(0));
        call.rest().forEach(other -> lists.add(Sequences.items(other)));
        int size = longest
                ? lists.stream().mapToInt(List::size).max().orElse(0)
                : lists.stream().mapToInt(List::size).min().orElse(0);
        var fill = call.named().get("fillvalue");
        var zipped = new FreshList(size);
        for (int i = 0; i < size; i++) {
            var row = new @Nullable Object[lists.size()];
            for (int j = 0; j < row.length; j++) {
                row[j] = i < lists.get(j).size() ? lists.get(j).get(i) : fill;
            }
            zipped.add(Tuple.of(row));
        }
        return zipped;
    }

    /** The name of a value's type in the words of Ansible's messages. */
    static String type(@Nullable Object value) {
        return "<class '" + Types.name(value) + "'>";
    }
}
