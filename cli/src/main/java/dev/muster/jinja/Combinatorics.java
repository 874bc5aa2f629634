package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Filters that arrange items in every way. */
final class Combinatorics {

    private Combinatorics() {}

    static void register(Filter.Table table) {
        table.add("product", "value, *others, **named", Combinatorics::product)
                .add("permutations", "value, r=None", call -> arranged(call, true))
                .add("combinations", "value, r", call -> arranged(call, false));
    }

    private static FreshList product(Call call) {
        var lists = new ArrayList<List<@Nullable Object>>();
        lists.add(call.items(0));
        call.rest().forEach(other -> lists.add(Sequences.items(other)));
        int repeat = call.named().get("repeat") instanceof Long times ? Math.toIntExact(times) : 1;
        var all = new ArrayList<List<@Nullable Object>>();
        for (int i = 0; i < repeat; i++) {
            all.addAll(lists);
        }
        long size = 1;
        for (var list : all) {
            size = list.isEmpty() ? 0 : size * list.size();
            call.run().admit(size);
        }
        var rows = new FreshList((int) size);
        if (size > 0) {
            product(all, new @Nullable Object[all.size()], 0, rows);
        }
        return rows;
    }

    private static void product(List<List<@Nullable Object>> lists, @Nullable Object[] row, int at, FreshList rows) {
        if (at == row.length) {
            rows.add(Tuple.of(row));
            return;
        }
        for (var item : lists.get(at)) {
            row[at] = item;
            product(lists, row, at + 1, rows);
        }
    }

    private static FreshList arranged(Call call, boolean ordered) {
        var items = call.items(0);
        int size = call.given(1) ? call.integer(1) : items.size();
        if (size < 0) {
            throw new UserError("r must be non-negative");
        }
        var rows = new FreshList(8);
        if (size <= items.size()) {
            arrange(items, ordered, new @Nullable Object[size], 0, 0, new boolean[items.size()], rows, call.run());
        }
        return rows;
    }

    private static void arrange(
            List<@Nullable Object> items,
            boolean ordered,
            @Nullable Object[] row,
            int at,
            int from,
            boolean[] used,
            FreshList rows,
            Run run) {
        if (at == row.length) {
            run.admit(rows.size() + 1L);
            run.step();
            rows.add(Tuple.of(row));
            return;
        }
        for (int i = ordered ? 0 : from; i < items.size(); i++) {
            if (!used[i]) {
                used[i] = true;
                row[at] = items.get(i);
                arrange(items, ordered, row, at + 1, i + 1, used, rows, run);
                used[i] = false;
            }
        }
    }
}
