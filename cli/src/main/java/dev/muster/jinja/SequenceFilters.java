package dev.muster.jinja;

import dev.muster.value.Printing;
import dev.muster.value.Undefined;
import java.util.ArrayList;
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
                .add("join", "value, d='', attribute=None", SequenceFilters::join);
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
            out.append(separator).append(Printing.str(call.given(2) ? Access.attribute(item, call.text(2)) : item));
            separator = call.text(1);
        }
        return out.toString();
    }
}
