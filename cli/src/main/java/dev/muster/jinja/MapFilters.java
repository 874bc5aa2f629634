package dev.muster.jinja;

import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import dev.muster.value.Truth;
import dev.muster.value.Undefined;
import dev.muster.value.UndefinedUse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Filters that apply another filter, a test or an attribute to every item. */
final class MapFilters {

    private MapFilters() {}

    static void register(Filter.Table table) {
        table.add("map", "value, *args, **named", MapFilters::map)
                .add("select", "value, *args, **named", call -> select(call, true, false))
                .add("reject", "value, *args, **named", call -> select(call, false, false))
                .add("selectattr", "value, *args, **named", call -> select(call, true, true))
                .add("rejectattr", "value, *args, **named", call -> select(call, false, true));
    }

    /** Calls a filter or test that is named at run time. */
    private static @Nullable Object apply(
            String kind, Filter filter, @Nullable Object item, List<@Nullable Object> more, Call call) {
        var arguments = new ArrayList<@Nullable Object>(more.size() + 1);
        arguments.add(item);
        arguments.addAll(more);
        return CallCompiler.applied(kind, filter, new Arguments(arguments, call.named()), -1, call.frame());
    }

    private static FreshList map(Call call) {
        var mapped = new FreshList(8);
        if (call.rest().isEmpty() && call.named().containsKey("attribute")) {
            var attribute = call.named().get("attribute");
            boolean hasDefault = call.named().containsKey("default");
            for (var item : items(call)) {
                call.run().step();
                var value = Sorting.attribute(item, attribute);
                mapped.add(
                        value instanceof Undefined && hasDefault ? call.named().get("default") : value);
            }
            return mapped;
        }
        if (call.rest().isEmpty()) {
            throw new UserError("map requires a filter argument");
        }
        var name = String.valueOf(call.rest().getFirst());
        var filter = call.run().engine().filter(name);
        if (filter == null) {
            throw new UserError("No filter named '" + name + "'.")
                    .hint(Nearest.hint(name, call.run().engine().filterNames()));
        }
        var more = call.rest().subList(1, call.rest().size());
        for (var item : items(call)) {
            call.run().step();
            mapped.add(apply("filter", filter, item, more, call));
        }
        return mapped;
    }

    /** The items of the operand; as in Jinja2 anything that is false has none. */
    private static Iterable<? extends @Nullable Object> items(Call call) {
        var value = call.get(0);
        return value instanceof Undefined || Truth.of(value) ? Sequences.of(value) : List.of();
    }

    private static FreshList select(Call call, boolean wanted, boolean byAttribute) {
        var rest = call.rest();
        if (byAttribute && rest.isEmpty()) {
            throw new UserError("missing parameter for attribute name");
        }
        var attribute = byAttribute ? rest.getFirst() : null;
        var words = byAttribute ? rest.subList(1, rest.size()) : rest;
        Filter test = null;
        if (!words.isEmpty()) {
            var name = String.valueOf(words.getFirst());
            test = call.run().engine().test(name);
            if (test == null) {
                throw new UserError("No test named '" + name + "'.")
                        .hint(Nearest.hint(name, call.run().engine().testNames()));
            }
        }
        var more = words.isEmpty() ? words : words.subList(1, words.size());
        var selected = new FreshList(8);
        for (var item : items(call)) {
            call.run().step();
            var value = byAttribute ? Sorting.attribute(item, attribute) : item;
            var result = test == null ? value : apply("test", test, value, more, call);
            if (result instanceof Undefined undefined) {
                throw new UndefinedUse(undefined);
            }
            if (Truth.of(result) == wanted) {
                selected.add(item);
            }
        }
        return selected;
    }
}
