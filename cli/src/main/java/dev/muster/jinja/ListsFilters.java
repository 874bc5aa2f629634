package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The filters {@code lists_union} and its kin of {@code community.general}, on any number of lists. */
final class ListsFilters {

    private ListsFilters() {}

    private interface Step {
        List<@Nullable Object> of(List<@Nullable Object> before, List<@Nullable Object> next);
    }

    static void register(Filter.Table table) {
        add(table, "lists_union", (a, b) -> {
            var all = new ArrayList<>(a);
            all.addAll(b);
            return unique(all);
        });
        add(table, "lists_intersect", (a, b) -> {
            var others = Distinct.of(b);
            return unique(a).stream().filter(others::contains).toList();
        });
        add(table, "lists_difference", (a, b) -> {
            var others = Distinct.of(b);
            return unique(a).stream().filter(item -> !others.contains(item)).toList();
        });
        add(table, "lists_symmetric_difference", (a, b) -> {
            var inA = Distinct.of(a);
            var inB = Distinct.of(b);
            var all = new ArrayList<>(a);
            all.addAll(b);
            return unique(all).stream()
                    .filter(item -> !inA.contains(item) || !inB.contains(item))
                    .toList();
        });
    }

    private static void add(Filter.Table table, String name, Step step) {
        table.add(CommunityFilters.GENERAL + name, "*lists, **named", call -> all(call, name, step));
    }

    private static List<@Nullable Object> unique(List<@Nullable Object> items) {
        var seen = new Distinct();
        return new ArrayList<>(items.stream().filter(seen::add).toList());
    }

    private static @Nullable Object all(Call call, String name, Step step) {
        for (var option : call.named().keySet()) {
            if (!option.equals("flatten")) {
                throw new UserError(name + "() got unexpected keywords arguments: " + option);
            }
        }
        List<@Nullable Object> lists = call.rest();
        if (dev.muster.value.Truth.of(call.named().getOrDefault("flatten", false))) {
            lists = flattened(lists);
        }
        if (lists.isEmpty()) {
            return new FreshList(0);
        }
        if (lists.size() == 1) {
            return lists.getFirst();
        }
        var result = Sequences.items(lists.getFirst());
        for (var next : lists.subList(1, lists.size())) {
            result = step.of(result, Sequences.items(next));
        }
        var fresh = new FreshList(result.size());
        fresh.addAll(result);
        return fresh;
    }

    private static List<@Nullable Object> flattened(List<@Nullable Object> lists) {
        var flat = new ArrayList<@Nullable Object>();
        for (var list : lists) {
            if (!(list instanceof List<?> items)) {
                throw new UserError("All arguments must be lists. " + Printing.str(list) + " is " + Types.name(list));
            }
            if (!items.isEmpty() && items.stream().allMatch(List.class::isInstance)) {
                flat.addAll(items);
            } else if (!items.isEmpty()) {
                flat.add(items);
            }
        }
        return flat;
    }
}
