package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Compare;
import dev.muster.value.Printing;
import dev.muster.value.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Methods of lists, tuples and dictionaries. Those that change them change the value that the template itself made. */
final class ContainerMethods {

    private ContainerMethods() {}

    static void sequence(Methods.Table table) {
        table.add(
                        "count",
                        "self, value",
                        call -> sequence(call).stream()
                                .filter(item -> Compare.equal(item, call.get(1)))
                                .count())
                .add("index", "self, value, start=0, stop=None", ContainerMethods::index);
    }

    static void list(Methods.Table table) {
        sequence(table);
        table.add("append", "self, item", call -> {
                    changeable(call).add(call.get(1));
                    return null;
                })
                .add("extend", "self, items", call -> {
                    changeable(call).addAll(call.items(1));
                    return null;
                })
                .add("insert", "self, index, item", call -> {
                    var list = changeable(call);
                    int index = call.integer(1);
                    list.add(Math.clamp(index < 0 ? index + list.size() : index, 0, list.size()), call.get(2));
                    return null;
                })
                .add("pop", "self, index=-1", ContainerMethods::popItem)
                .add("remove", "self, item", ContainerMethods::remove)
                .add("clear", "self", call -> {
                    changeable(call).clear();
                    return null;
                })
                .add("reverse", "self", call -> {
                    Collections.reverse(changeable(call));
                    return null;
                })
                .add("sort", "self, key=None, reverse=False", call -> {
                    var order = Compare.ascending();
                    changeable(call).sort(call.truth(2) ? order.reversed() : order);
                    return null;
                })
                .add("copy", "self", call -> new ArrayList<@Nullable Object>(sequence(call)));
    }

    static void dict(Methods.Table table) {
        table.add("items", "self", call -> {
                    var items = new ArrayList<@Nullable Object>();
                    var map = map(call);
                    // What the template itself has made may hold what is undefined; a variable is rendered here.
                    boolean made = map instanceof LinkedHashMap;
                    map.forEach((key, value) -> items.add(Tuple.of(key, made ? value : Sequences.used(value))));
                    return items;
                })
                .add(
                        "keys",
                        "self",
                        call -> new ArrayList<@Nullable Object>(map(call).keySet()))
                .add(
                        "values",
                        "self",
                        call -> new ArrayList<@Nullable Object>(map(call).values()))
                .add("get", "self, key, default=None", call -> {
                    var key = ExpressionCompiler.key(call.get(1));
                    return map(call).containsKey(key) ? map(call).get(key) : call.get(2);
                })
                .add("copy", "self", call -> new LinkedHashMap<@Nullable Object, @Nullable Object>(map(call)))
                .add("update", "self, other=None, **named", call -> {
                    var target = changeableMap(call);
                    if (call.get(1) instanceof Map<?, ?> more) {
                        target.putAll(more);
                    } else if (call.given(1)) {
                        for (var pair : call.items(1)) {
                            var parts = Sequences.items(pair);
                            target.put(parts.get(0), parts.get(1));
                        }
                    }
                    target.putAll(call.named());
                    return null;
                })
                .add("setdefault", "self, key, default=None", call -> {
                    if (!map(call).containsKey(call.get(1))) {
                        changeableMap(call).put(call.get(1), call.get(2));
                        return call.get(2);
                    }
                    return map(call).get(call.get(1));
                })
                .add("pop", "self, key, *default", call -> {
                    if (map(call).containsKey(call.get(1))) {
                        return changeableMap(call).remove(call.get(1));
                    }
                    if (call.rest().isEmpty()) {
                        throw new UserError(Printing.repr(call.get(1)));
                    }
                    return call.rest().getFirst();
                })
                .add("popitem", "self", call -> {
                    if (map(call).isEmpty()) {
                        throw new UserError("'popitem(): dictionary is empty'");
                    }
                    var last = List.copyOf(map(call).keySet()).getLast();
                    return Tuple.of(last, changeableMap(call).remove(last));
                })
                .add("clear", "self", call -> {
                    changeableMap(call).clear();
                    return null;
                })
                .add("fromkeys", "self, keys, value=None", call -> {
                    var made = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                    call.items(1).forEach(key -> made.put(key, call.get(2)));
                    return made;
                });
    }

    private static List<?> sequence(Call call) {
        return (List<?>) java.util.Objects.requireNonNull(call.get(0));
    }

    /** A list that may be changed: one that the template made, or a copy. A variable's own list stays as it is for others. */
    private static List<@Nullable Object> changeable(Call call) {
        if (call.get(0) instanceof FreshList list) {
            return list;
        }
        var original = sequence(call);
        return call.run().replace(original, new FreshList(original));
    }

    private static Map<@Nullable Object, @Nullable Object> changeableMap(Call call) {
        if (call.get(0) instanceof FreshMap map) {
            return map;
        }
        var original = map(call);
        return call.run().replace(original, new FreshMap(original));
    }

    private static Map<?, ?> map(Call call) {
        return (Map<?, ?>) java.util.Objects.requireNonNull(call.get(0));
    }

    private static Object index(Call call) {
        var list = sequence(call);
        int start = call.integer(2);
        int stop = call.given(3) ? call.integer(3) : list.size();
        for (int i = Math.max(0, start < 0 ? start + list.size() : start);
                i < Math.min(list.size(), stop < 0 ? stop + list.size() : stop);
                i++) {
            if (Compare.equal(list.get(i), call.get(1))) {
                return (long) i;
            }
        }
        throw new UserError(Printing.repr(call.get(1)) + " is not in list");
    }

    private static @Nullable Object popItem(Call call) {
        var list = changeable(call);
        int index = call.integer(1) < 0 ? call.integer(1) + list.size() : call.integer(1);
        if (list.isEmpty()) {
            throw new UserError("pop from empty list");
        }
        if (index < 0 || index >= list.size()) {
            throw new UserError("pop index out of range");
        }
        return list.remove(index);
    }

    private static @Nullable Object remove(Call call) {
        var list = changeable(call);
        for (int i = 0; i < list.size(); i++) {
            if (Compare.equal(list.get(i), call.get(1))) {
                list.remove(i);
                return null;
            }
        }
        throw new UserError("list.remove(x): x not in list");
    }
}
